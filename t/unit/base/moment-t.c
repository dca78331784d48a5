#include "base/moment.h"

#include "base/date.h"
#include "../tap.h"

static struct rt_zone *
zone(const char *name)
{
    struct rt_zone *z = NULL;

    if (rt_zone_open(name, &z, NULL) != RT_OK)
        abort();
    return z;
}

int
main(void)
{
    struct rt_zone *east = zone("Pacific/Auckland");
    struct rt_zone *west = zone("America/Los_Angeles");
    static const int32_t days[] = {RT_DAY_MIN, -1, 0, 1, 20240, RT_DAY_MAX};
    int64_t at = 1748725200, earlier = -2208988800;

    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        int64_t m = rt_moment_of_day(days[i]);

        ok(rt_moment_is_day(m), "day %d is a day alone", days[i]);
        is_int(rt_moment_day(m, east), days[i], "in the east");
        is_int(rt_moment_day(m, west), days[i], "and in the west");
        is_int(rt_moment_seconds(m), days[i] * INT64_C(86400),
               "with its midnight, as if in UTC");
        is_int(rt_moment_instant(m, west), rt_zone_instant(west, days[i], 0),
               "it begins when the zone says");
    }
    ok(rt_moment_of_day(-1) < rt_moment_of_day(0), "days sort");
    ok(!rt_moment_is_day(at), "an instant is not a day");
    ok(!rt_moment_is_day(earlier), "not even one of 1900");
    is_int(rt_moment_day(at, east), rt_zone_day(east, at), "it has a day");
    ok(rt_moment_day(at, east) != rt_moment_day(at, west), "that zones change");
    is_int(rt_moment_seconds(at), at, "its seconds");
    is_int(rt_moment_instant(at, east), at, "are its own in every zone");
    rt_zone_free(east);
    rt_zone_free(west);
    return done();
}
