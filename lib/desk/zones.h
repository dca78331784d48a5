/* The zones of the clients' regions, and the hours in which the desk writes
 * to clients of its own accord (DESK 4). */
#ifndef RT_DESK_ZONES_H
#define RT_DESK_ZONES_H

#include "base/zone.h"

enum {
    RT_CLIENT_FROM = 9 * 3600, /* local second of the day */
    RT_CLIENT_TO = 21 * 3600
};

struct rt_region_zones;

/*
 * Read REGION_ZONES, "NAME:ZONE,NAME:ZONE", such as
 * "Урал:Asia/Yekaterinburg,Юг:Europe/Moscow".  NAME is a region as clients
 * have it, compared byte by byte; it may hold anything but "," and ":".  NULL
 * and "" are no regions.  Blanks around names and zones do no harm.
 *
 *   report  REPORT_ZONE, for all other regions; borrowed, it must live longer
 *
 * RT_EINVAL with {value}: "desk_zones_form" no NAME:ZONE, "desk_zones_twice"
 * a region named before, "bad_zone" {name}.  Caller frees by
 * rt_region_zones_free(); NULL is accepted there.
 */
enum rt_code rt_region_zones_read(const char *text,
                                  const struct rt_zone *report,
                                  struct rt_region_zones **out,
                                  struct rt_err *err) RT_CHECK;
void rt_region_zones_free(struct rt_region_zones *z);

/* The zone of a region; that of the reports when it is NULL or not listed. */
const struct rt_zone *rt_region_zone(const struct rt_region_zones *z,
                                     const char *region);

/* The first instant from `at` on at which it is 9:00 to 21:00 in the client's
 * zone: before which a message that nobody waits for is not sent. */
int64_t rt_client_hour(const struct rt_zone *client, int64_t at);

#endif
