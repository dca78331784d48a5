/* The lock for changing the schema: one program at a time. */
#ifndef RT_JOB_LOCK_H
#define RT_JOB_LOCK_H

#include "base/arena.h"
#include "db/db.h"

struct rt_lock {
    struct rt_db *db;
    struct rt_arena *arena;
    const char *me; /* as its owner */
};

/* Called when somebody else has it; `owner` says who. */
typedef void rt_lock_waits(const char *owner, void *arg);

/* Take it; waits up to ten minutes for another owner.  schema_lock must exist.
 * RT_ECONFLICT (key "schema_locked"): the other owner does not finish. */
enum rt_code rt_lock_take(struct rt_lock *out, struct rt_db *db,
                          struct rt_arena *a, rt_lock_waits *waits, void *arg,
                          struct rt_err *err) RT_CHECK;

/* Keep it for RT_LOCK_S from now.  RT_ECONFLICT: it had expired and somebody
 * else took it. */
enum { RT_LOCK_S = 3600 }; /* no step takes longer */
enum rt_code rt_lock_renew(const struct rt_lock *l,
                           struct rt_err *err) RT_CHECK;

enum rt_code rt_lock_free(const struct rt_lock *l, struct rt_err *err) RT_CHECK;

#endif
