/* The periods that a block of calendar periods shows. */
#ifndef RT_BLOCK_SHOWN_PERIODS_H
#define RT_BLOCK_SHOWN_PERIODS_H

#include "block/result.h"
#include "stat/periods.h"
#include "text/text.h"

enum { RT_SPAN_MAX = 10000 };

/*
 * The periods as seen on the as-of day of `r`: whole periods from that of
 * `first_day` or filter.from to that of the as-of day or filter.to.  A period
 * is unfinished when the as-of day cuts it or its losses are younger than
 * `gap_days`; the filter may ask for finished ones only.  The span does not
 * depend on which clients are selected, so that tables of parts have the same
 * rows as the whole. RT_ELIMIT (key "too_many_periods") over RT_SPAN_MAX.
 */
enum rt_code rt_span(const struct rt_result *r, int32_t first_day, int gap_days,
                     struct rt_arena *a, struct rt_periods *out,
                     struct rt_err *err) RT_CHECK;

/* [p->n] 1: the period is not done.  From `a`. */
const uint8_t *rt_span_unfinished(const struct rt_periods *p,
                                  struct rt_arena *a);

/* Add notes that say which of the last periods are unfinished, and why. */
void rt_span_notes(const struct rt_periods *p, int gap_days,
                   struct rt_result *out);

/* The index of the last finished period; -1 when there is none. */
int64_t rt_span_last(const struct rt_periods *p);
/* The figures are of the period `last`, which rt_span_last() gave, and are
 * compared with the one before: record both and add the note that says so.
 * Without a finished period nothing happens. */
void rt_span_figures_of(const struct rt_periods *p, int64_t last,
                        enum rt_lang lang, struct rt_arena *a,
                        struct rt_result *r);

#endif
