/* The lock of whoever changes the schema: one at a time. */
#ifndef RT_JOB_LOCK_H
#define RT_JOB_LOCK_H

#include "base/arena.h"
#include "db/db.h"

struct rt_lock {
    struct rt_db *db;
    struct rt_arena *arena;
    const char *me; /* as its owner */
};

/* Somebody else has it, `owner` says who. */
typedef void rt_lock_waits(const char *owner, void *arg);

/* Take it, waiting up to ten minutes for another one; schema_lock exists.
 * RT_ECONFLICT (key "schema_locked"): the other one does not end. */
enum rt_code rt_lock_take(struct rt_lock *out, struct rt_db *db,
                          struct rt_arena *a, rt_lock_waits *waits, void *arg,
                          struct rt_err *err) RT_CHECK;

/* Have it for RT_LOCK_S from now.  RT_ECONFLICT: the time was over and
 * another one took it. */
enum { RT_LOCK_S = 3600 }; /* no step takes longer */
enum rt_code rt_lock_renew(const struct rt_lock *l,
                           struct rt_err *err) RT_CHECK;

enum rt_code rt_lock_free(const struct rt_lock *l, struct rt_err *err) RT_CHECK;

#endif
