/* Convert a record to a row: every field to its type. */
#include "import/map.h"

#include "field/contact.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A column of the record; files may leave out the last ones. */
static struct rt_csv_field
field_at(const struct rt_csv_row *r, size_t column)
{
    static const struct rt_csv_field none = {.s = ""};

    return column < r->n ? r->fields[column] : none;
}

/* A column of the record without blanks around it and without a spreadsheet's
 * ="...".  It is a copy, because several fields may read the same column. */
static char *
column_text(const struct rt_csv_row *r, size_t column, struct rt_arena *a,
            size_t *len)
{
    const struct rt_csv_field f = field_at(r, column);
    const char *s;

    *len = f.len;
    s = rt_parse_field(f.s, len);
    return rt_strndup(a, s, *len);
}

/* True for what means "no value" in a field of this type. */
static bool
is_none(enum rt_field_type type, const char *s)
{
    if (type == RT_FIELD_TEXT || type == RT_FIELD_CHOICE)
        return rt_parse_none(s, RT_NONE_IN_TEXT);
    if (type == RT_FIELD_DATE || type == RT_FIELD_INSTANT)
        return rt_parse_none(s, RT_NONE_IN_DATE);
    return rt_parse_none(s, RT_NONE_IN_NUMBER);
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

/* Types that stay text. */
static enum rt_code
not_a(const char *key, const char *s, struct rt_err *err)
{
    return rt_fail_key(err, RT_EINVAL, key, "value", s, NULL);
}

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
        rc = rt_email_valid(s) ? RT_OK : not_a("import_not_email", s, err);
    if (rc == RT_OK && f->type == RT_FIELD_CHOICE)
        rc = check_choice(s, f->choices, err);
    if (rc == RT_OK && f->type == RT_FIELD_PHONE) {
        rc =
            rt_phone_read(s, phone) ? RT_OK : not_a("import_not_phone", s, err);
        s = rt_strdup(a, phone);
        len = strlen(s);
    }
    if (rc != RT_OK)
        return rc;
    *out = RT_BYTES(s, len);
    out->kind = RT_P_STR;
    return RT_OK;
}

/* Types that become numbers. */
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
        rc = rt_parse_moment(s, how, &v, err);
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
        if (rc == RT_OK)
            *out = RT_F64(share);
        return rc;
    case RT_FIELD_CURRENCY:
        return rt_parse_currency(s, how, err);
    default:
        break;
    }
    if (rc == RT_OK)
        *out = RT_I64(v);
    return rc;
}

static enum rt_code
convert(const struct rt_import_field *f, char *s, size_t len,
        const struct rt_parse_how *how, struct rt_arena *a,
        struct rt_param *out, struct rt_err *err)
{
    *out = RT_NULL;
    if (len == 0 || is_none(f->type, s))
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
is_open(const struct rt_import_map *m, const struct rt_csv_row *r)
{
    const struct rt_pairs *when = &m->opts->open_when;

    for (size_t i = 0; i < when->n; i++) {
        const struct rt_csv_field f = field_at(r, m->open_when[i]);
        size_t len = f.len;
        const char *s = rt_parse_field(f.s, &len);

        if (strlen(when->list[i].value) == len &&
            memcmp(s, when->list[i].value, len) == 0)
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
        if (rt_parse_none(s, RT_NONE_IN_TEXT))
            s[0] = '\0';
        if (rt_parse_text(s, strlen(s), 191, &fault->err) != RT_OK)
            return RT_EINVAL;
        out->attr[i] = s;
    }
    return RT_OK;
}

/* A record may have empty fields after its last column, but no others.  Its
 * last fields may be missing, because some programs leave empty ones out.  A
 * single field is more likely a line of text. */
static enum rt_code
check_width(const struct rt_import_map *m, const struct rt_csv_row *r,
            struct rt_err *err)
{
    enum { SHORT_MIN = 2 };
    size_t n = r->n;
    char got[24], want[24];

