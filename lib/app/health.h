/* What is right and what is wrong with the product, in words: `retention check`
 * and the page for administrators say the same. */
#ifndef RT_APP_HEALTH_H
#define RT_APP_HEALTH_H

#include "conf/conf.h"
#include "db/db.h"
#include "text/text.h"

/* One thing that was looked at; strings from the arena. */
struct rt_fact {
    const char *name; /* "Database" */
    bool wrong;
    const char *text;  /* what there is; or what is wrong and what to do */
    const char **more; /* further lines */
    size_t n_more;
};

struct rt_health {
    const struct rt_conf *conf;
    enum rt_lang lang;
    struct rt_arena *arena;
    struct rt_db *db;          /* NULL: it is away */
    const struct rt_err *away; /* then why */
    bool running; /* of a running system only: not settings, templates, fonts,
                     without which no page is served */
};

/* Look at everything; facts in a fixed order.  Never fails: what cannot be
 * found out is told as wrong. */
void rt_health_look(const struct rt_health *h, struct rt_fact **list,
                    size_t *n);

#endif
