#include "job/import_map.h"

#include "base/buf.h"

#include <inttypes.h>
#include <stdio.h>
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
        char *name = rt_strdup(a, columns[i]);
        size_t len = strlen(name);

        out->columns[i] = rt_parse_trim(name, &len);
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

/* A column of the record without the blanks around it, writable: several
 * fields may read the same one. */
static char *
column_text(const struct rt_csv_row *r, size_t column, struct rt_arena *a,
            size_t *len)
{
    const struct rt_csv_field *f = &r->fields[column];

    *len = f->len;
    return rt_parse_trim(rt_strndup(a, f->s, f->len), len);
}

/* One of "a|b|c". */
static enum rt_code
check_choice(const char *s, const char *choices, struct rt_err *err)
{
    size_t len = strlen(s);

    for (const char *p = choices; *p != '\0';) {
        size_t n = strcspn(p, "|");

        if (n == len && memcmp(p, s, n) == 0)
            return RT_OK;
        p += n + (p[n] == '|');
    }
    return rt_fail_key(err, RT_EINVAL, "import_not_choice", "value", s,
                       "choices", choices, NULL);
}

/* The types that stay text. */
static enum rt_code
convert_text(const struct rt_import_field *f, char *s, size_t len,
             const struct rt_parse_how *how, struct rt_arena *a,
             struct rt_param *out, struct rt_err *err)
{
    char phone[RT_PHONE_TEXT] = "";
    enum rt_code rc;

    if (f->type == RT_FIELD_ID)
        rc = rt_parse_id(s, &len, f->max, how, err);
    else
        rc = rt_parse_text(s, len, f->max, err);
    if (rc == RT_OK && f->type == RT_FIELD_EMAIL)
        rc = rt_parse_email(s, err);
    if (rc == RT_OK && f->type == RT_FIELD_CHOICE)
        rc = check_choice(s, f->choices, err);
    if (rc == RT_OK && f->type == RT_FIELD_PHONE) {
        rc = rt_parse_phone(s, phone, err);
        s = rt_strdup(a, phone);
        len = strlen(s);
    }
    *out = RT_BYTES(s, len);
    out->kind = RT_P_STR;
    return rc;
}

/* The types that become numbers. */
static enum rt_code
convert_number(const struct rt_import_field *f, const char *s,
               const struct rt_parse_how *how, struct rt_param *out,
               struct rt_err *err)
{
    int32_t day = 0;
    int64_t v = 0;
    double share = 0;
    enum rt_code rc = RT_OK;

    switch (f->type) {
    case RT_FIELD_DATE:
        rc = rt_parse_day(s, how, &day, err);
        v = day;
        break;
    case RT_FIELD_INSTANT:
        rc = rt_parse_instant(s, how, &v, err);
        break;
    case RT_FIELD_MONEY:
        rc = rt_parse_money(s, how, &v, err);
        break;
    case RT_FIELD_BOOL:
        rc = rt_parse_bool(s, &v, err);
        break;
    case RT_FIELD_INT:
        rc = rt_parse_int(s, f->low, f->high, &v, err);
        break;
    case RT_FIELD_SHARE:
        rc = rt_parse_share(s, &share, err);
        *out = RT_F64(share);
        return rc;
    default:
        break;
    }
    *out = RT_I64(v);
    return rc;
}

static enum rt_code
convert(const struct rt_import_field *f, char *s, size_t len,
        const struct rt_parse_how *how, struct rt_arena *a,
        struct rt_param *out, struct rt_err *err)
{
    *out = RT_NULL;
    if (len == 0)
        return f->required ? rt_fail_key(err, RT_EINVAL, "import_empty", NULL)
                           : RT_OK;
    if (f->type <= RT_FIELD_CHOICE)
        return convert_text(f, s, len, how, a, out, err);
    return convert_number(f, s, how, out, err);
}

static char *
field_text(const struct rt_import_map *m, size_t i, const struct rt_csv_row *r,
           struct rt_arena *a, size_t *len)
{
    const struct rt_import_source *s = &m->field[i];
    char *text;

    if (s->from == RT_FROM_COLUMN)
        return column_text(r, s->column, a, len);
    if (s->from == RT_FROM_LINE)
        text = rt_fmt(a, "%" PRIu64, r->line);
    else
        text = rt_strdup(a, s->text);
    *len = strlen(text);
    return text;
}

static bool
is_open(const struct rt_import_map *m, const struct rt_csv_row *r,
        struct rt_arena *a)
{
    const struct rt_pairs *when = &m->opts->open_when;

