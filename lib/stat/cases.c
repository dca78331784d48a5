#include "stat/cases.h"

#include "base/money.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool
closed(const struct rt_cases_in *in, size_t i)
{
    return (in->status[i] == RT_RETAINED || in->status[i] == RT_CHURNED) &&
           in->completed_at[i] != RT_NEVER;
}

static bool
resolved(const struct rt_cases_in *in, size_t i)
{
    return in->picked[i] && closed(in, i) && in->contract[i] != RT_NOBODY;
}

static int64_t
profit_of(const struct rt_cases_in *in, size_t i)
{
    int64_t profit = in->profit[in->contract[i]];

    return profit != RT_NO_AMOUNT ? profit : 0;
}

/* Add money to a sum; after an overflow nothing more is added. */
static void
add(enum rt_code *rc, int64_t *sum, int64_t amount, const char *what,
    struct rt_err *err)
{
    if (*rc == RT_OK)
        *rc = rt_money_add(*sum, amount, sum, what, err);
}

static enum rt_code
add_case(const struct rt_cases_in *in, size_t i, struct rt_case_sums *sums,
         struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    add(&rc, &sums->income, profit_of(in, i), "income", err);
    add(&rc, &sums->expenses, in->cost[i], "expenses", err);
    add(&rc, &sums->profit, profit_of(in, i), "profit", err);
    add(&rc, &sums->profit, -in->cost[i], "profit", err);
    if (in->status[i] == RT_CHURNED) {
        sums->churned++;
        add(&rc, &sums->lost_profit, profit_of(in, i), "lost profit", err);
        return rc;
    }
    sums->retained++;
    add(&rc, &sums->retained_profit, profit_of(in, i), "retained profit", err);
    add(&rc, &sums->retained_cost, in->cost[i], "cost of retained", err);
    add(&rc, &sums->net_retained, profit_of(in, i), "net retained", err);
    add(&rc, &sums->net_retained, -in->cost[i], "net retained", err);
    return rc;
}

/* Resolved cases by period: those of period k are at[first[k]] .. at[first[k +
 * 1] - 1]. */
struct by_period {
    size_t *first;
    size_t *at;
};

static bool
in_period(const struct rt_cases_in *in, const struct rt_periods *p, size_t i,
          int64_t *period)
{
    if (!resolved(in, i))
        return false;
    *period = rt_period_of(p, in->day[i]);
    return *period >= 0 && *period < (int64_t)p->n;
}

static void
sort_by_period(const struct rt_cases_in *in, const struct rt_periods *p,
               struct by_period *out)
{
    size_t *next = rt_heap((p->n + 1) * sizeof *next);
    int64_t k;

    out->first = rt_heap((p->n + 1) * sizeof *out->first);
    memset(out->first, 0, (p->n + 1) * sizeof *out->first);
    for (size_t i = 0; i < in->n; i++)
        if (in_period(in, p, i, &k))
            out->first[k + 1]++;
    for (size_t j = 0; j < p->n; j++)
        out->first[j + 1] += out->first[j];
    memcpy(next, out->first, (p->n + 1) * sizeof *next);
    out->at = rt_heap((out->first[p->n] + 1) * sizeof *out->at);
    for (size_t i = 0; i < in->n; i++)
        if (in_period(in, p, i, &k))
            out->at[next[k]++] = i;
    free(next);
}

/* Make rows of the groups of one period that have cases; `sums` is all zero
 * before and after. */
static enum rt_code
emit_period(const struct rt_cases_in *in, const struct by_period *sorted,
            size_t period, struct rt_case_sums *sums, struct rt_case_row *rows,
            size_t *n, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    for (size_t k = sorted->first[period];
         k < sorted->first[period + 1] && rc == RT_OK; k++)
        rc = add_case(in, sorted->at[k], &sums[in->group[sorted->at[k]]], err);
    for (size_t g = 0; g < in->n_groups && rc == RT_OK; g++) {
        if (sums[g].churned + sums[g].retained == 0)
            continue;
        rows[(*n)++] = (struct rt_case_row){
            .period = (uint32_t)period, .group = (uint32_t)g, .sums = sums[g]};
        sums[g] = (struct rt_case_sums){0};
    }
    return rc;
}

enum rt_code
rt_case_rows(const struct rt_cases_in *in, const struct rt_periods *p,
             struct rt_arena *a, struct rt_case_row **rows, size_t *n_rows,
             struct rt_err *err)
{
    struct rt_case_sums *sums = rt_alloc_n(a, in->n_groups, sizeof *sums);
    struct by_period sorted;
    enum rt_code rc = RT_OK;

