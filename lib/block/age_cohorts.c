/* The block `age-cohorts`: contracts that still run a certain time after their
 * own start (METRICS 6.3, 6.4). */
#include "block/blocks.h"
#include "block/clients.h"
#include "block/cohorts.h"
#include "block/heat.h"
#include "stat/age.h"
#include "stat/wilson.h"

enum {
    C_COHORT,
    C_K,
    C_SIZE,
    C_OBSERVABLE,
    C_ALIVE,
    C_MATURE,
    C_RETENTION,
    C_LOW,
    C_HIGH,
    C__MAX
};

static const struct rt_column columns[C__MAX] = {
    [C_COHORT] = {"cohort", RT_KIND_PERIOD, false},
    [C_K] = {"k", RT_KIND_COUNT, false},
    [C_SIZE] = {"size", RT_KIND_COUNT, false},
    [C_OBSERVABLE] = {"observable", RT_KIND_COUNT, true},
    [C_ALIVE] = {"alive", RT_KIND_COUNT, false},
    [C_MATURE] = {"mature", RT_KIND_FLAG, true},
    [C_RETENTION] = {"retention", RT_KIND_SHARE, false},
    [C_LOW] = {"retention_low", RT_KIND_SHARE, true},
    [C_HIGH] = {"retention_high", RT_KIND_SHARE, true},
};

enum { P_K, P_COHORTS, P_SIZE, P_ALIVE, P_RETENTION, P_LOW, P_HIGH, P__MAX };

static const struct rt_column pooled_columns[P__MAX] = {
    [P_K] = {"k", RT_KIND_COUNT, false},
    [P_COHORTS] = {"cohorts", RT_KIND_COUNT, false},
    [P_SIZE] = {"size", RT_KIND_COUNT, false},
    [P_ALIVE] = {"alive", RT_KIND_COUNT, false},
    [P_RETENTION] = {"retention", RT_KIND_SHARE, false},
    [P_LOW] = {"retention_low", RT_KIND_SHARE, true},
    [P_HIGH] = {"retention_high", RT_KIND_SHARE, true},
};

static const struct rt_chart chart = {
    .title = "block_age_cohorts_chart",
    .width_px = 960,
    .x = {.kind = RT_AXIS_LABEL, .name = "axis_age"},
    .y = {.kind = RT_AXIS_LINEAR, .unit = RT_UNIT_SHARE, .from_zero = true},
    .series = {{.name = "series_all_cohorts",
                .mark = RT_MARK_HEAT,
                .unit = RT_UNIT_SHARE}},
};

struct work {
    struct rt_periods periods;
    size_t n_shown;
    struct rt_ages o;
    bool mature_only;
    size_t started; /* ages that begin before the observation ends */
    enum rt_lang lang;
    size_t *ages;             /* [n_shown] 0: no row */
    struct rt_pooled *pooled; /* [o.ages] */
};

static int64_t
observable(const struct work *w, size_t c, size_t k)
{
    return k < w->o.ages ? w->o.observable[c * w->o.ages + k] : 0;
}

static int64_t
size_of(const struct work *w, size_t c)
{
    return observable(w, c, 0);
}

static bool
is_mature(const struct work *w, size_t c, size_t k)
{
    return observable(w, c, k) == size_of(w, c);
}

/* The number of steps that begin between the first start of the selected
 * clients and the end of the observation.  It does not depend on other
 * clients, nor on where the shown cohorts begin. */
static size_t
count_started(int32_t first, const struct rt_periods *p, int months)
{
    size_t n = 0;

    if (p->n == 0 || first >= p->bound[p->n])
        return 0;
    first = rt_period_start(p->by, first);
    while (rt_day_add_months(first, (int)n * months) < p->bound[p->n])
        n++;
    return n;
}

/* A cell is shown when it is mature, or else when a contract has reached the
 * age, unless the age begins as the observation ends. */
