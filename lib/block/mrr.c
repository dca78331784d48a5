/* The block `mrr`: recurring revenue and what changed it (METRICS 4). */
#include "block/blocks.h"
#include "block/revenue.h"
#include "block/shown_periods.h"
#include "block/undefined_reasons.h"

#include <math.h>

enum { FEW = 30 };

enum {
    C_PERIOD,
    C_OPENING,
    C_NEW,
    C_EXPANSION,
    C_REACTIVATION,
    C_CONTRACTION,
    C_CHURNED,
    C_CLOSING,
    C_N_OPENING,
    C_N_NEW,
    C_N_REACTIVATED,
    C_N_CHURNED,
    C_N_CLOSING,
    C_N_INTRA,
    C_EXPANSIONS,
    C_CONTRACTIONS,
    C_CHURN_RATE,
    C_GROSS,
    C_NET,
    C_GRR,
    C_NRR,
    C_ARPU_CLOSING,
    C_ARPU_AVERAGE,
    C_QUICK,
    C_COMPLETE,
    C__MAX
};

static const struct rt_column columns[C__MAX] = {
    [C_PERIOD] = {"period", RT_KIND_PERIOD, false},
    [C_OPENING] = {"opening_mrr", RT_KIND_MONEY, false, "why_no_amounts"},
    [C_NEW] = {"new_mrr", RT_KIND_MONEY, false, "why_no_amounts"},
    [C_EXPANSION] = {"expansion_mrr", RT_KIND_MONEY, false, "why_no_amounts"},
    [C_REACTIVATION] = {"reactivation_mrr", RT_KIND_MONEY, false,
                        "why_no_amounts"},
    [C_CONTRACTION] = {"contraction_mrr", RT_KIND_MONEY, false,
                       "why_no_amounts"},
    [C_CHURNED] = {"churned_mrr", RT_KIND_MONEY, false, "why_no_amounts"},
    [C_CLOSING] = {"closing_mrr", RT_KIND_MONEY, false, "why_no_amounts"},
    [C_N_OPENING] = {"opening_customers", RT_KIND_COUNT, true},
    [C_N_NEW] = {"new_customers", RT_KIND_COUNT, true},
    [C_N_REACTIVATED] = {"reactivated_customers", RT_KIND_COUNT, true},
    [C_N_CHURNED] = {"churned_customers", RT_KIND_COUNT, true},
    [C_N_CLOSING] = {"closing_customers", RT_KIND_COUNT, true},
    [C_N_INTRA] = {"intra_period_customers", RT_KIND_COUNT, true},
    [C_EXPANSIONS] = {"expansions", RT_KIND_COUNT, true, "why_no_amounts"},
    [C_CONTRACTIONS] = {"contractions", RT_KIND_COUNT, true, "why_no_amounts"},
    [C_CHURN_RATE] = {"customer_churn_rate", RT_KIND_SHARE, true,
                      "why_nobody_at_start"},
    [C_GROSS] = {"gross_mrr_churn", RT_KIND_SHARE, true, "why_no_opening_mrr"},
    [C_NET] = {"net_mrr_churn", RT_KIND_SHARE, true, "why_no_opening_mrr"},
    [C_GRR] = {"grr", RT_KIND_SHARE, false, "why_no_opening_mrr"},
    [C_NRR] = {"nrr", RT_KIND_SHARE, false, "why_no_opening_mrr"},
    [C_ARPU_CLOSING] = {"arpu_closing", RT_KIND_PRICE, false,
                        "why_nobody_at_end"},
    [C_ARPU_AVERAGE] = {"arpu_average", RT_KIND_PRICE, true,
                        "why_nobody_at_all"},
    [C_QUICK] = {"quick_ratio", RT_KIND_NUMBER, true, "why_nothing_lost"},
    [C_COMPLETE] = {"complete", RT_KIND_FLAG, true},
};

enum { S_NEW, S_EXPANSION, S_REACTIVATION, S_CONTRACTION, S_CHURNED, S__MAX };

