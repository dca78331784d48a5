/* The block `pie-charts-block`: the share of each type of offer in the
 * original's income, expenses, retained and churned (METRICS 16.14). */
#include "block/blocks.h"
#include "block/case_groups.h"

#include "base/money.h"

/* What is drawn, and the figures beside it. */
enum { P_INCOME, P_EXPENSES, P_RETAINED, P_CHURNED, P_DRAWN };
enum { P_BETTER = P_DRAWN, P__MAX = P_BETTER + RT_BETTER__MAX };
enum { P_MONEY = P_RETAINED }; /* the parts before it are money */

enum {
    C_TYPE,
    C_VALUE,
    C_SHARE = C_VALUE + P_DRAWN,
    C_BETTER = C_SHARE + P_DRAWN,
    C__MAX = C_BETTER + RT_BETTER__MAX
};

static const struct rt_column columns[C__MAX] = {
    [C_TYPE] = {"offer_type", RT_KIND_TEXT, false},
    [C_VALUE + P_INCOME] = {"income", RT_KIND_MONEY, false},
    [C_VALUE + P_EXPENSES] = {"expenses", RT_KIND_MONEY, false},
    [C_VALUE + P_RETAINED] = {"retained", RT_KIND_COUNT, false},
    [C_VALUE + P_CHURNED] = {"churned", RT_KIND_COUNT, false},
    [C_SHARE +
        P_INCOME] = {"income_share", RT_KIND_SHARE, true, "why_no_share"},
    [C_SHARE +
        P_EXPENSES] = {"expenses_share", RT_KIND_SHARE, true, "why_no_share"},
    [C_SHARE +
        P_RETAINED] = {"retained_share", RT_KIND_SHARE, true, "why_no_share"},
    [C_SHARE +
        P_CHURNED] = {"churned_share", RT_KIND_SHARE, true, "why_no_share"},
    RT_BETTER_COLUMNS(C_BETTER),
};

#define SERIES(mark_) \
    { \
        [P_INCOME] = {"series_income", mark_, RT_INK_AUTO, RT_UNIT_MONEY}, \
        [P_EXPENSES] = {"series_expenses", mark_, RT_INK_AUTO, RT_UNIT_MONEY}, \
        [P_RETAINED] = {"series_retained", mark_, RT_INK_AUTO, RT_UNIT_COUNT}, \
        [P_CHURNED] = {"series_churned", mark_, RT_INK_AUTO, RT_UNIT_COUNT}, \
    }

static const struct rt_chart pies = {
    .title = "block_pie_charts_chart",
    .width_px = 960,
    .height_px = 360,
    .x = {.kind = RT_AXIS_LABEL},
    .y = {.kind = RT_AXIS_LINEAR, .unit = RT_UNIT_MONEY, .from_zero = true},
    .series = SERIES(RT_MARK_PIE),
};

/* Counts do not fit on an axis of money: they are in the table. */
static const struct rt_chart bars = {
    .title = "block_pie_charts_bars",
    .width_px = 960,
    .height_px = 360,
    .x = {.kind = RT_AXIS_LABEL},
    .y = {.kind = RT_AXIS_LINEAR, .unit = RT_UNIT_MONEY, .from_zero = true},
    .series = SERIES(RT_MARK_BAR),
};

/* One type of offer over all periods; `n` is its number of rows. */
struct part {
    int64_t value[P__MAX];
    size_t n;
};

/* The column for a part's value. */
static size_t
column_of(size_t part)
{
    return part < P_DRAWN ? C_VALUE + part : C_BETTER + part - P_BETTER;
}

/* parts[n_groups + 1]: by group, then the whole. */
static enum rt_code
sum_parts(const struct rt_case_groups *c, struct part *parts,
          struct rt_err *err)
{
    size_t all = c->set.in.n_groups;

    for (size_t i = 0; i < c->n; i++) {
        const struct rt_case_sums *s = &c->rows[i].sums;
        int64_t of_row[P__MAX] = {s->income, s->expenses, s->retained,
                                  s->churned};
        struct part *to[2] = {&parts[c->rows[i].group], &parts[all]};

        rt_better_values(s, of_row + P_BETTER);
        for (size_t k = 0; k < 2; k++) {
            to[k]->n++;
            for (size_t v = 0; v < P__MAX; v++) {
                enum rt_code rc =
                    rt_money_add(to[k]->value[v], of_row[v], &to[k]->value[v],
                                 columns[column_of(v)].name, err);
                if (rc != RT_OK)
                    return rc;
            }
        }
    }
    return RT_OK;
}