static bool
is_shown(const struct work *w, size_t c, size_t k)
{
    if (observable(w, c, k) == 0)
        return false;
    return is_mature(w, c, k) || (!w->mature_only && k < w->started);
}

static void
count_ages(struct work *w, struct rt_arena *a)
{
    w->ages = rt_alloc_n(a, w->n_shown, sizeof *w->ages);
    for (size_t c = 0; c < w->n_shown; c++)
        while (is_shown(w, c, w->ages[c]))
            w->ages[c]++;
}

static int32_t
start_of(const struct work *w, size_t c)
{
    return rt_period_start(w->periods.by, w->periods.bound[c]);
}

static void
fill_share(struct rt_cell *retention, struct rt_cell *low_cell,
           struct rt_cell *high_cell, int64_t alive, int64_t size)
{
    double low, high;

    rt_wilson(alive, size, &low, &high);
    *retention = rt_cell_ratio(alive, size);
    *low_cell = rt_cell_real(low);
    *high_cell = rt_cell_real(high);
}

static void
fill_row(struct rt_cell *cell, const struct work *w, size_t c, size_t k)
{
    int64_t alive = w->o.alive[c * w->o.ages + k];

    cell[C_COHORT] = rt_cell_int(start_of(w, c));
    cell[C_K] = rt_cell_int((int64_t)k);
    cell[C_SIZE] = rt_cell_int(size_of(w, c));
    cell[C_OBSERVABLE] = rt_cell_int(observable(w, c, k));
    cell[C_ALIVE] = rt_cell_int(alive);
    cell[C_MATURE] = rt_cell_int(is_mature(w, c, k));
    if (is_mature(w, c, k))
        fill_share(&cell[C_RETENTION], &cell[C_LOW], &cell[C_HIGH], alive,
                   size_of(w, c));
}

static void
add_table(const struct work *w, struct rt_arena *a, struct rt_result *out)
{
    size_t n_rows = 0, row = 0;
    struct rt_sheet *t;
    uint8_t *unfinished;

    for (size_t c = 0; c < w->n_shown; c++)
        n_rows += w->ages[c];
    t = rt_result_table(out, a, "age_cohorts", columns, C__MAX, n_rows);
    unfinished = rt_alloc(a, n_rows);
    for (size_t c = 0; c < w->n_shown; c++)
        for (size_t k = 0; k < w->ages[c]; k++, row++) {
            fill_row(t->cells + row * C__MAX, w, c, k);
            unfinished[row] = !is_mature(w, c, k);
        }
    t->unfinished = unfinished;
}

static void
pool(struct work *w, struct rt_arena *a)
{
    w->pooled = rt_alloc_n(a, w->o.ages, sizeof *w->pooled);
    for (size_t c = 0; c < w->n_shown; c++)
        for (size_t k = 0; k < w->ages[c] && is_mature(w, c, k); k++) {
            w->pooled[k].cohorts++;
            w->pooled[k].size += size_of(w, c);
            w->pooled[k].active += w->o.alive[c * w->o.ages + k];
        }
}

static void
add_pooled(const struct work *w, struct rt_arena *a, struct rt_result *out)
{
    size_t n = 0;
    struct rt_sheet *t;

    while (n < w->o.ages && w->pooled[n].size != 0)
        n++;
    t = rt_result_table(out, a, "pooled", pooled_columns, P__MAX, n);
    for (size_t k = 0; k < n; k++) {
        struct rt_cell *cell = t->cells + k * P__MAX;
        const struct rt_pooled *sum = &w->pooled[k];

        cell[P_K] = rt_cell_int((int64_t)k);
        cell[P_COHORTS] = rt_cell_int(sum->cohorts);
        cell[P_SIZE] = rt_cell_int(sum->size);
        cell[P_ALIVE] = rt_cell_int(sum->active);
        fill_share(&cell[P_RETENTION], &cell[P_LOW], &cell[P_HIGH], sum->active,
                   sum->size);
    }
}

