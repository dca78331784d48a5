/* When something happened, as far as the source says: an instant, or a local
 * day alone.  A zone makes a day of an instant; a day alone is that day in
 * every zone (METRICS 0, 16.18). */
#ifndef RT_BASE_MOMENT_H
#define RT_BASE_MOMENT_H

#include "base/zone.h"

/* A moment is a number: Unix seconds, or from here on a day alone (this plus
 * the seconds of its midnight, read as UTC).  Both sort among themselves. */
#define RT_MOMENT_DAYS (INT64_C(1) << 40)

int64_t rt_moment_of_day(int32_t day);
bool rt_moment_is_day(int64_t moment);
/* The seconds without the mark of a day alone: what a DATETIME holds. */
int64_t rt_moment_seconds(int64_t moment);
/* Its day in a zone. */
int32_t rt_moment_day(int64_t moment, const struct rt_zone *z);
/* Its Unix seconds in a zone; of a day alone those of its first second. */
int64_t rt_moment_instant(int64_t moment, const struct rt_zone *z);

#endif
