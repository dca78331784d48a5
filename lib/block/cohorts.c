/* The block `cohorts`: who comes back, by the period in which clients began
 * (METRICS 5.2, 6). */
#include "block/cohorts.h"

#include "block/blocks.h"
#include "block/heat.h"
#include "stat/wilson.h"

/* In this many last periods "or later" is too short. */
enum { PROVISIONAL = 3 };

enum {
    C_COHORT,
    C_K,
    C_SIZE,
    C_ACTIVE,
    C_RETENTION,
    C_ROLLING,
    C_ROLLING_RETENTION,
    C_REVENUE,
    C_CUM,
    C_COMPLETE,
    C_LOW,
    C_HIGH,
    C_PROVISIONAL,
    C_FIRST_SEEN,
    C__MAX
};

static const struct rt_column all_columns[C__MAX] = {
    [C_COHORT] = {"cohort", RT_KIND_PERIOD, false},
    [C_K] = {"k", RT_KIND_COUNT, false},
    [C_SIZE] = {"size", RT_KIND_COUNT, false},
    [C_ACTIVE] = {"active", RT_KIND_COUNT, false},
    [C_RETENTION] = {"retention", RT_KIND_SHARE, false},
    [C_ROLLING] = {"rolling_active", RT_KIND_COUNT, true},
    [C_ROLLING_RETENTION] = {"rolling_retention", RT_KIND_SHARE, false},
    [C_REVENUE] = {"revenue", RT_KIND_MONEY, false},
    [C_CUM] = {"cum_revenue_per_customer", RT_KIND_PRICE, false},
    [C_COMPLETE] = {"complete", RT_KIND_FLAG, true},
    [C_LOW] = {"retention_low", RT_KIND_SHARE, true},
    [C_HIGH] = {"retention_high", RT_KIND_SHARE, true},
    [C_PROVISIONAL] = {"rolling_provisional", RT_KIND_FLAG, true},
    [C_FIRST_SEEN] = {"first_seen", RT_KIND_FLAG, true},
};

enum {
    P_K,
    P_COHORTS,
    P_SIZE,
    P_ACTIVE,
    P_ROLLING,
    P_RETENTION,
    P_ROLLING_RETENTION,
    P_LOW,
    P_HIGH,
    P__MAX
};

static const struct rt_column pooled_columns[P__MAX] = {
    [P_K] = {"k", RT_KIND_COUNT, false},
    [P_COHORTS] = {"cohorts", RT_KIND_COUNT, false},
    [P_SIZE] = {"size", RT_KIND_COUNT, false},
    [P_ACTIVE] = {"active", RT_KIND_COUNT, false},
    [P_ROLLING] = {"rolling", RT_KIND_COUNT, true},
    [P_RETENTION] = {"retention", RT_KIND_SHARE, false},
    [P_ROLLING_RETENTION] = {"rolling_retention", RT_KIND_SHARE, false},
    [P_LOW] = {"retention_low", RT_KIND_SHARE, true},
    [P_HIGH] = {"retention_high", RT_KIND_SHARE, true},
};

static const struct rt_chart chart = {
    .title = "block_cohorts_chart",
    .width_px = 960,
    .x = {.kind = RT_AXIS_LABEL, .name = "axis_periods_later"},
    .y = {.kind = RT_AXIS_LINEAR, .unit = RT_UNIT_SHARE, .from_zero = true},
    .series = {{.name = "series_all_cohorts",
                .mark = RT_MARK_HEAT,
                .unit = RT_UNIT_SHARE}},
};

struct work {
    struct rt_cohort_set set;
    bool drop_first; /* leave the first seen cohort out of pooled lines */
    bool complete;   /* complete cells only */
    enum rt_lang lang;
    size_t *ages;             /* [set.n_shown] 0: no row */
    struct rt_pooled *pooled; /* [set.periods.n] */
};

static bool
is_complete(const struct work *w, size_t c, size_t k)
{
    return rt_cohort_complete(&w->set.periods, c, k);
}

/* How many ages of each cohort are shown. */
static void
count_ages(struct work *w, struct rt_arena *a)
{
    size_t n = w->complete ? w->set.periods.n_done : w->set.c.n;

    w->ages = rt_alloc_n(a, w->set.n_shown, sizeof *w->ages);
    for (size_t c = 0; c < w->set.n_shown; c++)
        if (rt_cohort_size(&w->set, c) != 0 && c < n)
            w->ages[c] = n - c;
}

static int32_t
start_of(const struct work *w, size_t c)
{
    return rt_period_start(w->set.periods.by, w->set.periods.bound[c]);
}

