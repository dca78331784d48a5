/* Reading the audit log. */
#ifndef RT_REPO_AUDIT_LOG_H
#define RT_REPO_AUDIT_LOG_H

#include "base/arena.h"
#include "db/db.h"

/* A row.  Words are those of the table; strings but the first four may be
 * NULL. */
struct rt_audit_entry {
    int64_t id;
    int64_t at;       /* unix seconds */
    const char *time; /* "2026-11-25T14:05:09.123456Z" */
    const char *actor, *action, *result;
    const char *source; /* "web", "bot", "cli", "job" */
    int64_t user_id;    /* 0: not a user */
    const char *user;   /* the user's login now, or name */
    const char *entity;
    int64_t entity_id; /* 0: none */
    const char *named; /* that user's login now, or name, if it is one */
    const char *field, *before, *after, *request_id;
};

/* Which rows; zeros and NULLs leave a condition out. */
struct rt_audit_pick {
    int64_t user_id;
    const char *actor; /* "operator" */
    const char *action, *entity;
    int64_t entity_id;
    int64_t from, to; /* unix seconds, [from, to) */
    int64_t before;   /* ids below this one */
};

/* The newest rows, at most `most`, newest first; memory from `a`. */
enum rt_code rt_audit_list(struct rt_db *db, const struct rt_audit_pick *pick,
                           size_t most, struct rt_arena *a,
                           struct rt_audit_entry **list, size_t *n,
                           struct rt_err *err) RT_CHECK;

/*
 * Rows with ids above `after` that happened at `since` (unix seconds; 0: any)
 * or later, in the order of their ids, at most RT_AUDIT_BATCH.
 *
 * Waits for transactions that have written a row and are not over yet, so that
 * whoever goes on from the last id misses none.  RT_ERETRY: one is not over
 * after seconds.
 */
enum { RT_AUDIT_BATCH = 500 };
enum rt_code rt_audit_next(struct rt_db *db, int64_t after, int64_t since,
                           struct rt_arena *a, struct rt_audit_entry **list,
                           size_t *n, struct rt_err *err) RT_CHECK;

/* The actions or the kinds of objects that the log has, by name. */
enum rt_code rt_audit_actions(struct rt_db *db, struct rt_arena *a,
                              const char ***list, size_t *n,
                              struct rt_err *err) RT_CHECK;
enum rt_code rt_audit_entities(struct rt_db *db, struct rt_arena *a,
                               const char ***list, size_t *n,
                               struct rt_err *err) RT_CHECK;

/* Who changed a row last, and when.  *who is "" where it was no person.
 * RT_NONE: nobody did. */
enum rt_code rt_audit_changed_by(struct rt_db *db, const char *entity,
                                 int64_t id, struct rt_arena *a,
                                 const char **who, int64_t *at,
                                 struct rt_err *err) RT_CHECK;

#endif
