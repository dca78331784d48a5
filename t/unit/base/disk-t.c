#include "base/disk.h"
#include "../tap.h"

#include <sys/statvfs.h>

/* Counted like df: space that only root may use is not free. */
static void
test_percent(void)
{
    struct statvfs s;
    int used = rt_disk_used_percent("/");

    ok(used >= 0 && used <= 100, "the disk of / is %d %% full", used);
    is_int(rt_disk_used_percent("/nowhere/at/all"), -1,
           "one that is not there");
    is_int(rt_disk_used_percent("/proc"), -1, "one without blocks");
    if (statvfs("/", &s) == 0 && s.f_bavail > 0)
        ok(used < 100, "with room it is not full");
}

int
main(void)
{
    test_percent();
    return done();
}