    *n_rows = 0;
    sort_by_period(in, p, &sorted);
    *rows = rt_alloc_n(a, sorted.first[p->n], sizeof **rows);
    for (size_t k = 0; k < p->n && rc == RT_OK; k++)
        if (sorted.first[k] != sorted.first[k + 1])
            rc = emit_period(in, &sorted, k, sums, *rows, n_rows, err);
    free(sorted.first);
    free(sorted.at);
    return rc;
}

static void
add_recorded(const struct rt_cases_in *in, size_t i, enum rt_code *rc,
             struct rt_case_kpi *out, struct rt_err *err)
{
    int64_t profit = in->profit_at_close[i], cost = in->cost_at_close[i];

    if (profit == RT_NO_AMOUNT || cost == RT_NO_AMOUNT)
        return;
    out->recorded++;
    add(rc, &out->net_at_close, profit, "net at close", err);
    add(rc, &out->net_at_close, -cost, "net at close", err);
}

static enum rt_code
count_retained(const struct rt_cases_in *in, size_t i, struct rt_case_kpi *out,
               struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    if (!in->escalated[i])
        add(&rc, &out->accepted_cost, in->cost[i], "cost of accepted", err);
    out->retained_of_offered += in->offered[i];
    add_recorded(in, i, &rc, out, err);
    return rc;
}

static enum rt_code
count_churned(const struct rt_cases_in *in, size_t i, struct rt_case_kpi *out,
              struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    add(&rc, &out->churned_cost, in->cost[i], "cost of churned", err);
    out->churned_not_offered += !in->offered[i];
    return rc;
}

static enum rt_code
count_resolved(const struct rt_cases_in *in, size_t i, uint8_t *seen,
               struct rt_case_kpi *out, struct rt_err *err)
{
    enum rt_code rc = add_case(in, i, &out->sums, err);

    out->offered += in->offered[i];
    out->distinct_contracts += !seen[in->contract[i]];
    seen[in->contract[i]] = 1;
    if (rc != RT_OK)
        return rc;
    return in->status[i] == RT_RETAINED ? count_retained(in, i, out, err)
                                        : count_churned(in, i, out, err);
}

enum rt_code
rt_case_kpi(const struct rt_cases_in *in, struct rt_case_kpi *out,
            struct rt_err *err)
{
    uint8_t *seen = rt_heap(in->n_contracts + 1);
    enum rt_code rc = RT_OK;

    memset(seen, 0, in->n_contracts + 1);
    *out = (struct rt_case_kpi){0};
    for (size_t i = 0; i < in->n && rc == RT_OK; i++) {
        if (resolved(in, i))
            rc = count_resolved(in, i, seen, out, err);
        else if (in->picked[i] && closed(in, i))
            out->without_contract++;
        else if (in->picked[i])
            out->open++;
    }
    free(seen);
    return rc;
}

static void
count_in_funnel(const struct rt_cases_in *in, size_t i,
                struct rt_case_funnel *row)
{
    bool escalated = in->escalated[i], offered = in->offered[i];

    row->cases++;
    row->offered += offered;
    row->escalated += escalated;
    switch ((enum rt_status)in->status[i]) {
    case RT_RETAINED:
        row->retained++;
        row->retained_escalated += escalated;
        row->accepted += offered && !escalated;
        break;
    case RT_CHURNED:
        row->churned++;
        row->churned_escalated += escalated;
        row->churned_not_offered += !offered;
        break;
    case RT_ESCALATED:
        row->open_escalated++;
        break;
    case RT_ACTIVE:
    case RT_STATUS__MAX:
        row->open_active++;
        break;
    }
}

static int
by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

/* The median of n > 0 times, which get sorted. */
static double
median(int64_t *times, size_t n)
{
    qsort(times, n, sizeof *times, by_size);
    return ((double)times[(n - 1) / 2] + (double)times[n / 2]) / 2;
}

/* The hours that the closed cases of one group took; of all cases when the
 * group is n_groups.  `times` has room for all cases. */
static double
median_of(const struct rt_cases_in *in, size_t group, int64_t *times)
{
    size_t n = 0;

    for (size_t i = 0; i < in->n; i++)
        if (in->picked[i] && closed(in, i) &&
            (group == in->n_groups || in->group[i] == group))
            times[n++] = in->completed_at[i] - in->created_at[i];
    return n != 0 ? median(times, n) : NAN;
}

void
rt_case_funnel(const struct rt_cases_in *in, struct rt_case_funnel *rows)
{
    int64_t *times = rt_heap((in->n + 1) * sizeof *times);

    for (size_t g = 0; g <= in->n_groups; g++)
        rows[g] = (struct rt_case_funnel){0};
    for (size_t i = 0; i < in->n; i++) {
        if (!in->picked[i])
            continue;
        count_in_funnel(in, i, &rows[in->group[i]]);
        count_in_funnel(in, i, &rows[in->n_groups]);
    }
    for (size_t g = 0; g <= in->n_groups; g++)
        rows[g].median_s = median_of(in, g, times);
    free(times);
}
