/*
 * The one door to the desk: a wish in, a transaction, an answer out (DESK 5).
 * Pages, bot and tool all come through here.
 */
#ifndef RT_DESK_APPLY_H
#define RT_DESK_APPLY_H

#include "desk/setup.h"
#include "repo/desk_store.h"

struct rt_desk_wish {
    int64_t case_id;     /* 0: about a contract */
    int64_t contract_id; /* without a case: which one */
    struct rt_desk_ask ask;
    const char *key;     /* told apart by it, at most 191 bytes: "u5", "f..." */
    const char *channel; /* by which a message came or goes: "telegram" */
    enum rt_via via;
    const char *request_id;        /* for the audit log; NULL */
    int64_t now;                   /* Unix seconds */
    const struct rt_worker *staff; /* [n_staff] of who asks for many things in
                                      a row and has counted their cases; NULL:
                                      they are read */
    size_t n_staff;
};

struct rt_desk_result {
    struct rt_desk_plan plan; /* plan.answer, why, field, say ... */
    struct rt_desk_stored stored;
    struct rt_desk_scene scene; /* what was looked at: before the event */
    int64_t case_id;            /* of the wish, or the one that it opened or
                                   found open; 0: none */
};

/*
 * Decide and carry out, whole or not at all.  A wish with a key that is stored
 * is SAME; a lost COMMIT is looked up by it.  A manager's or administrator's
 * role is read anew under the lock: who lost it meanwhile is DENIED.  What is
 * denied is recorded in the audit log.
 *
 * `out` is filled whenever the answer is RT_OK; strings live as long as `a`
 * and the wish.  Codes of the database otherwise (RT_EAWAY, RT_ERETRY,
 * RT_EUNKNOWN: AWAY).
 */
enum rt_code rt_desk_apply(struct rt_db *db, const struct rt_desk_setup *setup,
                           const struct rt_desk_wish *wish, struct rt_arena *a,
                           struct rt_desk_result *out,
                           struct rt_err *err) RT_CHECK;

/* Look at a case (or with case_id 0 a contract) as it is: scene for
 * rt_desk_may() and pages, in a transaction that writes nothing.  RT_NONE:
 * there is none. */
enum rt_code rt_desk_look(struct rt_db *db, const struct rt_desk_setup *setup,
                          int64_t case_id, int64_t contract_id, int64_t now,
                          struct rt_arena *a, struct rt_desk_scene *out,
                          struct rt_err *err) RT_CHECK;

#endif
