/* Transactions of an import, repeated until they succeed. */
#include "import/run.h"
#include "repo/demo.h"

#include <time.h>

enum { PAUSE_MS = 500, PATIENCE_MS = 120000 };

static void
pause_ms(long ms)
{
    struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    nanosleep(&t, NULL);
}

/* The work, and its argument. */
struct job {
    struct rt_import_run *run;
    rt_db_work *work, *landed;
    void *arg;
};

/* The lock is lost with its connection, and a repeated transaction may have a
 * new connection: take the lock again first. Meanwhile another import may have
 * had it and removed invented data. */
static enum rt_code
work_locked(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct job *j = arg;
    enum rt_code rc = rt_import_lock(db, err);

    if (rc == RT_OK && j->run->env->demo)
        rc = rt_demo_present(db, err);
    if (rc == RT_NONE)
        return rt_fail_key(err, RT_ECONFLICT, "demo_company_data", NULL);
    return rc == RT_OK ? j->work(db, j->arg, err) : rc;
}

static enum rt_code
has_landed(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct job *j = arg;

    return j->landed(db, j->arg, err);
}

/* One try.  `unsure`: the try before may have been committed. */
static enum rt_code
try_once(struct job *j, bool unsure, struct rt_err *err)
{
    struct rt_db *db = j->run->env->db;
    rt_db_work *landed = j->landed != NULL ? has_landed : NULL;
    enum rt_code rc = rt_db_ensure(db, err);

    if (rc == RT_OK && unsure && landed != NULL) {
        rc = landed(db, j, err);
        if (rc != RT_NONE)
            return rc;
        rc = RT_OK;
    }
    if (rc == RT_OK)
        rc = rt_db_tx(db, work_locked, landed, j, err);
    return rc == RT_NONE && !j->run->write ? RT_OK : rc;
}

/* Rows have keys and the run records how far it has come, so a transaction
 * that failed for reasons of the database can always be repeated. */
enum rt_code
rt_import_tx(struct rt_import_run *run, rt_db_work *work, rt_db_work *landed,
             void *arg, struct rt_err *err)
{
    struct job job = {run, work, landed, arg};
    bool unsure = false;
    long waited_ms = 0;

    for (;;) {
        struct rt_err why = {0};
        enum rt_code rc = try_once(&job, unsure, &why);
        bool again = rc == RT_EAWAY || rc == RT_ERETRY || rc == RT_EUNKNOWN;

        if (!again || waited_ms >= PATIENCE_MS) {
            if (rc != RT_OK && err != NULL && err->code == RT_OK)
                *err = why;
            return rc;
        }
        unsure |= rc == RT_EUNKNOWN;
        if (waited_ms == 0) {
            rt_progress_clear(&run->progress);
            fprintf(run->env->list, "%s\n",
                    rt_text(run->env->lang, "import_waits"));
        }
        pause_ms(PAUSE_MS);
        waited_ms += PAUSE_MS;
    }
}
