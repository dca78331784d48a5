/* What outlives a request: settings, templates, words, the connection, the
 * snapshot. */
#ifndef RT_PAGE_APP_H
#define RT_PAGE_APP_H

#include "conf/conf.h"
#include "db/db.h"
#include "http/route.h"
#include "http/sign.h"
#include "snap/file.h"
#include "tmpl/tmpl.h"

#include <jansson.h>

struct rt_cache;
struct rt_choices;

enum { RT_STATIC_TAG = 13 };

struct rt_app {
    struct rt_conf *conf;
    const struct rt_routes *routes;
    struct rt_tmpl_set *tmpl;
    json_t *words[RT_LANG__MAX]; /* "t" of templates */
    struct rt_key key;
    enum rt_lang lang;              /* where nothing says another */
    char *origin;                   /* of DASHBOARD_URL; NULL: unset */
    char *auth_var;                 /* CGI variable of AUTH_HEADER, or NULL */
    char static_tag[RT_STATIC_TAG]; /* changes with the files of static/ */
    struct rt_arena *arena;         /* of the request at hand */

    int64_t began_ms;       /* the request at hand, monotonic like the next */
    struct rt_db *db;       /* NULL: not connected */
    int64_t db_used_ms;     /* it was there then */
    int64_t db_again_ms;    /* not asked before */
    struct rt_snap *snap;   /* NULL: none could be opened */
    struct rt_err snap_err; /* why none; RT_OK when the newest is open */
    struct rt_choices *choices;
    struct rt_cache *cache; /* cards and pictures; keys carry the generation */
};

/*
 * Read settings, templates and key.  What is missing is an error now, not at
 * the first request: every template compiles, every {{t.word}} is in the
 * catalogue, every route has its rule, DASHBOARD_URL is https or on loopback
 * (the cookies ask for it).  A database or a snapshot that is not there is no
 * error: pages say so.  Caller ends with rt_app_close(), also on failure.
 */
enum rt_code rt_app_open(struct rt_app *app, const struct rt_routes *routes,
                         struct rt_err *err) RT_CHECK;
void rt_app_close(struct rt_app *app);

/* Around each request. */
void rt_app_begin(struct rt_app *app);
void rt_app_end(struct rt_app *app);

/* Who asks is known: a connection that got lost meanwhile is given up now, so
 * that the time the page takes is not taken for the database's. */
void rt_app_asked(struct rt_app *app);

/* A connection in app->db.  One that was in use just now is taken to live: a
 * statement that finds it dead in its sleep is sent once more over a new one
 * (db/db.h).  RT_EAWAY: not now; after a failure it is not tried again for a
 * while, so that requests do not queue up waiting. */
enum rt_code rt_app_db(struct rt_app *app, struct rt_err *err) RT_CHECK;

/* The data of the newest snapshot; NULL: there is none (snap_err.code is
 * RT_NONE) or none can be read. */
const struct rt_data *rt_app_data(const struct rt_app *app);

/* Between requests: switch to a newer snapshot. */
void rt_app_follow(struct rt_app *app);

#endif
