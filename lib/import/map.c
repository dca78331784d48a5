#include "import/map.h"

#include "base/utf8.h"

#include <string.h>

/* The next character of a name; case, blanks, line ends (headers are wrapped
 * in spreadsheets), _ and - are skipped. */
static uint32_t
next_letter(const char **s)
{
    uint32_t c = 0;

    while (**s != '\0') {
        size_t n = rt_utf8_next(*s, strlen(*s), &c);

        *s += n > 0 ? n : 1;
        if (c > 0x7f ? c != 0xa0 : strchr(" \t\r\n_-", (int)c) == NULL)
            return rt_utf8_small(c);
    }
    return 0;
}

/* True when the names are alike: "Contract ID" is contract_id. */
static bool
is_like(const char *a, const char *b)
{
    uint32_t x, y;

    do {
        x = next_letter(&a);
        y = next_letter(&b);
    } while (x == y && x != 0);
    return x == y;
}

/* How many columns have this name, and the last of them; if none has exactly
 * this name, those with a similar one. */
static size_t
count_columns(const struct rt_import_map *m, const char *name, size_t *last)
{
    size_t n = 0, n_like = 0, like = 0;

    for (size_t i = 0; i < m->n_columns; i++) {
        if (strcmp(m->columns[i], name) == 0) {
            *last = i;
            n++;
        } else if (is_like(m->columns[i], name)) {
            like = i;
            n_like++;
        }
    }
    if (n > 0 || n_like == 0)
        return n;
    *last = like;
    return n_like;
}

/* The index of a column that is needed, by its name. */
static enum rt_code
find_column(const struct rt_import_map *m, const char *name, size_t *out,
            struct rt_err *err)
{
    size_t n = count_columns(m, name, out);

    if (n == 1)
        return RT_OK;
    if (n > 1)
        return rt_fail_key(err, RT_EINVAL, "import_column_twice", "column",
                           name, NULL);
    return rt_fail_key(err, RT_EINVAL, "import_no_column", "column", name,
                       NULL);
}

bool
rt_import_map_has(const struct rt_import_map *m, const char *name)
{
    size_t last;

    return count_columns(m, name, &last) > 0;
}

/* "Quantity*UnitPrice" or "Amount/12" for an amount. */
static bool
is_formula(const struct rt_import_map *m, const struct rt_import_field *f,
           const char *name)
{
    return f->type == RT_FIELD_MONEY && name != NULL &&
           !rt_import_map_has(m, name) && strpbrk(name, "*/") != NULL;
}

static char *
trimmed(struct rt_arena *a, const char *s, size_t len)
{
    const char *from = rt_plain_trim(s, &len);

    return rt_strndup(a, from, len);
}

/* Read two factors: a column, and a column or a number.  Names may contain a *
 * too. */
static enum rt_code
bind_factors(const struct rt_import_map *m, struct rt_import_source *s,
             const char *text, struct rt_arena *a, struct rt_err *err)
{
    const char *first = text, *second = NULL;
    int64_t number;
    enum rt_code rc;

    for (const char *at = strchr(text, '*'); at != NULL;
         at = strchr(at + 1, '*')) {
        first = trimmed(a, text, (size_t)(at - text));
        second = trimmed(a, at + 1, strlen(at + 1));
        if (rt_import_map_has(m, first) &&
            (rt_import_map_has(m, second) || rt_parse_factor(second, &number)))
            break;
    }
    rc = find_column(m, first, &s->column, err);
    if (rc != RT_OK || second == NULL)
        return rc;
    if (!rt_import_map_has(m, second) && rt_parse_factor(second, &number)) {
        s->text = second;
        return RT_OK;
    }
    return find_column(m, second, &s->second, err);
}

static enum rt_code
bind_formula(const struct rt_import_map *m, struct rt_import_source *s,
             const char *text, struct rt_arena *a, struct rt_err *err)
{
    const char *slash = strrchr(text, '/');

    *s = (struct rt_import_source){.from = RT_FROM_FORMULA,
                                   .second = RT_NO_COLUMN,
                                   .divisor = RT_PARSE_SCALE};
    if (slash != NULL &&
        rt_parse_factor(trimmed(a, slash + 1, strlen(slash + 1)), &s->divisor))
        text = trimmed(a, text, (size_t)(slash - text));
    if (rt_import_map_has(m, text))
        return find_column(m, text, &s->column, err);
    return bind_factors(m, s, text, a, err);
}

static bool
is_client(const struct rt_import_map *m, size_t field)
{
    return field == m->opts->kind->client_of[0];
}

