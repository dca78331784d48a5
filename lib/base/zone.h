/* Time zones from the system's tzdata: instants to local days and back. */
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
 * Load IANA zone `name` ("Europe/Moscow", "UTC") from $TZDIR or
 * /usr/share/zoneinfo.  A name with "..", a leading "/" or a file that is
 * missing or no TZif file is RT_EINVAL (key "bad_zone") and names it: never
 * a silent UTC; so is one that counts leap seconds ("right/...").  Times
 * after the last transition follow the file's POSIX footer; instants before
 * the year 1 or after 9999 are read as the first and the last of these.
 * Another failure to read the file is RT_EIO.  Caller frees by rt_zone_free();
 * NULL is accepted there.
 */
enum rt_code rt_zone_open(const char *name, struct rt_zone **out,
                          struct rt_err *err) RT_CHECK;
/* The same from a file's bytes. */
enum rt_code rt_zone_read(const char *name, const uint8_t *data, size_t len,
                          struct rt_zone **out, struct rt_err *err) RT_CHECK;
void rt_zone_free(struct rt_zone *z);
const char *rt_zone_name(const struct rt_zone *z);

/* Offset from UTC in seconds (east positive) in force at `at` (unix s). */
int32_t rt_zone_offset(const struct rt_zone *z, int64_t at);

/* The local wall clock at an instant. */
struct rt_local rt_zone_local(const struct rt_zone *z, int64_t at);
/* Shorter: the local day. */
int32_t rt_zone_day(const struct rt_zone *z, int64_t at);

/* The instant of a wall-clock time.  One that occurs twice (clocks back)
 * gives the first; one that is skipped (clocks forward) gives the instant
 * the same time after the gap's beginning, i.e. read with the offset before
 * the gap. */
int64_t rt_zone_instant(const struct rt_zone *z, int32_t day, int32_t second);

#endif
