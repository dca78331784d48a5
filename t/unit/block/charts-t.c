/* Every series of every chart has the values of the columns of its table, so
 * that a picture and the table below it cannot disagree.  The test fails for a
 * block with a chart that is not in `blocks`, and for a series that is 0
 * everywhere. */
#include "company.h"

/* How many cells of the table were found in the chart, and the first
 * difference. */
struct seen {
    const struct rt_result *r;
    const struct rt_sheet *t;
    const struct rt_chart_data *c;
    size_t n;
    const char *wrong;
};

static struct rt_cell
cell_of(const struct seen *s, size_t row, const char *column)
{
    size_t c = column_of(s->t, column);

    return c == SIZE_MAX ? RT_CELL_UNDEFINED
                         : s->t->cells[row * s->t->n_columns + c];
}

/* The value of a cell in the units of charts: prices in minor units, NaN for
 * undefined. */
static double
number(const struct seen *s, size_t row, const char *column)
{
    struct rt_cell cell = cell_of(s, row, column);
    size_t c = column_of(s->t, column);
    double unit = c != SIZE_MAX && s->t->columns[c].kind == RT_KIND_PRICE
                      ? pow(10, s->r->data->digits)
                      : 1;

    switch (cell.type) {
    case RT_CELL_INT:
    case RT_CELL_MONEY:
        return (double)cell.i;
    case RT_CELL_REAL:
        return cell.x * unit;
    default:
        return NAN;
    }
}

static void
same(struct seen *s, double drawn, double said, const char *what, size_t row)
{
    bool equal = (isnan(drawn) && isnan(said)) || drawn == said ||
                 fabs(drawn - said) <= 1e-9 * fmax(fabs(drawn), fabs(said));

    s->n++;
    if (!equal && s->wrong == NULL)
        s->wrong = rt_fmt(arena, "%s, row %zu: drawn %.12g, said %.12g", what,
                          row, drawn, said);
}

/* The series with this displayed name; SIZE_MAX: none. */
static size_t
series_named(const struct seen *s, const char *name)
{
    for (size_t i = 0; i < s->c->n_series; i++)
        if (strcmp(s->c->names[i], name) == 0)
            return i;
    return SIZE_MAX;
}

/* The series with this key in the chart's definition. */
static size_t
series_keyed(struct seen *s, const char *key)
{
    size_t i = 0;

    while (i < s->c->n_series && strcmp(s->r->chart->series[i].name, key) != 0)
        i++;
    if (i == s->c->n_series)
        s->wrong = rt_fmt(arena, "no series %s", key);
    return i;
}

static const char *
period_name(const struct seen *s, size_t row, const char *column)
{
    return rt_text_period(RT_LANG_EN, arena, s->r->by,
                          (int32_t)cell_of(s, row, column).i);
}

/* The chart has a point for each row of the table. */
static void
points_are_rows(struct seen *s, const char *const (*pairs)[2], double sign)
{
    for (; (*pairs)[0] != NULL; pairs++) {
        size_t k = series_keyed(s, (*pairs)[0]);

        for (size_t i = 0; i < s->t->n_rows && k < s->c->n_series; i++)
            same(s, s->c->y[k][i], sign * number(s, i, (*pairs)[1]),
                 (*pairs)[1], i);
    }
}

static void
periods_are_rows(struct seen *s)
{
    same(s, (double)s->c->n, (double)s->t->n_rows, "periods", 0);
    for (size_t i = 0; i < s->t->n_rows; i++) {
        same(s, s->c->period[i], number(s, i, "period"), "period", i);
        same(s, s->c->unfinished[i], s->t->unfinished[i], "unfinished", i);
    }
}

static void
check_churn(struct seen *s)
{
    static const char *const pairs[][2] = {{"series_churn", "churn_rate"},
                                           {NULL, NULL}};
    size_t mean = series_keyed(s, "series_churn_mean");

    periods_are_rows(s);
    points_are_rows(s, pairs, 1);
    for (size_t i = 0; i < s->t->n_rows; i++) {
        double lost = 0, opening = 0;

        for (size_t k = i; k + 3 > i && k < s->t->n_rows; k--) {
            lost += number(s, k, "lost");
            opening += number(s, k, "opening");
        }
        same(s, s->c->y[mean][i],
             i < 2 || s->t->unfinished[i] ? NAN : lost / opening,
             "mean of three", i);
    }
}

