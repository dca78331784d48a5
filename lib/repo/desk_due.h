/* What the sweep of the desk must look at: by indexes, so that it costs as
 * much as there is due. */
#ifndef RT_REPO_DESK_DUE_H
#define RT_REPO_DESK_DUE_H

#include "db/db.h"

struct rt_desk_due {
    int64_t case_id;
    int64_t at; /* since when; 0: not known */
};

/* Lists live as long as `a`. */
struct rt_desk_due_list {
    struct rt_desk_due *list; /* [n] */
    size_t n;
};

/* Cases whose clocks must be looked at by `now`, the longest due first. */
enum rt_code rt_desk_due_clocks(struct rt_db *db, int64_t now,
                                struct rt_arena *a,
                                struct rt_desk_due_list *out,
                                struct rt_err *err) RT_CHECK;

/* Up to `most` cases that wait in the queue, the first due first. */
enum rt_code rt_desk_due_queue(struct rt_db *db, int64_t most,
                               struct rt_arena *a, struct rt_desk_due_list *out,
                               struct rt_err *err) RT_CHECK;

/* Open cases that this person works. */
enum rt_code rt_desk_due_of(struct rt_db *db, int64_t user_id,
                            struct rt_arena *a, struct rt_desk_due_list *out,
                            struct rt_err *err) RT_CHECK;

/* Open cases whose contract runs no more on `today`; `at` is its first day
 * without service (base/date.h).  Looks through all open cases. */
enum rt_code rt_desk_due_ended(struct rt_db *db, int32_t today,
                               struct rt_arena *a, struct rt_desk_due_list *out,
                               struct rt_err *err) RT_CHECK;

/* The last import of a file that has ended; 0: none. */
enum rt_code rt_desk_last_import(struct rt_db *db, int64_t *id,
                                 struct rt_err *err) RT_CHECK;

/* An order that billing has had for long, or that should be in force. */
struct rt_late_order {
    int64_t id, case_id, client_id;
    int64_t sent_at; /* 0: not sent */
    bool effective;  /* by its date it should be in force */
};
/* Those that were sent before `sent_before`, and those that are effective by
 * `today` and not done. */
enum rt_code rt_desk_late_orders(struct rt_db *db, int64_t sent_before,
                                 int32_t today, struct rt_arena *a,
                                 struct rt_late_order **list, size_t *n,
                                 struct rt_err *err) RT_CHECK;

#endif
