#include "field/filter.h"

#include <stdint.h>
#include <string.h>

/* The keys that stand alone; each is given at most once. */
enum key {
    KEY_AS_OF,
    KEY_BY,
    KEY_CELL,
    KEY_COMPLETE,
    KEY_FROM,
    KEY_GENERATION,
    KEY_LANG,
    KEY_SIZE,
    KEY_THEME,
    KEY_TO,
    KEY__MAX
};

static const char *const key_names[KEY__MAX] = {
    [KEY_AS_OF] = "as_of", [KEY_BY] = "by",
    [KEY_CELL] = "cell",   [KEY_COMPLETE] = "complete",
    [KEY_FROM] = "from",   [KEY_GENERATION] = "g",
    [KEY_LANG] = "lang",   [KEY_SIZE] = "size",
    [KEY_THEME] = "theme", [KEY_TO] = "to",
};

/* The keys that select by a value, beside attr.NAME. */
static const char *const value_keys[] = {"channel", "offer_type", "plan",
                                         "region",  "segment",    NULL};

static const char attr_prefix[] = "attr.";

void
rt_filter_init(struct rt_filter *f)
{
    *f = (struct rt_filter){
        .from = RT_DAY_NONE,
        .to = RT_DAY_NONE,
        .by = RT_BY_MONTH,
        .as_of = RT_DAY_NONE,
    };
}

static enum key
find_key(const char *name)
{
    int i = 0;

    while (i < KEY__MAX && strcmp(name, key_names[i]) != 0)
        i++;
    return (enum key)i;
}

