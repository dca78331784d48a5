/* One name for each thing that is made from a snapshot: the key of the caches
 * and the entity tag of files. */
#ifndef RT_APP_KEY_H
#define RT_APP_KEY_H

#include "app/app.h"
#include "block/block.h"

/* What the bytes depend on, beside snapshot and settings. */
struct rt_app_key {
    const char *form;    /* "png", "csv", "card", ... */
    const char *subject; /* the id of a block, the path of a page */
    const char *query;   /* the canonical selection */
    enum rt_lang lang;
    const char *theme, *size, *table; /* as asked for; NULL: not given */
    const struct rt_block
        *block; /* the block whose data count; NULL: all data count */
};

enum { RT_APP_KEY = 33 };

/* 32 hexadecimal digits.  They differ when any of the above, the data, a
 * setting of the blocks or the version differs.  There must be a snapshot.
 * Lives as long as `a`. */
const char *rt_app_key(const struct rt_app *app, const struct rt_app_key *k,
                       struct rt_arena *a);

#endif
