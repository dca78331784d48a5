#include "base/process.h"

#include "base/err.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

void
rt_process_hide(void)
{
    if (setrlimit(RLIMIT_CORE, &(struct rlimit){0}) != 0 ||
        prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L) != 0)
        rt_die("cannot do without a core file: %s", strerror(errno));
}
