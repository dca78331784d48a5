#include "snap/watch.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool
rt_snap_stands(const char *dir, const char *generation, struct rt_snap **seen)
{
    char path[PATH_MAX];
    const struct rt_data *d;

    snprintf(path, sizeof path, "%s/snapshot", dir);
    if (access(path, F_OK) != 0 || rt_snap_follow(dir, seen, NULL) != RT_OK ||
        rt_snap_fallback(*seen) != NULL)
        return false;
    d = rt_snap_data(*seen);
    return d != NULL && strcmp(d->generation, generation) == 0;
}
