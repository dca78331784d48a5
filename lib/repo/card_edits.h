/* Changes that people make on a client's card: each whole or not at all, once
 * for each form that is sent, on record, and undone while nothing has changed
 * since. */
#ifndef RT_REPO_CARD_EDITS_H
#define RT_REPO_CARD_EDITS_H

#include "repo/actor.h"
#include "repo/card_state.h"

/* What one field was and becomes, in words for the audit log; NULL: none. */
struct rt_card_diff {
    const char *field, *before, *after;
    bool personal; /* the audit log, which outlives the client's data, keeps
                      no values of it */
};

struct rt_card_change;

/* Write the change; the row is locked and has the version that was shown. */
typedef enum rt_code rt_card_apply(struct rt_db *db,
                                   struct rt_card_change *change,
                                   struct rt_arena *a, struct rt_err *err);

struct rt_card_change {
    const struct rt_actor *by;
    const char *nonce;  /* of the form, at most 64 bytes */
    const char *kind;   /* "contact", "terms", "past", "create", "archive" */
    const char *action; /* in the audit log */
    int64_t client_id;
    int64_t contract_id; /* 0: the client itself, or a contract that `apply`
                            makes: then it sets this */
    bool creates;
    bool admin_only; /* else all staff may */
    int64_t version; /* of the row as it was shown */
    const struct rt_card_diff *diffs;
    size_t n_diffs;
    rt_card_apply *apply;
    const void *arg; /* of apply */
};

/*
 * Carry it out.  *done says whether anything was written: a form that was sent
 * already, or that changes nothing, writes nothing.  Memory from `a`.
 *
 * RT_NONE: there is no such client or contract, or it is deleted.
 * RT_EDENIED: "role_denied", `by` may not (any more).
 * RT_ECONFLICT: "card_stale", the row has another version; "card_forgotten",
 * the client's data were deleted on request; and those of `apply`.
 */
enum rt_code rt_card_change(struct rt_db *db, struct rt_card_change *change,
                            struct rt_arena *a, bool *done,
                            struct rt_err *err) RT_CHECK;

/* The client of the change that a form with this nonce made.  RT_NONE: it has
 * made none. */
enum rt_code rt_card_change_seen(struct rt_db *db, const char *nonce,
                                 int64_t *client_id,
                                 struct rt_err *err) RT_CHECK;

/* A change that was made. */
struct rt_card_edit {
    int64_t id;
    int64_t contract_id;  /* 0: the client */
    const char *contract; /* its number; NULL */
    const char *kind;
    const char *who; /* login or name; NULL: nobody of ours */
    int64_t made_at;
    int64_t undone_at; /* 0: it stands */
    bool can_undo;     /* as far as the version tells */
    bool admin_only;   /* by administrators: figures of the past change */
};

/* Today in the report zone, and the instant (Unix seconds) it begins at. */
struct rt_card_today {
    int32_t today;
    int64_t begins_at;
};

/* The latest changes of a client and its contracts, newest first. */
enum rt_code rt_card_edits_list(struct rt_db *db, int64_t client_id,
                                const struct rt_card_today *day, size_t most,
                                struct rt_arena *a, struct rt_card_edit **list,
                                size_t *n, struct rt_err *err) RT_CHECK;

/* Who changed a row last, and when (Unix seconds): *who is NULL when it was no
 * person but a file or the desk. */
enum rt_code rt_card_changed_by(struct rt_db *db, enum rt_card_of of,
                                int64_t id, struct rt_arena *a,
                                const char **who, int64_t *at,
                                struct rt_err *err) RT_CHECK;

/*
 * Put back what was before a change of this client.  Undoing it twice does
 * nothing the second time.
 *
 * Corrections of the past, removals, contracts that began before today, and
 * changes of a contract from before today are undone by administrators only:
 * each of these changes figures of days that are over.
 *
 * RT_NONE: the client has no such change.  RT_EDENIED: "role_denied",
 * "card_undo_late" (the contract was changed before today).
 * RT_ECONFLICT: "card_changed_since", "card_forgotten", "card_in_use" (the
 * contract has a case or an order by now), "card_telegram_taken" (meanwhile, by
 * another client).
 */
enum rt_code rt_card_undo(struct rt_db *db, const struct rt_actor *by,
                          int64_t client_id, int64_t edit_id,
                          const struct rt_card_today *day, struct rt_arena *a,
                          struct rt_err *err) RT_CHECK;

#endif