#define MOVEMENT(key, ink_of) \
    { \
        .name = key, .mark = RT_MARK_STACK, .ink = ink_of, \
        .unit = RT_UNIT_MONEY \
    }

static const struct rt_chart chart = {
    .title = "block_mrr_chart",
    .width_px = 960,
    .height_px = 360,
    .x = {.kind = RT_AXIS_PERIOD},
    .y = {.kind = RT_AXIS_LINEAR, .unit = RT_UNIT_MONEY, .from_zero = true},
    .series = {[S_NEW] = MOVEMENT("series_new_mrr", RT_INK_AUTO),
               [S_EXPANSION] = MOVEMENT("series_expansion_mrr", RT_INK_AUTO),
               [S_REACTIVATION] =
                   MOVEMENT("series_reactivation_mrr", RT_INK_AUTO),
               [S_CONTRACTION] =
                   MOVEMENT("series_contraction_mrr", RT_INK_AUTO),
               [S_CHURNED] = MOVEMENT("series_churned_mrr", RT_INK_LOSS)},
};

static double
quick_ratio(const struct rt_mrr_row *r)
{
    double down = (double)r->churned + (double)r->contraction;

    return down > 0 ? ((double)r->added + (double)r->expansion +
                       (double)r->reactivation) /
                          down
                    : NAN;
}

static struct rt_cell
arpu_average(const struct rt_data *d, const struct rt_mrr_row *r)
{
    return rt_cell_price(d, (double)r->opening + (double)r->closing,
                         (double)(r->n_opening + r->n_closing));
}

/* Fill in the cells that need amounts. */
static void
fill_money(struct rt_cell *cell, const struct rt_data *d,
           const struct rt_mrr_row *r)
{
    double gross = rt_mrr_gross_churn(r), net = rt_mrr_net_churn(r);

    cell[C_OPENING] = rt_cell_int(r->opening);
    cell[C_NEW] = rt_cell_int(r->added);
    cell[C_EXPANSION] = rt_cell_int(r->expansion);
    cell[C_REACTIVATION] = rt_cell_int(r->reactivation);
    cell[C_CONTRACTION] = rt_cell_int(r->contraction);
    cell[C_CHURNED] = rt_cell_int(r->churned);
    cell[C_CLOSING] = rt_cell_int(r->closing);
    cell[C_EXPANSIONS] = rt_cell_int(r->n_expansions);
    cell[C_CONTRACTIONS] = rt_cell_int(r->n_contractions);
    cell[C_GROSS] = rt_cell_real(gross);
    cell[C_NET] = rt_cell_real(net);
    cell[C_GRR] = rt_cell_real(1 - gross);
    cell[C_NRR] = rt_cell_real(1 - net);
    cell[C_ARPU_CLOSING] =
        rt_cell_price(d, (double)r->closing, (double)r->n_closing);
    cell[C_ARPU_AVERAGE] = arpu_average(d, r);
    cell[C_QUICK] = rt_cell_real(quick_ratio(r));
}

static void
fill_row(struct rt_cell *cell, const struct rt_revenue *v,
         const struct rt_churn_row *clients, const struct rt_data *d, size_t i)
{
    const struct rt_mrr_row *r = &v->mrr[i];
    const struct rt_periods *p = &v->periods;

    cell[C_PERIOD] = rt_cell_int(rt_period_start(p->by, p->bound[i]));
    if (v->basis != RT_BASIS_NONE)
        fill_money(cell, d, r);
    cell[C_N_OPENING] = rt_cell_int(r->n_opening);
    cell[C_N_NEW] = rt_cell_int(r->n_added);
    cell[C_N_REACTIVATED] = rt_cell_int(r->n_reactivated);
    cell[C_N_CHURNED] = rt_cell_int(r->n_churned);
    cell[C_N_CLOSING] = rt_cell_int(r->n_closing);
    cell[C_N_INTRA] = rt_cell_int(clients[i].intra);
    cell[C_CHURN_RATE] = rt_cell_ratio(r->n_churned, r->n_opening);
    cell[C_COMPLETE] = rt_cell_int(i < p->n_done);
}

