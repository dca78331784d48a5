/* The stretches of service under a contract number: the first one, another one
 * each time the number came back, and another one for another client. */
#ifndef RT_REPO_STRETCHES_H
#define RT_REPO_STRETCHES_H

#include "db/db.h"

struct rt_stretch {
    int64_t id, client;      /* contracts.id, clients.id */
    const char *name;        /* external_id: the number, or NUMBER@day */
    int32_t start, end;      /* RT_DAY_MIN, RT_DAY_OPEN: not known */
    int32_t listed_on;       /* RT_DAY_NONE: from before this was recorded */
    int32_t absent_on;       /* RT_DAY_NONE: no full file has ended it */
    bool desk;               /* its end was edited at the desk */
    struct rt_stretch *next; /* by start, then id */
};

/* The stretches of each of n numbers (they may repeat); NULL when there is
 * none.  A name like NUMBER@day finds only that stretch.  In a transaction the
 * rows are share-locked, so that they are not deleted. */
enum rt_code rt_stretches_find(struct rt_db *db, const struct rt_param *numbers,
                               size_t n, struct rt_stretch **out,
                               struct rt_arena *a, struct rt_err *err) RT_CHECK;

/* Of the stretches of a client (of all, when the client is 0 or has none): the
 * one that runs on the day, else the latest before it, else the first. */
const struct rt_stretch *rt_stretch_on(const struct rt_stretch *list,
                                       int64_t client, int32_t day);

#endif
