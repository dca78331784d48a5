/* Cohorts by calendar period: who comes back, and what they pay (METRICS 5.2,
 * 6.1, 6.2). */
#ifndef RT_STAT_COHORT_H
#define RT_STAT_COHORT_H

#include "snap/data.h"
#include "stat/churn.h"
#include "stat/periods.h"

/* Nobody reads a table with more periods. */
enum { RT_COHORT_PERIODS = 1000 };

/*
 * Matrices [n][n]: element c * n + k is cohort c in period c + k, for c + k <
 * n; k = 0 is the cohort's size.
 *
 *   active   clients of the cohort with an event in that period
 *   rolling  the same with an event in that period or a later one
 *   revenue  net sum of their payments in that period; NULL: not wanted
 *   cum      the same from period c to c + k; NULL: not wanted
 *
 * A client's cohort is the period of the client's first event; clients whose
 * first event is before the first period are in no cohort.  Events from
 * p->bound[n] on have not happened yet.
 */
struct rt_cohorts {
    size_t n;
    int64_t *active, *rolling, *revenue, *cum;
    /* Net sum of all payments of the clients who did not buy before the first
     * period, counted apart from the cells; wraps around. */
    uint64_t paid;
    /* Refunds in periods before the client's first purchase, or of clients
     * without one; they are in no cell. */
    int64_t n_refunds_outside, refunds_outside;
};

/*
 * The functions below go through the clients once and count the same figures
 * from different data.  picked: [n_clients] 1: the filter selects the client;
 * NULL: all. p->n <= RT_COHORT_PERIODS.  Matrices from `a`.
 */

/* From events: O(events). */
void rt_cohorts_events(const struct rt_events *e, size_t n_clients,
                       const uint8_t *picked, const struct rt_periods *p,
                       struct rt_arena *a, struct rt_cohorts *out);

/* From payments.  Purchases (amount >= 0) are the events; refunds lower the
 * revenue of their period.  RT_ELIMIT ("sum_too_large") when a sum exceeds 64
 * bits. */
enum rt_code rt_cohorts_payments(const struct rt_payments *pay,
                                 size_t n_clients, const uint8_t *picked,
                                 const struct rt_periods *p, struct rt_arena *a,
                                 struct rt_cohorts *out,
                                 struct rt_err *err) RT_CHECK;

/* From month masks: O(clients).  Only right when rt_cohorts_fit() says so:
 * periods are months, and no event lies after the end of a cut month. */
bool rt_cohorts_fit(const struct rt_months *m, const struct rt_events *e,
                    const struct rt_periods *p);
void rt_cohorts_months(const struct rt_months *m, size_t n_clients,
                       const uint8_t *picked, const struct rt_periods *p,
                       struct rt_arena *a, struct rt_cohorts *out);

/* From contracts.  The first event is the start of the first contract, and
 * every period with a day of service counts.  Clients without a known start
 * are in no cohort.  O(contracts). */
void rt_cohorts_contracts(const struct rt_churn_in *in,
                          const struct rt_periods *p, struct rt_arena *a,
                          struct rt_cohorts *out);

/* True when the period of the cell is over. */
static inline bool
rt_cohort_complete(const struct rt_periods *p, size_t c, size_t k)
{
    return c + k < p->n_done;
}

#endif
