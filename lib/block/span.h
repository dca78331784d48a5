/* The periods that a block of calendar periods shows. */
#ifndef RT_BLOCK_SPAN_H
#define RT_BLOCK_SPAN_H

#include "block/result.h"
#include "stat/periods.h"

enum { RT_SPAN_MAX = 10000 };

/*
 * Seen on the as-of day of `r`: whole periods from that of `first_day` or
 * filter.from to that of the as-of day or filter.to.  Periods that are not
 * done, as their losses are younger than `gap_days` or the as-of day cuts
 * them, are left out where the filter asks for complete ones.  The span does
 * not depend on which clients are selected, so that the tables of parts have
 * the rows of the whole.  RT_ELIMIT (key "too_many_periods") over RT_SPAN_MAX.
 */
enum rt_code rt_span(const struct rt_result *r, int32_t first_day, int gap_days,
                     struct rt_arena *a, struct rt_periods *out,
                     struct rt_err *err) RT_CHECK;

/* [p->n] 1: the period is not done.  From `a`. */
const uint8_t *rt_span_unfinished(const struct rt_periods *p,
                                  struct rt_arena *a);

/* Say which of the last periods are not done, and why. */
void rt_span_notes(const struct rt_periods *p, int gap_days,
                   struct rt_result *out);

/* The index of the last finished period, -1 when there is none. */
int64_t rt_span_last(const struct rt_periods *p);
/* The finished period before `last`, which rt_span_last() gave, is the one
 * that figures are compared with. */
void rt_span_compare(const struct rt_periods *p, int64_t last,
                     struct rt_result *r);

#endif
