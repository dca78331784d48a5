#include "block/block.h"
#include "block/format.h"

#include <string.h>

/* A file that is being written. */
struct csv {
    const struct rt_result *r;
    struct rt_arena *a;
    struct rt_buf *out;
    bool excel; /* for a spreadsheet of this language */
    enum rt_lang lang;
    bool begun; /* the line has a field already */
};

static bool
is_russian(const struct csv *c)
{
    return c->excel && c->lang == RT_LANG_RU;
}

static void
put_text(struct csv *c, const char *text, bool guard)
{
    if (c->begun)
        rt_buf_char(c->out, is_russian(c) ? ';' : ',');
    rt_buf_csv(c->out, text, strlen(text), guard);
    c->begun = true;
}

static void
end_line(struct csv *c)
{
    rt_buf_str(c->out, "\r\n");
    c->begun = false;
}

/* A number has no other point than the decimal one. */
static const char *
with_comma(struct csv *c, const char *number)
{
    char *out = rt_strdup(c->a, number);
    char *point = strchr(out, '.');

    if (point != NULL)
        *point = ',';
    return out;
}

/* A period is written as its first day, which a spreadsheet takes for a
 * date. */
static const char *
excel_day(struct csv *c, int32_t day)
{
    struct rt_date d = rt_date_of(day);

    if (c->lang == RT_LANG_RU)
        return rt_fmt(c->a, "%02d.%02d.%04d", d.day, d.month, d.year);
    return rt_fmt(c->a, "%04d-%02d-%02d", d.year, d.month, d.day);
}

static const char *
excel_cell(struct csv *c, enum rt_kind kind, struct rt_cell cell)
{
    const char *plain = rt_cell_plain(c->r, kind, cell, c->a);

    if (cell.type == RT_CELL_NAME)
        return cell.name->shown;
    if (plain[0] == '\0' || cell.type == RT_CELL_TEXT)
        return plain;
    if (cell.type == RT_CELL_INT && kind == RT_KIND_FLAG)
        return rt_text(c->lang, cell.i != 0 ? "word_yes" : "word_no");
    if (cell.type == RT_CELL_INT &&
        (kind == RT_KIND_DAY ||
         (kind == RT_KIND_PERIOD && c->r->by != RT_BY_YEAR)))
        return excel_day(c, (int32_t)cell.i);
    return is_russian(c) ? with_comma(c, plain) : plain;
}

static void
put_cell(struct csv *c, enum rt_kind kind, struct rt_cell cell)
{
    put_text(c,
             c->excel ? excel_cell(c, kind, cell)
                      : rt_cell_plain(c->r, kind, cell, c->a),
             cell.type == RT_CELL_TEXT || cell.type == RT_CELL_NAME);
}

static void
put_heading(struct csv *c, const char *name)
{
    put_text(c, c->excel ? rt_column_caption(name, c->lang, c->a) : name, true);
}

/* Invented data are marked in each row, because nothing else of a file stays
 * with a row. */
static void
end_row(struct csv *c)
{
    if (c->r->data->demo)
        put_cell(c, RT_KIND_FLAG, rt_cell_int(1));
    end_line(c);
}

static void
end_headings(struct csv *c)
{
    if (c->r->data->demo)
        put_heading(c, "invented");
    end_line(c);
}

static bool
has_column(const struct rt_sheet *t, const char *name)
{
    for (size_t c = 0; c < t->n_columns; c++)
        if (strcmp(t->columns[c].name, name) == 0)
            return true;
    return false;
}

/* The last column gives the day up to which the row counts, as a file has no
 * other place for it. */
static void
put_table(struct csv *c, const struct rt_sheet *t)
{
    bool own_day = has_column(t, "as_of");

    for (size_t i = 0; i < t->n_columns; i++)
        put_heading(c, t->columns[i].name);
    if (!own_day)
        put_heading(c, "as_of");
    end_headings(c);
    for (size_t i = 0; i < t->n_rows; i++) {
        for (size_t k = 0; k < t->n_columns; k++)
            put_cell(c, t->columns[k].kind, t->cells[i * t->n_columns + k]);
        if (!own_day)
            put_cell(c, RT_KIND_DAY, rt_cell_int(t->as_of));
        end_row(c);
        rt_arena_reset(c->a);
    }
}

/* Programs get the reason in English, whatever the language; it is empty
 * beside a value. */
static const char *
reason(const struct csv *c, const struct rt_figure *f)
{
    return f->value.type == RT_CELL_NONE && f->why != NULL
               ? rt_text(c->excel ? c->lang : RT_LANG_EN, f->why)
               : "";
}

static void
put_figure(struct csv *c, const struct rt_figure *f)
{
    put_text(c, c->excel ? rt_figure_caption(f->name, c->lang, c->a) : f->name,
             true);
    put_cell(c, f->kind, f->value);
    put_cell(c, rt_part_kind(f->numerator, f->numerator_is), f->numerator);
    put_cell(c, rt_part_kind(f->denominator, f->denominator_is),
             f->denominator);
    put_cell(c, f->kind, f->low);
    put_cell(c, f->kind, f->high);
    put_text(c,
             c->excel ? rt_figure_formula(c->r, f, c->lang, c->a) : f->formula,
             true);
    put_text(c, reason(c, f), true);
    put_cell(c, RT_KIND_PERIOD,
             c->r->now != RT_DAY_NONE ? rt_cell_int(c->r->now)
                                      : RT_CELL_UNDEFINED);
    put_cell(c, RT_KIND_DAY, rt_cell_int(f->as_of));
    end_row(c);
}

static void
put_figures(struct csv *c)
{
    static const char *const headings[] = {
        "name", "value",   "numerator", "denominator", "low",
        "high", "formula", "why",       "period",      "as_of"};

    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++)
        put_heading(c, headings[i]);
    end_headings(c);
    for (size_t i = 0; i < c->r->n_figures; i++)
        put_figure(c, &c->r->figures[i]);
}

static enum rt_code
put_file(struct csv *c, const char *table, struct rt_err *err)
{
    const struct rt_result *r = c->r;
    const struct rt_sheet *found = NULL;

    for (size_t i = 0; i < r->n_tables && found == NULL; i++)
        if (table == NULL || strcmp(r->tables[i].name, table) == 0)
            found = &r->tables[i];
    if (found != NULL)
        put_table(c, found);
    else if (table == NULL || strcmp(table, "figures") == 0)
        put_figures(c);
    else
        return rt_fail_key(err, RT_EINVAL, "unknown_table", "value", table,
                           NULL);
    return rt_buf_ok(c->out, err);
}

enum rt_code
rt_block_csv(const struct rt_result *r, const char *table, struct rt_buf *out,
             struct rt_err *err)
{
    struct csv c = {.r = r, .a = rt_arena_new(), .out = out};
    enum rt_code rc = put_file(&c, table, err);

    rt_arena_free(c.a);
    return rc;
}

enum rt_code
rt_block_csv_excel(const struct rt_result *r, const char *table,
                   enum rt_lang lang, struct rt_buf *out, struct rt_err *err)
{
    struct csv c = {
        .r = r, .a = rt_arena_new(), .out = out, .excel = true, .lang = lang};
    enum rt_code rc;

    rt_buf_str(out, "\xef\xbb\xbf");
    rc = put_file(&c, table, err);
    rt_arena_free(c.a);
    return rc;
}
