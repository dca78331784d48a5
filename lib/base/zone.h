/* Time zones from the system's tzdata: convert instants to local days and
 * back. */
#ifndef RT_BASE_ZONE_H
#define RT_BASE_ZONE_H

#include "base/err.h"

#include <stdint.h>

struct rt_zone;

/* A civil local time. */
struct rt_local {
    int32_t day;    /* base/date.h */
    int32_t second; /* 0..86399 of the wall clock */
};

/*
 * Load the IANA zone `name` ("Europe/Moscow", "UTC") from $TZDIR or
 * /usr/share/zoneinfo.  RT_EINVAL (key "bad_zone" {name}) when the name holds
 * ".." or begins with "/", when its file is missing or is not a TZif file, and
 * when it counts leap seconds ("right/..."): the zone never silently becomes
 * UTC.  Times after the last transition follow the file's POSIX footer;
 * instants before the year 1 or after 9999 are read as the first or last of
 * these. RT_EIO when the file cannot be read for another reason.  The caller
 * frees the zone by rt_zone_free(), which accepts NULL.
 */
enum rt_code rt_zone_open(const char *name, struct rt_zone **out,
                          struct rt_err *err) RT_CHECK;
/* Load a zone from the bytes of its file. */
enum rt_code rt_zone_read(const char *name, const uint8_t *data, size_t len,
                          struct rt_zone **out, struct rt_err *err) RT_CHECK;
void rt_zone_free(struct rt_zone *z);
const char *rt_zone_name(const struct rt_zone *z);

/* Offset from UTC in seconds (east positive) that is in force at `at` (Unix
 * s). */
int32_t rt_zone_offset(const struct rt_zone *z, int64_t at);

/* The local wall clock at an instant. */
struct rt_local rt_zone_local(const struct rt_zone *z, int64_t at);
/* The local day at an instant. */
int32_t rt_zone_day(const struct rt_zone *z, int64_t at);

/* The instant at which the wall clock shows this time.  When it shows it twice
 * (clocks go back), the first; when it skips it (clocks go forward), the
 * instant as long after the gap's beginning, that is, read with the offset
 * before the gap. */
int64_t rt_zone_instant(const struct rt_zone *z, int32_t day, int32_t second);

#endif
