/* The block `overview`: a few figures of the last finished period, each beside
 * its value in the period before (METRICS 16.13). */
#include "block/blocks.h"
#include "block/lifetime.h"
#include "block/shown_periods.h"
#include "block/wider_periods.h"
#include "stat/wilson.h"

#include <math.h>

enum { FEW = 30 };

struct work {
    const struct rt_block_env *env;
    const uint8_t *picked;
    struct rt_arena *a;
    struct rt_result *out;
    struct rt_revenue v;
    int64_t last; /* index in v.periods; -1: no finished period */
};

/* The periods up to the last that the filter allows, beginning two before
 * those that may be unfinished. */
static void
choose_periods(const struct work *w, struct rt_periods *p)
{
    const struct rt_result *r = w->out;
    int32_t known = rt_first_known(w->env->data, w->picked);
    int32_t to = r->as_of, from;

    if (r->filter->to != RT_DAY_NONE && r->filter->to < to)
        to = r->filter->to;
    from =
        rt_period_add(r->by, rt_period_start(r->by, to - w->env->gap_days), -2);
    rt_periods_make(r->by, from > known ? from : known, to, r->as_of + 1, w->a,
                    p);
    rt_periods_settle(p, w->env->gap_days);
}

/* The row of a period; NULL when there is none. */
static const struct rt_mrr_row *
row_at(const struct work *w, int64_t i)
{
    return i >= 0 ? &w->v.mrr[i] : NULL;
}

/* Add a figure with its value now and before; `why` is the reason when a
 * finished period has no value. */
static struct rt_figure *
add(const struct work *w, const char *name, enum rt_kind kind,
    struct rt_cell (*value_of)(const struct work *, const struct rt_mrr_row *),
    const char *formula, const char *why)
{
    const struct rt_mrr_row *now = row_at(w, w->last);
    const struct rt_mrr_row *before = row_at(w, w->last - 1);
    struct rt_figure *f = rt_result_figure(
        w->out, name, kind, now != NULL ? value_of(w, now) : RT_CELL_UNDEFINED,
        formula);

    if (before != NULL)
        f->previous = value_of(w, before);
    f->why = now != NULL ? why : rt_no_period_why(w->env->data, w->picked);
    return f;
}

static struct rt_cell
clients_of(const struct work *w, const struct rt_mrr_row *r)
{
    (void)w;
    return rt_cell_int(r->n_closing);
}

static struct rt_cell
mrr_of(const struct work *w, const struct rt_mrr_row *r)
{
    return w->v.basis != RT_BASIS_NONE ? rt_cell_int(r->closing)
                                       : RT_CELL_UNDEFINED;
}

static struct rt_cell
churn_of(const struct work *w, const struct rt_mrr_row *r)
{
    (void)w;
    return rt_cell_ratio(r->n_churned, r->n_opening);
}

static struct rt_cell
grr_of(const struct work *w, const struct rt_mrr_row *r)
{
    return w->v.basis != RT_BASIS_NONE ? rt_cell_real(1 - rt_mrr_gross_churn(r))
                                       : RT_CELL_UNDEFINED;
}

static struct rt_cell
nrr_of(const struct work *w, const struct rt_mrr_row *r)
{
    return w->v.basis != RT_BASIS_NONE ? rt_cell_real(1 - rt_mrr_net_churn(r))
                                       : RT_CELL_UNDEFINED;
}

static struct rt_cell
arpu_of(const struct work *w, const struct rt_mrr_row *r)
{
    return w->v.basis != RT_BASIS_NONE
               ? rt_cell_price(w->env->data, (double)r->closing,
                               (double)r->n_closing)
               : RT_CELL_UNDEFINED;
}

/* Set numerator and denominator if the figure has a value. */
static void
parts(struct rt_figure *f, enum rt_kind kind, int64_t numerator,
      enum rt_kind of_kind, int64_t denominator)
{
    if (f->value.type == RT_CELL_NONE)
        return;
    f->numerator = rt_cell_int(numerator);
    f->denominator = rt_cell_int(denominator);
    f->numerator_is = kind;
    f->denominator_is = of_kind;
}

static void
add_rates(const struct work *w, const struct rt_mrr_row *r)
{
    const char *no_mrr = rt_revenue_why(&w->v, "why_no_opening_mrr");
    int64_t net_lost = r->churned + r->contraction - r->expansion;
    struct rt_figure *f;
    double low, high;

    f = add(w, "churn_rate", RT_KIND_SHARE, churn_of, "lost / opening",
            "why_nobody_at_start");
    parts(f, RT_KIND_COUNT, r->n_churned, RT_KIND_COUNT, r->n_opening);
    rt_wilson(r->n_churned, r->n_opening, &low, &high);
    f->low = rt_cell_real(low);
    f->high = rt_cell_real(high);
    f = add(w, "grr", RT_KIND_SHARE, grr_of,
            "(opening - contraction - churned) / opening", no_mrr);
    parts(f, RT_KIND_MONEY, r->opening - rt_mrr_gross_lost(r), RT_KIND_MONEY,
          r->opening);
    f = add(w, "nrr", RT_KIND_SHARE, nrr_of,
            "(opening + expansion - contraction - churned) / opening", no_mrr);
    parts(f, RT_KIND_MONEY, r->opening - net_lost, RT_KIND_MONEY, r->opening);
}

