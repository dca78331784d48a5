/* The POSIX rule that ends a TZif file ("MSK-3", "EST5EDT,M3.2.0,M11.1.0"). */
#ifndef RT_BASE_TZRULE_H
#define RT_BASE_TZRULE_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

/* A day of every year, and a wall-clock time on it. */
struct rt_tzdate {
    enum {
        RT_TZ_JULIAN, /* day 1..365, 29 February is never counted */
        RT_TZ_ZERO,   /* day 0..365 */
        RT_TZ_MONTH   /* weekday 0 (Sunday) .. 6 of week 1..5 (5: last) */
    } kind;
    int day, week, month;
    int32_t second; /* may be negative or above a day */
};

struct rt_tzrule {
    int32_t std, dst; /* seconds east of UTC; both are equal where the clocks
                         never change */
    bool changes;
    struct rt_tzdate start, end; /* of daylight saving; unless !changes */
};

/* Read text[0..len) by RFC 8536 section 3.3.  RT_NONE when it is not such a
 * rule. */
enum rt_code rt_tzrule_parse(const char *text, size_t len,
                             struct rt_tzrule *out) RT_CHECK;

/* The instants at which daylight saving starts in `year` (1..9999) and at
 * which it ends after that: in the same year, or in the south in the next. */
void rt_tzrule_year(const struct rt_tzrule *r, int year, int64_t *start,
                    int64_t *end);

#endif
