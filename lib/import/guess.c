#include "import/guess.h"

#include "import/match.h"
#include "import/names.h"
#include "import/opts.h"
#include "base/utf8.h"
#include "field/value.h"

#include <string.h>

enum { ATTRS_MAX = 12, LEFT_MAX = 40, ATTR_NAME_MAX = 64 };

/* The state of a guess. */
struct maker {
    const struct rt_profile *p;
    struct rt_kind_match match;
    enum rt_lang lang;
    struct rt_arena *a;
    int32_t today;
    bool attr[RT_PROFILE_COLUMNS]; /* columns that become attributes */
    bool asleep; /* the section is commented out until a person decides */
    struct rt_guess *out;
};

/* Texts from files must stay on one line: after a line end in a header there
 * would be options. */
static const char *
one_line(struct maker *m, const char *text)
{
    char *out = rt_strdup(m->a, text);

    for (char *p = out; *p != '\0'; p++)
        if (*p == '\n' || *p == '\r')
            *p = ' ';
    return out;
}

static void
put_remark(struct maker *m, const char *text)
{
    rt_buf_fmt(&m->out->text, "# %s\n", one_line(m, text));
}

#define REMARK(m, ...) \
    put_remark(m, rt_text_fill((m)->lang, (m)->a, __VA_ARGS__, NULL))

static void
put_option(struct maker *m, const char *name, const char *value)
{
    if (value != NULL)
        rt_buf_fmt(&m->out->text, "%s = %s\n", name, one_line(m, value));
    else
        rt_buf_fmt(&m->out->text, "%s\n", name);
}

static const char *
file_name(const struct maker *m)
{
    const char *slash = strrchr(m->p->file, '/');

    return slash != NULL ? slash + 1 : m->p->file;
}

static void
begin_section(struct maker *m, const char *kind)
{
    rt_buf_fmt(&m->out->text, "[%s %s]\n", kind, one_line(m, file_name(m)));
}

/* The column of a field, by the field's name; NULL: none. */
static const struct rt_profile_column *
column_of(const struct maker *m, const char *field)
{
    size_t i = rt_import_field_find(m->match.kind, field);

    if (i == m->match.kind->n_fields ||
        m->match.column[i] == RT_MATCH_NO_COLUMN)
        return NULL;
    return &m->p->column[m->match.column[i]];
}

/* How the file is read, of any section about it. */
static void
put_reading(struct maker *m)
{
    if (m->p->sheet != NULL)
        put_option(m, "sheet", m->p->sheet);
    if (m->p->name_separator)
        put_option(m, "separator", rt_import_separator(m->p->separator));
    if (m->p->skip_lines > 0)
        put_option(m, "skip-lines", rt_fmt(m->a, "%zu", m->p->skip_lines));
    if (m->p->charset > RT_CHARSET_UTF8) {
        REMARK(m, "suggest_encoding");
        put_option(m, "encoding", rt_charset_name(m->p->charset));
    }
}

static void
put_columns(struct maker *m)
{
    struct rt_buf names;

    if (m->p->has_header)
        return;
    REMARK(m, "suggest_no_header");
    rt_buf_init(&names, 0);
    for (size_t i = 0; i < m->p->n_columns; i++)
        rt_buf_fmt(&names, "%s%s", i > 0 ? "," : "",
                   rt_match_field_of(&m->match, i) != NULL
                       ? rt_match_field_of(&m->match, i)->name
                       : m->p->column[i].name);
    put_option(m, "columns", rt_buf_cstr(&names));
    rt_buf_fini(&names);
}

static void
put_map(struct maker *m, size_t field)
{
    const struct rt_import_field *f = &m->match.kind->fields[field];
    size_t c = m->match.column[field];
    const char *name;

    if (c == RT_MATCH_NO_COLUMN || !m->p->has_header)
        return;
    name = m->p->column[c].name;
    if (m->match.fit[field] == 1)
        REMARK(m, "suggest_guess", "column", name, "field", f->name);
    if (m->match.months > 1 && strcmp(f->name, "monthly_fee") == 0)
        put_option(m, "map",
                   rt_fmt(m->a, "%s=%s/%d", f->name, name, m->match.months));
    else if (strcmp(name, f->name) != 0)
        put_option(m, "map", rt_fmt(m->a, "%s=%s", f->name, name));
}

