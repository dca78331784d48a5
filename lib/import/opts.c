#include "import/opts.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "field/date.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

enum option_type {
    OPTION_PAIR,    /* struct rt_pairs: name=value, the name once */
    OPTION_PAIRS,   /* struct rt_pairs: name=value, names may repeat */
    OPTION_TEXT,    /* const char * */
    OPTION_WORD,    /* int: one of `words` */
    OPTION_CHARSET, /* int: an enum rt_charset */
    OPTION_DAY,     /* int32_t */
    OPTION_COUNT,   /* int64_t, at least 1 */
    OPTION_FLAG     /* bool */
};

/* A word of a list and its value. */
struct word {
    const char *text;
    int value;
};

/* The first word of each is the one that it is called by. */
static const struct word separators[] = {
    {",", ','},           {"comma", ','}, {";", ';'},
    {"semicolon", ';'},   {"tab", '\t'},  {"\t", '\t'},
    {"|", '|'},           {"pipe", '|'},  {"blank", RT_CSV_BLANKS},
    {" ", RT_CSV_BLANKS}, {NULL, 0},
};

static const struct word date_formats[] = {
    {"dmy", RT_DATE_DMY},
    {"mdy", RT_DATE_MDY},
    {"unix", RT_DATE_UNIX},
    {"excel", RT_DATE_EXCEL},
    {NULL, 0},
};

static const struct row {
    struct rt_import_option option;
    enum option_type type;
    size_t offset; /* in struct rt_import_opts */
    const struct word *words;
} table[] = {
#define AT(member) offsetof(struct rt_import_opts, member)
    {{"map", true, true}, OPTION_PAIR, AT(map), NULL},
    {{"const", true, true}, OPTION_PAIR, AT(consts), NULL},
    {{"attr", true, true}, OPTION_PAIR, AT(attrs), NULL},
    {{"open-when", true, true}, OPTION_PAIRS, AT(open_when), NULL},
    {{"end-inclusive", false, false}, OPTION_FLAG, AT(end_inclusive), NULL},
    {{"number-ids", false, false}, OPTION_FLAG, AT(number_ids), NULL},
    {{"drop-zero", false, false}, OPTION_FLAG, AT(drop_zero), NULL},
    {{"date-format", true, false}, OPTION_WORD, AT(date_order), date_formats},
    {{"currency", true, false}, OPTION_TEXT, AT(currency), NULL},
    {{"columns", true, false}, OPTION_TEXT, AT(columns), NULL},
    {{"sheet", true, false}, OPTION_TEXT, AT(sheet), NULL},
    {{"separator", true, false}, OPTION_WORD, AT(separator), separators},
    {{"encoding", true, false}, OPTION_CHARSET, AT(encoding), NULL},
    {{"skip-lines", true, false}, OPTION_COUNT, AT(skip_lines), NULL},
    {{"as-of", true, false}, OPTION_DAY, AT(as_of), NULL},
    {{"full", false, false}, OPTION_FLAG, AT(full), NULL},
    {{"yes", false, false}, OPTION_FLAG, AT(yes), NULL},
    {{"max-ends", true, false}, OPTION_COUNT, AT(max_ends), NULL},
    {{"dry-run", false, false}, OPTION_FLAG, AT(dry_run), NULL},
    {{"rejects", true, false}, OPTION_TEXT, AT(rejects), NULL},
#undef AT
};

enum {
    N_OPTIONS = sizeof table / sizeof table[0],
    OPTIONS_TEXT_MAX = 2000 /* of import_runs.options */
};

const struct rt_import_option *
rt_import_option_at(size_t i)
{
    return i < N_OPTIONS ? &table[i].option : NULL;
}

void
rt_import_opts_init(struct rt_import_opts *o)
{
    *o = (struct rt_import_opts){.as_of = RT_DAY_NONE};
}

static enum rt_code
bad_value(const char *name, const char *value, struct rt_err *err)
{
    return rt_fail_key(err, RT_EINVAL, "import_option_value", "option", name,
                       "value", value, NULL);
}

static enum rt_code
add_pair(struct rt_pairs *pairs, const struct row *row, const char *text,
         struct rt_arena *a, struct rt_err *err)
{
    const char *option = row->option.name, *eq = strchr(text, '=');
    const char *name;

