/* The staff as an administrator looks at it. */
#ifndef RT_REPO_STAFF_H
#define RT_REPO_STAFF_H

#include "repo/users.h"

struct rt_staff {
    struct rt_user user;
    int64_t sessions; /* open ones */
    int64_t seen_at;  /* the latest sign of the person, unix seconds; 0: none */
};

/* All who are not deleted, by id; memory from `a`. */
enum rt_code rt_staff_list(struct rt_db *db, struct rt_arena *a,
                           struct rt_staff **list, size_t *n,
                           struct rt_err *err) RT_CHECK;

/* One of them.  RT_NONE: there is no such person among the staff. */
enum rt_code rt_staff_find(struct rt_db *db, int64_t id, struct rt_arena *a,
                           struct rt_staff *out, struct rt_err *err) RT_CHECK;

#endif
