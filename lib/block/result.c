#include "block/block.h"

#include <math.h>
#include <string.h>

struct rt_cell
rt_cell_int(int64_t i)
{
    return (struct rt_cell){.type = RT_CELL_INT, .i = i};
}

struct rt_cell
rt_cell_text(const char *s)
{
    return (struct rt_cell){.type = RT_CELL_TEXT, .s = s};
}

struct rt_cell
rt_cell_name(const struct rt_name *name)
{
    return (struct rt_cell){.type = RT_CELL_NAME, .name = name};
}

struct rt_cell
rt_cell_money(int64_t minor)
{
    return (struct rt_cell){.type = RT_CELL_MONEY, .i = minor};
}

struct rt_cell
rt_cell_real(double x)
{
    if (!isfinite(x))
        return RT_CELL_UNDEFINED;
    return (struct rt_cell){.type = RT_CELL_REAL, .x = x};
}

struct rt_cell
rt_cell_ratio(int64_t a, int64_t b)
{
    return b == 0 ? RT_CELL_UNDEFINED : rt_cell_real((double)a / (double)b);
}

struct rt_cell
rt_cell_price(const struct rt_data *d, double minor, double n)
{
    for (int i = 0; i < d->digits; i++)
        n *= 10;
    return n != 0 ? rt_cell_real(minor / n) : RT_CELL_UNDEFINED;
}

struct rt_figure *
rt_result_figure(struct rt_result *r, const char *name, enum rt_kind kind,
                 struct rt_cell value, const char *formula)
{
    if (r->n_figures == RT_RESULT_FIGURES)
        rt_die("block: more than %d figures", RT_RESULT_FIGURES);
    r->figures[r->n_figures] = (struct rt_figure){.name = name,
                                                  .kind = kind,
                                                  .value = value,
                                                  .formula = formula,
                                                  .as_of = r->as_of};
    return &r->figures[r->n_figures++];
}

struct rt_sheet *
rt_result_table(struct rt_result *r, struct rt_arena *a, const char *name,
                const struct rt_column *columns, size_t n_columns,
                size_t n_rows)
{
    if (r->n_tables == RT_RESULT_TABLES)
        rt_die("block: more than %d tables", RT_RESULT_TABLES);
    r->tables[r->n_tables] = (struct rt_sheet){
        .name = name,
        .columns = columns,
        .n_columns = n_columns,
        .cells = rt_alloc_n(a, n_rows * n_columns, sizeof(struct rt_cell)),
        .n_rows = n_rows,
        .as_of = r->as_of,
    };
    return &r->tables[r->n_tables++];
}

void
rt_result_note(struct rt_result *r, const char *key, int64_t n,
               const char *value)
{
    if (r->n_notes == RT_RESULT_NOTES)
        rt_die("block: more than %d notes", RT_RESULT_NOTES);
    r->notes[r->n_notes++] =
        (struct rt_note){.key = key, .n = n, .value = value};
}

int32_t
rt_result_until(const struct rt_result *r, enum rt_group g)
{
    int32_t known = rt_data_known(r->data, g), asked = r->filter->as_of;

    return asked != RT_DAY_NONE && asked < known ? asked : known;
}

bool
rt_result_has_note(const struct rt_result *r, const char *key)
{
    for (size_t i = 0; i < r->n_notes; i++)
        if (strcmp(r->notes[i].key, key) == 0)
            return true;
    return false;
}

bool
rt_result_selects_nothing(const struct rt_result *r)
{
    return r->block->has_cases ? r->n_cases == 0 : r->n == 0;
}
