/* Consecutive reporting periods, and how to find the period of a day. */
#ifndef RT_STAT_PERIODS_H
#define RT_STAT_PERIODS_H

#include "base/arena.h"
#include "base/date.h"

#include <stddef.h>

/*
 * Period i is [bound[i], bound[i+1]), i = 0 .. n-1.  bound[n] is the end of
 * the observation if that cuts the last period (`cut`), else the end of the
 * last period.
 */
struct rt_periods {
    enum rt_by by;
    size_t n;
    int32_t *bound;  /* [n + 1] */
    bool cut;        /* the observation ends inside the last period */
    size_t n_done;   /* periods 0 .. n_done-1 are final */
    int32_t known;   /* first day of which nothing is known */
    int32_t first;   /* bound[0] */
    uint32_t n_days; /* bound[n] - bound[0]; 0: no periods */
    uint32_t *index; /* [n_days] day -> period */
};

/*
 * The periods of kind `by` from the one with `first_day` to the one with
 * `last_day`, both included, observed up to `observe_end` (the first unknown
 * day).  last_day < observe_end.  No periods when last_day < first_day.
 * Memory from `a`.
 */
void rt_periods_make(enum rt_by by, int32_t first_day, int32_t last_day,
                     int32_t observe_end, struct rt_arena *a,
                     struct rt_periods *out);

/*
 * A loss becomes final when the client has stayed away for longer than
 * `gap_days`. Periods whose losses may still be undone do not count as done
 * (METRICS 16.8).
 */
void rt_periods_settle(struct rt_periods *p, int gap_days);

/* Leave the periods out that are not final. */
void rt_periods_complete(struct rt_periods *p);

/* The period with this day: -1 before the first, n from the end on. */
static inline int64_t
rt_period_of(const struct rt_periods *p, int32_t day)
{
    uint32_t at = (uint32_t)day - (uint32_t)p->first;

    if (at < p->n_days)
        return p->index[at];
    return day < p->first || p->n == 0 ? -1 : (int64_t)p->n;
}

#endif
