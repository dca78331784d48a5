/* The block `revenue-expense-graph`: the original's income and expenses by
 * month and type of offer, and beside them what was retained and what was lost
 * (METRICS 12). */
#include "block/blocks.h"
#include "block/case_groups.h"

enum {
    C_MONTH,
    C_TYPE,
    C_INCOME,
    C_EXPENSES,
    C_CHURNED,
    C_RETAINED,
    C_PROFIT,
    C_COMPLETE,
    C_BETTER,
    C__MAX = C_BETTER + RT_BETTER__MAX
};

static const struct rt_column columns[C__MAX] = {
    [C_MONTH] = {"month", RT_KIND_PERIOD, false},
    [C_TYPE] = {"offer_type", RT_KIND_TEXT, false},
    [C_INCOME] = {"income", RT_KIND_MONEY, false},
    [C_EXPENSES] = {"expenses", RT_KIND_MONEY, false},
    [C_CHURNED] = {"churned", RT_KIND_COUNT, false},
    [C_RETAINED] = {"retained", RT_KIND_COUNT, false},
    [C_PROFIT] = {"profit", RT_KIND_MONEY, false},
    [C_COMPLETE] = {"complete", RT_KIND_FLAG, true},
    RT_BETTER_COLUMNS(C_BETTER),
};

enum { S_INCOME, S_EXPENSES, S_PROFIT, S_NET, S__MAX };

static const struct rt_chart chart = {
    .title = "block_revenue_expense_chart",
    .width_px = 960,
    .height_px = 360,
    .x = {.kind = RT_AXIS_PERIOD},
    .y = {.kind = RT_AXIS_LINEAR, .unit = RT_UNIT_MONEY, .from_zero = true},
    .series = {[S_INCOME] = {.name = "series_income",
                             .mark = RT_MARK_BAR,
                             .ink = RT_INK_GAIN,
                             .unit = RT_UNIT_MONEY},
               [S_EXPENSES] = {.name = "series_expenses",
                               .mark = RT_MARK_BAR,
                               .ink = RT_INK_LOSS,
                               .unit = RT_UNIT_MONEY},
               [S_PROFIT] = {.name = "series_profit",
                             .mark = RT_MARK_LINE,
                             .ink = RT_INK_TREND,
                             .unit = RT_UNIT_MONEY},
               [S_NET] = {.name = "series_net_retained",
                          .mark = RT_MARK_LINE,
                          .ink = RT_INK_MAIN,
                          .unit = RT_UNIT_MONEY}},
};

static void
add_table(const struct rt_case_groups *c, struct rt_arena *a,
          struct rt_result *out)
{
    struct rt_sheet *t = rt_result_table(
        out, a, "by_month_offer",
        rt_case_groups_columns(out, a, columns, C__MAX), C__MAX, c->n);

    t->unfinished = rt_case_groups_unfinished(c, a);
    for (size_t i = 0; i < c->n; i++) {
        const struct rt_case_sums *s = &c->rows[i].sums;
        struct rt_cell *cell = t->cells + i * C__MAX;
        int64_t better[RT_BETTER__MAX];

        cell[C_MONTH] = rt_case_groups_period(c, i);
        cell[C_TYPE] = rt_case_groups_type(c, i);
        cell[C_INCOME] = rt_cell_int(s->income);
        cell[C_EXPENSES] = rt_cell_int(s->expenses);
        cell[C_CHURNED] = rt_cell_int(s->churned);
        cell[C_RETAINED] = rt_cell_int(s->retained);
        cell[C_PROFIT] = rt_cell_int(s->profit);
        cell[C_COMPLETE] = rt_cell_int(!t->unfinished[i]);
        rt_better_values(s, better);
        for (size_t k = 0; k < RT_BETTER__MAX; k++)
            cell[C_BETTER + k] = rt_cell_int(better[k]);
    }
}

/* The hover text of a period's bars: the cases behind them. */
static const char *
hover(int64_t retained, int64_t churned, enum rt_lang lang, struct rt_arena *a)
{
    return rt_text_fill(lang, a, "hover_cases", "retained",
                        rt_text_count(lang, a, retained), "churned",
                        rt_text_count(lang, a, churned), NULL);
}

/* Every period of the span for all types together; a period without cases has
 * zeros. */
static void
add_chart(const struct rt_case_groups *c, enum rt_lang lang, struct rt_arena *a,
          struct rt_result *out)
{
    size_t n = c->p.n;
    int32_t *period = rt_alloc_n(a, n, sizeof *period);
    uint8_t *unfinished = rt_alloc(a, n);
    int64_t *cases = rt_alloc_n(a, 2 * n, sizeof *cases);
    const char **hovers = rt_alloc_n(a, n, sizeof *hovers);
    double **y = rt_alloc_n(a, S__MAX, sizeof *y);

    for (size_t s = 0; s < S__MAX; s++)
        y[s] = rt_alloc_n(a, n, sizeof **y);
    for (size_t i = 0; i < c->n; i++) {
        const struct rt_case_row *row = &c->rows[i];

        y[S_INCOME][row->period] += (double)row->sums.income;
        y[S_EXPENSES][row->period] += (double)row->sums.expenses;
        y[S_PROFIT][row->period] += (double)row->sums.profit;
        y[S_NET][row->period] += (double)row->sums.net_retained;
        cases[2 * row->period] += row->sums.retained;
        cases[2 * row->period + 1] += row->sums.churned;
    }
    for (size_t i = 0; i < n; i++) {
        period[i] = rt_period_start(c->p.by, c->p.bound[i]);
        unfinished[i] = c->unfinished[i];
        hovers[i] = hover(cases[2 * i], cases[2 * i + 1], lang, a);
    }
    out->chart = &chart;
    out->chart_data = (struct rt_chart_data){
        .n = c->n != 0 ? n : 0, /* no cases at all: the card says so */
        .n_series = S__MAX,
        .y = (const double *const *)y,
        .by = c->p.by,
        .period = period,
        .unfinished = unfinished,
        .hover = hovers,
    };
}

static enum rt_code
compute(const struct rt_block_env *env, const uint8_t *picked,
        struct rt_arena *a, struct rt_result *out, struct rt_err *err)
{
    struct rt_case_groups c;
    enum rt_code rc = rt_case_groups_make(out, picked, a, &c, err);

    if (rc == RT_OK)
        rc = rt_case_groups_figures(&c, out, err);
    if (rc != RT_OK)
        return rc;
    add_table(&c, a, out);
    add_chart(&c, env->lang, a, out);
    return RT_OK;
}

const struct rt_block rt_block_revenue_expense = {
    .id = "revenue-expense-graph",
    .title = "block_revenue_expense_title",
    .definition = "block_revenue_expense_definition",
    .formula = "block_revenue_expense_formula",
    .has_cases = true,
    .counts = RT_COUNTS(RT_GROUP_DESK),
    .reads = RT_GROUP_BIT(RT_GROUP_DESK),
    .compute = compute,
};
