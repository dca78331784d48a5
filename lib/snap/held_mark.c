#include "snap/held_mark.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void
path_of(const char *dir, char out[PATH_MAX])
{
    snprintf(out, PATH_MAX, "%s/held", dir);
}

enum rt_code
rt_held_set(const char *dir, bool held, struct rt_err *err)
{
    char path[PATH_MAX];
    int fd;

    path_of(dir, path);
    if (!held)
        return unlink(path) == 0 || errno == ENOENT
                   ? RT_OK
                   : rt_fail_errno(err, "cannot remove %s", path);
    if (mkdir(dir, 0750) != 0 && errno != EEXIST)
        return rt_fail_errno(err, "cannot make folder %s", dir);
    fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0640);
    if (fd < 0)
        return rt_fail_errno(err, "cannot write %s", path);
    close(fd);
    return RT_OK;
}

bool
rt_held_is(const char *dir)
{
    char path[PATH_MAX];

    path_of(dir, path);
    return access(path, F_OK) == 0;
}