/* The groups that have rows, in their order. */
static size_t
present(const struct part *parts, size_t n_groups, struct rt_arena *a,
        size_t **out)
{
    size_t n = 0;

    *out = rt_alloc_n(a, n_groups, sizeof **out);
    for (size_t g = 0; g < n_groups; g++)
        if (parts[g].n != 0)
            (*out)[n++] = g;
    return n;
}

static bool
has_negative(const struct part *parts, size_t n_groups, size_t value)
{
    for (size_t g = 0; g < n_groups; g++)
        if (parts[g].value[value] < 0)
            return true;
    return false;
}

/* A share of a whole with a negative part has no meaning. */
static void
add_table(const struct rt_case_groups *c, const struct part *parts,
          const size_t *groups, size_t n, struct rt_arena *a,
          struct rt_result *out)
{
    struct rt_sheet *t =
        rt_result_table(out, a, "by_offer", columns, C__MAX, n);
    size_t all = c->set.in.n_groups;

    for (size_t i = 0; i < n; i++) {
        struct rt_cell *cell = t->cells + i * C__MAX;

        cell[C_TYPE] = rt_cell_text(c->set.group_name[groups[i]]);
        for (size_t v = 0; v < P__MAX; v++) {
            int64_t value = parts[groups[i]].value[v];

            cell[column_of(v)] = rt_cell_int(value);
            if (v < P_DRAWN && !has_negative(parts, all, v))
                cell[C_SHARE + v] = rt_cell_ratio(value, parts[all].value[v]);
        }
    }
}

static void
add_chart(const struct rt_case_groups *c, const struct part *parts,
          const size_t *groups, size_t n, struct rt_arena *a,
          struct rt_result *out)
{
    bool as_bars = false;
    const char **labels = rt_alloc_n(a, n, sizeof *labels);
    double **y = rt_alloc_n(a, P_DRAWN, sizeof *y);

    for (size_t v = 0; v < P_DRAWN; v++) {
        as_bars |= has_negative(parts, c->set.in.n_groups, v);
        y[v] = rt_alloc_n(a, n, sizeof **y);
        for (size_t i = 0; i < n; i++)
            y[v][i] = (double)parts[groups[i]].value[v];
    }
    for (size_t i = 0; i < n; i++)
        labels[i] = c->set.group_name[groups[i]];
    if (as_bars)
        rt_result_note(out, "note_negative_part", 0, NULL);
    out->chart = as_bars ? &bars : &pies;
    out->chart_data = (struct rt_chart_data){
        .n = n,
        .n_series = as_bars ? P_MONEY : P_DRAWN,
        .y = (const double *const *)y,
        .labels = labels,
    };
}

static enum rt_code
compute(const struct rt_block_env *env, const uint8_t *picked,
        struct rt_arena *a, struct rt_result *out, struct rt_err *err)
{
    struct rt_case_groups c;
    struct part *parts;
    size_t *groups, n;
    enum rt_code rc = rt_case_groups_make(out, picked, a, &c, err);

    (void)env;
    if (rc == RT_OK)
        rc = rt_case_groups_figures(&c, out, err);
    if (rc != RT_OK)
        return rc;
    parts = rt_alloc_n(a, c.set.in.n_groups + 1, sizeof *parts);
    rc = sum_parts(&c, parts, err);
    if (rc != RT_OK)
        return rc;
    n = present(parts, c.set.in.n_groups, a, &groups);
    add_table(&c, parts, groups, n, a, out);
    add_chart(&c, parts, groups, n, a, out);
    return RT_OK;
}

const struct rt_block rt_block_pie_charts = {
    .id = "pie-charts-block",
    .title = "block_pie_charts_title",
    .definition = "block_pie_charts_definition",
    .formula = "block_pie_charts_formula",
    .has_cases = true,
    .counts = RT_COUNTS(RT_GROUP_DESK),
    .reads = RT_GROUP_BIT(RT_GROUP_DESK),
    .compute = compute,
};
