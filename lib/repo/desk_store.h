/* Carry out what lib/desk has decided. */
#ifndef RT_REPO_DESK_STORE_H
#define RT_REPO_DESK_STORE_H

#include "repo/actor.h"
#include "repo/desk_facts.h"

/* A decision with what it came from. */
struct rt_desk_deed {
    const struct rt_desk_office *office;
    const struct rt_desk_scene *scene;
    const struct rt_desk_ask *ask;
    const struct rt_desk_plan *plan; /* with `writes` */
    const char *key;                 /* of the wish, as case_events keeps it */
    const char *channel;             /* of a message: "telegram", "phone" */
    enum rt_via via;                 /* for the audit log */
    const char *request_id;          /* NULL: none */
};

/* What it was stored as. */
struct rt_desk_stored {
    int64_t case_id;
    int64_t event_id;   /* 0: the wish was about no case */
    int64_t message_id; /* 0: none */
    bool twice;         /* RT_ECONFLICT because the key is stored */
};

/*
 * Write the case, offerings, event, orders, the contract, messages, notices
 * and the audit log, in the caller's transaction, which has read the scene
 * under lock.  Each update hits the one row that the decision has seen.
 *
 * RT_ECONFLICT: with `twice` the wish is fulfilled already; else a row is not
 * what it was.
 */
enum rt_code rt_desk_store(struct rt_db *db, const struct rt_desk_deed *deed,
                           struct rt_desk_stored *out,
                           struct rt_err *err) RT_CHECK;

/* Record in the audit log that a wish was refused; outside of transactions. */
enum rt_code rt_desk_store_refusal(struct rt_db *db, enum rt_via via,
                                   const struct rt_desk_ask *ask,
                                   int64_t case_id, const char *request_id,
                                   struct rt_err *err) RT_CHECK;

#endif
