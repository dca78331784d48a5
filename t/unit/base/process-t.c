#include "base/process.h"
#include "../tap.h"

#include <sys/prctl.h>
#include <sys/resource.h>

int
main(void)
{
    struct rlimit core = {1, 1};

    rt_process_hide();
    getrlimit(RLIMIT_CORE, &core);
    ok(core.rlim_cur == 0 && core.rlim_max == 0, "there will be no core file");
    is_int(prctl(PR_GET_DUMPABLE), 0, "nor can others read its memory");
    return done();
}
