/* Customer churn by calendar period (METRICS 3). */
#ifndef RT_STAT_CHURN_H
#define RT_STAT_CHURN_H

#include "stat/periods.h"

#include <stdint.h>

/*
 * The contracts of all clients, client after client.
 *
 *   n_clients
 *   first     [n_clients + 1] contracts of client i are first[i]..first[i+1]-1,
 *             by rising start
 *   start     [n] first day of service; RT_DAY_NONE: before observation
 *   end       [n] first day without service, > start; RT_DAY_OPEN: none yet
 *   cause     [n] code of why it ended, or NULL
 *   picked    [n_clients] 1: the filter selects the client; NULL: all
 *   gap_days  a pause of at most this many days does not count; >= 0
 *   voluntary [n_causes] 1: ends of this cause count as voluntary; NULL:
 *             voluntary ends are not counted
 */
struct rt_churn_in {
    size_t n_clients;
    const uint32_t *first;
    const int32_t *start, *end;
    const uint32_t *cause;
    const uint8_t *picked;
    int32_t gap_days;
    const uint8_t *voluntary;
};

/* One period [P0, P1).  A client is active on a day d when some contract has
 * start <= d < end. */
struct rt_churn_row {
    int64_t opening; /* active on the day before P0 */
    int64_t closing; /* active on the last day before P1 */
    int64_t lost;    /* opening but not closing */
    int64_t added; /* closing but not opening, first contract ever starts in the
                      period */
    int64_t reactivated;     /* closing but not opening, the others */
    int64_t intra;           /* started in the period, in neither set */
    int64_t contracts_ended; /* contracts whose end lies in the period */
    int64_t lost_voluntary; /* lost, with a contract that ends in the period for
                               a voluntary cause */
};

/*
 * Fill rows[0 .. p->n-1] in one pass.  Starts and ends from p->bound[p->n] on
 * have not happened yet.  In every row closing = opening + added + reactivated
 * - lost. O(contracts + periods).
 */
void rt_churn(const struct rt_churn_in *in, const struct rt_periods *p,
              struct rt_churn_row *rows);

#endif