static void
add_table(const struct rt_revenue *v, const struct rt_churn_row *clients,
          struct rt_arena *a, struct rt_result *out)
{
    size_t n = v->periods.n;
    const struct rt_column *own =
        v->basis != RT_BASIS_NONE
            ? columns
            : rt_reason_of(columns, C__MAX, C_GROSS, C_QUICK - C_GROSS + 1,
                           "why_no_amounts", a);
    struct rt_sheet *t = rt_result_table(out, a, "mrr", own, C__MAX, n);

    for (size_t i = 0; i < n; i++)
        fill_row(t->cells + i * C__MAX, v, clients, out->data, i);
    t->unfinished = rt_span_unfinished(&v->periods, a);
}

struct figures {
    const struct rt_revenue *v;
    struct rt_result *out;
    const struct rt_cell *now, *before; /* rows of the table; all undefined
                                           where there is no such period */
    const struct rt_mrr_row *row;
    const char *why; /* why no period has finished; NULL: one has */
};

static struct rt_figure *
add_figure(const struct figures *f, const char *name, int column,
           const char *formula, const char *why)
{
    struct rt_figure *fig = rt_result_figure(f->out, name, columns[column].kind,
                                             f->now[column], formula);

    fig->previous = f->before[column];
    fig->why = f->why != NULL ? f->why : why;
    return fig;
}

/* Parts in minor units. */
static void
money_parts(const struct figures *f, struct rt_figure *fig, int64_t numerator)
{
    if (fig->value.type == RT_CELL_NONE)
        return;
    fig->numerator = rt_cell_int(numerator);
    fig->denominator = rt_cell_int(f->row->opening);
    fig->numerator_is = RT_KIND_MONEY;
    fig->denominator_is = RT_KIND_MONEY;
}

static void
add_shares(const struct figures *f)
{
    const struct rt_mrr_row *r = f->row;
    const char *why = rt_revenue_why(f->v, "why_no_opening_mrr");
    int64_t lost = rt_mrr_gross_lost(r);
    int64_t net_lost = r->churned + r->contraction - r->expansion;

    money_parts(f,
                add_figure(f, "nrr", C_NRR,
                           "(opening + expansion - contraction - churned) / "
                           "opening",
                           why),
                r->opening - net_lost);
    money_parts(f,
                add_figure(f, "grr", C_GRR,
                           "(opening - contraction - churned) / opening", why),
                r->opening - lost);
    money_parts(f,
                add_figure(f, "gross_mrr_churn", C_GROSS,
                           "(churned + contraction) / opening", why),
                lost);
    money_parts(f,
                add_figure(f, "net_mrr_churn", C_NET,
                           "(churned + contraction - expansion) / opening",
                           why),
                net_lost);
}

static void
add_arpu(const struct figures *f)
{
    const char *why = rt_revenue_why(f->v, "why_nobody_at_end");
    struct rt_figure *fig = add_figure(f, "arpu_closing", C_ARPU_CLOSING,
                                       "closing MRR / clients at the end", why);

    if (fig->value.type != RT_CELL_NONE) {
        fig->numerator = rt_cell_int(f->row->closing);
        fig->numerator_is = RT_KIND_MONEY;
        fig->denominator = rt_cell_int(f->row->n_closing);
    }
    add_figure(f, "arpu_average", C_ARPU_AVERAGE,
               "(opening + closing MRR) / (opening + closing clients)",
               rt_revenue_why(f->v, "why_nobody_at_all"));
    add_figure(f, "quick_ratio", C_QUICK,
               "(new + expansion + reactivation) / (churned + contraction)",
               rt_revenue_why(f->v, "why_nothing_lost"));
}

