/* The snapshot builder. */
#ifndef RT_JOB_REFRESH_H
#define RT_JOB_REFRESH_H

#include "base/zone.h"
#include "db/db.h"
#include "snap/file.h"

#include <stdint.h>

struct rt_refresh {
    const char *dir;      /* folder of the snapshots */
    const char *currency; /* used when no import has set one yet */
    const struct rt_zone *zone;
    int32_t as_of; /* RT_DAY_NONE: see rt_refresh_once() */
    int64_t now;   /* unix seconds, for the default as-of day */
    /* Bits of the kinds of data that have not changed since `base` was made,
     * which is the newest: they are copied from it.  0: none. */
    unsigned kept;
    const struct rt_snap *base;
};

/* What the last build gave. */
struct rt_refresh_done {
    int32_t as_of;
    size_t n_clients, n_contracts;
    char generation[33];
    bool unchanged; /* the newest snapshot has the same contents already */
    bool waits;     /* so that it can wait for a running import */
    unsigned kept;  /* bits of the kinds of data that were copied */
};

/*
 * Extract, build and write one snapshot.  RT_ECONFLICT while half an import is
 * in the database: the present snapshot stays, and if the import was broken
 * off, a mark in its folder says so (snap/held_mark.h).
 *
 * Each kind of data is known until the day that its latest import named, or
 * else until its latest event that is not after today.  as_of shortens all
 * kinds and extends those whose imports named no day (METRICS 16.1).
 */
enum rt_code rt_refresh_once(struct rt_db *db, const struct rt_refresh *job,
                             struct rt_refresh_done *done,
                             struct rt_err *err) RT_CHECK;

#endif
