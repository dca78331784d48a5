#include "app/app.h"

#include "base/clock.h"
#include "db/conn.h"

#include "../tap.h"

#include <time.h>

/* A connection that was lost. */
static struct rt_db *
lost(void)
{
    struct rt_db *db = rt_heap(sizeof *db);

    *db = (struct rt_db){.arena = rt_arena_new()};
    db->target.password = rt_strdup(db->arena, "");
    return db;
}

/* How long the database is left alone after a page that took 1.2 s. */
static int64_t
pause_ms(bool found_out_first)
{
    struct rt_app app = {.db = lost()};

    rt_app_begin(&app);
    if (found_out_first)
        rt_app_asked(&app);
    nanosleep(&(struct timespec){1, 200000000}, NULL);
    rt_app_end(&app);
    ok(app.db == NULL, "the connection is given up");
    return app.db_again_ms - rt_clock_ms();
}

int
main(void)
{
    ok(pause_ms(true) <= 0, "a page that takes long is no database that hangs");
    ok(pause_ms(false) > 3000, "statements that take long are");
    return done();
}
