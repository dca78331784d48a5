/* The periods that a block of calendar periods shows. */
#ifndef RT_BLOCK_SPAN_H
#define RT_BLOCK_SPAN_H

#include "block/result.h"
#include "stat/periods.h"

enum { RT_SPAN_MAX = 10000 };

/*
 * From the period of `first_day` or filter.from to that of the as-of day or
 * filter.to; a cut period is left out where the filter asks for complete
 * ones.  The span does not depend on which clients are selected, so that the
 * tables of parts have the rows of the whole.  RT_ELIMIT (key
 * "too_many_periods") over RT_SPAN_MAX.
 */
enum rt_code rt_span(const struct rt_result *r, int32_t first_day,
                     struct rt_arena *a, struct rt_periods *out,
                     struct rt_err *err) RT_CHECK;

/* The index of the last finished period, -1 when there is none. */
int64_t rt_span_last(const struct rt_periods *p);

#endif
