/* Whole periods that reach beyond the chosen dates (METRICS 16.19). */
#ifndef RT_BLOCK_WIDER_PERIODS_H
#define RT_BLOCK_WIDER_PERIODS_H

#include "block/block.h"

/* True when the period of the row begins before filter.from or ends, as far as
 * is known, after filter.to.  Cases are cut by the day, so their rows are
 * never wider. */
bool rt_row_is_wider(const struct rt_result *r, const struct rt_sheet *t,
                     size_t i);

/* Add a note when the days `first` to `last` are counted but filter.from or
 * filter.to lies between them; only once. */
void rt_note_wider(struct rt_result *r, enum rt_lang lang, struct rt_arena *a,
                   int32_t first, int32_t last);

/* The same for every table of the result. */
void rt_wider_notes(struct rt_result *r, enum rt_lang lang, struct rt_arena *a);

/* "as of 30 June 2025", for what counts up to another day than its block
 * does. */
const char *rt_as_of_own(int32_t day, enum rt_lang lang, struct rt_arena *a);

#endif
