/* What every program that answers questions keeps between them: settings,
 * the connection to the database, the newest snapshot, and what was made
 * recently. */
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
    const struct rt_conf *conf; /* borrowed from the caller */
    enum rt_lang lang; /* DEFAULT_LANG: used where nothing chooses another */

    int64_t began_ms;   /* time of the current question, monotonic like the next
                           two */
    struct rt_db *db;   /* NULL: not connected */
    int64_t db_used_ms; /* when it was last known to be there */
    int64_t db_again_ms;  /* when it may be asked again */
    struct rt_snap *snap; /* NULL: none could be opened */
    struct rt_err
        snap_err; /* why there is none; RT_OK when the newest is open */
    bool held;    /* half an import is held back: see snap/held_mark.h */
    struct rt_value_counts *value_counts;
    struct rt_cache *cache; /* cards and pictures, by rt_app_key() */
};

/* Open it with the newest snapshot and without a connection.  A missing
 * database or snapshot is not an error here: answers say so.  The caller ends
 * with rt_app_close(). */
void rt_app_open(struct rt_app *app, const struct rt_conf *conf);
void rt_app_close(struct rt_app *app); /* a struct of zeros is accepted */

/* Call these before and after each question. */
void rt_app_begin(struct rt_app *app);
void rt_app_end(struct rt_app *app);

/* Call this once the visitor is known: it drops a connection that was lost
 * meanwhile, so that the time the answer takes is not blamed on the
 * database. */
void rt_app_asked(struct rt_app *app);

/* Make sure that there is a connection in app->db.  One that was used just now
 * counts as working: if it died while idle, its statement is sent once more
 * over a new one (db/db.h).  RT_EAWAY: not now.  After a failure it is not
 * tried again for a while, so that requests do not queue up. */
enum rt_code rt_app_db(struct rt_app *app, struct rt_err *err) RT_CHECK;

/* The data of the newest snapshot; NULL: there is none (snap_err.code is
 * RT_NONE), or none can be read. */
const struct rt_data *rt_app_data(const struct rt_app *app);

/* Between questions: switch to a newer snapshot, if there is one. */
void rt_app_follow(struct rt_app *app);
/* The same when the block's generation is not this one: another worker may
 * have made the page from a newer snapshot.  NULL is accepted. */
void rt_app_catch_up(struct rt_app *app, const struct rt_block *block,
                     const char *generation, struct rt_arena *a);

#endif
