#include "page/app.h"

#include "base/hash.h"
#include "repo/connect.h"

#include <string.h>
#include <strings.h>
#include <time.h>

enum { DB_PAUSE_MS = 1000 };

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
    enum rt_code rc;

    if (now_ms() < app->db_again_ms)
        return rt_fail(err, RT_EAWAY, "database was away a moment ago");
    rc = app->db != NULL ? rt_db_ensure(app->db, err)
                         : rt_connect(app->conf, &app->db, err);
    if (rc == RT_OK)
        return RT_OK;
    rt_db_close(app->db);
    app->db = NULL;
    app->db_again_ms = now_ms() + DB_PAUSE_MS;
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
    struct rt_err err = {0};

    if (rt_snap_follow(rt_conf_get(app->conf, "DATA_DIR"), &app->snap, &err) ==
        RT_OK)
        err = (struct rt_err){0};
    app->snap_err = err;
}