/* The value at the end of period i, over at most RT_LTV_HORIZON months,
 * estimated from the whole months before. */
static enum rt_code
ltv_at(const struct work *w, int64_t i, struct rt_lifetime *life,
       struct rt_cell *value, struct rt_err *err)
{
    int32_t end = w->v.periods.bound[i + 1];
    int32_t first = rt_period_add(
        RT_BY_MONTH, rt_period_start(RT_BY_MONTH, end), -RT_LTV_MONTHS);
    struct rt_ltv_in in = {.margin = w->env->margin};
    enum rt_code rc =
        rt_lifetime_of(w->env, w->picked, w->out, first, end, w->a, life, err);

    if (rc != RT_OK)
        return rc;
    if (life->basis == RT_BASIS_PROFIT)
        in.margin = 1;
    in.arpu = life->arpu;
    in.churn = rt_lifetime_churn(life);
    *value = life->lost < RT_LTV_FEW
                 ? RT_CELL_UNDEFINED
                 : rt_cell_real(rt_ltv_horizon(&in, RT_LTV_HORIZON));
    return RT_OK;
}

static enum rt_code
add_ltv(const struct work *w, struct rt_err *err)
{
    struct rt_lifetime life = {0}, earlier;
    struct rt_cell value = {0}, previous = {0};
    const char *why;
    struct rt_figure *f;
    enum rt_code rc = RT_OK;

    if (w->last >= 0) {
        rc = ltv_at(w, w->last, &life, &value, err);
        why = rt_lifetime_why(&life);
    } else {
        why = rt_no_period_why(w->env->data, w->picked);
    }
    if (rc == RT_OK && w->last > 0)
        rc = ltv_at(w, w->last - 1, &earlier, &previous, err);
    if (rc != RT_OK)
        return rc;
    f = rt_result_figure(w->out, "ltv", RT_KIND_PRICE, value,
                         "margin * arpu * sum of (1 - churn)^t, t < 60 months");
    f->previous = previous;
    f->why = why != NULL ? why : "why_few_losses";
    return RT_OK;
}

static void
add_notes(const struct work *w)
{
    const struct rt_periods *p = &w->v.periods;
    struct rt_result *out = w->out;

    rt_span_figures_of(p, w->last, w->env->lang, w->a, out);
    if (w->last >= 0 && w->v.mrr[w->last].n_opening > 0 &&
        w->v.mrr[w->last].n_opening < FEW)
        rt_result_note(out, "note_few", w->v.mrr[w->last].n_opening, NULL);
    if (w->last >= 0)
        rt_note_wider(out, w->env->lang, w->a,
                      rt_period_start(p->by, p->bound[w->last]),
                      p->bound[w->last + 1] - 1);
    if (out->filter->from != RT_DAY_NONE)
        rt_result_note(out, "note_from_unused", 0, NULL);
    rt_revenue_notes(&w->v, out);
}

static enum rt_code
compute(const struct rt_block_env *env, const uint8_t *picked,
        struct rt_arena *a, struct rt_result *out, struct rt_err *err)
{
    static const struct rt_mrr_row none;
    struct work w = {.env = env, .picked = picked, .a = a, .out = out};
    const struct rt_mrr_row *r;
    struct rt_periods p;
    struct rt_figure *f;
    enum rt_code rc;

    choose_periods(&w, &p);
    rc = rt_revenue_of(env, picked, &p, a, &w.v, err);
    if (rc != RT_OK)
        return rc;
    w.last = rt_span_last(&p);
    r = w.last >= 0 ? &w.v.mrr[w.last] : &none;
    add(&w, "clients", RT_KIND_COUNT, clients_of,
        "active on the last day of the period", NULL);
    add(&w, "mrr", RT_KIND_MONEY, mrr_of,
        "sum of the monthly amounts in force on the last day",
        rt_revenue_why(&w.v, NULL));
    add_rates(&w, r);
    f = add(&w, "arpu", RT_KIND_PRICE, arpu_of,
            "closing MRR / clients at the end",
            rt_revenue_why(&w.v, "why_nobody_at_end"));
    parts(f, RT_KIND_MONEY, r->closing, RT_KIND_COUNT, r->n_closing);
    rc = add_ltv(&w, err);
    if (rc == RT_OK)
        add_notes(&w);
    return rc;
}

const struct rt_block rt_block_overview = {
    .id = "overview",
    .title = "block_overview_title",
    .definition = "block_overview_definition",
    .formula = "block_overview_formula",
    .counts = RT_COUNTS(RT_GROUP_CONTRACTS),
    .compute = compute,
};