    for (size_t i = 0; i < when->n; i++) {
        size_t len;

        if (strcmp(column_text(r, m->open_when[i], a, &len),
                   when->list[i].value) == 0)
            return true;
    }
    return false;
}

/* --open-when and --end-inclusive. */
static void
adjust_end(const struct rt_import_map *m, bool open, struct rt_import_row *row)
{
    struct rt_param *end;

    if (m->end == m->opts->kind->n_fields)
        return;
    end = &row->value[m->end];
    if (open && m->cause < m->opts->kind->n_fields)
        row->value[m->cause] = RT_NULL;
    if (m->opts->end_inclusive && end->kind == RT_P_I64)
        end->i64++;
}

/* The company's own attributes. */
static enum rt_code
convert_attrs(const struct rt_import_map *m, const struct rt_csv_row *r,
              struct rt_arena *a, struct rt_import_row *out,
              struct rt_import_fault *fault)
{
    size_t n = m->opts->attrs.n;

    out->attr = n > 0 ? rt_alloc_n(a, n, sizeof *out->attr) : NULL;
    for (size_t i = 0; i < n; i++) {
        size_t len;
        char *s = column_text(r, m->attr[i], a, &len);

        fault->column = m->columns[m->attr[i]];
        if (rt_parse_text(s, len, 191, &fault->err) != RT_OK)
            return RT_EINVAL;
        out->attr[i] = s;
    }
    return RT_OK;
}

/* A record may have empty fields behind its last column, no other. */
static enum rt_code
check_width(const struct rt_import_map *m, const struct rt_csv_row *r,
            struct rt_err *err)
{
    size_t n = r->n;
    char got[24], want[24];

    while (n > m->n_columns && r->fields[n - 1].len == 0)
        n--;
    if (n == m->n_columns)
        return RT_OK;
    snprintf(got, sizeof got, "%zu", r->n);
    snprintf(want, sizeof want, "%zu", m->n_columns);
    return rt_fail_key(err, RT_EINVAL, "import_width", "got", got, "want", want,
                       NULL);
}

static enum rt_code
convert_product(const struct rt_import_map *m, size_t i,
                const struct rt_csv_row *r, const struct rt_parse_how *how,
                struct rt_arena *a, struct rt_param *out, struct rt_err *err)
{
    const struct rt_import_source *s = &m->field[i];
    size_t n_first, n_second;
    const char *first = column_text(r, s->column, a, &n_first);
    const char *second = column_text(r, s->second, a, &n_second);
    int64_t v = 0;
    enum rt_code rc;

    *out = RT_NULL;
    if (n_first == 0 || n_second == 0)
        return m->opts->kind->fields[i].required
                   ? rt_fail_key(err, RT_EINVAL, "import_empty", NULL)
                   : RT_OK;
    rc = rt_parse_product(first, second, how, &v, err);
    if (rc == RT_OK)
        *out = RT_I64(v);
    return rc;
}

static enum rt_code
convert_field(const struct rt_import_map *m, size_t i,
              const struct rt_csv_row *r, const struct rt_parse_how *how,
              struct rt_arena *a, struct rt_param *out, struct rt_err *err)
{
    size_t len;
    char *s;

    if (m->field[i].from == RT_FROM_PRODUCT)
        return convert_product(m, i, r, how, a, out, err);
    s = field_text(m, i, r, a, &len);
    return convert(&m->opts->kind->fields[i], s, len, how, a, out, err);
}

enum rt_code
rt_import_map_row(const struct rt_import_map *m, const struct rt_csv_row *r,
                  const struct rt_parse_how *how, struct rt_arena *a,
                  struct rt_import_row *out, struct rt_import_fault *fault)
{
    const struct rt_import_kind *kind = m->opts->kind;
    bool open;

    fault->column = NULL;
    if (check_width(m, r, &fault->err) != RT_OK)
        return RT_EINVAL;
    open = is_open(m, r, a);
    *out = (struct rt_import_row){
        .line = (int64_t)r->line,
        .value = rt_alloc_n(a, kind->n_fields, sizeof *out->value)};
    if (convert_attrs(m, r, a, out, fault) != RT_OK)
        return RT_EINVAL;
    for (size_t i = 0; i < kind->n_fields; i++) {
        if ((m->given & UINT64_C(1) << i) == 0)
            continue;
        if (open && i == m->end)
            continue; /* whatever stands there means "still running" */
        fault->column = rt_import_map_column(m, i);
        if (convert_field(m, i, r, how, a, &out->value[i], &fault->err) !=
            RT_OK)
            return RT_EINVAL;
    }
    adjust_end(m, open, out);
    return RT_OK;
}