    if (eq == NULL || eq == text)
        return rt_fail_key(err, RT_EINVAL, "import_option_pair", "option",
                           option, "value", text, NULL);
    name = rt_strndup(a, text, (size_t)(eq - text));
    if (row->type == OPTION_PAIR && rt_pairs_get(pairs, name) != NULL)
        return rt_fail_key(err, RT_EINVAL, "import_option_twice", "option",
                           option, "name", name, NULL);
    rt_pairs_add(pairs, a, name, rt_strdup(a, eq + 1));
    return RT_OK;
}

static enum rt_code
set_word(int *to, const struct row *row, const char *value, struct rt_err *err)
{
    for (const struct word *w = row->words; w->text != NULL; w++)
        if (strcmp(w->text, value) == 0) {
            *to = w->value;
            return RT_OK;
        }
    return bad_value(row->option.name, value, err);
}

static enum rt_code
set_charset(int *to, const char *name, const char *value, struct rt_err *err)
{
    enum rt_charset cs = RT_CHARSET_UNKNOWN;

    if (strcmp(value, "auto") != 0 && !rt_charset_find(value, &cs))
        return bad_value(name, value, err);
    *to = (int)cs;
    return RT_OK;
}

static enum rt_code
set_flag(bool *to, const struct row *row, const char *value, struct rt_err *err)
{
    int64_t v;

    if (rt_parse_bool(value, &v, NULL) != RT_OK)
        return bad_value(row->option.name, value, err);
    *to = v != 0;
    return RT_OK;
}

static enum rt_code
set_row(struct rt_import_opts *o, const struct row *row, const char *value,
        struct rt_arena *a, struct rt_err *err)
{
    void *to = (char *)o + row->offset;

    switch (row->type) {
    case OPTION_PAIR:
    case OPTION_PAIRS:
        return add_pair(to, row, value, a, err);
    case OPTION_WORD:
        return set_word(to, row, value, err);
    case OPTION_CHARSET:
        return set_charset(to, row->option.name, value, err);
    case OPTION_FLAG:
        return set_flag(to, row, value, err);
    case OPTION_DAY:
        return rt_day_read(rt_fmt(a, "--%s", row->option.name), value,
                           RT_DAY_NONE, to, err);
    case OPTION_COUNT:
        if (rt_parse_int(value, 1, INT64_MAX, to, NULL) != RT_OK)
            return bad_value(row->option.name, value, err);
        return RT_OK;
    case OPTION_TEXT:
        if (value[0] == '\0')
            return bad_value(row->option.name, value, err);
        *(const char **)to = rt_strdup(a, value);
        return RT_OK;
    }
    return RT_OK;
}

enum rt_code
rt_import_opts_set(struct rt_import_opts *o, const char *name,
                   const char *value, struct rt_arena *a, struct rt_err *err)
{
    for (size_t i = 0; i < N_OPTIONS; i++)
        if (strcmp(table[i].option.name, name) == 0)
            return set_row(o, &table[i], value, a, err);
    return rt_fail_key(err, RT_EINVAL, "import_option", "option", name, NULL);
}

/* Names of own attributes become keys of URLs: attr.NAME. */
static enum rt_code
check_attrs(const struct rt_import_opts *o, struct rt_err *err)
{
    for (size_t i = 0; i < o->attrs.n; i++) {
        const char *name = o->attrs.list[i].name;
        size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

        if (name[n] != '\0' || n > RT_IMPORT_ATTR_NAME_MAX)
            return rt_fail_key(err, RT_EINVAL, "import_attr_name", "name", name,
                               NULL);
    }
    return RT_OK;
}

static enum rt_code
check_fields(const struct rt_import_opts *o, const struct rt_pairs *pairs,
             struct rt_err *err)
{
    for (size_t i = 0; i < pairs->n; i++)
        if (rt_import_field_find(o->kind, pairs->list[i].name) ==
            o->kind->n_fields)
            return rt_fail_key(err, RT_EINVAL, "import_unknown_field", "field",
                               pairs->list[i].name, "kind", o->kind->name,
                               NULL);
    return RT_OK;
}