static void
add_figures(const struct rt_revenue *v, struct rt_result *out)
{
    static const struct rt_cell none[C__MAX]; /* RT_CELL_NONE is 0 */
    static const struct rt_mrr_row no_row;
    int64_t last = rt_span_last(&v->periods);
    const struct rt_cell *cells = out->tables[0].cells;
    struct figures f = {
        .v = v,
        .out = out,
        .now = none,
        .before = none,
        .row = &no_row,
        .why = last < 0 ? rt_no_period_why(out->data, v->in.picked) : NULL};

    if (last >= 0) {
        f.now = cells + last * C__MAX;
        f.row = &v->mrr[last];
    }
    if (last > 0)
        f.before = f.now - C__MAX;
    add_figure(&f, "mrr", C_CLOSING,
               "opening + new + expansion + reactivation - contraction - "
               "churned",
               rt_revenue_why(v, NULL));
    add_shares(&f);
    add_arpu(&f);
}

static void
add_chart(const struct rt_revenue *v, enum rt_lang lang, struct rt_arena *a,
          struct rt_result *out)
{
    size_t n = v->basis != RT_BASIS_NONE ? v->periods.n : 0;
    const double **y = rt_alloc_n(a, S__MAX, sizeof *y);
    double *value[S__MAX];
    int32_t *period = rt_alloc_n(a, n, sizeof *period);
    const char **hover = rt_alloc_n(a, n, sizeof *hover);

    for (size_t s = 0; s < S__MAX; s++)
        y[s] = value[s] = rt_alloc_n(a, n, sizeof *value[s]);
    for (size_t i = 0; i < n; i++) {
        const struct rt_mrr_row *r = &v->mrr[i];

        period[i] = rt_period_start(v->periods.by, v->periods.bound[i]);
        value[S_NEW][i] = (double)r->added;
        value[S_EXPANSION][i] = (double)r->expansion;
        value[S_REACTIVATION][i] = (double)r->reactivation;
        value[S_CONTRACTION][i] = -(double)r->contraction;
        value[S_CHURNED][i] = -(double)r->churned;
        hover[i] =
            rt_text_fill(lang, a, "hover_mrr", "mrr",
                         rt_text_money(lang, a, r->closing, out->data->currency,
                                       out->data->digits),
                         NULL);
    }
    out->chart = &chart;
    out->chart_data = (struct rt_chart_data){
        .n = n,
        .n_series = S__MAX,
        .y = y,
        .by = v->periods.by,
        .period = period,
        .unfinished = n != 0 ? out->tables[0].unfinished : NULL,
        .hover = hover,
    };
}

static void
add_notes(const struct rt_revenue *v, enum rt_lang lang, struct rt_arena *a,
          struct rt_result *out)
{
    const struct rt_periods *p = &v->periods;
    int64_t last = rt_span_last(p);

    rt_span_figures_of(p, last, lang, a, out);
    rt_span_notes(p, v->in.gap_days, out);
    if (last >= 0 && v->mrr[last].n_opening > 0 && v->mrr[last].n_opening < FEW)
        rt_result_note(out, "note_few", v->mrr[last].n_opening, NULL);
    rt_revenue_notes(v, out);
}

static enum rt_code
compute(const struct rt_block_env *env, const uint8_t *picked,
        struct rt_arena *a, struct rt_result *out, struct rt_err *err)
{
    struct rt_periods p;
    struct rt_revenue v;
    enum rt_code rc;

    rc = rt_span(out, rt_first_known(env->data, picked), env->gap_days, a, &p,
                 err);
    if (rc == RT_OK)
        rc = rt_revenue_of(env, picked, &p, a, &v, err);
    if (rc != RT_OK)
        return rc;
    if (v.basis == RT_BASIS_PROFIT) {
        out->title = "block_mrr_profit_title";
        out->definition = "block_mrr_profit_definition";
    }
    add_table(&v, rt_churn_of(env, picked, &p, a), a, out);
    add_figures(&v, out);
    add_chart(&v, env->lang, a, out);
    add_notes(&v, env->lang, a, out);
    return RT_OK;
}

const struct rt_block rt_block_mrr = {
    .id = "mrr",
    .title = "block_mrr_title",
    .definition = "block_mrr_definition",
    .formula = "block_mrr_formula",
    .counts = RT_COUNTS(RT_GROUP_CONTRACTS),
    .compute = compute,
};
