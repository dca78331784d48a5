/* Contracts by age: how many of a cohort still run this many steps after their
 * own start (METRICS 6.3). */
#ifndef RT_STAT_AGE_H
#define RT_STAT_AGE_H

#include "stat/churn.h"

/*
 * Cohort c is the contracts that start in period c.  Matrices [n][ages]:
 *
 *   observable  contracts whose start + k steps is not after the end of the
 *               observation
 *   alive       those of them that end later than that (or not at all)
 *
 * Element c * ages + 0 of both is the size of the cohort.  A cell is mature
 * when all contracts of the cohort are observable.  The last age is the one
 * that a contract of the very first day has reached when the observation ends.
 */
struct rt_ages {
    size_t n, ages;
    int64_t *observable, *alive;
};

/*
 * Steps are `months` months long and counted from each contract's start; they
 * are clamped to the month's last day (31 Jan + 1 = 28 Feb, + 2 = 31 Mar).
 * Contracts without a known start, or with a start outside the periods, are
 * left out. months >= 1.  Matrices from `a`.  O(contracts + days).
 */
void rt_ages_of(const struct rt_churn_in *in, const struct rt_periods *p,
                int months, struct rt_arena *a, struct rt_ages *out);

#endif
