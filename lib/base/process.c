#include "base/process.h"

#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

void
rt_process_hide(void)
{
    if (setrlimit(RLIMIT_CORE, &(struct rlimit){0}) != 0 ||
        prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L) != 0)
        rt_die("cannot do without a core file: %s", strerror(errno));
}

size_t
rt_process_memory(void)
{
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    size_t size, resident, shared;
    char text[128];
    ssize_t n;

    if (fd < 0)
        return 0;
    n = read(fd, text, sizeof text - 1);
    close(fd);
    text[n > 0 ? n : 0] = '\0';
    if (sscanf(text, "%zu %zu %zu", &size, &resident, &shared) != 3)
        return 0;
    return (resident - shared) * (size_t)sysconf(_SC_PAGESIZE);
}
