#include "block/heat.h"

#include "stat/wilson.h"

#include <math.h>

static void
new_row(struct rt_heat *h, size_t r)
{
    h->y[r] = rt_alloc_n(h->a, h->columns, sizeof *h->y[r]);
    h->unfinished[r] = rt_alloc(h->a, h->columns);
    h->text[r] = rt_alloc_n(h->a, h->columns, sizeof *h->text[r]);
    h->hover[r] = rt_alloc_n(h->a, h->columns, sizeof *h->hover[r]);
    for (size_t k = 0; k < h->columns; k++)
        h->y[r][k] = NAN;
}

static void
say(struct rt_heat *h, size_t r, size_t k, int64_t part, int64_t whole)
{
    h->hover[r][k] = rt_text_fill(h->lang, h->a, "hover_of", "part",
                                  rt_text_count(h->lang, h->a, part), "whole",
                                  rt_text_count(h->lang, h->a, whole), NULL);
}

static void
put_share(struct rt_heat *h, size_t r, size_t k, int64_t part, int64_t whole)
{
    h->y[r][k] = (double)part / (double)whole;
    say(h, r, k, part, whole);
}

void
rt_heat_init(struct rt_heat *h, const size_t *ages, size_t n,
             const struct rt_pooled *pooled, enum rt_lang lang,
             struct rt_arena *a)
{
    size_t rows = 1, columns = 0, first = n;

    while (first > 0 && rows <= RT_HEAT_COHORTS) {
        first--;
        rows += ages[first] != 0;
        columns = ages[first] > columns ? ages[first] : columns;
    }
    while (first > 0 && ages[first - 1] == 0)
        first--;
    *h = (struct rt_heat){
        .first = first,
        .rows = rows,
        .columns = columns,
        .used = 1,
        .lang = lang,
        .a = a,
        .names = rt_alloc_n(a, rows, sizeof *h->names),
        .notes = rt_alloc_n(a, rows, sizeof *h->notes),
        .y = rt_alloc_n(a, rows, sizeof *h->y),
        .unfinished = rt_alloc_n(a, rows, sizeof *h->unfinished),
        .text = rt_alloc_n(a, rows, sizeof *h->text),
        .hover = rt_alloc_n(a, rows, sizeof *h->hover),
        .emphasis = rt_alloc(a, rows),
    };
    for (size_t r = 0; r < rows; r++)
        new_row(h, r);
    h->names[0] = rt_text(lang, "series_all_cohorts");
    h->emphasis[0] = 1;
    for (size_t k = 0; k < columns && pooled[k].size != 0; k++)
        put_share(h, 0, k, pooled[k].active, pooled[k].size);
    if (columns != 0)
        h->notes[0] = rt_text_count(lang, a, pooled[0].size);
}

void
rt_heat_cohort(struct rt_heat *h, enum rt_by by, int32_t start, int64_t size)
{
    h->names[h->used] = rt_text_period(h->lang, h->a, by, start);
    h->notes[h->used] = rt_text_count(h->lang, h->a, size);
    h->used++;
}

void
rt_heat_cell(struct rt_heat *h, size_t k, int64_t part, int64_t whole,
             bool unfinished)
{
    size_t r = h->used - 1;

    if (!unfinished) {
        put_share(h, r, k, part, whole);
        return;
    }
    h->unfinished[r][k] = 1;
    h->text[r][k] = rt_text_count(h->lang, h->a, part);
    say(h, r, k, part, whole);
}

void
rt_heat_show(const struct rt_heat *h, const struct rt_chart *chart,
             struct rt_result *out)
{
    out->chart = chart;
    out->chart_data = (struct rt_chart_data){
        .n = h->columns,
        .n_series = h->rows,
        .names = h->names,
        .y = (const double *const *)h->y,
        .cell_unfinished = (const uint8_t *const *)h->unfinished,
        .cell_text = (const char *const *const *)h->text,
        .row_notes = h->notes,
        .emphasis = h->emphasis,
        .cell_hover = (const char *const *const *)h->hover,
    };
    if (h->first != 0)
        rt_result_note(out, "note_latest_cohorts", RT_HEAT_COHORTS, NULL);
}

void
rt_pooled_figures(const struct rt_pooled *pooled, size_t n, const char *formula,
                  struct rt_result *out)
{
    static const struct {
        const char *name;
        size_t k;
    } figures[] = {{"retention_1", 1},
                   {"retention_3", 3},
                   {"retention_6", 6},
                   {"retention_12", 12}};
    static const struct rt_pooled none;

    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        const struct rt_pooled *sum =
            figures[i].k < n ? &pooled[figures[i].k] : &none;
        struct rt_figure *f =
            rt_result_figure(out, figures[i].name, RT_KIND_SHARE,
                             rt_cell_ratio(sum->active, sum->size), formula);
        double low, high;

        f->why = "why_no_complete_cell";
        if (sum->size == 0)
            continue;
        rt_wilson(sum->active, sum->size, &low, &high);
        f->numerator = rt_cell_int(sum->active);
        f->denominator = rt_cell_int(sum->size);
        f->low = rt_cell_real(low);
        f->high = rt_cell_real(high);
    }
}
