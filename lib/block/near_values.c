#include "block/near_values.h"

#include "base/nearest.h"
#include "block/format.h"

#include <string.h>

enum { LISTED_MAX = 5 };

bool
rt_dict_has(const struct rt_dict *dict, const char *text)
{
    for (uint32_t code = 0; code < dict->n; code++)
        if (strcmp(rt_dict_str(dict, code), text) == 0)
            return true;
    return false;
}

static const char *
nth_value(const void *of, size_t i)
{
    const struct rt_dict *dict = of;

    return i < dict->n ? rt_dict_str(dict, (uint32_t)i) : NULL;
}

static const char *
nth_attribute(const void *of, size_t i)
{
    const struct rt_data *d = of;

    return i < d->n_attrs ? d->attrs[i].key : NULL;
}

static const char *
add_name(const char *all, const char *name, struct rt_arena *a)
{
    return all != NULL ? rt_fmt(a, "%s, %s", all, name) : name;
}

/* The first of all names. */
static const char *
first_names(const char *(*nth)(const void *of, size_t i), const void *of,
            struct rt_arena *a)
{
    const char *all = NULL, *name;
    size_t n = 0;

    for (size_t i = 0; (name = nth(of, i)) != NULL; i++) {
        if (*name == '\0')
            continue;
        if (n++ == LISTED_MAX)
            return rt_fmt(a, "%s, …", all);
        all = add_name(all, name, a);
    }
    return all;
}

static struct rt_offered
offer(const char *wanted, const char *(*nth)(const void *of, size_t i),
      const void *of, struct rt_arena *a)
{
    struct rt_offered out = {.names = NULL};
    struct rt_nearest near;

    rt_nearest_find(wanted, nth, of, true, &near);
    for (size_t i = 0; i < near.n; i++)
        out.names = add_name(out.names, near.name[i], a);
    out.near = near.n > 0;
    if (!out.near)
        out.names = first_names(nth, of, a);
    return out;
}

struct rt_offered
rt_near_values(const struct rt_dict *dict, const char *value,
               struct rt_arena *a)
{
    return offer(value, nth_value, dict, a);
}

struct rt_offered
rt_near_attributes(const struct rt_data *d, const char *key, struct rt_arena *a)
{
    struct rt_offered out = offer(key, nth_attribute, d, a);

    /* Attributes of the product are known without "attr.": attr.regoin. */
    if (!out.near && strncmp(key, "attr.", 5) == 0)
        out = offer(key + 5, nth_attribute, d, a);
    return out;
}

/* What the values of a key are compared with; NULL for an unknown one. */
static const struct rt_dict *
dict_of(const struct rt_data *d, const char *key)
{
    const struct rt_attr *attr = rt_data_attr(d, key);

    if (strcmp(key, "offer_type") == 0)
        return &d->offers.types;
    return attr != NULL ? &attr->dict : NULL;
}

/* `Region "Mars" (there are: Moscow, Minsk)`. */
static const char *
one_line(const char *key, const char *value, const struct rt_dict *dict,
         enum rt_lang lang, struct rt_arena *a)
{
    struct rt_offered offered = rt_near_values(dict, value, a);
    const char *name = rt_filter_caption(key, lang, a);

    if (offered.names == NULL)
        return rt_text_fill(lang, a, "nobody_has", "name", name, "value", value,
                            NULL);
    return rt_text_fill(
        lang, a, offered.near ? "nobody_has_near" : "nobody_has_known", "name",
        name, "value", value, "names", offered.names, NULL);
}

void
rt_near_notes(struct rt_result *r, enum rt_lang lang, struct rt_arena *a)
{
    const struct rt_filter *f = r->filter;
    const char *all = NULL;

    for (size_t i = 0; i < f->n_values; i++) {
        const struct rt_filter_values *v = &f->values[i];
        const struct rt_dict *dict = dict_of(r->data, v->key);

        for (size_t k = 0; dict != NULL && k < v->n; k++) {
            const char *one;

            if (v->list[k][0] == '\0' || rt_dict_has(dict, v->list[k]))
                continue;
            one = one_line(v->key, v->list[k], dict, lang, a);
            all = all != NULL ? rt_fmt(a, "%s; %s", all, one) : one;
        }
    }
    if (all != NULL)
        rt_result_note(r, "note_nobody_has", 0, all);
}
