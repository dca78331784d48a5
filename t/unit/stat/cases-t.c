#include "stat/cases.h"
#include "stat/bins.h"
#include "../tap.h"

enum { N = 120, CONTRACTS = 30, GROUPS = 4, FIRST = 19700, DAYS = 150 };

static struct rt_arena *arena;
static uint64_t seed = 20240131;

static int64_t
dice(int64_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((seed >> 33) % (uint64_t)n);
}

/* Cases as the functions take them. */
struct desk {
    struct rt_cases_in in;
    uint8_t picked[N], status[N], offered[N], escalated[N];
    uint32_t group[N], contract[N];
    int32_t day[N];
    int64_t created[N], completed[N], cost[N], profit_then[N], cost_then[N];
    int64_t profit[CONTRACTS];
};

static void
bind(struct desk *d, size_t n)
{
    d->in = (struct rt_cases_in){.n = n,
                                 .n_groups = GROUPS,
                                 .picked = d->picked,
                                 .status = d->status,
                                 .group = d->group,
                                 .offered = d->offered,
                                 .escalated = d->escalated,
                                 .contract = d->contract,
                                 .day = d->day,
                                 .created_at = d->created,
                                 .completed_at = d->completed,
                                 .cost = d->cost,
                                 .profit_at_close = d->profit_then,
                                 .cost_at_close = d->cost_then,
                                 .n_contracts = CONTRACTS,
                                 .profit = d->profit};
}

static void
random_case(struct desk *d, size_t i)
{
    d->picked[i] = dice(8) != 0;
    d->status[i] = (uint8_t)dice(RT_STATUS__MAX);
    d->group[i] = (uint32_t)dice(GROUPS);
    d->offered[i] = dice(3) != 0;
    d->escalated[i] = dice(2) != 0;
    d->contract[i] = dice(9) != 0 ? (uint32_t)dice(CONTRACTS) : RT_NOBODY;
    d->day[i] = FIRST + (int32_t)dice(DAYS);
    d->created[i] = (int64_t)d->day[i] * 86400 + dice(86400);
    d->completed[i] = RT_NEVER;
    if (d->status[i] >= RT_RETAINED && dice(12) != 0)
        d->completed[i] = d->created[i] + dice(500000);
    d->cost[i] = d->offered[i] ? dice(50000) : 0;
    d->profit_then[i] = dice(5) != 0 ? dice(90000) - 20000 : RT_NO_AMOUNT;
    d->cost_then[i] = dice(5) != 0 ? dice(40000) : RT_NO_AMOUNT;
}

static struct desk *
random_desk(void)
{
    struct desk *d = rt_alloc(arena, sizeof *d);

    for (size_t i = 0; i < CONTRACTS; i++)
        d->profit[i] = dice(9) != 0 ? dice(200000) - 40000 : RT_NO_AMOUNT;
    for (size_t i = 0; i < N; i++)
        random_case(d, i);
    bind(d, N);
    return d;
}

static bool
in_original(const struct desk *d, size_t i)
{
    return d->picked[i] &&
           (d->status[i] == RT_RETAINED || d->status[i] == RT_CHURNED) &&
           d->completed[i] != RT_NEVER && d->contract[i] != RT_NOBODY;
}

static int64_t
profit_of(const struct desk *d, size_t i)
{
    int64_t p = d->profit[d->contract[i]];

    return p == RT_NO_AMOUNT ? 0 : p;
}

static struct rt_case_sums
sums_of(const struct desk *d, const struct rt_periods *p, size_t period,
        uint32_t group)
{
    struct rt_case_sums s = {0};

    for (size_t i = 0; i < d->in.n; i++) {
        if (!in_original(d, i) || d->group[i] != group ||
            d->day[i] < p->bound[period] || d->day[i] >= p->bound[period + 1])
            continue;
        s.income += profit_of(d, i);
        s.expenses += d->cost[i];
        s.profit += profit_of(d, i) - d->cost[i];
        s.churned += d->status[i] == RT_CHURNED;
        s.retained += d->status[i] == RT_RETAINED;
        if (d->status[i] == RT_CHURNED) {
            s.lost_profit += profit_of(d, i);
            continue;
        }
        s.retained_profit += profit_of(d, i);
        s.retained_cost += d->cost[i];
        s.net_retained += profit_of(d, i) - d->cost[i];
    }
    return s;
}

