/* What every program that answers questions holds from one question to the
 * next: settings, the connection to the database, the newest snapshot, and
 * what was made lately. */
#ifndef RT_APP_APP_H
#define RT_APP_APP_H

#include "conf/conf.h"
#include "db/db.h"
#include "snap/file.h"
#include "text/text.h"

struct rt_block;
struct rt_cache;
struct rt_value_counts;

struct rt_app {
    const struct rt_conf *conf; /* the caller's, who outlives this */
    enum rt_lang lang;          /* DEFAULT_LANG: where nothing says another */

    int64_t began_ms;       /* the question at hand, monotonic like the next */
    struct rt_db *db;       /* NULL: not connected */
    int64_t db_used_ms;     /* it was there then */
    int64_t db_again_ms;    /* not asked before */
    struct rt_snap *snap;   /* NULL: none could be opened */
    struct rt_err snap_err; /* why none; RT_OK when the newest is open */
    bool held;              /* half an import waits: see snap/held_mark.h */
    struct rt_value_counts *value_counts;
    struct rt_cache *cache; /* cards and pictures by rt_app_key() */
};

/* Without a connection yet, with the newest snapshot.  A database or a
 * snapshot that is not there is no error: answers say so.  Caller ends with
 * rt_app_close(). */
void rt_app_open(struct rt_app *app, const struct rt_conf *conf);
void rt_app_close(struct rt_app *app); /* one of zeros accepted */

/* Around each question. */
void rt_app_begin(struct rt_app *app);
void rt_app_end(struct rt_app *app);

/* Once it is known who asks: give up a connection that was lost meanwhile, so
 * that the time the answer takes is not taken for the database's. */
void rt_app_asked(struct rt_app *app);

/* A connection in app->db.  One that was in use just now is taken to live: a
 * statement that finds it dead in its sleep is sent once more over a new one
 * (db/db.h).  RT_EAWAY: not now; after a failure it is not tried again for a
 * while, so that requests do not queue up waiting. */
enum rt_code rt_app_db(struct rt_app *app, struct rt_err *err) RT_CHECK;

/* The data of the newest snapshot; NULL: there is none (snap_err.code is
 * RT_NONE) or none can be read. */
const struct rt_data *rt_app_data(const struct rt_app *app);

/* Between questions: switch to a newer snapshot. */
void rt_app_follow(struct rt_app *app);
/* The same where the block's generation is another than this one: a page may
 * have been made by somebody who has a newer snapshot.  NULL accepted. */
void rt_app_catch_up(struct rt_app *app, const struct rt_block *block,
                     const char *generation, struct rt_arena *a);

#endif
