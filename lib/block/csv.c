#include "block/block.h"
#include "block/format.h"

#include <string.h>

static void
put(const struct rt_result *r, enum rt_kind kind, struct rt_cell cell,
    bool first, struct rt_arena *a, struct rt_buf *out)
{
    const char *text = rt_cell_plain(r, kind, cell, a);

    if (!first)
        rt_buf_char(out, ',');
    rt_buf_csv(out, text, strlen(text), cell.type == RT_CELL_TEXT);
}

static bool
has_column(const struct rt_sheet *t, const char *name)
{
    for (size_t c = 0; c < t->n_columns; c++)
        if (strcmp(t->columns[c].name, name) == 0)
            return true;
    return false;
}

/* The last column says what day the row counts up to, as nothing else in a
 * file can. */
static void
put_table(const struct rt_result *r, const struct rt_sheet *t,
          struct rt_arena *a, struct rt_buf *out)
{
    bool own_day = has_column(t, "as_of");

    for (size_t c = 0; c < t->n_columns; c++)
        rt_buf_fmt(out, "%s%s", c != 0 ? "," : "", t->columns[c].name);
    rt_buf_str(out, own_day ? "\r\n" : ",as_of\r\n");
    for (size_t i = 0; i < t->n_rows; i++) {
        for (size_t c = 0; c < t->n_columns; c++)
            put(r, t->columns[c].kind, t->cells[i * t->n_columns + c], c == 0,
                a, out);
        if (!own_day)
            put(r, RT_KIND_DAY, rt_cell_int(t->as_of), false, a, out);
        rt_buf_str(out, "\r\n");
    }
}

/* Like the formula the same in every language; empty beside a value. */
static const char *
reason(const struct rt_figure *f)
{
    return f->value.type == RT_CELL_NONE && f->why != NULL
               ? rt_text(RT_LANG_EN, f->why)
               : "";
}

static void
put_figures(const struct rt_result *r, struct rt_arena *a, struct rt_buf *out)
{
    rt_buf_str(
        out, "name,value,numerator,denominator,low,high,formula,why,as_of\r\n");
    for (size_t i = 0; i < r->n_figures; i++) {
        const struct rt_figure *f = &r->figures[i];

        put(r, RT_KIND_TEXT, rt_cell_text(f->name), true, a, out);
        put(r, f->kind, f->value, false, a, out);
        put(r, rt_part_kind(f->numerator, f->numerator_is), f->numerator, false,
            a, out);
        put(r, rt_part_kind(f->denominator, f->denominator_is), f->denominator,
            false, a, out);
        put(r, f->kind, f->low, false, a, out);
        put(r, f->kind, f->high, false, a, out);
        put(r, RT_KIND_TEXT, rt_cell_text(f->formula), false, a, out);
        put(r, RT_KIND_TEXT, rt_cell_text(reason(f)), false, a, out);
        put(r, RT_KIND_DAY, rt_cell_int(f->as_of), false, a, out);
        rt_buf_str(out, "\r\n");
    }
}

enum rt_code
rt_block_csv(const struct rt_result *r, const char *table, struct rt_buf *out,
             struct rt_err *err)
{
    struct rt_arena *a = rt_arena_new();
    const struct rt_sheet *found = NULL;

    for (size_t i = 0; i < r->n_tables && found == NULL; i++)
        if (table == NULL || strcmp(r->tables[i].name, table) == 0)
            found = &r->tables[i];
    if (found != NULL)
        put_table(r, found, a, out);
    else if (table == NULL || strcmp(table, "figures") == 0)
        put_figures(r, a, out);
    rt_arena_free(a);
    if (found == NULL && table != NULL && strcmp(table, "figures") != 0)
        return rt_fail_key(err, RT_EINVAL, "unknown_table", "value", table,
                           NULL);
    return rt_buf_ok(out, err);
}