/* Cells that are known only when the period is over. */
static void
fill_shares(struct rt_cell *cell, const struct work *w, const struct rt_data *d,
            size_t at, int64_t size)
{
    const struct rt_cohorts *o = &w->set.c;
    double low, high;

    rt_wilson(o->active[at], size, &low, &high);
    cell[C_RETENTION] = rt_cell_ratio(o->active[at], size);
    cell[C_ROLLING_RETENTION] = rt_cell_ratio(o->rolling[at], size);
    cell[C_LOW] = rt_cell_real(low);
    cell[C_HIGH] = rt_cell_real(high);
    if (o->cum != NULL)
        cell[C_CUM] = rt_cell_price(d, (double)o->cum[at], (double)size);
}

static void
fill_row(struct rt_cell *cell, const struct work *w, const struct rt_data *d,
         size_t c, size_t k)
{
    const struct rt_cohorts *o = &w->set.c;
    const struct rt_periods *p = &w->set.periods;
    size_t at = c * o->n + k, finished = p->n_done;
    int64_t size = rt_cohort_size(&w->set, c);
    bool complete = is_complete(w, c, k);

    cell[C_COHORT] = rt_cell_int(start_of(w, c));
    cell[C_K] = rt_cell_int((int64_t)k);
    cell[C_SIZE] = rt_cell_int(size);
    cell[C_ACTIVE] = rt_cell_int(o->active[at]);
    cell[C_ROLLING] = rt_cell_int(o->rolling[at]);
    if (o->revenue != NULL)
        cell[C_REVENUE] = rt_cell_int(o->revenue[at]);
    if (complete)
        fill_shares(cell, w, d, at, size);
    cell[C_COMPLETE] = rt_cell_int(complete);
    cell[C_PROVISIONAL] = rt_cell_int(k > 0 && c + k + PROVISIONAL >= finished);
    cell[C_FIRST_SEEN] = rt_cell_int(rt_cohort_first_seen(&w->set, c));
}

/* The columns for this source, and their numbers among all columns. */
static size_t
choose_columns(const struct work *w, struct rt_arena *a,
               struct rt_column **columns, size_t *which)
{
    size_t n = 0;

    *columns = rt_alloc_n(a, C__MAX, sizeof **columns);
    for (size_t c = 0; c < C__MAX; c++)
        if (w->set.c.revenue != NULL || (c != C_REVENUE && c != C_CUM)) {
            (*columns)[n] = all_columns[c];
            which[n++] = c;
        }
    return n;
}

static void
add_table(const struct work *w, struct rt_arena *a, struct rt_result *out)
{
    size_t which[C__MAX], n_rows = 0, row = 0, n;
    struct rt_column *columns;
    struct rt_sheet *t;
    uint8_t *unfinished;

    n = choose_columns(w, a, &columns, which);
    for (size_t c = 0; c < w->set.n_shown; c++)
        n_rows += w->ages[c];
    t = rt_result_table(out, a, "cohorts", columns, n, n_rows);
    unfinished = rt_alloc(a, n_rows);
    for (size_t c = 0; c < w->set.n_shown; c++)
        for (size_t k = 0; k < w->ages[c]; k++, row++) {
            struct rt_cell cell[C__MAX] = {0};

            fill_row(cell, w, out->data, c, k);
            for (size_t i = 0; i < n; i++)
                t->cells[row * n + i] = cell[which[i]];
            unfinished[row] = !is_complete(w, c, k);
        }
    t->unfinished = unfinished;
}

static void
pool(struct work *w, struct rt_arena *a)
{
    const struct rt_cohorts *o = &w->set.c;

    w->pooled = rt_alloc_n(a, o->n, sizeof *w->pooled);
    for (size_t c = 0; c < w->set.n_shown; c++) {
        if (w->drop_first && rt_cohort_first_seen(&w->set, c))
            continue;
        for (size_t k = 0; k < w->ages[c] && is_complete(w, c, k); k++) {
            struct rt_pooled *sum = &w->pooled[k];

            sum->cohorts++;
            sum->size += rt_cohort_size(&w->set, c);
            sum->active += o->active[c * o->n + k];
            sum->rolling += o->rolling[c * o->n + k];
        }
    }
}

