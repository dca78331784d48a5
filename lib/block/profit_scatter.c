/* The block `profit-retention-scatter`: each of the original's rows (month and
 * type of offer) as a point (METRICS 16.14). */
#include "block/blocks.h"
#include "block/case_groups.h"

#include <math.h>

enum {
    C_MONTH,
    C_TYPE,
    C_RETAINED,
    C_PROFIT,
    C_INCOME,
    C_BETTER,
    C__MAX = C_BETTER + RT_BETTER__MAX
};

static const struct rt_column columns[C__MAX] = {
    [C_MONTH] = {"month", RT_KIND_PERIOD, false},
    [C_TYPE] = {"offer_type", RT_KIND_TEXT, false},
    [C_RETAINED] = {"retained", RT_KIND_COUNT, false},
    [C_PROFIT] = {"profit", RT_KIND_MONEY, false},
    [C_INCOME] = {"income", RT_KIND_MONEY, false},
    RT_BETTER_COLUMNS(C_BETTER),
};

static const struct rt_chart chart = {
    .title = "block_profit_scatter_chart",
    .width_px = 960,
    .height_px = 420,
    .x = {.kind = RT_AXIS_LINEAR,
          .unit = RT_UNIT_COUNT,
          .name = "axis_retained",
          .from_zero = true},
    .y = {.kind = RT_AXIS_LINEAR,
          .unit = RT_UNIT_MONEY,
          .name = "axis_profit",
          .from_zero = true},
    .series = {{.name = "series_rows",
                .mark = RT_MARK_POINT,
                .unit = RT_UNIT_MONEY}},
};

static void
add_table(const struct rt_case_groups *c, struct rt_arena *a,
          struct rt_result *out)
{
    struct rt_sheet *t = rt_result_table(
        out, a, "points", rt_case_groups_columns(out, a, columns, C__MAX),
        C__MAX, c->n);

    t->unfinished = rt_case_groups_unfinished(c, a);
    for (size_t i = 0; i < c->n; i++) {
        const struct rt_case_sums *s = &c->rows[i].sums;
        struct rt_cell *cell = t->cells + i * C__MAX;
        int64_t better[RT_BETTER__MAX];

        cell[C_MONTH] = rt_case_groups_period(c, i);
        cell[C_TYPE] = rt_case_groups_type(c, i);
        cell[C_RETAINED] = rt_cell_int(s->retained);
        cell[C_PROFIT] = rt_cell_int(s->profit);
        cell[C_INCOME] = rt_cell_int(s->income);
        rt_better_values(s, better);
        for (size_t k = 0; k < RT_BETTER__MAX; k++)
            cell[C_BETTER + k] = rt_cell_int(better[k]);
    }
}

/* The hover text of a point: its row, and net retained profit beside its
 * profit. */
static const char *
hover_of(const struct rt_case_groups *c, size_t row, enum rt_lang lang,
         struct rt_arena *a, const struct rt_result *out)
{
    return rt_text_fill(lang, a, "hover_net_retained", "row",
                        rt_case_groups_label(c, row, lang, a), "net",
                        rt_text_money(lang, a, c->rows[row].sums.net_retained,
                                      out->data->currency, out->data->digits),
                        NULL);
}

/* One series for each type of offer while the palette has enough colours. */
static void
add_chart(const struct rt_case_groups *c, enum rt_lang lang, struct rt_arena *a,
          struct rt_result *out)
{
    size_t n = c->n, n_types = c->set.in.n_groups;
    bool by_type = n_types <= RT_PALETTE;
    size_t n_series = by_type ? n_types : 1;
    double *x = rt_alloc_n(a, n, sizeof *x);
    double *size = rt_alloc_n(a, n, sizeof *size);
    double **y = rt_alloc_n(a, n_series, sizeof *y);
    const char **hover = rt_alloc_n(a, n, sizeof *hover);

    for (size_t s = 0; s < n_series; s++) {
        y[s] = rt_alloc_n(a, n, sizeof **y);
        for (size_t i = 0; i < n; i++)
            y[s][i] = NAN;
    }
    for (size_t i = 0; i < n; i++) {
        const struct rt_case_sums *s = &c->rows[i].sums;

        x[i] = (double)s->retained;
        size[i] = s->income > 0 ? (double)s->income : 0;
        y[by_type ? c->rows[i].group : 0][i] = (double)s->profit;
        hover[i] = hover_of(c, i, lang, a, out);
    }
    out->chart = &chart;
    out->chart_data = (struct rt_chart_data){
        .n = n,
        .n_series = n_series,
        .names = by_type ? c->set.group_name : NULL,
        .y = (const double *const *)y,
        .x = x,
        .size = size,
        .hover = hover,
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

const struct rt_block rt_block_profit_scatter = {
    .id = "profit-retention-scatter",
    .title = "block_profit_scatter_title",
    .definition = "block_profit_scatter_definition",
    .formula = "block_profit_scatter_formula",
    .has_cases = true,
    .counts = RT_COUNTS(RT_GROUP_DESK),
    .reads = RT_GROUP_BIT(RT_GROUP_DESK),
    .compute = compute,
};