static bool
same_sums(const struct rt_case_sums *a, const struct rt_case_sums *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* How many rows differ from the definitions. */
static size_t
wrong_rows(const struct desk *d, const struct rt_periods *p,
           const struct rt_case_row *rows, size_t n)
{
    size_t at = 0, wrong = 0;

    for (size_t period = 0; period < p->n; period++)
        for (uint32_t g = 0; g < GROUPS; g++) {
            struct rt_case_sums want = sums_of(d, p, period, g);

            if (want.churned + want.retained == 0)
                continue;
            wrong += at == n || rows[at].period != period ||
                     rows[at].group != g || !same_sums(&rows[at].sums, &want);
            at += at < n;
        }
    return wrong + (at != n);
}

static void
test_rows(void)
{
    size_t wrong = 0, seen = 0, failed = 0;
    struct rt_periods p;

    for (int round = 0; round < 100; round++) {
        struct desk *d = random_desk();
        struct rt_case_row *rows;
        size_t n;

        rt_periods_make(round % 2 == 0 ? RT_BY_MONTH : RT_BY_WEEK, FIRST + 10,
                        FIRST + DAYS - 20, FIRST + DAYS - 15, arena, &p);
        failed += rt_case_rows(&d->in, &p, arena, &rows, &n, NULL) != RT_OK;
        wrong += wrong_rows(d, &p, rows, n);
        seen += n;
        rt_arena_reset(arena);
    }
    ok(seen > 1000 && failed == 0, "random desks give many rows");
    is_int((int64_t)wrong, 0, "every row equals the definitions, in order");
}

static struct rt_case_kpi
kpi_of(const struct desk *d)
{
    struct rt_case_kpi k = {0};
    bool seen[CONTRACTS] = {false};

    for (size_t i = 0; i < d->in.n; i++) {
        bool closed =
            d->status[i] >= RT_RETAINED && d->completed[i] != RT_NEVER;
        bool kept = d->status[i] == RT_RETAINED;
        int64_t profit;

        k.open += d->picked[i] && !closed;
        k.without_contract +=
            d->picked[i] && closed && d->contract[i] == RT_NOBODY;
        if (!in_original(d, i))
            continue;
        profit = profit_of(d, i);
        k.sums.income += profit;
        k.sums.expenses += d->cost[i];
        k.sums.retained += kept;
        k.sums.churned += !kept;
        k.sums.retained_profit += kept ? profit : 0;
        k.accepted_cost += kept && !d->escalated[i] ? d->cost[i] : 0;
        k.sums.retained_cost += kept ? d->cost[i] : 0;
        k.offered += d->offered[i];
        k.retained_of_offered += kept && d->offered[i];
        k.churned_not_offered += !kept && !d->offered[i];
        k.distinct_contracts += !seen[d->contract[i]];
        seen[d->contract[i]] = true;
        if (kept && d->profit_then[i] != RT_NO_AMOUNT &&
            d->cost_then[i] != RT_NO_AMOUNT) {
            k.recorded++;
            k.net_at_close += d->profit_then[i] - d->cost_then[i];
        }
    }
    k.sums.profit = k.sums.income - k.sums.expenses;
    k.sums.lost_profit = k.sums.income - k.sums.retained_profit;
    k.churned_cost = k.sums.expenses - k.sums.retained_cost;
    k.sums.net_retained = k.sums.retained_profit - k.sums.retained_cost;
    return k;
}

static void
test_kpi(void)
{
    size_t wrong = 0;

    for (int round = 0; round < 200; round++) {
        struct desk *d = random_desk();
        struct rt_case_kpi got, want = kpi_of(d);

        wrong += rt_case_kpi(&d->in, &got, NULL) != RT_OK;
        wrong += memcmp(&got, &want, sizeof got) != 0;
        rt_arena_reset(arena);
    }
    is_int((int64_t)wrong, 0, "key figures of random desks are exact");
}

/* No case is lost between the stages, and the groups add up to the whole. */
static size_t
broken_identities(const struct rt_case_funnel *rows)
{
    struct rt_case_funnel sum = {0};
    const struct rt_case_funnel *all = &rows[GROUPS];
    size_t broken = 0;

    for (size_t g = 0; g <= GROUPS; g++) {
        const struct rt_case_funnel *f = &rows[g];

        broken += f->cases !=
                  f->retained + f->churned + f->open_escalated + f->open_active;
        broken += f->retained_escalated > f->retained ||
                  f->churned_escalated > f->churned ||
                  f->accepted > f->retained - f->retained_escalated;
        if (g == GROUPS)
            continue;
        sum.cases += f->cases;
        sum.offered += f->offered;
        sum.accepted += f->accepted;
        sum.escalated += f->escalated;
        sum.churned_not_offered += f->churned_not_offered;
    }
    return broken + (sum.cases != all->cases) + (sum.offered != all->offered) +
           (sum.accepted != all->accepted) + (sum.escalated != all->escalated) +
           (sum.churned_not_offered != all->churned_not_offered);
}

static void
test_funnel(void)
{
    struct rt_case_funnel rows[GROUPS + 1];
    size_t broken = 0;

    for (int round = 0; round < 100; round++) {
        struct desk *d = random_desk();

        rt_case_funnel(&d->in, rows);
        broken += broken_identities(rows);
        rt_arena_reset(arena);
    }
    is_int((int64_t)broken, 0, "stages and groups add up");
}

/* Closed cases of group 0 that took this many seconds each. */
static double
median(const int64_t *seconds, size_t n)
{
    struct desk *d = rt_alloc(arena, sizeof *d);
    struct rt_case_funnel rows[GROUPS + 1];

    for (size_t i = 0; i < n; i++) {
        d->picked[i] = 1;
        d->status[i] = RT_CHURNED;
        d->contract[i] = RT_NOBODY;
        d->completed[i] = seconds[i];
    }
    bind(d, n);
    rt_case_funnel(&d->in, rows);
    return rows[0].median_s;
}

static void
test_median(void)
{
    is_close(median((const int64_t[]){7, 1, 3}, 3), 3, 0,
             "the median of an odd number is the middle one");
    is_close(median((const int64_t[]){7, 1, 3, 4}, 4), 3.5, 0,
             "of an even number it is between the two in the middle");
    is_close(median((const int64_t[]){5}, 1), 5, 0, "one");
    ok(isnan(median(NULL, 0)), "none: undefined, not 0");
}

static void
test_overflow(void)
{
    struct desk *d = rt_alloc(arena, sizeof *d);
    struct rt_err err = {0};
    struct rt_case_kpi k;
    struct rt_case_row *rows;
    struct rt_periods p;
    size_t n;

    for (size_t i = 0; i < 2; i++) {
        d->picked[i] = 1;
        d->status[i] = RT_RETAINED;
        d->contract[i] = (uint32_t)i;
        d->day[i] = FIRST;
        d->profit_then[i] = d->cost_then[i] = RT_NO_AMOUNT;
    }
    d->profit[0] = INT64_MAX - 5;
    d->profit[1] = 5;
    bind(d, 2);
    rt_periods_make(RT_BY_MONTH, FIRST, FIRST, FIRST + 1, arena, &p);
    is_int(rt_case_kpi(&d->in, &k, &err), RT_OK,
           "the largest possible sum is accepted");
    is_int(k.sums.income, INT64_MAX, "it is exact");
    is_int(rt_case_rows(&d->in, &p, arena, &rows, &n, &err), RT_OK,
           "also by period");
    d->profit[1] = 6;
    is_int(rt_case_kpi(&d->in, &k, &err), RT_ELIMIT, "a larger sum is refused");
    err = (struct rt_err){0};
    is_int(rt_case_rows(&d->in, &p, arena, &rows, &n, &err), RT_ELIMIT,
           "also by period");
    ok(strstr(err.text, "income") != NULL, "the error names the sum: %s",
       err.text);
}

static void
test_nothing(void)
{
    struct rt_case_funnel rows[GROUPS + 1];
    struct desk *d = rt_alloc(arena, sizeof *d);
    struct rt_case_row *none;
    struct rt_case_kpi k;
    struct rt_periods p;
    size_t n;

    bind(d, 0);
    rt_periods_make(RT_BY_MONTH, 10, 9, 11, arena, &p);
    ok(rt_case_rows(&d->in, &p, arena, &none, &n, NULL) == RT_OK && n == 0,
       "no cases and no periods give no rows");
    ok(rt_case_kpi(&d->in, &k, NULL) == RT_OK && k.sums.income == 0,
       "the sums are 0");
    rt_case_funnel(&d->in, rows);
    ok(rows[GROUPS].cases == 0 && isnan(rows[GROUPS].median_s),
       "the funnel is empty");
}

static void
test_bins(void)
{
    static const int64_t v[] = {0, 10, 20, 25, 59, 60, -0};
    double edge[7];
    int64_t count[6];

    rt_bins(v, 7, 100, 6, edge, count);
    is_close(edge[0], 0, 0, "the bins begin at the least value");
    is_close(edge[6], 60, 0, "they end at the greatest");
    is_close(edge[1], 10, 1e-15, "they have equal widths");
    ok(count[0] == 2 && count[1] == 1 && count[2] == 2 && count[3] == 0 &&
           count[4] == 0 && count[5] == 2,
       "an edge belongs to the bin above it, the last one to the last bin");
    rt_bins((const int64_t[]){500, 500}, 2, 100, 6, edge, count);
    ok(edge[0] == 450 && edge[6] == 550 && count[3] == 2,
       "equal values are in the middle of a bin of one unit");
    rt_bins((const int64_t[]){INT64_MIN, INT64_MAX}, 2, 1, 6, edge, count);
    ok(count[0] == 1 && count[5] == 1 && edge[3] > -1e4 && edge[3] < 1e4,
       "the widest range does not overflow");
}

/* Bins between round bounds, at least 100 wide and at most 8. */
static size_t
round_bins(const int64_t *v, size_t n, double *edge, int64_t *count)
{
    return rt_round_bins(v, n, 100, 8, edge, count);
}

static void
test_round_bins(void)
{
    static const int64_t v[] = {-150, 0, 10, 199, 200, 1000};
    static const struct {
        int64_t high;
        size_t n;
        double step;
    } tries[] = {{800, 8, 100},   {801, 5, 200},  {1600, 8, 200},
                 {1601, 4, 500},  {4000, 8, 500}, {4001, 5, 1000},
                 {8000, 8, 1000}, {8001, 5, 2000}};
    double edge[9];
    int64_t count[8];

    is_int((int64_t)round_bins(v, 6, edge, count), 6,
           "bins of 200 cover the values");
    ok(edge[0] == -200 && edge[1] == 0 && edge[6] == 1000,
       "0 and the greatest value are bounds");
    ok(count[0] == 1 && count[1] == 3 && count[2] == 1 && count[3] == 0 &&
           count[4] == 0 && count[5] == 1,
       "a bound belongs to the bin above it, the last one to the last bin");
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        int64_t ends[] = {0, tries[i].high};

        ok(round_bins(ends, 2, edge, count) == tries[i].n &&
               edge[1] == tries[i].step && count[0] == 1 &&
               count[tries[i].n - 1] == 1,
           "0 to %d: %zu bins of %g", (int)tries[i].high, tries[i].n,
           tries[i].step);
    }
    ok(round_bins((const int64_t[]){500, 500}, 2, edge, count) == 1 &&
           edge[0] == 500 && edge[1] == 600 && count[0] == 2,
       "equal values have one bin");
    ok(round_bins((const int64_t[]){-200, -100}, 2, edge, count) == 1 &&
           edge[0] == -200 && edge[1] == -100 && count[0] == 2,
       "so have equal negative values between two bounds");
    ok(round_bins((const int64_t[]){INT64_MIN, INT64_MAX}, 2, edge, count) ==
               4 &&
           edge[2] == 0 && count[0] == 1 && count[3] == 1,
       "the widest range does not overflow");
    ok(rt_round_bins((const int64_t[]){INT64_MIN, INT64_MAX - 1}, 2, 1, 8, edge,
                     count) == 4,
       "nor does it with values from 1 on");
}

int
main(void)
{
    arena = rt_arena_new();
    test_rows();
    test_kpi();
    test_funnel();
    test_median();
    test_overflow();
    test_nothing();
    test_bins();
    test_round_bins();
    rt_arena_free(arena);
    return done();
}
