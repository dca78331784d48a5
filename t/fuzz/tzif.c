/* Time zone files, and conversions of instants with those that are accepted. */
#include "fuzz.h"
#include "base/zone.h"

#include <stdlib.h>

const char fuzz_name[] = "tzif";

enum { DAY = 86400 };

static void
look(const struct rt_zone *z, int64_t at)
{
    struct rt_local l = rt_zone_local(z, at), again;
    int32_t offset = rt_zone_offset(z, at);
    int64_t first = rt_zone_instant(z, l.day, l.second);

    again = rt_zone_local(z, first);
    if (offset < -2 * DAY || offset > 2 * DAY || l.second < 0 ||
        l.second >= DAY || first > at || again.day != l.day ||
        again.second != l.second)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    /* Not near the ends, where instants are clamped. */
    static const int64_t low = INT64_C(-62000000000);
    static const int64_t high = INT64_C(253000000000);
    struct rt_zone *z;

    if (rt_zone_read("fuzz", data, len, &z, NULL) != RT_OK)
        return 0;
    for (int64_t at = low; at < high; at += INT64_C(4567890123))
        look(z, at);
    for (int64_t at = 0; at < 4 * INT64_C(31557600); at += 1234567)
        look(z, at);
    rt_zone_free(z);
    return 0;
}