/* True when the file tells which contract a row belongs to. */
static bool
names_contract(const struct rt_import_map *m)
{
    const struct rt_import_kind *kind = m->opts->kind;
    const char *name;

    if (kind->client_of == NULL)
        return false;
    name = kind->fields[kind->client_of[1]].name;
    return rt_pairs_get(&m->opts->map, name) != NULL ||
           rt_pairs_get(&m->opts->consts, name) != NULL ||
           rt_import_map_has(m, name);
}

static enum rt_code
bind_field(struct rt_import_map *m, size_t i, struct rt_arena *a,
           struct rt_err *err)
{
    const struct rt_import_field *f = &m->opts->kind->fields[i];
    struct rt_import_source *s = &m->field[i];
    const char *column = rt_pairs_get(&m->opts->map, f->name);

    s->text = rt_pairs_get(&m->opts->consts, f->name);
    if (s->text != NULL) {
        s->from = RT_FROM_CONST;
    } else if (column != NULL && strcmp(column, "@line") == 0) {
        s->from = RT_FROM_LINE;
    } else if (is_formula(m, f, column)) {
        if (bind_formula(m, s, column, a, err) != RT_OK)
            return RT_EINVAL;
    } else if (column != NULL || rt_import_map_has(m, f->name)) {
        s->from = RT_FROM_COLUMN;
        if (find_column(m, column != NULL ? column : f->name, &s->column,
                        err) != RT_OK)
            return RT_EINVAL;
    } else if (f->required && !(m->by_contract && is_client(m, i))) {
        return rt_fail_key(err, RT_EINVAL, "import_need_field", "field",
                           f->name, "kind", m->opts->kind->name, NULL);
    }
    if (s->from != RT_FROM_NOTHING)
        m->given |= UINT64_C(1) << i;
    return RT_OK;
}

/* Find the columns named by options other than --map. */
static enum rt_code
bind_others(struct rt_import_map *m, struct rt_arena *a, struct rt_err *err)
{
    const struct rt_import_opts *o = m->opts;
    enum rt_code rc = RT_OK;

    m->open_when = rt_alloc_n(a, o->open_when.n + 1, sizeof *m->open_when);
    for (size_t i = 0; i < o->open_when.n && rc == RT_OK; i++)
        rc = find_column(m, o->open_when.list[i].name, &m->open_when[i], err);
    if (o->attrs.n > RT_IMPORT_ATTRS_MAX)
        return rt_fail_key(err, RT_ELIMIT, "import_many_attrs", NULL);
    for (size_t i = 0; i < o->attrs.n && rc == RT_OK; i++)
        rc = find_column(m, o->attrs.list[i].value, &m->attr[i], err);
    return rc;
}

/* --open-when says which ends do not count: without a column of ends everybody
 * would stay for ever. */
static enum rt_code
check_open_when(const struct rt_import_map *m, struct rt_err *err)
{
    if (m->opts->open_when.n == 0 || (m->given & UINT64_C(1) << m->end) != 0)
        return RT_OK;
    return rt_fail_key(err, RT_EINVAL, "import_open_when_no_end", NULL);
}

enum rt_code
rt_import_map_bind(const struct rt_import_opts *o, const char *const *columns,
                   size_t n_columns, struct rt_arena *a,
                   struct rt_import_map *out, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    *out = (struct rt_import_map){
        .opts = o,
        .columns = rt_alloc_n(a, n_columns + 1, sizeof *out->columns),
        .n_columns = n_columns,
        .end = rt_import_field_find(o->kind, "end_date"),
        .cause = rt_import_field_find(o->kind, "end_cause")};
    for (size_t i = 0; i < n_columns; i++) {
        size_t len = strlen(columns[i]);
        const char *name = rt_plain_trim(columns[i], &len);

        out->columns[i] = rt_strndup(a, name, len);
    }
    out->by_contract = names_contract(out);
    for (size_t i = 0; i < o->kind->n_fields && rc == RT_OK; i++)
        rc = bind_field(out, i, a, err);
    if (rc == RT_OK)
        rc = check_open_when(out, err);
    return rc == RT_OK ? bind_others(out, a, err) : rc;
}

const char *
rt_import_map_column(const struct rt_import_map *m, size_t field)
{
    const struct rt_import_source *s = &m->field[field];

    if (s->from == RT_FROM_COLUMN)
        return m->columns[s->column];
    if (s->from == RT_FROM_FORMULA)
        return m->columns[s->second != RT_NO_COLUMN ? s->second : s->column];
    return m->opts->kind->fields[field].name;
}
