/* The block `ltv`: what a client is worth, by churn and ARPU of the last
 * months, and what cohorts have paid so far (METRICS 5.1, 5.2). */
#include "block/blocks.h"
#include "block/cohorts.h"
#include "block/lifetime.h"
#include "stat/wilson.h"

#include <math.h>

enum { HORIZON_MAX = 1200, CHART_COHORTS = RT_PALETTE };

enum { C_COHORT, C_K, C_CUM, C_COMPLETE, C_SIZE, C__MAX };

static const struct rt_column columns[C__MAX] = {
    [C_COHORT] = {"cohort", RT_KIND_PERIOD, false},
    [C_K] = {"k", RT_KIND_COUNT, false},
    [C_CUM] = {"cum_revenue_per_customer", RT_KIND_PRICE, false},
    [C_COMPLETE] = {"complete", RT_KIND_FLAG, true},
    [C_SIZE] = {"size", RT_KIND_COUNT, true},
};

static const struct rt_chart chart = {
    .title = "block_ltv_chart",
    .width_px = 960,
    .height_px = 360,
    .x = {.kind = RT_AXIS_LINEAR,
          .unit = RT_UNIT_COUNT,
          .name = "axis_periods_later"},
    .y = {.kind = RT_AXIS_LINEAR,
          .unit = RT_UNIT_MONEY,
          .name = "block_ltv_chart",
          .from_zero = true},
    .series = {{.name = "series_all_cohorts",
                .mark = RT_MARK_LINE,
                .unit = RT_UNIT_MONEY}},
};

struct work {
    struct rt_ltv_in in;
    int horizon;
    bool margin_unused; /* the option is given, but all amounts are profits */
    struct rt_lifetime life;
    struct rt_cohort_set set;
    bool complete;
    enum rt_lang lang;
};

static void
read_options(const struct rt_block_env *env, const struct rt_filter *f,
             struct work *w)
{
    w->complete = f->complete;
    w->in.margin = rt_filter_real(f, "margin", env->margin);
    w->in.discount = rt_filter_real(f, "discount", 0);
    w->horizon = rt_filter_int(f, "horizon", RT_LTV_HORIZON);
    if (rt_basis_of(env->data) == RT_BASIS_PROFIT) {
        w->margin_unused = w->in.margin < 1;
        w->in.margin = 1;
    }
}

/* The months that the filter names, or else the last ones. */
static enum rt_code
observe(const struct rt_block_env *env, const uint8_t *picked,
        const struct rt_result *r, struct rt_arena *a, struct work *w,
        struct rt_err *err)
{
    const struct rt_filter *f = r->filter;
    int32_t end = r->as_of + 1, first;
    enum rt_code rc;

    if (f->to != RT_DAY_NONE && f->to < r->as_of)
        end = f->to + 1;
    first = f->from != RT_DAY_NONE
                ? f->from
                : rt_period_add(RT_BY_MONTH, rt_period_start(RT_BY_MONTH, end),
                                -RT_LTV_MONTHS);
    rc = rt_lifetime_of(env, picked, r, first, end, a, &w->life, err);
    w->in.arpu = w->life.arpu;
    w->in.churn = rt_lifetime_churn(&w->life);
    return rc;
}

static void
add_inputs(const struct work *w, struct rt_result *out)
{
    const struct rt_lifetime *l = &w->life;
    const char *why = rt_lifetime_why(l);
    struct rt_figure *f;
    double low, high;

    rt_wilson(l->lost, l->client_months, &low, &high);
    f = rt_result_figure(out, "churn", RT_KIND_SHARE,
                         rt_cell_ratio(l->lost, l->client_months),
                         "clients lost / client months");
    f->why = why;
    if (f->value.type != RT_CELL_NONE) {
        f->numerator = rt_cell_int(l->lost);
        f->denominator = rt_cell_int(l->client_months);
        f->low = rt_cell_real(low);
        f->high = rt_cell_real(high);
    }
    rt_result_figure(out, "arpu", RT_KIND_PRICE, rt_cell_real(l->arpu),
                     "(opening + closing MRR) / (opening + closing clients)")
        ->why = why != NULL ? why : "why_nobody_at_all";
    rt_result_figure(out, "margin", RT_KIND_SHARE, rt_cell_real(w->in.margin),
                     "margin");
    rt_result_figure(out, "monthly_discount", RT_KIND_SHARE,
                     rt_cell_real(w->in.discount), "discount per month");
}

enum { V_UNDISCOUNTED, V_NOW, V_NEXT, V_LIFETIME, V_HORIZON, V__MAX };

