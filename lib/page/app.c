#include "page/app.h"

#include "repo/connect.h"

#include <time.h>

/* A database that refuses at once is asked again soon; one that hangs costs
 * its time-out each time, and is left alone for longer. */
enum { DB_PAUSE_MS = 1000, DB_PAUSE_FACTOR = 3 };

static int64_t
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

enum rt_code
rt_app_db(struct rt_app *app, struct rt_err *err)
{
    int64_t began = now_ms(), took;
    enum rt_code rc;

    if (app->db_checked)
        return RT_OK;
    if (began < app->db_again_ms)
        return rt_fail(err, RT_EAWAY, "database was away a moment ago");
    rc = app->db != NULL ? rt_db_ensure(app->db, err)
                         : rt_connect(app->conf, &app->db, err);
    app->db_checked = rc == RT_OK;
    if (rc == RT_OK)
        return RT_OK;
    rt_db_close(app->db);
    app->db = NULL;
    took = now_ms() - began;
    app->db_again_ms =
        now_ms() + (took > DB_PAUSE_MS ? DB_PAUSE_FACTOR * took : DB_PAUSE_MS);
    return rc;
}

const struct rt_data *
rt_app_data(const struct rt_app *app)
{
    return app->snap != NULL ? rt_snap_data(app->snap) : NULL;
}

void
rt_app_follow(struct rt_app *app)
{
    app->snap_err = (struct rt_err){0};
    app->snap_err.code = rt_snap_follow(rt_conf_get(app->conf, "DATA_DIR"),
                                        &app->snap, &app->snap_err);
}
