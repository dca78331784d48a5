#include "block/wider_periods.h"

/* The period of a row; false when the row has none that could be wider. */
static bool
period_of(const struct rt_result *r, const struct rt_sheet *t, size_t i,
          int32_t *first, int32_t *last)
{
    const struct rt_cell *cell = &t->cells[i * t->n_columns];

    if (r->block->has_cases || t->columns[0].kind != RT_KIND_PERIOD ||
        cell->type != RT_CELL_INT)
        return false;
    *first = (int32_t)cell->i;
    *last = rt_period_add(r->by, *first, 1) - 1;
    if (*last > t->as_of)
        *last = t->as_of;
    return true;
}

static bool
is_wider(const struct rt_filter *f, int32_t first, int32_t last)
{
    return (f->from != RT_DAY_NONE && first < f->from && f->from <= last) ||
           (f->to != RT_DAY_NONE && first <= f->to && f->to < last);
}

bool
rt_row_is_wider(const struct rt_result *r, const struct rt_sheet *t, size_t i)
{
    int32_t first, last;

    return period_of(r, t, i, &first, &last) &&
           is_wider(r->filter, first, last);
}

void
rt_note_wider(struct rt_result *r, enum rt_lang lang, struct rt_arena *a,
              int32_t first, int32_t last)
{
    if (!is_wider(r->filter, first, last) ||
        rt_result_has_note(r, "note_wider"))
        return;
    rt_result_note(r, "note_wider", 0,
                   rt_fmt(a, "%s – %s", rt_text_day(lang, a, first),
                          rt_text_day(lang, a, last)));
}

void
rt_wider_notes(struct rt_result *r, enum rt_lang lang, struct rt_arena *a)
{
    for (size_t k = 0; k < r->n_tables; k++) {
        const struct rt_sheet *t = &r->tables[k];
        int32_t first, last, unused;

        if (t->n_rows != 0 && period_of(r, t, 0, &first, &unused) &&
            period_of(r, t, t->n_rows - 1, &unused, &last))
            rt_note_wider(r, lang, a, first, last);
    }
}

const char *
rt_as_of_own(int32_t day, enum rt_lang lang, struct rt_arena *a)
{
    return rt_text_fill(lang, a, "as_of_own", "day", rt_text_day(lang, a, day),
                        NULL);
}
