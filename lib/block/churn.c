/* The block `churn`: clients lost and won, period by period (METRICS 3). */
#include "block/blocks.h"
#include "block/clients.h"
#include "block/option_values.h"
#include "block/shown_periods.h"
#include "block/undefined_reasons.h"
#include "stat/wilson.h"

#include <math.h>
#include <string.h>

enum { MEAN_OVER = 3, FEW = 30 };

enum {
    C_PERIOD,
    C_OPENING,
    C_NEW,
    C_REACTIVATED,
    C_LOST,
    C_INTRA,
    C_CLOSING,
    C_ENDED,
    C_CHURN,
    C_RETENTION,
    C_LOST_VOLUNTARY,
    C_VOLUNTARY,
    C_LOW,
    C_HIGH,
    C_COMPLETE,
    C__MAX
};

static const struct rt_column columns[C__MAX] = {
    [C_PERIOD] = {"period", RT_KIND_PERIOD, false},
    [C_OPENING] = {"opening", RT_KIND_COUNT, false},
    [C_NEW] = {"new", RT_KIND_COUNT, false},
    [C_REACTIVATED] = {"reactivated", RT_KIND_COUNT, false},
    [C_LOST] = {"lost", RT_KIND_COUNT, false},
    [C_INTRA] = {"intra_period", RT_KIND_COUNT, true},
    [C_CLOSING] = {"closing", RT_KIND_COUNT, false},
    [C_ENDED] = {"contracts_ended", RT_KIND_COUNT, true},
    [C_CHURN] = {"churn_rate", RT_KIND_SHARE, false, "why_nobody_at_start"},
    [C_RETENTION] = {"retention_rate", RT_KIND_SHARE, false,
                     "why_nobody_at_start"},
    [C_LOST_VOLUNTARY] = {"lost_voluntary", RT_KIND_COUNT, true},
    [C_VOLUNTARY] = {"voluntary_churn_rate", RT_KIND_SHARE, true},
    [C_LOW] = {"churn_low", RT_KIND_SHARE, true, "why_nobody_at_start"},
    [C_HIGH] = {"churn_high", RT_KIND_SHARE, true, "why_nobody_at_start"},
    [C_COMPLETE] = {"complete", RT_KIND_FLAG, true},
};

static const struct rt_chart chart = {
    .title = "block_churn_chart",
    .width_px = 960,
    .height_px = 360,
    .x = {.kind = RT_AXIS_PERIOD},
    .y = {.kind = RT_AXIS_LINEAR, .unit = RT_UNIT_SHARE, .from_zero = true},
    .series = {{.name = "series_churn",
                .mark = RT_MARK_BAR,
                .ink = RT_INK_LOSS,
                .unit = RT_UNIT_SHARE},
               {.name = "series_churn_mean",
                .mark = RT_MARK_LINE,
                .ink = RT_INK_TREND,
                .unit = RT_UNIT_SHARE}},
};

/* What the steps of the computation share. */
struct work {
    const struct rt_data *data;
    const struct rt_periods *p;
    const struct rt_churn_row *rows;
    const char *no_period; /* catalogue key: why no period has finished */
    bool asked_voluntary;
    int gap_days;
    enum rt_lang lang;
};

static void
fill_row(struct rt_cell *cell, const struct work *w, size_t i)
{
    const struct rt_churn_row *r = &w->rows[i];
    double low, high;

    rt_wilson(r->lost, r->opening, &low, &high);
    cell[C_PERIOD] = rt_cell_int(rt_period_start(w->p->by, w->p->bound[i]));
    cell[C_OPENING] = rt_cell_int(r->opening);
    cell[C_NEW] = rt_cell_int(r->added);
    cell[C_REACTIVATED] = rt_cell_int(r->reactivated);
    cell[C_LOST] = rt_cell_int(r->lost);
    cell[C_INTRA] = rt_cell_int(r->intra);
    cell[C_CLOSING] = rt_cell_int(r->closing);
    cell[C_ENDED] = rt_cell_int(r->contracts_ended);
    cell[C_CHURN] = rt_cell_ratio(r->lost, r->opening);
    cell[C_RETENTION] = rt_cell_ratio(r->opening - r->lost, r->opening);
    if (w->asked_voluntary) {
        cell[C_LOST_VOLUNTARY] = rt_cell_int(r->lost_voluntary);
        cell[C_VOLUNTARY] = rt_cell_ratio(r->lost_voluntary, r->opening);
    }
    cell[C_LOW] = rt_cell_real(low);
    cell[C_HIGH] = rt_cell_real(high);
    cell[C_COMPLETE] = rt_cell_int(i < w->p->n_done);
}