static const struct {
    const char *name;
    enum rt_kind kind;
    const char *formula;
} values[V__MAX] = {
    [V_UNDISCOUNTED] = {"undiscounted", RT_KIND_PRICE, "margin * arpu / churn"},
    [V_NOW] = {"discounted_first_payment_now", RT_KIND_PRICE,
               "margin * arpu * (1 + discount) / (discount + churn)"},
    [V_NEXT] = {"discounted_first_payment_next_period", RT_KIND_PRICE,
                "margin * arpu * (1 - churn) / (discount + churn)"},
    [V_LIFETIME] = {"expected_lifetime_periods", RT_KIND_NUMBER, "1 / churn"},
    [V_HORIZON] = {"ltv_horizon", RT_KIND_PRICE,
                   "margin * arpu * sum of ((1 - churn) / (1 + discount))^t, "
                   "t < horizon"},
};

static void
values_at(const struct work *w, double churn, double out[V__MAX])
{
    struct rt_ltv_in in = w->in;
    struct rt_ltv simple;

    in.churn = churn;
    simple = rt_ltv_simple(&in);
    out[V_UNDISCOUNTED] = simple.undiscounted;
    out[V_NOW] = simple.first_now;
    out[V_NEXT] = simple.first_next;
    out[V_LIFETIME] = simple.lifetime;
    out[V_HORIZON] = rt_ltv_horizon(&in, w->horizon);
}

/* The bounds of a value are the values at the bounds of churn. */
static void
add_values(const struct work *w, struct rt_result *out)
{
    const char *why = rt_lifetime_why(&w->life);
    double value[V__MAX], short_lived[V__MAX], long_lived[V__MAX], low, high;

    rt_wilson(w->life.lost, w->life.client_months, &low, &high);
    values_at(w, w->in.churn, value);
    values_at(w, high, short_lived);
    values_at(w, low, long_lived);
    for (size_t i = 0; i < V__MAX; i++) {
        struct rt_figure *f =
            rt_result_figure(out, values[i].name, values[i].kind,
                             rt_cell_real(value[i]), values[i].formula);

        f->why = why != NULL ? why : "why_no_churn";
        if (f->value.type == RT_CELL_NONE)
            continue;
        f->low = rt_cell_real(short_lived[i]);
        f->high = rt_cell_real(long_lived[i]);
    }
}

/* How many cells of a cohort are shown. */
static size_t
ages(const struct work *w, size_t c)
{
    if (rt_cohort_size(&w->set, c) == 0)
        return 0;
    return w->set.c.n - c - (w->complete && w->set.periods.cut);
}

static void
fill_row(struct rt_cell *cell, const struct work *w, const struct rt_data *d,
         size_t c, size_t k)
{
    const struct rt_periods *p = &w->set.periods;
    int64_t size = rt_cohort_size(&w->set, c);
    bool complete = rt_cohort_complete(p, c, k);

    cell[C_COHORT] = rt_cell_int(rt_period_start(p->by, p->bound[c]));
    cell[C_K] = rt_cell_int((int64_t)k);
    if (complete)
        cell[C_CUM] = rt_cell_price(d, (double)w->set.c.cum[c * w->set.c.n + k],
                                    (double)size);
    cell[C_COMPLETE] = rt_cell_int(complete);
    cell[C_SIZE] = rt_cell_int(size);
}

static void
add_table(const struct work *w, struct rt_arena *a, struct rt_result *out)
{
    size_t n_rows = 0, row = 0;
    struct rt_sheet *t;
    uint8_t *unfinished;

    for (size_t c = 0; c < w->set.n_shown; c++)
        n_rows += ages(w, c);
    t = rt_result_table(out, a, "realised", columns, C__MAX, n_rows);
    t->as_of = w->set.until;
    unfinished = rt_alloc(a, n_rows);
    for (size_t c = 0; c < w->set.n_shown; c++)
        for (size_t k = 0; k < ages(w, c); k++, row++) {
            fill_row(t->cells + row * C__MAX, w, out->data, c, k);
            unfinished[row] = !rt_cohort_complete(&w->set.periods, c, k);
        }
    t->unfinished = unfinished;
}

/* How many complete cells a cohort has, if it has some. */
static size_t
finished(const struct work *w, size_t c)
{
    const struct rt_periods *p = &w->set.periods;

    return rt_cohort_size(&w->set, c) != 0 ? p->n - c - p->cut : 0;
}

/* The cohorts with enough cells for a line, oldest first.  If there are more
 * than a picture can show, the oldest, the newest and evenly spaced ones
 * between them.  Returns how many are in `out`, which has room for
 * CHART_COHORTS; `all` is how many there are. */
static size_t
choose_lines(const struct work *w, struct rt_arena *a, size_t *out, size_t *all)
{
    size_t *able = rt_alloc_n(a, w->set.n_shown, sizeof *able), n;

    *all = 0;
    for (size_t c = 0; c < w->set.n_shown; c++)
        if (finished(w, c) >= 2)
            able[(*all)++] = c;
    n = *all < CHART_COHORTS ? *all : CHART_COHORTS;
    for (size_t i = 0; i < n; i++)
        out[i] = able[n == *all ? i : i * (*all - 1) / (n - 1)];
    return n;
}

