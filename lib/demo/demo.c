#include "demo/demo.h"

#include "demo/readme.h"
#include "demo/rows.h"

#include "base/arena.h"

#include <stdlib.h>

enum rt_code
rt_demo_write(const struct rt_demo_options *o, const char *dir,
              struct rt_demo_done *done, struct rt_err *err)
{
    struct rt_demo_world *w = rt_heap(sizeof *w);
    struct rt_demo_client *client = rt_heap(sizeof *client);
    struct rt_demo_files *f = NULL;
    enum rt_code rc;

    *done = (struct rt_demo_done){0};
    rc = rt_demo_check(o, err);
    if (rc == RT_OK)
        rc = rt_demo_files_open(dir, &f, err);
    if (rc == RT_OK) {
        rt_demo_world_make(o, w);
        rt_demo_put_company(f, w);
        rt_demo_put_readme(f, w);
        for (int64_t i = 0; done->contracts < o->contracts; i++) {
            /* Clients who have not come yet need room too. */
            int64_t wait = i < w->n_clients ? w->n_clients - 1 - i : 0;

            rt_demo_live(w, i, done->contracts + 1,
                         o->contracts - done->contracts - wait, client);
            rt_demo_put_client(f, w, client, done);
        }
        rc = rt_demo_files_finish(f, err);
    }
    rt_demo_files_free(f);
    free(client);
    free(w);
    return rc;
}
