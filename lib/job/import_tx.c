/* Transactions of an import: repeated until they are done. */
#include "job/import_run.h"

#include <time.h>

enum { PAUSE_MS = 500, PATIENCE_MS = 120000 };

static void
pause_ms(long ms)
{
    struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    nanosleep(&t, NULL);
}

/* One try.  `unsure` says that the last one may have been committed. */
static enum rt_code
try_once(struct rt_import_run *run, rt_db_work *work, rt_db_work *landed,
         void *arg, bool unsure, struct rt_err *err)
{
    struct rt_db *db = run->env->db;
    enum rt_code rc = rt_db_ensure(db, err);

    if (rc == RT_OK)
        rc = rt_import_lock(db, err);
    if (rc == RT_OK && unsure && landed != NULL) {
        rc = landed(db, arg, err);
        if (rc != RT_NONE)
            return rc;
        rc = RT_OK;
    }
    if (rc == RT_OK)
        rc = rt_db_tx(db, work, landed, arg, err);
    return rc == RT_NONE && !run->write ? RT_OK : rc;
}

/* The rows are keyed and the run notes how far it has come: a transaction
 * that failed for reasons of the database's own can always be repeated. */
enum rt_code
rt_import_tx(struct rt_import_run *run, rt_db_work *work, rt_db_work *landed,
             void *arg, struct rt_err *err)
{
    bool unsure = false;
    long waited_ms = 0;

    for (;;) {
        struct rt_err why = {0};
        enum rt_code rc = try_once(run, work, landed, arg, unsure, &why);
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