static enum rt_code
not_for_kind(const struct rt_import_opts *o, const char *option,
             struct rt_err *err)
{
    return rt_fail_key(err, RT_EINVAL, "import_not_for_kind", "option", option,
                       "kind", o->kind->name, NULL);
}

enum rt_code
rt_import_opts_check(const struct rt_import_opts *o, struct rt_err *err)
{
    bool has_end =
        rt_import_field_find(o->kind, "end_date") < o->kind->n_fields;
    enum rt_code rc = check_fields(o, &o->map, err);

    if (rc == RT_OK)
        rc = check_fields(o, &o->consts, err);
    if (rc == RT_OK)
        rc = check_attrs(o, err);
    if (rc != RT_OK)
        return rc;
    for (size_t i = 0; i < o->map.n; i++)
        if (rt_pairs_get(&o->consts, o->map.list[i].name) != NULL)
            return rt_fail_key(err, RT_EINVAL, "import_map_and_const", "field",
                               o->map.list[i].name, NULL);
    if (o->full && o->kind->end_absent == NULL)
        return not_for_kind(o, "full", err);
    if (o->drop_zero && o->kind->zero == 0)
        return not_for_kind(o, "drop-zero", err);
    if (o->attrs.n > 0 && !o->kind->has_attrs)
        return not_for_kind(o, "attr", err);
    if (o->open_when.n > 0 && !has_end)
        return not_for_kind(o, "open-when", err);
    if (o->end_inclusive && !has_end)
        return not_for_kind(o, "end-inclusive", err);
    return RT_OK;
}

static const char *
word_of(const struct word *words, int value)
{
    while (words->text != NULL && words->value != value)
        words++;
    return words->text != NULL ? words->text : "";
}

const char *
rt_import_separator(char separator)
{
    return word_of(separators, separator);
}

static void
put_option(struct rt_buf *b, const struct row *row, const void *at)
{
    const struct rt_pairs *pairs = at;
    const char *name = row->option.name, *text;
    char day[RT_PERIOD_LABEL];

    switch (row->type) {
    case OPTION_PAIR:
    case OPTION_PAIRS:
        for (size_t i = 0; i < pairs->n; i++)
            rt_buf_fmt(b, "--%s %s=%s ", name, pairs->list[i].name,
                       pairs->list[i].value);
        break;
    case OPTION_TEXT:
        text = *(const char *const *)at;
        if (text != NULL)
            rt_buf_fmt(b, "--%s %s ", name, text);
        break;
    case OPTION_WORD:
        if (*(const int *)at != 0)
            rt_buf_fmt(b, "--%s %s ", name,
                       word_of(row->words, *(const int *)at));
        break;
    case OPTION_CHARSET:
        text = rt_charset_name((enum rt_charset) * (const int *)at);
        if (text[0] != '\0')
            rt_buf_fmt(b, "--%s %s ", name, text);
        break;
    case OPTION_DAY:
        rt_day_format(*(const int32_t *)at, day);
        if (day[0] != '\0')
            rt_buf_fmt(b, "--%s %s ", name, day);
        break;
    case OPTION_COUNT:
        if (*(const int64_t *)at > 0)
            rt_buf_fmt(b, "--%s %" PRId64 " ", name, *(const int64_t *)at);
        break;
    case OPTION_FLAG:
        if (*(const bool *)at)
            rt_buf_fmt(b, "--%s ", name);
        break;
    }
}

static bool
is_short(const struct row *row)
{
    return row->type == OPTION_DAY || row->type == OPTION_FLAG;
}

char *
rt_import_opts_text(const struct rt_import_opts *o, struct rt_arena *a)
{
    struct rt_buf b;
    char *text;
    size_t len;

    /* Days and flags come first: what is cut off at the end is part of a long
     * list of columns. */
    rt_buf_init(&b, 0);
    for (int shorts = 1; shorts >= 0; shorts--)
        for (size_t i = 0; i < N_OPTIONS; i++)
            if (is_short(&table[i]) == shorts)
                put_option(&b, &table[i], (const char *)o + table[i].offset);
    len = b.len > 0 ? b.len - 1 : 0;
    text = rt_strndup(a, rt_buf_cstr(&b),
                      rt_utf8_cut(rt_buf_cstr(&b), len, OPTIONS_TEXT_MAX));
    rt_buf_fini(&b);
    return text;
}
