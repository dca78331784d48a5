/* The block `profit-histogram`: the distribution of the profit of the
 * original's rows (one for each month and type of offer), and beside it that
 * of net retained profit (METRICS 16.14).  Six equal bins are the original's;
 * the picture draws bins between round bounds, which are also a table (METRICS
 * 16.21). */
#include "block/blocks.h"
#include "block/case_groups.h"
#include "stat/bins.h"

#include <math.h>

enum { N_BINS = 6, N_ROUND = 8 };

enum { C_LOW, C_HIGH, C_ROWS, C__MAX };

static const struct rt_column columns[C__MAX] = {
    [C_LOW] = {"profit_low", RT_KIND_PRICE, false},
    [C_HIGH] = {"profit_high", RT_KIND_PRICE, false},
    [C_ROWS] = {"rows", RT_KIND_COUNT, false},
};

static const struct rt_column net_columns[C__MAX] = {
    [C_LOW] = {"net_low", RT_KIND_PRICE, false},
    [C_HIGH] = {"net_high", RT_KIND_PRICE, false},
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

/* The distribution: edge[n + 1], count[n]. */
struct bins {
    double *edge;
    int64_t *count;
    size_t n;
};

static struct bins
make_bins(const struct rt_result *out, const int64_t *amount, size_t n_rows,
          struct rt_arena *a)
{
    struct bins b = {.edge = rt_alloc_n(a, N_BINS + 1, sizeof *b.edge),
                     .count = rt_alloc_n(a, N_BINS, sizeof *b.count),
                     .n = n_rows != 0 ? N_BINS : 0};

    /* One unit of the currency wide when all rows are equal. */
    if (b.n != 0)
        rt_bins(amount, n_rows, pow(10, out->data->digits), b.n, b.edge,
                b.count);
    return b;
}

static struct bins
make_round_bins(const struct rt_result *out, const int64_t *amount,
                size_t n_rows, struct rt_arena *a)
{
    struct bins b = {.edge = rt_alloc_n(a, N_ROUND + 1, sizeof *b.edge),
                     .count = rt_alloc_n(a, N_ROUND, sizeof *b.count)};
    int64_t unit = 1;

    for (int i = 0; i < out->data->digits; i++)
        unit *= 10;
    if (n_rows != 0)
        b.n = rt_round_bins(amount, n_rows, unit, N_ROUND, b.edge, b.count);
    return b;
}

static void
add_table(const struct bins *b, const char *name,
          const struct rt_column *captions, struct rt_arena *a,
          struct rt_result *out)
{
    struct rt_sheet *t = rt_result_table(out, a, name, captions, C__MAX, b->n);
    double unit = pow(10, out->data->digits);

    for (size_t k = 0; k < b->n; k++) {
        t->cells[k * C__MAX + C_LOW] = rt_cell_real(b->edge[k] / unit);
        t->cells[k * C__MAX + C_HIGH] = rt_cell_real(b->edge[k + 1] / unit);
        t->cells[k * C__MAX + C_ROWS] = rt_cell_int(b->count[k]);
    }
}

static void
add_chart(const struct bins *b, struct rt_arena *a, struct rt_result *out)
{
    double *y = rt_alloc_n(a, b->n, sizeof *y);
    const double **series = rt_alloc_n(a, 1, sizeof *series);

    for (size_t k = 0; k < b->n; k++)
        y[k] = (double)b->count[k];
    series[0] = y;
    out->chart = &chart;
    out->chart_data = (struct rt_chart_data){
        .n = b->n, .n_series = 1, .y = series, .x = b->edge};
}

static enum rt_code
compute(const struct rt_block_env *env, const uint8_t *picked,
        struct rt_arena *a, struct rt_result *out, struct rt_err *err)
{
    int64_t *profit, *net;
    struct bins of_profit, of_net, rounded;
    struct rt_case_groups c;
    enum rt_code rc = rt_case_groups_make(out, picked, a, &c, err);

    (void)env;
    if (rc == RT_OK)
        rc = rt_case_groups_figures(&c, out, err);
    if (rc != RT_OK)
        return rc;
    profit = rt_alloc_n(a, c.n, sizeof *profit);
    net = rt_alloc_n(a, c.n, sizeof *net);
    for (size_t i = 0; i < c.n; i++) {
        profit[i] = c.rows[i].sums.profit;
        net[i] = c.rows[i].sums.net_retained;
    }
    of_profit = make_bins(out, profit, c.n, a);
    of_net = make_bins(out, net, c.n, a);
    rounded = make_round_bins(out, profit, c.n, a);
    add_table(&of_profit, "profit_bins", columns, a, out);
    add_table(&of_net, "net_bins", net_columns, a, out);
    add_table(&rounded, "profit_round", columns, a, out);
    add_chart(&rounded, a, out);
    return RT_OK;
}

const struct rt_block rt_block_profit_histogram = {
    .id = "profit-histogram",
    .title = "block_profit_histogram_title",
    .definition = "block_profit_histogram_definition",
    .formula = "block_profit_histogram_formula",
    .has_cases = true,
    .counts = RT_COUNTS(RT_GROUP_DESK),
    .reads = RT_GROUP_BIT(RT_GROUP_DESK),
    .compute = compute,
};