static bool
is_listed(const char *const *names, const char *name)
{
    for (; names != NULL && *names != NULL; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

static bool
selects_values(const char *name)
{
    size_t len = sizeof attr_prefix - 1;

    if (strncmp(name, attr_prefix, len) == 0)
        return name[len] != '\0';
    return is_listed(value_keys, name);
}

static enum rt_code
bad_value(const struct rt_pair *p, struct rt_err *err)
{
    return rt_fail_key(err, RT_EINVAL, "bad_value", "key", p->name, "value",
                       p->value, NULL);
}

static enum rt_code
set_complete(struct rt_filter *f, const struct rt_pair *p, struct rt_err *err)
{
    static const char *const yes[] = {"1", "on", "true", "yes", NULL};
    static const char *const no[] = {"0", "off", "false", "no", NULL};

    f->complete = is_listed(yes, p->value);
    return f->complete || is_listed(no, p->value) ? RT_OK : bad_value(p, err);
}

/* as_of is a day and no longer period: it is the last one that counts. */
static enum rt_code
set_as_of(struct rt_filter *f, const struct rt_pair *p, struct rt_err *err)
{
    if (rt_day_parse(p->value, &f->as_of) != RT_OK)
        return rt_fail_key(err, RT_EINVAL, "bad_date", "name", p->name, "value",
                           p->value, NULL);
    return RT_OK;
}

static enum rt_code
set_key(struct rt_filter *f, enum key key, const struct rt_pair *p,
        struct rt_err *err)
{
    int32_t other;

    switch (key) {
    case KEY_AS_OF:
        return set_as_of(f, p, err);
    case KEY_BY:
        f->by_set = true;
        return rt_by_parse(p->value, &f->by) == RT_OK ? RT_OK
                                                      : bad_value(p, err);
    case KEY_COMPLETE:
        return set_complete(f, p, err);
    case KEY_FROM:
        f->from_text = p->value;
        return rt_period_parse(p->name, p->value, &f->from, &other, err);
    case KEY_TO:
        f->to_text = p->value;
        return rt_period_parse(p->name, p->value, &other, &f->to, err);
    case KEY_CELL:
        f->cell = p->value;
        return RT_OK;
    case KEY_GENERATION:
        f->generation = p->value;
        return RT_OK;
    case KEY_LANG:
        f->lang = p->value;
        return RT_OK;
    case KEY_SIZE:
        f->size = p->value;
        return RT_OK;
    case KEY_THEME:
        f->theme = p->value;
        return RT_OK;
    case KEY__MAX:
        break;
    }
    rt_die("filter key %d", (int)key);
}

/* Add one pair that may not repeat: a key, or an option of the block. */
static enum rt_code
add_single(struct rt_filter *f, const struct rt_pair *p, uint32_t *seen,
           struct rt_arena *a, struct rt_err *err)
{
    enum key key = find_key(p->name);
    bool again = key < KEY__MAX ? (*seen & 1u << key) != 0
                                : rt_pairs_get(&f->options, p->name) != NULL;

    if (p->value[0] == '\0')
        return RT_OK;
    if (again)
        return rt_fail_key(err, RT_EINVAL, "repeated_key", "key", p->name,
                           NULL);
    if (key == KEY__MAX) {
        rt_pairs_add(&f->options, a, p->name, p->value);
        return RT_OK;
    }
    *seen |= 1u << key;
    return set_key(f, key, p, err);
}

/* Turn sorted pairs into one entry a key with its unique values. */
static void
group_values(const struct rt_pairs *p, struct rt_arena *a, struct rt_filter *f)
{
    const char **list = rt_alloc_n(a, p->n, sizeof *list);
    struct rt_filter_values *v = NULL;

    f->values = rt_alloc_n(a, p->n, sizeof *f->values);
    for (size_t i = 0; i < p->n; i++) {
        const struct rt_pair *pair = &p->list[i];

        if (v == NULL || strcmp(v->key, pair->name) != 0) {
            v = &f->values[f->n_values++];
            *v = (struct rt_filter_values){.key = pair->name, .list = list};
        }
        if (v->n == 0 || strcmp(v->list[v->n - 1], pair->value) != 0) {
            v->list[v->n++] = pair->value;
            list++;
        }
    }
}

enum rt_code
rt_filter_parse(const struct rt_pairs *in, const char *const *options,
                struct rt_arena *a, struct rt_filter *out, struct rt_err *err)
{
    struct rt_pairs values = {0};
    uint32_t seen = 0;
    enum rt_code rc = RT_OK;

    rt_filter_init(out);
    for (size_t i = 0; i < in->n && rc == RT_OK; i++) {
        const struct rt_pair *p = &in->list[i];

        if (selects_values(p->name))
            rt_pairs_add(&values, a, p->name, p->value);
        else if (find_key(p->name) < KEY__MAX || is_listed(options, p->name))
            rc = add_single(out, p, &seen, a, err);
        else
            rc = rt_fail_key(err, RT_EINVAL, "unknown_key", "key", p->name,
                             NULL);
    }
    if (rc == RT_OK && out->from_text != NULL && out->to_text != NULL &&
        out->from > out->to)
        rc = rt_fail_key(err, RT_EINVAL, "from_after_to", "from",
                         out->from_text, "to", out->to_text, NULL);
    rt_pairs_sort(&values);
    group_values(&values, a, out);
    rt_pairs_sort(&out->options);
    return rc;
}

/* Add a day under the text it was given by, where there is one. */
static void
add_day(struct rt_pairs *p, struct rt_arena *a, enum key key, int32_t day,
        const char *text)
{
    char label[RT_PERIOD_LABEL];

    if (day == RT_DAY_NONE)
        return;
    rt_day_format(day, label);
    rt_pairs_add(p, a, key_names[key],
                 text != NULL ? text : rt_strdup(a, label));
}

void
rt_filter_pairs(const struct rt_filter *f, struct rt_arena *a,
                struct rt_pairs *out)
{
    *out = (struct rt_pairs){0};
    add_day(out, a, KEY_FROM, f->from, f->from_text);
    add_day(out, a, KEY_TO, f->to, f->to_text);
    add_day(out, a, KEY_AS_OF, f->as_of, NULL);
    if (f->by_set)
        rt_pairs_add(out, a, key_names[KEY_BY], rt_by_name(f->by));
    if (f->complete)
        rt_pairs_add(out, a, key_names[KEY_COMPLETE], "1");
    for (size_t i = 0; i < f->n_values; i++)
        for (size_t j = 0; j < f->values[i].n; j++)
            rt_pairs_add(out, a, f->values[i].key, f->values[i].list[j]);
    for (size_t i = 0; i < f->options.n; i++)
        rt_pairs_add(out, a, f->options.list[i].name, f->options.list[i].value);
    rt_pairs_sort(out);
}

char *
rt_filter_query(const struct rt_filter *f, struct rt_arena *a)
{
    struct rt_pairs p;

    rt_filter_pairs(f, a, &p);
    return rt_pairs_format(&p, a);
}

const char *
rt_filter_option(const struct rt_filter *f, const char *name)
{
    return rt_pairs_get(&f->options, name);
}

const struct rt_filter_values *
rt_filter_find(const struct rt_filter *f, const char *key)
{
    for (size_t i = 0; i < f->n_values; i++)
        if (strcmp(f->values[i].key, key) == 0)
            return &f->values[i];
    return NULL;
}
