#include "demo/load.h"

#include "demo/files.h"
#include "import/conf.h"
#include "repo/demo.h"
#include "repo/import_runs.h"

#include <stdio.h>

static enum rt_code
import_files(const struct rt_import_env *env, const char *dir,
             struct rt_arena *a, struct rt_err *err)
{
    const struct rt_pairs none = {0};
    struct rt_import_list files;
    int line;
    enum rt_code rc = rt_import_conf_read(dir, &none, a, &files, &line, err);

    for (size_t i = 0; rc == RT_OK && i < files.n; i++) {
        struct rt_import_total total = {0};

        rc = rt_import_file(env, &files.list[i], &total, err);
        if (rc == RT_OK && total.rows.rejected != 0)
            rc = rt_fail(err, RT_EBROKEN, "demo: %s: %lld rows rejected",
                         files.list[i].file, (long long)total.rows.rejected);
    }
    return rc;
}

/* No import may run until all files are in, and there must be no data of the
 * company. */
static enum rt_code
claim(struct rt_db *db, struct rt_err *err)
{
    enum rt_code rc = rt_import_lock(db, err);

    if (rc == RT_OK)
        rc = rt_demo_company(db, err);
    if (rc == RT_OK)
        return rt_fail_key(err, RT_ECONFLICT, "demo_company_data", NULL);
    return rc == RT_NONE ? RT_OK : rc;
}

enum rt_code
rt_demo_load(const struct rt_import_env *env, const struct rt_demo_options *o,
             const char *dir, struct rt_demo_done *done, struct rt_err *err)
{
    struct rt_import_env own = *env;
    struct rt_arena *a = rt_arena_new();
    enum rt_code rc = claim(env->db, err);

    own.demo = own.locked = true;
    if (rc == RT_OK)
        rc = rt_demo_write(o, dir, done, err);
    if (rc == RT_OK)
        rc = rt_import_folder_begin(&own, "demo", a, err);
    if (rc == RT_OK)
        rc = rt_demo_remove(env->db, own.folder, err);
    if (rc == RT_OK)
        rc = rt_demo_begin(env->db, err);
    if (rc == RT_OK)
        rc = import_files(&own, dir, a, err);
    if (rc == RT_OK)
        rc = rt_import_folder_end(&own, err);
    rt_import_unlock(env->db);
    rt_demo_files_remove(dir);
    rt_arena_free(a);
    return rc;
}