static void
check_mrr(struct seen *s)
{
    static const char *const gains[][2] = {
        {"series_new_mrr", "new_mrr"},
        {"series_expansion_mrr", "expansion_mrr"},
        {"series_reactivation_mrr", "reactivation_mrr"},
        {NULL, NULL}};
    static const char *const losses[][2] = {
        {"series_contraction_mrr", "contraction_mrr"},
        {"series_churned_mrr", "churned_mrr"},
        {NULL, NULL}};

    periods_are_rows(s);
    points_are_rows(s, gains, 1);
    points_are_rows(s, losses, -1);
}

/* The chart has a point for each period, over all types of offer. */
static void
check_revenue(struct seen *s)
{
    static const char *const pairs[][2] = {
        {"series_income", "income"},
        {"series_expenses", "expenses"},
        {"series_profit", "profit"},
        {"series_net_retained", "net_retained_profit"}};

    for (size_t p = 0; p < sizeof pairs / sizeof pairs[0]; p++) {
        size_t k = series_keyed(s, pairs[p][0]);

        for (size_t i = 0; i < s->c->n; i++) {
            double sum = 0;

            for (size_t row = 0; row < s->t->n_rows; row++)
                if (number(s, row, "month") == s->c->period[i])
                    sum += number(s, row, pairs[p][1]);
            same(s, s->c->y[k][i], sum, pairs[p][1], i);
        }
    }
}

/* The chart has the stages of all cases, the last row of the table. */
static void
check_funnel(struct seen *s)
{
    for (size_t c = 0, i = 0; c < s->t->n_columns; c++) {
        const char *name = s->t->columns[c].name;

        if (i < s->c->n &&
            strcmp(s->c->labels[i],
                   rt_column_caption(name, RT_LANG_EN, arena)) == 0)
            same(s, s->c->y[0][i++], number(s, s->t->n_rows - 1, name), name,
                 c);
    }
    same(s, (double)s->n, (double)s->c->n, "stages that are columns", 0);
}

/* The chart has a bar with its interval for each row. */
static void
check_saved(struct seen *s)
{
    for (size_t i = 0; i < s->t->n_rows; i++) {
        const char *name = cell_of(s, i, "group").name->shown;

        if (strcmp(s->c->labels[i], name) != 0)
            s->wrong =
                rt_fmt(arena, "%s is drawn as %s", name, s->c->labels[i]);
        same(s, s->c->y[0][i], number(s, i, "share"), "share", i);
        same(s, s->c->low[0][i], number(s, i, "low"), "low", i);
        same(s, s->c->high[0][i], number(s, i, "high"), "high", i);
    }
    same(s, (double)s->c->n, (double)s->t->n_rows, "bars", 0);
}

static void
check_pies(struct seen *s)
{
    static const char *const columns[] = {"income", "expenses", "retained",
                                          "churned"};

    for (size_t i = 0; i < s->c->n; i++)
        for (size_t row = 0; row < s->t->n_rows; row++) {
            if (strcmp(cell_of(s, row, "offer_type").s, s->c->labels[i]) != 0)
                continue;
            for (size_t k = 0; k < s->c->n_series; k++)
                same(s, s->c->y[k][i], number(s, row, columns[k]), columns[k],
                     row);
        }
    same(s, (double)s->n, (double)(s->c->n * s->c->n_series), "slices", 0);
}

static void
check_histogram(struct seen *s)
{
    for (size_t i = 0; i < s->t->n_rows; i++) {
        same(s, s->c->x[i], number(s, i, "profit_low"), "profit_low", i);
        same(s, s->c->x[i + 1], number(s, i, "profit_high"), "profit_high", i);
        same(s, s->c->y[0][i], number(s, i, "rows"), "rows", i);
    }
}

static void
check_scatter(struct seen *s)
{
    for (size_t i = 0; i < s->t->n_rows; i++) {
        size_t k = series_named(s, cell_of(s, i, "offer_type").s);

        same(s, s->c->x[i], number(s, i, "retained"), "retained", i);
        same(s, s->c->size[i], fmax(0, number(s, i, "income")), "income", i);
        for (size_t j = 0; j < s->c->n_series; j++)
            same(s, s->c->y[j][i], j == k ? number(s, i, "profit") : NAN,
                 "profit", i);
    }
}

/* The first row of the heat map is the second table; each other row is a
 * cohort. */