static void
add_table(const struct work *w, struct rt_arena *a, struct rt_result *out)
{
    /* The column needs no explanation when no cause is asked for. */
    const struct rt_column *own =
        w->asked_voluntary ? rt_reason_of(columns, C__MAX, C_VOLUNTARY, 1,
                                          "why_nobody_at_start", a)
                           : columns;
    struct rt_sheet *t = rt_result_table(out, a, "churn", own, C__MAX, w->p->n);

    for (size_t i = 0; i < w->p->n; i++)
        fill_row(t->cells + i * C__MAX, w, i);
    t->unfinished = rt_span_unfinished(w->p, a);
}

/* The figures are of the last finished period and are compared with the one
 * before. */
static void
add_figures(const struct work *w, struct rt_result *out)
{
    static const struct rt_churn_row none;
    int64_t last = rt_span_last(w->p);
    const struct rt_churn_row *r = last >= 0 ? &w->rows[last] : &none;
    const struct rt_churn_row *before = last > 0 ? r - 1 : &none;
    struct rt_figure *f;
    double low, high;

    rt_wilson(r->lost, r->opening, &low, &high);
    f = rt_result_figure(out, "churn_rate", RT_KIND_SHARE,
                         rt_cell_ratio(r->lost, r->opening), "lost / opening");
    f->numerator = rt_cell_int(r->lost);
    f->denominator = rt_cell_int(r->opening);
    f->low = rt_cell_real(low);
    f->high = rt_cell_real(high);
    f->previous = rt_cell_ratio(before->lost, before->opening);
    f->why = last < 0 ? w->no_period : "why_nobody_at_start";
    f = rt_result_figure(out, "retention_rate", RT_KIND_SHARE,
                         rt_cell_ratio(r->opening - r->lost, r->opening),
                         "1 - lost / opening");
    f->numerator = rt_cell_int(r->opening - r->lost);
    f->denominator = rt_cell_int(r->opening);
    f->low = rt_cell_real(1 - high);
    f->high = rt_cell_real(1 - low);
    f->previous =
        rt_cell_ratio(before->opening - before->lost, before->opening);
    f->why = last < 0 ? w->no_period : "why_nobody_at_start";
    if (last < 0)
        return;
    rt_result_figure(out, "lost", RT_KIND_COUNT, rt_cell_int(r->lost),
                     "opening - still active at closing")
        ->previous = last > 0 ? rt_cell_int(before->lost) : RT_CELL_UNDEFINED;
    rt_result_figure(out, "new", RT_KIND_COUNT, rt_cell_int(r->added),
                     "closing, not opening, first contract in the period")
        ->previous = last > 0 ? rt_cell_int(before->added) : RT_CELL_UNDEFINED;
    rt_result_figure(out, "closing", RT_KIND_COUNT, rt_cell_int(r->closing),
                     "opening + new + reactivated - lost")
        ->previous = rt_cell_int(r->opening);
}

/* Clients lost and clients at the start, of one period or of several
 * together. */
struct parts {
    int64_t lost, opening;
};

/* Pooled over the last finished periods; never a mean of rates. */
static struct parts
pooled(const struct work *w, size_t i)
{
    struct parts sum = {0};

    if (i + 1 < MEAN_OVER || i >= w->p->n_done)
        return sum;
    for (size_t k = i + 1 - MEAN_OVER; k <= i; k++) {
        sum.lost += w->rows[k].lost;
        sum.opening += w->rows[k].opening;
    }
    return sum;
}