static void
add_pooled(const struct work *w, struct rt_arena *a, struct rt_result *out)
{
    size_t n = 0;
    struct rt_sheet *t;

    while (n < w->set.c.n && w->pooled[n].size != 0)
        n++;
    t = rt_result_table(out, a, "pooled", pooled_columns, P__MAX, n);
    for (size_t k = 0; k < n; k++) {
        struct rt_cell *cell = t->cells + k * P__MAX;
        const struct rt_pooled *sum = &w->pooled[k];
        double low, high;

        rt_wilson(sum->active, sum->size, &low, &high);
        cell[P_K] = rt_cell_int((int64_t)k);
        cell[P_COHORTS] = rt_cell_int(sum->cohorts);
        cell[P_SIZE] = rt_cell_int(sum->size);
        cell[P_ACTIVE] = rt_cell_int(sum->active);
        cell[P_ROLLING] = rt_cell_int(sum->rolling);
        cell[P_RETENTION] = rt_cell_ratio(sum->active, sum->size);
        cell[P_ROLLING_RETENTION] = rt_cell_ratio(sum->rolling, sum->size);
        cell[P_LOW] = rt_cell_real(low);
        cell[P_HIGH] = rt_cell_real(high);
    }
}

static void
put_cohort(const struct work *w, struct rt_heat *h, size_t c)
{
    const struct rt_cohorts *o = &w->set.c;
    int64_t size = rt_cohort_size(&w->set, c);

    rt_heat_cohort(h, w->set.periods.by, start_of(w, c), size);
    for (size_t k = 0; k < w->ages[c]; k++)
        rt_heat_cell(h, k, o->active[c * o->n + k], size,
                     !is_complete(w, c, k));
}

static void
add_chart(const struct work *w, struct rt_arena *a, struct rt_result *out)
{
    struct rt_heat h;

    rt_heat_init(&h, w->ages, w->set.n_shown, w->pooled, w->lang, a);
    for (size_t c = h.first; c < w->set.n_shown; c++)
        if (w->ages[c] != 0)
            put_cohort(w, &h, c);
    rt_heat_show(&h, &chart, out);
}

/* Cohorts in the table that are too small for a reliable share. */
static int64_t
count_small(const struct work *w)
{
    int64_t n = 0;

    for (size_t c = 0; c < w->set.n_shown; c++)
        n += w->ages[c] != 0 && rt_cohort_size(&w->set, c) < RT_COHORT_FEW;
    return n;
}

static enum rt_code
compute(const struct rt_block_env *env, const uint8_t *picked,
        struct rt_arena *a, struct rt_result *out, struct rt_err *err)
{
    struct work w = {.lang = env->lang,
                     .complete = out->filter->complete,
                     .drop_first = rt_filter_int(out->filter, "first_seen", 0)};
    enum rt_code rc =
        rt_cohort_set_of(env, picked, out, rt_source_of(out), a, &w.set, err);

    if (rc != RT_OK)
        return rc;
    out->as_of = w.set.until;
    out->needs = RT_COUNTS(rt_source_group(rt_source_of(out)));
    count_ages(&w, a);
    pool(&w, a);
    add_table(&w, a, out);
    add_pooled(&w, a, out);
    rt_pooled_figures(w.pooled, w.set.c.n,
                      "sum of active / sum of size, complete cells", out);
    add_chart(&w, a, out);
    rt_cohort_notes(&w.set, picked, env->lang, a, out);
    rt_note_few_in_cohort(count_small(&w), out);
    if (w.set.periods.cut)
        rt_result_note(out, "note_unfinished_cells", 0, NULL);
    if (w.set.periods.n_done + w.set.periods.cut < w.set.periods.n)
        rt_result_note(out, "note_provisional_cells", env->gap_days, NULL);
    rt_result_note(out, "note_rolling", PROVISIONAL, NULL);
    return RT_OK;
}

static const char *const first_seen_words[] = {"keep", "drop", NULL};

static const struct rt_field options[] = {
    {.name = "source",
     .label = "option_source",
     .kind = RT_INPUT_WORD,
     .words = rt_source_words,
     .depends = "option_source_otherwise"},
    {.name = "first_seen",
     .label = "option_first_seen",
     .kind = RT_INPUT_WORD,
     .words = first_seen_words,
     .otherwise = "keep"},
    {.name = NULL},
};

const struct rt_block rt_block_cohorts = {
    .id = "cohorts",
    .title = "block_cohorts_title",
    .definition = "block_cohorts_definition",
    .formula = "block_cohorts_formula",
    .options = options,
    .reads = RT_GROUP_BIT(RT_GROUP_PAYMENTS) | RT_GROUP_BIT(RT_GROUP_ACTIVITY),
    .needs = RT_COUNTS(RT_GROUP_CONTRACTS) | RT_COUNTS(RT_GROUP_PAYMENTS) |
             RT_COUNTS(RT_GROUP_ACTIVITY),
    .compute = compute,
};