static void
check_heat(struct seen *s, const char *part, const char *finished)
{
    const struct rt_sheet *pooled = &s->r->tables[1];

    for (size_t row = 0; row < s->t->n_rows; row++) {
        size_t r = series_named(s, period_name(s, row, "cohort")),
               k = (size_t)cell_of(s, row, "k").i;
        bool over = cell_of(s, row, finished).i != 0;

        if (r == SIZE_MAX || k >= s->c->n) {
            s->wrong = rt_fmt(arena, "row %zu is not drawn", row);
            return;
        }
        same(s, s->c->y[r][k], over ? number(s, row, "retention") : NAN,
             "retention", row);
        same(s, s->c->cell_unfinished[r][k], !over, "unfinished", row);
        if (!over)
            same(s, strtod(s->c->cell_text[r][k], NULL), number(s, row, part),
                 part, row);
    }
    s->t = pooled;
    for (size_t row = 0; row < pooled->n_rows; row++)
        same(s, s->c->y[0][cell_of(s, row, "k").i], number(s, row, "retention"),
             "retention of all", row);
    same(s, s->c->emphasis[0], 1, "emphasis", 0);
}

static void
check_cohorts(struct seen *s)
{
    check_heat(s, "active", "complete");
}

static void
check_ages(struct seen *s)
{
    check_heat(s, "alive", "mature");
}

static void
check_ltv(struct seen *s)
{
    for (size_t row = 0; row < s->t->n_rows; row++) {
        size_t i = series_named(s, period_name(s, row, "cohort")),
               k = (size_t)cell_of(s, row, "k").i;

        if (i == SIZE_MAX || k >= s->c->n)
            continue; /* the map has only some cohorts, up to the longest */
        same(s, s->c->x[k], (double)k, "x", row);
        same(s, s->c->y[i][k],
             cell_of(s, row, "complete").i != 0
                 ? number(s, row, "cum_revenue_per_customer")
                 : NAN,
             "cum_revenue_per_customer", row);
    }
}

static const struct {
    const char *block, *query, *table;
    void (*check)(struct seen *s);
} blocks[] = {
    {"churn", "", NULL, check_churn},
    {"churn", "by=quarter", NULL, check_churn},
    {"mrr", "", NULL, check_mrr},
    {"cohorts", "", NULL, check_cohorts},
    {"cohorts", "source=payments&by=quarter", NULL, check_cohorts},
    {"age-cohorts", "", NULL, check_ages},
    {"ltv", "", "cohorts", check_ltv},
    {"desk-funnel", "", NULL, check_funnel},
    {"save-rate", "", NULL, check_saved},
    {"save-rate", "group=offer&days=90", NULL, check_saved},
    {"revenue-expense-graph", "", NULL, check_revenue},
    {"pie-charts-block", "", NULL, check_pies},
    {"profit-histogram", "", "profit_round", check_histogram},
    {"profit-retention-scatter", "", NULL, check_scatter},
};
enum { N_CHECKS = sizeof blocks / sizeof blocks[0] };

static const struct rt_sheet *
table_named(const struct rt_result *r, const char *name)
{
    for (size_t i = 0; name != NULL && i < r->n_tables; i++)
        if (strcmp(r->tables[i].name, name) == 0)
            return &r->tables[i];
    return &r->tables[0];
}

/* Test that no series is 0 everywhere. */
static const char *
silent_series(const struct rt_chart_data *c)
{
    for (size_t k = 0; k < c->n_series; k++) {
        bool any = false;

        for (size_t i = 0; i < c->n; i++)
            any |= !isnan(c->y[k][i]) && c->y[k][i] != 0;
        if (!any)
            return rt_fmt(arena, "series %zu", k);
    }
    return NULL;
}

static void
test_block(const struct rt_data *d, size_t i)
{
    struct rt_err err = {0};
    const struct rt_result *r = run(d, blocks[i].block, blocks[i].query, &err);
    struct seen s = {.r = r};

    if (!ok(r != NULL && r->chart != NULL, "%s?%s has a chart %s",
            blocks[i].block, blocks[i].query, err.text))
        return;
    s.t = table_named(r, blocks[i].table);
    s.c = &r->chart_data;
    blocks[i].check(&s);
    is_str(s.wrong, NULL, "  which says what its table says");
    ok(s.n > s.c->n, "  in %zu values", s.n);
    is_str(silent_series(s.c), NULL, "  each series has values");
}

static void
test_none_forgotten(const struct rt_data *d)
{
    const struct rt_block *b;
    struct rt_err err = {0};

    for (size_t i = 0; (b = rt_block_at(i)) != NULL; i++) {
        const struct rt_result *r = run(d, b->id, "", &err);
        size_t k = 0;

        while (k < N_CHECKS && strcmp(blocks[k].block, b->id) != 0)
            k++;
        ok(r != NULL && (r->chart == NULL || k < N_CHECKS),
           "%s: has no chart, or it is compared", b->id);
    }
}

int
main(void)
{
    const struct rt_data *d;

    arena = rt_arena_new();
    d = company();
    for (size_t i = 0; i < N_CHECKS; i++)
        test_block(d, i);
    test_none_forgotten(d);
    rt_arena_free(arena);
    return done();
}
