/* Payments and activity whose source has no ids.  They are identified by their
 * values and by how many equal ones come before them in their file (METRICS
 * 16.7). */
#ifndef RT_REPO_EVENTS_H
#define RT_REPO_EVENTS_H

#include "db/db.h"

struct rt_event {
    int64_t client_id;
    int64_t at;          /* moment */
    int64_t amount;      /* minor units; payments only */
    int64_t contract_id; /* 0: not known; payments only */
    int64_t occurrence;  /* number of equal ones before it */
};

/* Add those that do not exist: n_added.  A payment that exists gets its
 * contract if that is now known, or a different one: n_changed.  In the
 * caller's transaction. */
enum rt_code rt_payments_add(struct rt_db *db, const struct rt_event *list,
                             size_t n, int64_t *n_added, int64_t *n_changed,
                             struct rt_arena *a, struct rt_err *err) RT_CHECK;
enum rt_code rt_activity_add(struct rt_db *db, const struct rt_event *list,
                             size_t n, int64_t *n_added, struct rt_arena *a,
                             struct rt_err *err) RT_CHECK;

#endif
