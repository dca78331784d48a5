/* The parts of all figures of all blocks.  A value is its numerator over its
 * denominator, and its interval contains it. */
#include "company.h"

/* What each figure has: the units of its parts ("money/money", "count/count"),
 * and an interval.  The list repeats the product, so that a part that gets lost
 * is noticed. */
static const char *const wanted[] = {
    "overview clients -/- previous",
    "overview mrr -/- previous",
    "overview churn_rate count/count interval previous",
    "overview grr money/money previous",
    "overview nrr money/money previous",
    "overview arpu money/count previous",
    "overview ltv -/- previous",
    "churn churn_rate count/count interval previous",
    "churn retention_rate count/count interval previous",
    "churn lost -/- previous",
    "churn new -/- previous",
    "churn closing -/- previous",
    "mrr mrr -/- previous",
    "mrr nrr money/money previous",
    "mrr grr money/money previous",
    "mrr gross_mrr_churn money/money previous",
    "mrr net_mrr_churn money/money previous",
    "mrr arpu_closing money/count previous",
    "mrr arpu_average -/- previous",
    "mrr quick_ratio -/-",
    "cohorts retention_1 count/count interval",
    "cohorts retention_3 count/count interval",
    "cohorts retention_6 count/count interval",
    "cohorts retention_12 count/count interval",
    "age-cohorts retention_1 count/count interval",
    "age-cohorts retention_3 count/count interval",
    "age-cohorts retention_6 count/count interval",
    "age-cohorts retention_12 count/count interval",
    "ltv undiscounted -/- interval",
    "ltv discounted_first_payment_now -/- interval",
    "ltv discounted_first_payment_next_period -/- interval",
    "ltv expected_lifetime_periods -/- interval",
    "ltv ltv_horizon -/- interval",
    "ltv churn count/count interval",
    "ltv arpu -/-",
    "ltv margin -/-",
    "ltv monthly_discount -/-",
    "kpi-indicators income -/-",
    "kpi-indicators expenses -/-",
    "kpi-indicators profit -/-",
    "kpi-indicators churned -/-",
    "kpi-indicators retained -/-",
    "kpi-indicators retention_efficiency count/count interval",
    "kpi-indicators cost_per_retained money/count",
    "kpi-indicators profit_per_retained money/count",
    "kpi-indicators retained_monthly_profit -/-",
    "kpi-indicators lost_monthly_profit -/-",
    "kpi-indicators cost_of_accepted_offers -/-",
    "kpi-indicators cost_of_offers_in_retained_cases -/-",
    "kpi-indicators cost_of_offers_in_churned_cases -/-",
    "kpi-indicators net_retained_profit -/-",
    "kpi-indicators net_per_retained money/count",
    "kpi-indicators cost_per_retained_incurred money/count",
    "kpi-indicators offered_cases -/-",
    "kpi-indicators retained_of_offered -/-",
    "kpi-indicators efficiency_among_offered count/count interval",
    "kpi-indicators not_offered_churned -/-",
    "kpi-indicators distinct_contracts -/-",
    "kpi-indicators open_cases -/-",
    "kpi-indicators cases_without_contract -/-",
    "kpi-indicators net_retained_at_close -/-",
    "revenue-expense-graph profit -/-",
    "revenue-expense-graph retained_monthly_profit -/-",
    "revenue-expense-graph lost_monthly_profit -/-",
    "revenue-expense-graph net_retained_profit -/-",
    "pie-charts-block profit -/-",
    "pie-charts-block retained_monthly_profit -/-",
    "pie-charts-block lost_monthly_profit -/-",
    "pie-charts-block net_retained_profit -/-",
    "profit-histogram profit -/-",
    "profit-histogram retained_monthly_profit -/-",
    "profit-histogram lost_monthly_profit -/-",
    "profit-histogram net_retained_profit -/-",
    "profit-retention-scatter profit -/-",
    "profit-retention-scatter retained_monthly_profit -/-",
    "profit-retention-scatter lost_monthly_profit -/-",
    "profit-retention-scatter net_retained_profit -/-",
    "desk-funnel cases -/-",
    "desk-funnel efficiency count/count interval",
    "desk-funnel open_cases -/-",
    "desk-funnel median_hours_to_close -/-",
    "save-rate save_rate count/count interval",
    "save-rate unfinished -/-",
    "save-rate money_kept -/-",
    "save-rate offer_cost -/-",
    "reconciliation identities_broken -/-",
};

static const char *
part_name(struct rt_cell part, enum rt_kind said)
{
    if (part.type == RT_CELL_NONE)
        return "-";
    switch (rt_part_kind(part, said)) {
    case RT_KIND_MONEY:
        return "money";
    case RT_KIND_COUNT:
        return "count";
    default:
        return "number";
    }
}

/* "churn churn_rate share count/count interval previous" */
static const char *
shape_of(const struct rt_block *b, const struct rt_figure *f)
{
    return rt_fmt(arena, "%s %s %s/%s%s%s", b->id, f->name,
                  part_name(f->numerator, f->numerator_is),
                  part_name(f->denominator, f->denominator_is),
                  f->low.type != RT_CELL_NONE ? " interval" : "",
                  f->previous.type != RT_CELL_NONE ? " previous" : "");
}

static double
number(struct rt_cell cell)
{
    return cell.type == RT_CELL_REAL ? cell.x : (double)cell.i;
}

/* The value that the parts make, in the unit of the value. */
static void
check_parts(const struct rt_result *r, const struct rt_figure *f)
{
    double unit =
        f->kind == RT_KIND_PRICE &&
                rt_part_kind(f->numerator, f->numerator_is) == RT_KIND_MONEY
            ? pow(10, r->data->digits)
            : 1;

    if (f->numerator.type != RT_CELL_NONE &&
        f->denominator.type != RT_CELL_NONE)
        is_close(number(f->value),
                 number(f->numerator) / number(f->denominator) / unit, 1e-9,
                 rt_fmt(arena, "%s is its parts", f->name));
}

static void
check_interval(const struct rt_figure *f)
{
    is_int(f->low.type, f->high.type,
           rt_fmt(arena, "%s: both ends or none", f->name));
    if (f->low.type != RT_CELL_NONE)
        ok(number(f->low) < number(f->high) &&
               number(f->low) <= number(f->value) &&
               number(f->value) <= number(f->high),
           "%s lies between them", f->name);
}

static void
test_figure(const struct rt_block *b, const struct rt_result *r,
            const struct rt_figure *f, size_t *at)
{
    const char *want =
        *at < sizeof wanted / sizeof wanted[0] ? wanted[*at] : "nothing more";

    is_str(shape_of(b, f), want, "what it has");
    check_parts(r, f);
    check_interval(f);
    ++*at;
}

int
main(void)
{
    const struct rt_data *d;
    const struct rt_block *b;
    size_t at = 0;

    arena = rt_arena_new();
    d = company();
    for (size_t i = 0; (b = rt_block_at(i)) != NULL; i++) {
        struct rt_err err = {0};
        const struct rt_result *r = run(d, b->id, "", &err);

        ok(r != NULL, "%s %s", b->id, err.text);
        for (size_t k = 0; r != NULL && k < r->n_figures; k++)
            test_figure(b, r, &r->figures[k], &at);
    }
    is_int((int64_t)at, sizeof wanted / sizeof wanted[0], "no figure is lost");
    rt_arena_free(arena);
    return done();
}