static void
add_chart(const struct work *w, struct rt_arena *a, struct rt_result *out)
{
    struct rt_heat h;

    rt_heat_init(&h, w->ages, w->n_shown, w->pooled, w->lang, a);
    for (size_t c = h.first; c < w->n_shown; c++) {
        if (w->ages[c] == 0)
            continue;
        rt_heat_cohort(&h, w->periods.by, start_of(w, c), size_of(w, c));
        for (size_t k = 0; k < w->ages[c]; k++)
            rt_heat_cell(&h, k, w->o.alive[c * w->o.ages + k],
                         observable(w, c, k), !is_mature(w, c, k));
    }
    rt_heat_show(&h, &chart, out);
}

/* Contracts of selected clients without a known start. */
static int64_t
without_start(const struct rt_churn_in *in)
{
    int64_t n = 0;

    for (size_t i = 0; i < in->n_clients; i++)
        for (uint32_t c = in->first[i]; c < in->first[i + 1]; c++)
            n += in->picked[i] && in->start[c] == RT_DAY_NONE &&
                 in->end[c] != RT_DAY_NONE;
    return n;
}

static void
add_notes(const struct work *w, const struct rt_churn_in *in,
          struct rt_result *out)
{
    int64_t outside = without_start(in);
    int64_t n_small = 0;
    bool immature = false;

    for (size_t c = 0; c < w->n_shown; c++)
        n_small += w->ages[c] != 0 && size_of(w, c) < RT_COHORT_FEW;
    rt_note_few_in_cohort(n_small, out);
    for (size_t c = 0; c < w->n_shown; c++)
        immature |= w->ages[c] != 0 && !is_mature(w, c, w->ages[c] - 1);
    if (immature)
        rt_result_note(out, "note_immature", 0, NULL);
    if (outside != 0)
        rt_result_note(out, "note_contracts_since_ever", outside, NULL);
    rt_note_left_out(out->data, in->picked, out);
}

/* Months of a step; without the option it is as long as a cohort. */
static int
step_of(const struct rt_result *r)
{
    static const int lengths[] = {1, 3, 12};
    int own = r->by == RT_BY_YEAR ? 2 : r->by == RT_BY_QUARTER;

    return lengths[rt_filter_int(r->filter, "step", own)];
}

static enum rt_code
compute(const struct rt_block_env *env, const uint8_t *picked,
        struct rt_arena *a, struct rt_result *out, struct rt_err *err)
{
    struct work w = {.lang = env->lang, .mature_only = out->filter->complete};
    struct rt_churn_in in = rt_churn_input(env, picked);
    int months = step_of(out);
    enum rt_code rc =
        rt_cohort_periods(out, rt_first_start(env->data, NULL), out->as_of, a,
                          &w.periods, &w.n_shown, err);

    if (rc != RT_OK)
        return rc;
    rt_ages_of(&in, &w.periods, months, a, &w.o);
    w.started =
        count_started(rt_first_start(env->data, picked), &w.periods, months);
    count_ages(&w, a);
    pool(&w, a);
    add_table(&w, a, out);
    add_pooled(&w, a, out);
    rt_pooled_figures(w.pooled, w.o.ages,
                      "sum of alive / sum of size, mature cells", out);
    add_chart(&w, a, out);
    add_notes(&w, &in, out);
    return RT_OK;
}

static const char *const step_words[] = {"month", "quarter", "year", NULL};

static const struct rt_field options[] = {
    {.name = "step",
     .label = "option_step",
     .kind = RT_INPUT_WORD,
     .words = step_words,
     .depends = "option_step_otherwise"},
    {.name = NULL},
};

const struct rt_block rt_block_age_cohorts = {
    .id = "age-cohorts",
    .title = "block_age_cohorts_title",
    .definition = "block_age_cohorts_definition",
    .formula = "block_age_cohorts_formula",
    .options = options,
    .counts = RT_COUNTS(RT_GROUP_CONTRACTS),
    .compute = compute,
};
