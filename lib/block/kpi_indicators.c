/* The block `kpi-indicators`: the original's figures unchanged, and beside
 * them the ones that METRICS 12 defines. */
#include "block/blocks.h"
#include "block/selected_cases.h"
#include "stat/wilson.h"

#include <math.h>

enum { FEW = 30 };

static void
money(struct rt_result *out, const char *name, int64_t minor,
      const char *formula)
{
    rt_result_figure(out, name, RT_KIND_MONEY, rt_cell_int(minor), formula);
}

static void
count(struct rt_result *out, const char *name, int64_t n, const char *formula)
{
    rt_result_figure(out, name, RT_KIND_COUNT, rt_cell_int(n), formula);
}

/* A share of cases with its interval. */
static void
share(struct rt_result *out, const char *name, int64_t hits, int64_t n,
      const char *formula, const char *why)
{
    struct rt_figure *f = rt_result_figure(out, name, RT_KIND_SHARE,
                                           rt_cell_ratio(hits, n), formula);
    double low, high;

    rt_wilson(hits, n, &low, &high);
    f->numerator = rt_cell_int(hits);
    f->denominator = rt_cell_int(n);
    f->low = rt_cell_real(low);
    f->high = rt_cell_real(high);
    f->why = why;
}

/* Money for each case, in units of the currency. */
static void
price(struct rt_result *out, const char *name, int64_t minor, int64_t n,
      const char *formula, const char *why)
{
    double unit = pow(10, out->data->digits);
    struct rt_cell value =
        n != 0 ? rt_cell_real((double)minor / (unit * (double)n))
               : RT_CELL_UNDEFINED;
    struct rt_figure *f =
        rt_result_figure(out, name, RT_KIND_PRICE, value, formula);

    f->numerator = rt_cell_int(minor);
    f->numerator_is = RT_KIND_MONEY;
    f->denominator = rt_cell_int(n);
    f->why = why;
}

/* As the original has them, except null where the original has 0 for
 * "nobody". */
static void
add_original(const struct rt_case_kpi *k, struct rt_result *out)
{
    const struct rt_case_sums *s = &k->sums;

    money(out, "income", s->income,
          "sum of monthly_profit, retained + churned");
    money(out, "expenses", s->expenses,
          "sum of offer cost, retained + churned");
    money(out, "profit", s->profit, "income - expenses");
    count(out, "churned", s->churned, "resolved cases with status churned");
    count(out, "retained", s->retained, "resolved cases with status retained");
    share(out, "retention_efficiency", s->retained, s->retained + s->churned,
          "retained / (retained + churned)", "why_no_resolved");
    price(out, "cost_per_retained", s->expenses, s->retained,
          "expenses / retained", "why_nobody_retained");
    price(out, "profit_per_retained", s->profit, s->retained,
          "profit / retained", "why_nobody_retained");
}

static void
add_better_money(const struct rt_case_kpi *k, struct rt_result *out)
{
    const struct rt_case_sums *s = &k->sums;

    money(out, "retained_monthly_profit", s->retained_profit,
          "sum of monthly_profit, retained");
    money(out, "lost_monthly_profit", s->lost_profit,
          "sum of monthly_profit, churned");
    money(out, "cost_of_accepted_offers", k->accepted_cost,
          "sum of offer cost, retained and never escalated");
    money(out, "cost_of_offers_in_retained_cases", s->retained_cost,
          "sum of offer cost, retained");
    money(out, "cost_of_offers_in_churned_cases", k->churned_cost,
          "sum of offer cost, churned");
    money(out, "net_retained_profit", s->net_retained,
          "retained_monthly_profit - cost_of_offers_in_retained_cases");
    price(out, "net_per_retained", s->net_retained, s->retained,
          "net_retained_profit / retained", "why_nobody_retained");
    price(out, "cost_per_retained_incurred", s->retained_cost, s->retained,
          "cost_of_offers_in_retained_cases / retained", "why_nobody_retained");
}

static void
add_better_cases(const struct rt_case_kpi *k, struct rt_result *out)
{
    count(out, "offered_cases", k->offered, "resolved cases with an offer");
    count(out, "retained_of_offered", k->retained_of_offered,
          "retained cases with an offer");
    share(out, "efficiency_among_offered", k->retained_of_offered, k->offered,
          "retained_of_offered / offered_cases", "why_nobody_offered");
    count(out, "not_offered_churned", k->churned_not_offered,
          "churned cases without an offer");
    count(out, "distinct_contracts", k->distinct_contracts,
          "different contracts of the resolved cases");
    count(out, "open_cases", k->open, "cases created and not completed");
    count(out, "cases_without_contract", k->without_contract,
          "resolved cases whose contract is missing: in no other figure");
}

/* Useful only if the desk recorded it for every retained case. */
static void
add_recorded(const struct rt_case_kpi *k, struct rt_result *out)
{
    bool whole = k->recorded == k->sums.retained && k->recorded != 0;

    rt_result_figure(out, "net_retained_at_close", RT_KIND_MONEY,
                     whole ? rt_cell_int(k->net_at_close) : RT_CELL_UNDEFINED,
                     "sum of profit - cost as recorded at close, retained")
        ->why =
        k->sums.retained != 0 ? "why_not_recorded" : "why_nobody_retained";
}

static enum rt_code
compute(const struct rt_block_env *env, const uint8_t *picked,
        struct rt_arena *a, struct rt_result *out, struct rt_err *err)
{
    struct rt_selected_cases set;
    struct rt_case_kpi kpi;
    int64_t resolved;
    enum rt_code rc;

    (void)env;
    rt_selected_cases_make(out, picked, RT_CASE_CLOSED, a, &set);
    rc = rt_case_kpi(&set.in, &kpi, err);
    if (rc != RT_OK)
        return rc;
    add_original(&kpi, out);
    add_better_money(&kpi, out);
    add_better_cases(&kpi, out);
    add_recorded(&kpi, out);
    resolved = kpi.sums.retained + kpi.sums.churned;
    if (resolved > 0 && resolved < FEW)
        rt_result_note(out, "note_few_cases", resolved, NULL);
    else if (kpi.offered > 0 && kpi.offered < FEW)
        rt_result_note(out, "note_few_offered", kpi.offered, NULL);
    rt_selected_cases_notes(&set, out);
    return RT_OK;
}

const struct rt_block rt_block_kpi_indicators = {
    .id = "kpi-indicators",
    .title = "block_kpi_indicators_title",
    .definition = "block_kpi_indicators_definition",
    .formula = "block_kpi_indicators_formula",
    .has_cases = true,
    .counts = RT_COUNTS(RT_GROUP_DESK),
    .reads = RT_GROUP_BIT(RT_GROUP_DESK),
    .compute = compute,
};