    while (n > m->n_columns && r->fields[n - 1].len == 0)
        n--;
    if (n == m->n_columns || (n < m->n_columns && n >= SHORT_MIN))
        return RT_OK;
    snprintf(got, sizeof got, "%zu", r->n);
    snprintf(want, sizeof want, "%zu", m->n_columns);
    return rt_fail_key(err, RT_EINVAL, "import_width", "got", got, "want", want,
                       NULL);
}

/* True where a field is ="..." (rt_parse_field()). */
static bool
has_wrapped(const struct rt_csv_row *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->fields[i].s[0] == '=' && r->fields[i].s[1] == '"')
            return true;
    return false;
}

static enum rt_code
convert_formula(const struct rt_import_map *m, size_t i,
                const struct rt_csv_row *r, const struct rt_parse_how *how,
                struct rt_arena *a, struct rt_param *out, struct rt_err *err)
{
    const struct rt_import_source *s = &m->field[i];
    size_t n_first, n_second = 1;
    const char *first = column_text(r, s->column, a, &n_first);
    const char *second = s->second != RT_NO_COLUMN
                             ? column_text(r, s->second, a, &n_second)
                             : s->text;
    bool none = n_first == 0 || n_second == 0 ||
                is_none(RT_FIELD_MONEY, first) ||
                (second != NULL && is_none(RT_FIELD_MONEY, second));
    int64_t v = 0;
    enum rt_code rc;

    *out = RT_NULL;
    if (none)
        return m->opts->kind->fields[i].required
                   ? rt_fail_key(err, RT_EINVAL, "import_empty", NULL)
                   : RT_OK;
    rc = rt_parse_formula(first, second, s->divisor, how, &v, err);
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

    if (m->field[i].from == RT_FROM_FORMULA)
        return convert_formula(m, i, r, how, a, out, err);
    s = field_text(m, i, r, a, &len);
    if (len == 0 && m->by_contract && i == m->opts->kind->client_of[0]) {
        *out = RT_NULL;
        return RT_OK;
    }
    return convert(&m->opts->kind->fields[i], s, len, how, a, out, err);
}

/* 9999-12-31 or a word as the end means that there is none: say how to have it
 * so. */
static void
suggest_open_when(const struct rt_import_map *m, const struct rt_csv_row *r,
                  struct rt_arena *a, struct rt_import_fault *fault)
{
    const char *key = fault->err.key, *value;
    size_t len;

    if (m->field[m->end].from != RT_FROM_COLUMN || key == NULL)
        return;
    value = field_text(m, m->end, r, a, &len);
    if (strcmp(key, "import_date_range") == 0)
        key = "import_end_range";
    else if (strcmp(key, "import_not_date") == 0 &&
             strpbrk(value, "0123456789") == NULL)
        key = "import_end_word";
    else
        return;
    fault->err.code = RT_OK;
    (void)rt_fail_key(&fault->err, RT_EINVAL, key, "value", value, "column",
                      fault->column, NULL);
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
    open = is_open(m, r);
    *out = (struct rt_import_row){
        .line = (int64_t)r->line,
        .is_short = r->n < m->n_columns,
        .is_wrapped = has_wrapped(r),
        .value = rt_alloc_n(a, kind->n_fields, sizeof *out->value)};
    if (convert_attrs(m, r, a, out, fault) != RT_OK)
        return RT_EINVAL;
    for (size_t i = 0; i < kind->n_fields; i++) {
        if ((m->given & UINT64_C(1) << i) == 0)
            continue;
        if (open && i == m->end)
            continue; /* any other value there means "still running" */
        fault->column = rt_import_map_column(m, i);
        if (convert_field(m, i, r, how, a, &out->value[i], &fault->err) !=
            RT_OK) {
            if (i == m->end)
                suggest_open_when(m, r, a, fault);
            return RT_EINVAL;
        }
    }
    adjust_end(m, open, out);
    return RT_OK;
}