/* All of its values are intervals: the months of the first, and whether the
 * others are of as many. */
static bool
is_interval(struct maker *m, const struct rt_profile_column *c, int *months,
            bool *same)
{
    *months = 0;
    *same = true;
    if (c->n_values == 0 || c->n_values > RT_PROFILE_VALUES)
        return false;
    for (size_t v = 0; v < c->n_values; v++) {
        int n = rt_names_interval(c->value[v].text, m->a);

        if (n == 0)
            return false;
        *same &= v == 0 || n == *months;
        *months = n;
    }
    return true;
}

/* An amount whose name says of no month: another column may say of what. */
static void
judge_interval(struct maker *m)
{
    size_t fee = rt_import_field_find(m->match.kind, "monthly_fee");
    int months;
    bool same;

    if (m->match.fit[fee] != 1)
        return;
    for (size_t c = 0; c < m->p->n_columns; c++) {
        const struct rt_profile_column *col = &m->p->column[c];

        if (rt_match_field_of(&m->match, c) != NULL ||
            !is_interval(m, col, &months, &same) || (same && months == 1))
            continue;
        m->match.months = same ? months : 1;
        m->out->decide |= !same;
        if (same)
            REMARK(m, "suggest_per_interval", "column", col->name);
        else
            REMARK(m, "suggest_interval", "column", col->name);
        return;
    }
}

/* Fields without a column of their own. */
static void
put_made_up(struct maker *m)
{
    switch (m->match.made_up) {
    case RT_MATCH_AS_FOUND:
        break;
    case RT_MATCH_CLIENT_IS_CONTRACT:
        REMARK(m, "suggest_client_is_contract");
        break;
    case RT_MATCH_CONTRACT_IS_CLIENT:
        REMARK(m, "suggest_contract_is_client");
        break;
    case RT_MATCH_PRODUCT:
        put_option(m, "map",
                   rt_fmt(m->a, "amount=%s*%s",
                          m->p->column[m->match.factor[0]].name,
                          m->p->column[m->match.factor[1]].name));
        break;
    case RT_MATCH_MEMBERS:
        REMARK(m, "suggest_campaign");
        put_option(m, "const", "campaign_id=1");
        if (column_of(m, "client_id") == NULL)
            put_option(m, "map", "client_id=@line");
        m->asleep = m->out->decide = true;
        break;
    }
}

static void
put_date_format(struct maker *m)
{
    size_t dmy = 0, mdy = 0;

    for (size_t i = 0; i < m->match.kind->n_fields; i++) {
        enum rt_field_type type = m->match.kind->fields[i].type;
        size_t c = m->match.column[i];

        if (c == RT_MATCH_NO_COLUMN ||
            (type != RT_FIELD_DATE && type != RT_FIELD_INSTANT))
            continue;
        dmy += m->p->column[c].n_dmy;
        mdy += m->p->column[c].n_mdy;
    }
    if (dmy + mdy == 0)
        return;
    if (dmy == mdy) {
        REMARK(m, "suggest_date_order");
        m->out->decide = true;
    }
    put_option(m, "date-format", dmy >= mdy ? "dmy" : "mdy");
}

static void
put_ids(struct maker *m)
{
    bool floats = false;

    for (size_t i = 0; i < m->match.kind->n_fields; i++) {
        size_t c = m->match.column[i];

        if (c == RT_MATCH_NO_COLUMN ||
            m->match.kind->fields[i].type != RT_FIELD_ID)
            continue;
        floats |= m->p->column[c].n_float_ids > 0;
        if (m->p->column[c].n_lost > 0)
            REMARK(m, "suggest_lost_digits", "column", m->p->column[c].name);
    }
    if (floats)
        put_option(m, "number-ids", NULL);
}

/* Rows that cannot be imported as they are. */
static void
put_empty(struct maker *m)
{
    for (size_t i = 0; i < m->match.kind->n_fields; i++) {
        size_t c = m->match.column[i];

        if (c == RT_MATCH_NO_COLUMN || !m->match.kind->fields[i].required ||
            m->p->column[c].n == m->p->n_rows)
            continue;
        REMARK(m, "suggest_empty", "column", m->p->column[c].name, "n",
               rt_text_count(m->lang, m->a,
                             (int64_t)(m->p->n_rows - m->p->column[c].n)),
               "rows", rt_text_count(m->lang, m->a, (int64_t)m->p->n_rows));
    }
}

