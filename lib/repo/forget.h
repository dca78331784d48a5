/* Data protection: forget who a client was, and delete what was kept long
 * enough. */
#ifndef RT_REPO_FORGET_H
#define RT_REPO_FORGET_H

#include "base/arena.h"
#include "db/db.h"
#include "repo/actor.h"

/* A client before it is forgotten. */
struct rt_forget_who {
    int64_t id;
    int64_t contracts, cases, messages; /* how many there are */
    bool forgotten;                     /* it was done already */
};

/* The client with the company's id.  RT_NONE: there is none. */
enum rt_code rt_forget_find(struct rt_db *db, const char *external_id,
                            struct rt_forget_who *out,
                            struct rt_err *err) RT_CHECK;

/*
 * Blank names, contacts and consent of a client and of those merged into it,
 * free texts of its cases, events, messages and orders, what the bot holds of
 * it, and the values in its rows of the audit log; also in the Python system's
 * tables that a take-over has left.  Dates, amounts, attributes that figures
 * are filtered by, outcomes and the company's ids stay, and so do all figures.
 * Later files cannot bring names and contacts back.  In one transaction, with
 * a row in the audit log; a second time it blanks what has come since.
 *
 * RT_ECONFLICT: "forget_open_case" {n}; "forget_open_order" {n}, orders that
 * the billing system has not answered.
 */
enum rt_code rt_forget_client(struct rt_db *db, const struct rt_actor *by,
                              int64_t client_id, struct rt_err *err) RT_CHECK;

/* What is kept for how many days; 0: for good. */
struct rt_keep {
    int64_t messages, updates;
};
/* How many rows were deleted or blanked. */
struct rt_kept_out {
    int64_t messages, updates, texts;
};

/*
 * Delete messages (not those of open cases) and updates of the bot that are
 * older and links of clients that no longer open, and blank free texts that
 * files have brought back about forgotten clients.  In short transactions, so
 * that nobody waits; may be repeated at any time.
 */
enum rt_code rt_keep_clear(struct rt_db *db, const struct rt_keep *keep,
                           struct rt_kept_out *out,
                           struct rt_err *err) RT_CHECK;

#endif
