/* The block `profit-histogram`: how the profit of the original's rows, a month
 * and a type of offer each, is distributed (METRICS 16.14). */
#include "block/blocks.h"
#include "block/caserows.h"
#include "stat/bins.h"

#include <math.h>

enum { N_BINS = 6 };

enum { C_LOW, C_HIGH, C_ROWS, C__MAX };

static const struct rt_column columns[C__MAX] = {
    [C_LOW] = {"profit_low", RT_KIND_PRICE, false},
    [C_HIGH] = {"profit_high", RT_KIND_PRICE, false},
    [C_ROWS] = {"rows", RT_KIND_COUNT, false},
};

static const struct rt_chart chart = {
    .title = "block_profit_histogram_chart",
    .width_px = 960,
    .height_px = 360,
    .x = {.kind = RT_AXIS_LINEAR, .unit = RT_UNIT_MONEY, .name = "axis_profit"},
    .y = {.kind = RT_AXIS_LINEAR, .unit = RT_UNIT_COUNT, .from_zero = true},
    .series = {{.name = "series_rows",
                .mark = RT_MARK_HISTOGRAM,
                .ink = RT_INK_MAIN,
                .unit = RT_UNIT_COUNT}},
};

static void
add_table(const double *edge, const int64_t *count, size_t n_bins,
          struct rt_arena *a, struct rt_result *out)
{
    struct rt_sheet *t =
        rt_result_table(out, a, "profit_bins", columns, C__MAX, n_bins);
    double unit = pow(10, out->data->digits);

    for (size_t k = 0; k < n_bins; k++) {
        t->cells[k * C__MAX + C_LOW] = rt_cell_real(edge[k] / unit);
        t->cells[k * C__MAX + C_HIGH] = rt_cell_real(edge[k + 1] / unit);
        t->cells[k * C__MAX + C_ROWS] = rt_cell_int(count[k]);
    }
}

static void
add_chart(const double *edge, const int64_t *count, size_t n_bins,
          struct rt_arena *a, struct rt_result *out)
{
    double *y = rt_alloc_n(a, N_BINS, sizeof *y);
    const double **series = rt_alloc_n(a, 1, sizeof *series);

    for (size_t k = 0; k < n_bins; k++)
        y[k] = (double)count[k];
    series[0] = y;
    out->chart = &chart;
    out->chart_data = (struct rt_chart_data){
        .n = n_bins, .n_series = 1, .y = series, .x = edge};
}

static enum rt_code
compute(const struct rt_block_env *env, const uint8_t *picked,
        struct rt_arena *a, struct rt_result *out, struct rt_err *err)
{
    double *edge = rt_alloc_n(a, N_BINS + 1, sizeof *edge);
    int64_t count[N_BINS], *profit;
    struct rt_caserows c;
    enum rt_code rc = rt_caserows_make(out, picked, a, &c, err);

    (void)env;
    if (rc != RT_OK)
        return rc;
    profit = rt_alloc_n(a, c.n, sizeof *profit);
    for (size_t i = 0; i < c.n; i++)
        profit[i] = c.rows[i].sums.profit;
    /* One unit of the currency wide where all rows are equal. */
    if (c.n != 0)
        rt_bins(profit, c.n, pow(10, out->data->digits), N_BINS, edge, count);
    add_table(edge, count, c.n != 0 ? N_BINS : 0, a, out);
    add_chart(edge, count, c.n != 0 ? N_BINS : 0, a, out);
    return RT_OK;
}

const struct rt_block rt_block_profit_histogram = {
    .id = "profit-histogram",
    .title = "block_profit_histogram_title",
    .definition = "block_profit_histogram_definition",
    .formula = "block_profit_histogram_formula",
    .has_cases = true,
    .compute = compute,
};