static bool
is_date(const struct maker *m, const char *s)
{
    struct rt_parse_how how = {.order = RT_DATE_DMY};
    struct rt_when w;

    (void)m;
    if (rt_parse_when(s, &how, &w, NULL) == RT_OK)
        return true;
    how.order = RT_DATE_MDY;
    return rt_parse_when(s, &how, &w, NULL) == RT_OK;
}

/* For each value of a column: how many rows have it, and how many of them end
 * on the last day. */
struct at_last {
    const struct maker *m;
    size_t end;   /* column */
    int32_t last; /* day */
    size_t n_last;
    size_t *rows, *ends; /* [n_columns * RT_PROFILE_VALUES] */
};

static void
count_at_last(void *arg, const struct rt_csv_row *r)
{
    struct at_last *x = arg;
    const struct rt_profile *p = x->m->p;
    struct rt_parse_how how = {.order = RT_DATE_DMY};
    size_t len = r->fields[x->end].len;
    const char *s = rt_parse_field(r->fields[x->end].s, &len);
    struct rt_when w;
    bool last =
        rt_parse_when(rt_strndup(x->m->a, s, len), &how, &w, NULL) == RT_OK &&
        !w.absolute && w.day == x->last;

    x->n_last += last;
    for (size_t c = 0; c < p->n_columns; c++) {
        const struct rt_profile_column *col = &p->column[c];

        len = r->fields[c].len;
        s = rt_parse_field(r->fields[c].s, &len);
        for (size_t v = 0; v < col->n_values && v < RT_PROFILE_VALUES; v++)
            if (strlen(col->value[v].text) == len &&
                memcmp(col->value[v].text, s, len) == 0) {
                x->rows[c * RT_PROFILE_VALUES + v]++;
                x->ends[c * RT_PROFILE_VALUES + v] += last;
            }
    }
}

/* Find a value that all rows which end on the last day have, and no others.
 * These contracts have not ended: the last day is when the file was made. */
static enum rt_code
find_open_value(struct maker *m, size_t end, bool *found, struct rt_err *err)
{
    enum { FEW = 12, SOME = 5 };
    size_t n = m->p->n_columns * RT_PROFILE_VALUES;
    struct at_last x = {.m = m,
                        .end = end,
                        .last = m->p->column[end].last_day,
                        .rows = rt_alloc_n(m->a, n, sizeof *x.rows),
                        .ends = rt_alloc_n(m->a, n, sizeof *x.ends)};
    enum rt_code rc = rt_profile_each(m->p, count_at_last, &x, err);

    *found = false;
    for (size_t c = 0; c < m->p->n_columns && rc == RT_OK && !*found; c++)
        for (size_t v = 0; v < m->p->column[c].n_values &&
                           m->p->column[c].n_values <= FEW && c != end;
             v++) {
            size_t at = c * RT_PROFILE_VALUES + v;

            if (x.rows[at] < SOME || x.rows[at] == m->p->n_rows ||
                x.ends[at] * 100 < x.rows[at] * 99 ||
                x.ends[at] * 100 < x.n_last * 95)
                continue;
            REMARK(m, "suggest_open_value");
            put_option(m, "open-when",
                       rt_fmt(m->a, "%s=%s", m->p->column[c].name,
                              m->p->column[c].value[v].text));
            m->out->observed = x.last - 1;
            *found = true;
            break;
        }
    return rc;
}

static void
put_inclusive(struct maker *m, const struct rt_profile_column *end)
{
    size_t days = end->n_days + end->n_dmy;

    if (days > 0 && end->n_lasts * 10 >= days * 8) {
        REMARK(m, "suggest_inclusive");
        put_option(m, "end-inclusive", NULL);
    } else {
        REMARK(m, "suggest_exclusive");
    }
}

