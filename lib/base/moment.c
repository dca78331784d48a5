#include "base/moment.h"

enum { DAY_S = 86400 };

int64_t
rt_moment_of_day(int32_t day)
{
    return RT_MOMENT_DAYS + (int64_t)day * DAY_S;
}

/* Half-way to the mark: no calendar date reaches it from either side. */
bool
rt_moment_is_day(int64_t moment)
{
    return moment > RT_MOMENT_DAYS / 2;
}

int64_t
rt_moment_seconds(int64_t moment)
{
    return rt_moment_is_day(moment) ? moment - RT_MOMENT_DAYS : moment;
}

int32_t
rt_moment_day(int64_t moment, const struct rt_zone *z)
{
    if (!rt_moment_is_day(moment))
        return rt_zone_day(z, moment);
    return (int32_t)((moment - RT_MOMENT_DAYS) / DAY_S);
}

int64_t
rt_moment_instant(int64_t moment, const struct rt_zone *z)
{
    if (!rt_moment_is_day(moment))
        return moment;
    return rt_zone_instant(z, rt_moment_day(moment, z), 0);
}
