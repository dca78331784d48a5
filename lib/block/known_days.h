/* Up to which days the data are known, in words. */
#ifndef RT_BLOCK_KNOWN_DAYS_H
#define RT_BLOCK_KNOWN_DAYS_H

#include "base/arena.h"
#include "snap/data.h"
#include "text/text.h"

/* "contracts as of 30 June 2025, cases as of ...": the kinds of data that
 * there are, each with its day.  NULL when the day is the same for all. */
const char *rt_known_days(const struct rt_data *d, enum rt_lang lang,
                          struct rt_arena *a);

/* One of them: "contracts as of 30 June 2025"; NULL when there are no data of
 * the kind. */
const char *rt_known_day(const struct rt_data *d, enum rt_group g,
                         enum rt_lang lang, struct rt_arena *a);

#endif
