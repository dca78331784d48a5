#include "app/app.h"

#include "app/cache.h"
#include "app/value_counts.h"
#include "base/clock.h"
#include "block/block.h"
#include "repo/connect.h"
#include "snap/held_mark.h"

#include <string.h>

/* A database that refuses at once is asked again soon.  One that does not
 * answer costs its time-out each time, so it is left alone for longer. */
enum { DB_PAUSE_MS = 1000, DB_PAUSE_FACTOR = 3 };
/* A connection that was idle for longer is tested first. */
enum { DB_TRUST_MS = 10000 };
enum { CACHE_BYTES = 16 * 1024 * 1024 };

void
rt_app_open(struct rt_app *app, const struct rt_conf *conf)
{
    *app = (struct rt_app){.conf = conf, .cache = rt_cache_new(CACHE_BYTES)};
    (void)!rt_lang_parse(rt_conf_get(conf, "DEFAULT_LANG"), &app->lang);
    rt_app_follow(app);
}

void
rt_app_close(struct rt_app *app)
{
    rt_db_close(app->db);
    rt_snap_close(app->snap);
    rt_value_counts_free(app->value_counts);
    rt_cache_free(app->cache);
}

static void
leave_db(struct rt_app *app, int64_t since_ms)
{
    int64_t now = rt_clock_ms(), took = now - since_ms;

    rt_db_close(app->db);
    app->db = NULL;
    app->db_again_ms =
        now + (took > DB_PAUSE_MS ? DB_PAUSE_FACTOR * took : DB_PAUSE_MS);
}

/* A statement lost the connection and could not get another. */
static void
notice_loss(struct rt_app *app)
{
    if (app->db != NULL && !rt_db_connected(app->db))
        leave_db(app, app->began_ms);
}

void
rt_app_begin(struct rt_app *app)
{
    app->began_ms = rt_clock_ms();
}

void
rt_app_asked(struct rt_app *app)
{
    notice_loss(app);
}

void
rt_app_end(struct rt_app *app)
{
    notice_loss(app);
}

enum rt_code
rt_app_db(struct rt_app *app, struct rt_err *err)
{
    int64_t now = rt_clock_ms();
    enum rt_code rc = RT_OK;

    notice_loss(app);
    if (now < app->db_again_ms)
        return rt_fail(err, RT_EAWAY, "database was away a moment ago");
    if (app->db == NULL)
        rc = rt_connect(app->conf, &app->db, err);
    else if (now - app->db_used_ms > DB_TRUST_MS)
        rc = rt_db_ensure(app->db, err);
    if (rc == RT_OK)
        app->db_used_ms = now;
    else
        leave_db(app, now);
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
    app->held = rt_held_is(rt_conf_get(app->conf, "DATA_DIR"));
}

void
rt_app_catch_up(struct rt_app *app, const struct rt_block *block,
                const char *generation, struct rt_arena *a)
{
    const struct rt_data *d = rt_app_data(app);

    if (generation != NULL &&
        (d == NULL ||
         strcmp(rt_block_generation(block, d, a), generation) != 0))
        rt_app_follow(app);
}