/* What a client of the cohort has paid by then, in minor units. */
static double *
line_of(const struct work *w, size_t c, size_t n, struct rt_arena *a)
{
    double *y = rt_alloc_n(a, n, sizeof *y);

    for (size_t k = 0; k < n; k++)
        y[k] = k < finished(w, c) ? (double)w->set.c.cum[c * w->set.c.n + k] /
                                        (double)rt_cohort_size(&w->set, c)
                                  : NAN;
    return y;
}

/* A line for each cohort, complete cells only; the axis ends with the
 * longest. */
static void
add_chart(const struct work *w, struct rt_arena *a, struct rt_result *out)
{
    size_t chosen[CHART_COHORTS], all,
        lines = choose_lines(w, a, chosen, &all),
        n = lines != 0 ? finished(w, chosen[0]) : 0;
    const char **names = rt_alloc_n(a, lines, sizeof *names);
    double **y = rt_alloc_n(a, lines, sizeof *y);
    double *x = rt_alloc_n(a, n, sizeof *x);

    if (lines == 0)
        return;
    for (size_t k = 0; k < n; k++)
        x[k] = (double)k;
    for (size_t i = 0; i < lines; i++) {
        const struct rt_periods *p = &w->set.periods;

        y[i] = line_of(w, chosen[i], n, a);
        names[i] = rt_text_period(w->lang, a, p->by,
                                  rt_period_start(p->by, p->bound[chosen[i]]));
    }
    out->chart = &chart;
    out->chart_data = (struct rt_chart_data){.n = n,
                                             .n_series = lines,
                                             .names = names,
                                             .y = (const double *const *)y,
                                             .x = x};
    if (lines < all)
        rt_result_note(out, "note_some_cohorts", (int64_t)lines, NULL);
}

static void
add_notes(const struct work *w, struct rt_arena *a, struct rt_result *out)
{
    const struct rt_lifetime *l = &w->life;

    if (l->first < l->end)
        rt_result_note(
            out, "note_estimated_from", 0,
            rt_fmt(a, "%s – %s",
                   rt_text_period(w->lang, a, RT_BY_MONTH, l->first),
                   rt_text_period(w->lang, a, RT_BY_MONTH,
                                  rt_period_add(RT_BY_MONTH, l->end, -1))));
    if (l->client_months != 0 && l->lost < RT_LTV_FEW)
        rt_result_note(out, "note_few_losses", l->lost, NULL);
    rt_result_note(out, "note_horizon", w->horizon, NULL);
    if (l->basis == RT_BASIS_PROFIT)
        rt_result_note(out, "note_by_profit", 0, NULL);
    if (w->margin_unused)
        rt_result_note(out, "note_margin_unused", 0, NULL);
    if (out->data->payments.events.n == 0)
        rt_result_note(out, "note_no_payments", 0, NULL);
    else if (w->set.periods.cut)
        rt_result_note(out, "note_unfinished_cells", 0, NULL);
    if (w->set.c.n_refunds_outside != 0)
        rt_result_note(out, "note_refunds_outside", w->set.c.n_refunds_outside,
                       NULL);
}

static enum rt_code
compute(const struct rt_block_env *env, const uint8_t *picked,
        struct rt_arena *a, struct rt_result *out, struct rt_err *err)
{
    struct work w = {.lang = env->lang};
    enum rt_code rc;

    read_options(env, out->filter, &w);
    rc = observe(env, picked, out, a, &w, err);
    if (rc == RT_OK)
        rc = rt_cohort_set_of(env, picked, out, RT_SOURCE_PAYMENTS, a, &w.set,
                              err);
    if (rc != RT_OK)
        return rc;
    if (w.life.basis == RT_BASIS_PROFIT) {
        out->title = "block_ltv_profit_title";
        out->definition = "block_ltv_profit_definition";
    }
    add_values(&w, out);
    add_inputs(&w, out);
    add_table(&w, a, out);
    add_chart(&w, a, out);
    add_notes(&w, a, out);
    return RT_OK;
}

static const struct rt_field options[] = {
    {.name = "margin",
     .label = "option_margin",
     .kind = RT_INPUT_REAL,
     .high = 1,
     .depends = "option_margin_otherwise"},
    {.name = "discount",
     .label = "option_discount",
     .kind = RT_INPUT_REAL,
     .high = 1,
     .otherwise = "0"},
    {.name = "horizon",
     .label = "option_horizon",
     .kind = RT_INPUT_INT,
     .low = 1,
     .high = HORIZON_MAX,
     .otherwise = "60"},
    {.name = NULL},
};

const struct rt_block rt_block_ltv = {
    .id = "ltv",
    .title = "block_ltv_title",
    .definition = "block_ltv_definition",
    .formula = "block_ltv_formula",
    .options = options,
    .counts = RT_COUNTS(RT_GROUP_CONTRACTS),
    .reads = RT_GROUP_BIT(RT_GROUP_PAYMENTS),
    .needs = RT_COUNTS(RT_GROUP_CONTRACTS) | RT_COUNTS(RT_GROUP_PAYMENTS),
    .compute = compute,
};
