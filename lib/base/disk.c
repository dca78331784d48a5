#include "base/disk.h"

#include <sys/statvfs.h>

int
rt_disk_used_percent(const char *path)
{
    struct statvfs s;
    unsigned long long used, all;

    if (statvfs(path, &s) != 0 || s.f_blocks == 0)
        return -1;
    used = s.f_blocks - s.f_bfree;
    all = used + s.f_bavail;
    return all == 0 ? 100 : (int)((used * 100 + all - 1) / all);
}
