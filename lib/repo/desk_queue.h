/* The queue of open cases, page by page: read from the tables as they are,
 * through indexes, so that a page costs the same however many cases wait. */
#ifndef RT_REPO_DESK_QUEUE_H
#define RT_REPO_DESK_QUEUE_H

#include "db/db.h"
#include "desk/case.h"
#include "repo/desk_client.h"

enum rt_queue_who {
    RT_QUEUE_NEW,    /* nobody works on them yet */
    RT_QUEUE_MINE,   /* of `user_id` */
    RT_QUEUE_ALL,    /* all that are open */
    RT_QUEUE_CLIENT, /* it is the client's turn */
    RT_QUEUE_WHO__MAX
};

/* Values of which one must fit; none: all do. */
enum { RT_QUEUE_VALUES = 8 };
struct rt_queue_values {
    const char *list[RT_QUEUE_VALUES];
    size_t n;
};

/* Which cases, and which part of them. */
struct rt_queue_pick {
    enum rt_queue_who who;
    struct rt_desk_sight sight; /* of who asks */
    const char *status;         /* of one state, with its step; NULL: all */
    const char *step;
    struct rt_queue_values region, plan;
    const char *reason; /* NULL: all */
    int64_t manager_id; /* 0: all */
    bool by_profit;     /* the highest first, else by due time */
    bool after;         /* only what comes behind this row: */
    int64_t after_key;  /* its `key` */
    int64_t after_id;   /* its `tie` */
};

/* A case as the queue shows it.  Instants are Unix seconds, 0: none; strings
 * live as long as the arena, NULL: none. */
struct rt_queue_row {
    struct rt_case c; /* what the list needs of it: id, state, ids, due_at,
                         callback_at, reason, words, version */
    int64_t key, tie; /* where the next page goes on */
    const char *last_name, *first_name;
    const char *number; /* of the contract */
    const char *region, *plan;
    int32_t start, end; /* of the contract (base/date.h) */
    int active;         /* 0, 1; < 0: not said */
    bool deleted;       /* the contract */
    bool has_profit;
    int64_t profit;      /* a month, minor units */
    const char *offer;   /* the offering shown last, or what was imported */
    int offer_state;     /* enum rt_offering_state; < 0: of an import */
    const char *manager; /* their name */
    int64_t unanswered;  /* messages of the client */
};

/* Up to `most` rows behind `after`; overdue first, then by due time, then by
 * id.  With by_profit by the contract's profit, then by its id. */
enum rt_code rt_desk_queue(struct rt_db *db, const struct rt_queue_pick *pick,
                           size_t most, struct rt_arena *a,
                           struct rt_queue_row **list, size_t *n,
                           struct rt_err *err) RT_CHECK;

/* More are not counted. */
enum { RT_QUEUE_COUNTED = 1000 };

/* How many there are of each, at most RT_QUEUE_COUNTED; and tasks to tell a
 * client something by hand. */
struct rt_queue_counts {
    int64_t of[RT_QUEUE_WHO__MAX];
    int64_t by_hand;
};
enum rt_code rt_desk_queue_count(struct rt_db *db,
                                 const struct rt_queue_pick *pick,
                                 struct rt_queue_counts *out,
                                 struct rt_err *err) RT_CHECK;

/* How many open cases that somebody sees are overdue at `now` (Unix seconds),
 * at most RT_QUEUE_LATE: read from an index, whatever else waits. */
enum { RT_QUEUE_LATE = 100 };
enum rt_code rt_desk_queue_late(struct rt_db *db,
                                const struct rt_desk_sight *sight, int64_t now,
                                int64_t *n, struct rt_err *err) RT_CHECK;

#endif