static bool
says_who_left(const char *name)
{
    static const char *const names[] = {"Churn",   "churn", "Churned",
                                        "churned", "Отток", "Ушёл"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void
put_no_end(struct maker *m)
{
    const char *column = NULL;

    for (size_t i = 0; i < m->p->n_columns; i++)
        if (says_who_left(m->p->column[i].name))
            column = m->p->column[i].name;
    m->out->decide |= column != NULL;
    if (column != NULL)
        REMARK(m, "suggest_churn_without_day", "column", column);
    else if (column_of(m, "active") == NULL)
        REMARK(m, "suggest_no_end");
}

static enum rt_code
put_ends(struct maker *m, struct rt_err *err)
{
    const struct rt_profile_column *end = column_of(m, "end_date");
    bool open = false;

    if (column_of(m, "start_date") == NULL)
        REMARK(m, "suggest_no_start");
    if (end == NULL) {
        put_no_end(m);
        return RT_OK;
    }
    if (end->far != NULL) {
        put_option(m, "open-when", rt_fmt(m->a, "%s=%s", end->name, end->far));
        open = true;
    }
    for (size_t v = 0; v < end->n_values && v < RT_PROFILE_VALUES; v++)
        if (!is_date(m, end->value[v].text) &&
            (end->far == NULL || strcmp(end->far, end->value[v].text) != 0)) {
            put_option(m, "open-when",
                       rt_fmt(m->a, "%s=%s", end->name, end->value[v].text));
            open = true;
        }
    if (!open && end->n == m->p->n_rows && m->p->has_header) {
        enum rt_code rc =
            find_open_value(m, (size_t)(end - m->p->column), &open, err);

        if (rc != RT_OK)
            return rc;
    }
    put_inclusive(m, end);
    return RT_OK;
}

static bool
is_used(const struct maker *m, size_t c)
{
    const struct rt_kind_match *x = &m->match;

    if (x->kind == NULL)
        return false;
    if (x->made_up == RT_MATCH_PRODUCT &&
        (x->factor[0] == c || x->factor[1] == c))
        return true;
    return m->attr[c] || rt_match_field_of(x, c) != NULL;
}

/* Small Latin letters for a Russian one; NULL: it is none. */
static const char *
latin_of(uint32_t letter)
{
    static const char *const letters[] = {
        "a", "b",  "v",  "g",   "d", "e", "zh", "z", "i",  "y", "k",
        "l", "m",  "n",  "o",   "p", "r", "s",  "t", "u",  "f", "kh",
        "c", "ch", "sh", "sch", "",  "y", "",   "e", "yu", "ya"};

    if (letter == 0x451)
        return "e";
    return letter >= 0x430 && letter < 0x430 + sizeof letters / sizeof *letters
               ? letters[letter - 0x430]
               : NULL;
}

/* "Payment Method" -> payment_method, "Отдел" -> otdel; "" when nothing is left
 * of it. */
static const char *
attr_name(const char *column, struct rt_arena *a)
{
    size_t len = strlen(column), step;
    struct rt_buf b;
    const char *out;
    bool gap = false;

    rt_buf_init(&b, 0);
    for (const char *s = column; *s != '\0'; s += step) {
        char small[2] = {0};
        const char *word = NULL;
        uint32_t c;

        step = rt_utf8_next(s, len - (size_t)(s - column), &c);
        if (step == 0)
            break;
        c = rt_utf8_small(c);
        small[0] = (char)c;
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            word = small;
        else
            word = latin_of(c);
        if (word != NULL && gap && b.len > 0)
            rt_buf_char(&b, '_');
        gap = word == NULL;
        if (word != NULL && b.len + 5 < ATTR_NAME_MAX)
            rt_buf_str(&b, word);
    }
    out = rt_strdup(a, rt_buf_cstr(&b));
    rt_buf_fini(&b);
    return out;
}

/* In a file with one row for each client, the other columns are attributes. */
static void
pick_attrs(struct maker *m)
{
    enum { FEW = 12 };
    const struct rt_profile_column *client = column_of(m, "client_id");
    size_t n = 0;

    if (m->match.kind != &rt_import_contracts || client == NULL ||
        client->n_distinct != m->p->n_rows || !m->p->has_header)
        return;
    for (size_t c = 0; c < m->p->n_columns && n < ATTRS_MAX; c++) {
        const struct rt_profile_column *col = &m->p->column[c];

        m->attr[c] = !is_used(m, c) && col->n_values >= 2 &&
                     col->n_values <= FEW && !says_who_left(col->name) &&
                     attr_name(col->name, m->a)[0] != '\0';
        n += m->attr[c];
    }
}

static void
put_attrs(struct maker *m)
{
    bool begun = false;

    for (size_t c = 0; c < m->p->n_columns; c++) {
        const char *name = m->p->column[c].name;

        if (!m->attr[c])
            continue;
        if (!begun) {
            rt_buf_char(&m->out->text, '\n');
            REMARK(m, "suggest_attrs");
            begin_section(m, "clients");
            put_reading(m);
            put_ids(m);
            put_option(
                m, "map",
                rt_fmt(m->a, "client_id=%s", column_of(m, "client_id")->name));
        }
        begun = true;
        put_option(m, "attr",
                   rt_fmt(m->a, "%s=%s", attr_name(name, m->a), name));
    }
}

static void
put_left(struct maker *m)
{
    struct rt_buf names;
    size_t n = 0;

    rt_buf_init(&names, 0);
    for (size_t c = 0; c < m->p->n_columns && m->p->has_header; c++)
        if (!is_used(m, c) && n++ < LEFT_MAX)
            rt_buf_fmt(&names, "%s%s", n > 1 ? ", " : "", m->p->column[c].name);
    if (n > 0)
        REMARK(m, "suggest_left", "columns", rt_buf_cstr(&names));
    rt_buf_fini(&names);
}

static void
find_last_day(struct maker *m)
{
    struct rt_guess *g = m->out;

    for (size_t i = 0; i < m->match.kind->n_fields; i++) {
        size_t c = m->match.column[i];
        int32_t day =
            c != RT_MATCH_NO_COLUMN ? m->p->column[c].last_day : RT_DAY_NONE;

        if (day != RT_DAY_NONE && day <= m->today &&
            rt_profile_is_day(&m->p->column[c]) &&
            (g->last_day == RT_DAY_NONE || day > g->last_day))
            g->last_day = day;
    }
}

/* Turn every line of the section into a comment. */
static void
comment_out(struct maker *m)
{
    struct rt_buf *b = &m->out->text;
    char *rest = rt_strdup(m->a, rt_buf_cstr(b)), *line;

    rt_buf_clear(b);
    while ((line = strsep(&rest, "\n")) != NULL)
        if (line[0] != '\0')
            rt_buf_fmt(b, "%s%s\n", line[0] == '#' ? "" : "# ", line);
}

static enum rt_code
put_section(struct maker *m, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    begin_section(m, m->match.kind->name);
    put_reading(m);
    put_columns(m);
    if (m->match.kind == &rt_import_contracts)
        judge_interval(m);
    for (size_t i = 0; i < m->match.kind->n_fields; i++)
        put_map(m, i);
    put_made_up(m);
    put_date_format(m);
    put_ids(m);
    put_empty(m);
    if (m->match.kind == &rt_import_contracts)
        rc = put_ends(m, err);
    if (rc != RT_OK)
        return rc;
    find_last_day(m);
    pick_attrs(m);
    put_left(m);
    put_attrs(m);
    if (m->asleep)
        comment_out(m);
    return RT_OK;
}

enum rt_code
rt_guess_file(const struct rt_profile *p, int32_t today, enum rt_lang lang,
              struct rt_arena *a, struct rt_guess *out, struct rt_err *err)
{
    struct maker m = {.p = p, .lang = lang, .a = a, .today = today, .out = out};

    *out = (struct rt_guess){.last_day = RT_DAY_NONE, .observed = RT_DAY_NONE};
    rt_buf_init(&out->text, 0);
    if (!rt_match_best(p, a, &m.match)) {
        if (p->sheet != NULL)
            REMARK(&m, "suggest_unknown_sheet", "file", file_name(&m), "sheet",
                   p->sheet);
        else
            REMARK(&m, "suggest_unknown", "file", file_name(&m));
        put_left(&m);
        return RT_OK;
    }
    out->kind = m.match.kind;
    return put_section(&m, err);
}
