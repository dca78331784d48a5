#include "page/carried_filter.h"

#include <string.h>

/* Valid in an address, but only for this page or picture; or the part that was
 * wrong. */
static bool
stays_here(const struct rt_visit *v, const char *name)
{
    static const char *const names[] = {"size", "theme", "cell", "g", "lang"};

    if (v->wrong != NULL && strcmp(name, v->wrong) == 0)
        return true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* Names that no block understands for this company's data are dropped: they
 * would be an error on every page that gets them. */
static bool
fits_data(const struct rt_data *d, const struct rt_filter *f)
{
    if (d == NULL)
        return true;
    for (size_t i = 0; i < f->n_values; i++)
        if (strcmp(f->values[i].key, "offer_type") != 0 &&
            rt_data_attr(d, f->values[i].key) == NULL)
            return false;
    return f->as_of == RT_DAY_NONE || f->as_of <= d->as_of;
}

static struct rt_filter_how
how_to_read(const struct rt_visit *v)
{
    const struct rt_data *d = rt_app_data(v->app);

    return (struct rt_filter_how){v->site->pages->options,
                                  d != NULL ? d->as_of : RT_DAY_NONE};
}

enum rt_code
rt_carry_check(const struct rt_visit *v, const struct rt_pairs *rest,
               struct rt_err *err)
{
    const struct rt_filter_how how = how_to_read(v);
    struct rt_filter unused;

    return rt_filter_parse(rest, &how, v->arena, &unused, err);
}

void
rt_carry_filter(const struct rt_visit *v, struct rt_filter *out)
{
    const struct rt_data *d = rt_app_data(v->app);
    const struct rt_filter_how how = how_to_read(v);
    const struct rt_pairs *query = &v->rq.query;
    struct rt_pairs kept = {0};

    rt_filter_init(out);
    for (size_t i = 0; i < query->n; i++) {
        const struct rt_pair *p = &query->list[i];
        struct rt_filter with;

        if (stays_here(v, p->name))
            continue;
        rt_pairs_add(&kept, v->arena, p->name, p->value);
        if (rt_filter_parse(&kept, &how, v->arena, &with, NULL) == RT_OK &&
            fits_data(d, &with))
            *out = with;
        else
            kept.n--;
    }
}

static const char *
with_lang(const struct rt_visit *v, const char *path, struct rt_pairs *q)
{
    const char *word = rt_pairs_get(&v->rq.query, "lang");
    enum rt_lang lang;

    if (word != NULL && rt_lang_parse(word, &lang) == RT_OK)
        rt_pairs_add(q, v->arena, "lang", rt_lang_name(lang));
    rt_pairs_sort(q);
    return q->n == 0
               ? path
               : rt_fmt(v->arena, "%s%c%s", path,
                        strchr(path, '?') != NULL ? '&' : '?',
                        rt_pairs_format(q, v->arena));
}

const char *
rt_carry_url(const struct rt_visit *v, const struct rt_filter *f,
             const struct rt_page *page)
{
    struct rt_pairs all, q = {0};

    rt_filter_pairs(f, v->arena, &all);
    for (size_t i = 0; i < all.n; i++) {
        const char *name = all.list[i].name;

        if (rt_filter_option(f, name) == NULL || rt_page_takes(page, name))
            rt_pairs_add(&q, v->arena, name, all.list[i].value);
    }
    return with_lang(v, page->path, &q);
}

const char *
rt_carry_lang(const struct rt_visit *v, const char *path)
{
    struct rt_pairs q = {0};

    return with_lang(v, path, &q);
}

json_t *
rt_carry_lang_field(const struct rt_visit *v)
{
    return rt_pairs_get(&v->rq.query, "lang") != NULL
               ? json_string(rt_lang_name(v->lang))
               : json_null();
}
