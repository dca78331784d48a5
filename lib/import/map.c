#include "import/map.h"

#include "base/buf.h"

#include <string.h>

enum { COLUMNS_SHOWN = 20 };

/* "a, b, c" for messages. */
static const char *
list_columns(const char *const *columns, size_t n, struct rt_arena *a)
{
    struct rt_buf b;
    const char *text;

    rt_buf_init(&b, 0);
    for (size_t i = 0; i < n && i < COLUMNS_SHOWN; i++)
        rt_buf_fmt(&b, "%s%s", i > 0 ? ", " : "", columns[i]);
    if (n > COLUMNS_SHOWN)
        rt_buf_str(&b, ", ...");
    text = rt_strdup(a, rt_buf_cstr(&b));
    rt_buf_fini(&b);
    return text;
}

/* The place of a column that is wanted by name. */
static enum rt_code
find_column(const struct rt_import_map *m, const char *name, size_t *out,
            struct rt_arena *a, struct rt_err *err)
{
    size_t n = 0;

    for (size_t i = 0; i < m->n_columns; i++)
        if (strcmp(m->columns[i], name) == 0) {
            *out = i;
            n++;
        }
    if (n == 1)
        return RT_OK;
    if (n > 1)
        return rt_fail_key(err, RT_EINVAL, "import_column_twice", "column",
                           name, NULL);
    return rt_fail_key(err, RT_EINVAL, "import_no_column", "column", name,
                       "columns", list_columns(m->columns, m->n_columns, a),
                       NULL);
}

static bool
has_column(const struct rt_import_map *m, const char *name)
{
    for (size_t i = 0; i < m->n_columns; i++)
        if (strcmp(m->columns[i], name) == 0)
            return true;
    return false;
}

/* "Quantity*UnitPrice" for an amount, unless a column is called so. */
static bool
is_product(const struct rt_import_map *m, const struct rt_import_field *f,
           const char *name)
{
    return f->type == RT_FIELD_MONEY && name != NULL && !has_column(m, name) &&
           strchr(name, '*') != NULL;
}

static enum rt_code
bind_product(const struct rt_import_map *m, struct rt_import_source *s,
             const char *name, struct rt_arena *a, struct rt_err *err)
{
    size_t n = strcspn(name, "*");
    enum rt_code rc;

    s->from = RT_FROM_PRODUCT;
    rc = find_column(m, rt_strndup(a, name, n), &s->column, a, err);
    return rc == RT_OK ? find_column(m, name + n + 1, &s->second, a, err) : rc;
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
    } else if (is_product(m, f, column)) {
        if (bind_product(m, s, column, a, err) != RT_OK)
            return RT_EINVAL;
    } else if (column != NULL || has_column(m, f->name)) {
        s->from = RT_FROM_COLUMN;
        if (find_column(m, column != NULL ? column : f->name, &s->column, a,
                        err) != RT_OK)
            return RT_EINVAL;
    } else if (f->required) {
        return rt_fail_key(err, RT_EINVAL, "import_need_field", "field",
                           f->name, "kind", m->opts->kind->name, "columns",
                           list_columns(m->columns, m->n_columns, a), NULL);
    }
    if (s->from != RT_FROM_NOTHING)
        m->given |= UINT64_C(1) << i;
    return RT_OK;
}

/* Columns that options other than --map name. */
static enum rt_code
bind_others(struct rt_import_map *m, struct rt_arena *a, struct rt_err *err)
{
    const struct rt_import_opts *o = m->opts;
    enum rt_code rc = RT_OK;

    m->open_when = rt_alloc_n(a, o->open_when.n + 1, sizeof *m->open_when);
    for (size_t i = 0; i < o->open_when.n && rc == RT_OK; i++)
        rc =
            find_column(m, o->open_when.list[i].name, &m->open_when[i], a, err);
    if (o->attrs.n > RT_IMPORT_ATTRS_MAX)
        return rt_fail_key(err, RT_ELIMIT, "import_many_attrs", NULL);
    for (size_t i = 0; i < o->attrs.n && rc == RT_OK; i++)
        rc = find_column(m, o->attrs.list[i].value, &m->attr[i], a, err);
    return rc;
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
        const char *name = rt_parse_trim(columns[i], &len);

        out->columns[i] = rt_strndup(a, name, len);
    }
    for (size_t i = 0; i < o->kind->n_fields && rc == RT_OK; i++)
        rc = bind_field(out, i, a, err);
    return rc == RT_OK ? bind_others(out, a, err) : rc;
}

const char *
rt_import_map_column(const struct rt_import_map *m, size_t field)
{
    const struct rt_import_source *s = &m->field[field];

    if (s->from == RT_FROM_COLUMN)
        return m->columns[s->column];
    if (s->from == RT_FROM_PRODUCT)
        return m->columns[s->second];
    return m->opts->kind->fields[field].name;
}
