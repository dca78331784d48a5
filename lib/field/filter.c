#include "field/filter.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The keys outside the groups; each may be given once. */
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

static const struct rt_field keys[KEY__MAX + 1] = {
    [KEY_AS_OF] = {.name = "as_of", .kind = RT_INPUT_DAY},
    [KEY_BY] = {.name = "by", .kind = RT_INPUT_WORD, .words = rt_by_words},
    [KEY_CELL] = {.name = "cell", .kind = RT_INPUT_TEXT},
    [KEY_COMPLETE] = {.name = "complete", .kind = RT_INPUT_YES_NO},
    [KEY_FROM] = {.name = "from", .kind = RT_INPUT_PERIOD},
    [KEY_GENERATION] = {.name = "g", .kind = RT_INPUT_TEXT},
    [KEY_LANG] = {.name = "lang", .kind = RT_INPUT_TEXT},
    [KEY_SIZE] = {.name = "size", .kind = RT_INPUT_TEXT},
    [KEY_THEME] = {.name = "theme", .kind = RT_INPUT_TEXT},
    [KEY_TO] = {.name = "to", .kind = RT_INPUT_PERIOD},
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

/* What was sent for these keys, and the options. */
struct reading {
    const struct rt_filter_how *how;
    struct rt_arena *arena;
    const char *sent[KEY__MAX]; /* NULL: absent */
    struct rt_pairs options;
};

static enum rt_code
repeated_key(const char *name, struct rt_err *err)
{
    return rt_fail_key(err, RT_EINVAL, "repeated_key", "key", name, NULL);
}

/* Store a pair that does not choose clients: a key, or an option of the
 * block. */
static enum rt_code
keep_pair(struct reading *r, const struct rt_pair *p, struct rt_err *err)
{
    const struct rt_field *key = rt_field_find(keys, p->name);
    const struct rt_field *option = rt_field_find(r->how->options, p->name);
    const char **sent = key != NULL ? &r->sent[key - keys] : NULL;

    if (key == NULL && option == NULL)
        return rt_fail_key(err, RT_EINVAL, "unknown_key", "key", p->name, NULL);
    if (p->value[strspn(p->value, " \t")] == '\0')
        return RT_OK;
    if (key == NULL && !option->repeats &&
        rt_pairs_get(&r->options, p->name) != NULL)
        return repeated_key(p->name, err);
    if (key == NULL)
        rt_pairs_add(&r->options, r->arena, p->name, p->value);
    else if (*sent != NULL)
        return repeated_key(p->name, err);
    else
        *sent = p->value;
    return RT_OK;
}

/* Read the value of a key; RT_NONE when it was not sent. */
static enum rt_code
read_key(const struct reading *r, enum key key, int32_t today,
         struct rt_value *out, struct rt_err *err)
{
    const struct rt_field_env env = {.today = today};

    if (r->sent[key] == NULL)
        return RT_NONE;
    return rt_field_read(&keys[key], r->sent[key], &env, r->arena, out, err);
}

/* One end of the range of dates: its day and its canonical text. */
static enum rt_code
read_end(const struct reading *r, enum key key, int32_t today, int32_t *day,
         const char **text, struct rt_err *err)
{
    char label[RT_PERIOD_LABEL];
    bool ends = key == KEY_TO;
    struct rt_value v;
    enum rt_code rc = read_key(r, key, today, &v, err);

    if (rc != RT_OK)
        return rc == RT_NONE ? RT_OK : rc;
    rt_typed_period_label(&v.period, ends, label);
    *day = ends ? v.period.last : v.period.first;
    *text = rt_strdup(r->arena, label);
    return RT_OK;
}

static enum rt_code
read_range(const struct reading *r, struct rt_filter *f, struct rt_err *err)
{
    struct rt_value v;
    int32_t today = r->how->today;
    enum rt_code rc = read_key(r, KEY_AS_OF, today, &v, err);

    if (rc == RT_OK)
        today = f->as_of = v.period.first;
    if (rc == RT_OK || rc == RT_NONE)
        rc = read_end(r, KEY_FROM, today, &f->from, &f->from_text, err);
    if (rc == RT_OK)
        rc = read_end(r, KEY_TO, today, &f->to, &f->to_text, err);
    if (rc == RT_OK && f->from_text != NULL && f->to_text != NULL &&
        f->from > f->to)
        rc = rt_fail_key(err, RT_EINVAL, "from_after_to", "from", f->from_text,
                         "to", f->to_text, NULL);
    return rc;
}

static enum rt_code
read_keys(const struct reading *r, struct rt_filter *f, struct rt_err *err)
{
    struct rt_value v;
    enum rt_code rc = read_range(r, f, err);

    if (rc == RT_OK)
        rc = read_key(r, KEY_BY, RT_DAY_NONE, &v, err);
    if (rc == RT_OK) {
        f->by = (enum rt_by)v.n;
        f->by_set = true;
    }
    if (rc == RT_OK || rc == RT_NONE)
        rc = read_key(r, KEY_COMPLETE, RT_DAY_NONE, &v, err);
    if (rc == RT_OK)
        f->complete = v.n != 0;
    f->cell = r->sent[KEY_CELL];
    f->generation = r->sent[KEY_GENERATION];
    f->lang = r->sent[KEY_LANG];
    f->size = r->sent[KEY_SIZE];
    f->theme = r->sent[KEY_THEME];
    return rc == RT_NONE ? RT_OK : rc;
}

static int
by_name_and_text(const void *a, const void *b)
{
    const struct rt_filter_option *x = a, *y = b;
    int order = strcmp(x->field->name, y->field->name);

    return order != 0 ? order : strcmp(x->value.text, y->value.text);
}

static enum rt_code
read_options(const struct reading *r, struct rt_filter *f, struct rt_err *err)
{
    const struct rt_field_env env = {
        .today = f->as_of != RT_DAY_NONE ? f->as_of : r->how->today};
    size_t n = r->options.n, kept = 0;

    f->options = rt_alloc_n(r->arena, n, sizeof *f->options);
    for (size_t i = 0; i < n; i++) {
        const struct rt_pair *p = &r->options.list[i];
        struct rt_filter_option *o = &f->options[i];
        enum rt_code rc;

        o->field = rt_field_find(r->how->options, p->name);
        rc = rt_field_read(o->field, p->value, &env, r->arena, &o->value, err);
        if (rc != RT_OK)
            return rc;
    }
    if (n > 0)
        qsort(f->options, n, sizeof *f->options, by_name_and_text);
    for (size_t i = 0; i < n; i++)
        if (i == 0 ||
            by_name_and_text(&f->options[kept - 1], &f->options[i]) != 0)
            f->options[kept++] = f->options[i];
    f->n_options = kept;
    return RT_OK;
}

/* Turn sorted pairs into one entry a key, with its different values. */
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
rt_filter_parse(const struct rt_pairs *in, const struct rt_filter_how *how,
                struct rt_arena *a, struct rt_filter *out, struct rt_err *err)
{
    struct reading r = {.how = how, .arena = a};
    struct rt_pairs values = {0};
    enum rt_code rc = RT_OK;

    rt_filter_init(out);
    for (size_t i = 0; i < in->n && rc == RT_OK; i++) {
        const struct rt_pair *p = &in->list[i];

        if (selects_values(p->name))
            rt_pairs_add(&values, a, p->name, p->value);
        else
            rc = keep_pair(&r, p, err);
    }
    rt_pairs_sort(&values);
    group_values(&values, a, out);
    if (rc == RT_OK)
        rc = read_keys(&r, out, err);
    if (rc == RT_OK)
        rc = read_options(&r, out, err);
    return rc;
}

/* Add a day under the text it was given as, if there is one. */
static void
add_day(struct rt_pairs *p, struct rt_arena *a, enum key key, int32_t day,
        const char *text)
{
    char label[RT_PERIOD_LABEL];

    if (day == RT_DAY_NONE)
        return;
    rt_day_format(day, label);
    rt_pairs_add(p, a, keys[key].name,
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
        rt_pairs_add(out, a, keys[KEY_BY].name, rt_by_name(f->by));
    if (f->complete)
        rt_pairs_add(out, a, keys[KEY_COMPLETE].name, "1");
    for (size_t i = 0; i < f->n_values; i++)
        for (size_t j = 0; j < f->values[i].n; j++)
            rt_pairs_add(out, a, f->values[i].key, f->values[i].list[j]);
    for (size_t i = 0; i < f->n_options; i++)
        rt_pairs_add(out, a, f->options[i].field->name,
                     f->options[i].value.text);
    rt_pairs_sort(out);
}

char *
rt_filter_query(const struct rt_filter *f, struct rt_arena *a)
{
    struct rt_pairs p;

    rt_filter_pairs(f, a, &p);
    return rt_pairs_format(&p, a);
}

const struct rt_value *
rt_filter_option(const struct rt_filter *f, const char *name)
{
    for (size_t i = 0; i < f->n_options; i++)
        if (strcmp(f->options[i].field->name, name) == 0)
            return &f->options[i].value;
    return NULL;
}

int
rt_filter_int(const struct rt_filter *f, const char *name, int otherwise)
{
    const struct rt_value *v = rt_filter_option(f, name);

    return v != NULL ? (int)v->n : otherwise;
}

double
rt_filter_real(const struct rt_filter *f, const char *name, double otherwise)
{
    const struct rt_value *v = rt_filter_option(f, name);

    return v != NULL ? v->x : otherwise;
}

bool
rt_filter_has_option(const struct rt_filter *f, const char *name,
                     const char *text)
{
    for (size_t i = 0; i < f->n_options; i++)
        if (strcmp(f->options[i].field->name, name) == 0 &&
            strcmp(f->options[i].value.text, text) == 0)
            return true;
    return false;
}

const struct rt_filter_values *
rt_filter_find(const struct rt_filter *f, const char *key)
{
    for (size_t i = 0; i < f->n_values; i++)
        if (strcmp(f->values[i].key, key) == 0)
            return &f->values[i];
    return NULL;
}