/* A point of a line, and its hover text. */
static double
point(const struct work *w, struct parts part, const char **hover,
      struct rt_arena *a)
{
    *hover = rt_text_fill(w->lang, a, "hover_of", "part",
                          rt_text_count(w->lang, a, part.lost), "whole",
                          rt_text_count(w->lang, a, part.opening), NULL);
    return part.opening != 0 ? (double)part.lost / (double)part.opening : NAN;
}

static void
add_chart(const struct work *w, struct rt_arena *a, struct rt_result *out)
{
    size_t n = w->p->n;
    double *rate = rt_alloc_n(a, n, sizeof *rate);
    double *mean = rt_alloc_n(a, n, sizeof *mean);
    int32_t *period = rt_alloc_n(a, n, sizeof *period);
    const char ***hover = rt_alloc_n(a, 2, sizeof *hover);
    const double **y = rt_alloc_n(a, 2, sizeof *y);

    hover[0] = rt_alloc_n(a, n, sizeof **hover);
    hover[1] = rt_alloc_n(a, n, sizeof **hover);

    for (size_t i = 0; i < n; i++) {
        const struct rt_churn_row *r = &w->rows[i];

        period[i] = rt_period_start(w->p->by, w->p->bound[i]);
        rate[i] =
            point(w, (struct parts){r->lost, r->opening}, &hover[0][i], a);
        mean[i] = point(w, pooled(w, i), &hover[1][i], a);
    }
    y[0] = rate;
    y[1] = mean;
    out->chart = &chart;
    out->chart_data = (struct rt_chart_data){
        .n = n,
        .n_series = 2,
        .y = y,
        .by = w->p->by,
        .period = period,
        .unfinished = n != 0 ? out->tables[0].unfinished : NULL,
        .hover_of = (const char *const *const *)hover,
    };
}

/* What a reader should know before trusting the numbers. */
static void
add_notes(const struct work *w, const uint8_t *picked, struct rt_arena *a,
          struct rt_result *out)
{
    const struct rt_data *d = w->data;
    int64_t last = rt_span_last(w->p), since_ever = rt_since_ever(d, picked);

    rt_span_figures_of(w->p, last, w->lang, a, out);
    rt_span_notes(w->p, w->gap_days, out);
    if (last >= 0 && w->rows[last].opening > 0 && w->rows[last].opening < FEW)
        rt_result_note(out, "note_few", w->rows[last].opening, NULL);
    if (since_ever != 0)
        rt_result_note(out, "note_since_ever", since_ever, NULL);
    rt_note_left_out(d, picked, out);
}

static enum rt_code
compute(const struct rt_block_env *env, const uint8_t *picked,
        struct rt_arena *a, struct rt_result *out, struct rt_err *err)
{
    const struct rt_data *d = env->data;
    struct rt_churn_in in = rt_churn_input(env, picked);
    struct rt_periods p;
    struct rt_churn_row *rows;
    uint8_t *voluntary =
        rt_option_codes(out->filter, "voluntary", &d->causes, a);
    enum rt_code rc;

    rc = rt_span(out, rt_first_known(d, picked), env->gap_days, a, &p, err);
    if (rc != RT_OK)
        return rc;
    in.voluntary = voluntary;
    rows = rt_alloc_n(a, p.n, sizeof *rows);
    rt_churn(&in, &p, rows);
    struct work w = {
        .data = d,
        .p = &p,
        .rows = rows,
        .no_period = rt_span_last(&p) < 0 ? rt_no_period_why(d, picked) : NULL,
        .asked_voluntary = voluntary != NULL,
        .gap_days = env->gap_days,
        .lang = env->lang};
    add_table(&w, a, out);
    add_figures(&w, out);
    add_chart(&w, a, out);
    add_notes(&w, picked, a, out);
    return RT_OK;
}

static const struct rt_field options[] = {
    {.name = "voluntary",
     .label = "option_voluntary",
     .kind = RT_INPUT_TEXT,
     .values = "end_cause",
     .depends = "option_voluntary_otherwise",
     .repeats = true},
    {.name = NULL},
};

const struct rt_block rt_block_churn = {
    .id = "churn",
    .title = "block_churn_title",
    .definition = "block_churn_definition",
    .formula = "block_churn_formula",
    .options = options,
    .counts = RT_COUNTS(RT_GROUP_CONTRACTS),
    .compute = compute,
};
