/* When something happened, as far as the source says: an instant, or only a
 * local day.  The zone decides on which day an instant is; a day alone is the
 * same day in every zone (METRICS 0, 16.18). */
#ifndef RT_BASE_MOMENT_H
#define RT_BASE_MOMENT_H

#include "base/zone.h"

/* A moment is a number: Unix seconds, or for a day alone this constant plus
 * the seconds of its midnight read as UTC.  Within each kind the numbers sort
 * by time. */
#define RT_MOMENT_DAYS (INT64_C(1) << 40)

int64_t rt_moment_of_day(int32_t day);
bool rt_moment_is_day(int64_t moment);
/* The seconds without the mark of a day alone, as a DATETIME holds them. */
int64_t rt_moment_seconds(int64_t moment);
/* The day of the moment in a zone. */
int32_t rt_moment_day(int64_t moment, const struct rt_zone *z);
/* Its Unix seconds in a zone; a day alone gives its first second. */
int64_t rt_moment_instant(int64_t moment, const struct rt_zone *z);

#endif
