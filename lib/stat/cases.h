/* Results of the retention desk (METRICS 12). */
#ifndef RT_STAT_CASES_H
#define RT_STAT_CASES_H

#include "snap/data.h"
#include "stat/periods.h"

/*
 * Retention cases, one element each, in any order.
 *
 *   n, n_groups
 *   picked        [n] 1: the case counts
 *   status        [n] enum rt_status
 *   group         [n] 0 .. n_groups-1: its type of offer, or the group without
 *   offered       [n] 1: an offer was made
 *   escalated     [n] 1: a manager had it at any time
 *   contract      [n] < n_contracts, or RT_NOBODY: it is missing
 *   day           [n] the day that decides its period
 *   created_at, completed_at  [n] unix seconds; completed_at is RT_NEVER for
 *                 an open case
 *   cost          [n] of the offer, minor units; 0 without one
 *   profit_at_close, cost_at_close  [n] as recorded then; RT_NO_AMOUNT
 *   n_contracts
 *   profit        [n_contracts] a month, minor units; RT_NO_AMOUNT counts as 0
 */
struct rt_cases_in {
    size_t n, n_groups;
    const uint8_t *picked;
    const uint8_t *status;
    const uint32_t *group;
    const uint8_t *offered, *escalated;
    const uint32_t *contract;
    const int32_t *day;
    const int64_t *created_at, *completed_at;
    const int64_t *cost;
    const int64_t *profit_at_close, *cost_at_close;
    size_t n_contracts;
    const int64_t *profit;
};

/*
 * The original's sums over resolved cases: retained or churned, completed, and
 * with a contract (its inner join).  As the original counts, income includes
 * those who left, and counts a contract once for each of its cases.
 */
struct rt_case_sums {
    int64_t income;   /* monthly profit of the cases' contracts */
    int64_t expenses; /* cost of the offers made */
    int64_t profit;   /* income - expenses */
    int64_t churned, retained;
    /* The same, separately for those who stayed and those who left. */
    int64_t retained_profit, lost_profit; /* parts of income */
    int64_t retained_cost;                /* part of expenses */
    int64_t net_retained;                 /* retained_profit - retained_cost */
};

/* The sums of one period and type of offer that has cases. */
struct rt_case_row {
    uint32_t period, group;
    struct rt_case_sums sums;
};

/*
 * The sums by period, then group.  Cases outside `p` do not count.
 *
 *   rows  from `a`
 *
 * RT_ELIMIT when a sum exceeds int64_t.  O(cases + periods with cases *
 * groups).
 */
enum rt_code rt_case_rows(const struct rt_cases_in *in,
                          const struct rt_periods *p, struct rt_arena *a,
                          struct rt_case_row **rows, size_t *n_rows,
                          struct rt_err *err) RT_CHECK;

/* The figures that METRICS 12 puts beside the original's.  All but `open` and
 * `without_contract` count the cases of rt_case_sums. */
struct rt_case_kpi {
    struct rt_case_sums sums;
    int64_t accepted_cost; /* retained without a manager: the lower figure */
    int64_t churned_cost;  /* part of sums.expenses */
    int64_t offered, retained_of_offered, churned_not_offered;
    int64_t distinct_contracts;
    int64_t net_at_close;     /* profit - cost as recorded at the close, of the
                                 retained cases ... */
    int64_t recorded;         /* ... that have both */
    int64_t open;             /* selected and not closed */
    int64_t without_contract; /* resolved, but the contract is missing */
};

/* Compute them in one pass over the selected cases.  RT_ELIMIT as above. */
enum rt_code rt_case_kpi(const struct rt_cases_in *in, struct rt_case_kpi *out,
                         struct rt_err *err) RT_CHECK;

/* Cases without a contract are counted here: they were worked on like any
 * other. */
struct rt_case_funnel {
    int64_t cases, offered;
    int64_t accepted; /* retained with an offer, never escalated */
    int64_t escalated;
    int64_t open_escalated, open_active;
    int64_t retained, retained_escalated;
    int64_t churned, churned_escalated, churned_not_offered;
    double median_s; /* created -> completed of closed cases; NaN: none */
};

/* Of the selected cases: rows[0 .. n_groups-1] by group, then rows[n_groups]
 * of all. O(n * groups + n log n). */
void rt_case_funnel(const struct rt_cases_in *in, struct rt_case_funnel *rows);

#endif
