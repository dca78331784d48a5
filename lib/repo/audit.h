/* The audit log: rows are added and never changed. */
#ifndef RT_REPO_AUDIT_H
#define RT_REPO_AUDIT_H

#include "db/db.h"
#include "repo/actor.h"

enum rt_audit_result {
    RT_AUDIT_DONE,
    RT_AUDIT_REFUSED,
    RT_AUDIT_FAILED,
    RT_AUDIT__MAX
};

/* Strings may be NULL, except `action`. */
struct rt_audit {
    struct rt_actor by;
    const char *action; /* "login", "logout", "user_role" */
    enum rt_audit_result result;
    const char *entity; /* "user"; NULL: none */
    int64_t entity_id;  /* 0: none */
    const char *field, *before, *after;
};

/* Add a row; in the caller's transaction if one is open. */
enum rt_code rt_audit_put(struct rt_db *db, const struct rt_audit *row,
                          struct rt_err *err) RT_CHECK;

/* As much of a value as a row has room for, whole characters; NULL stays
 * NULL. */
const char *rt_audit_value(const char *text, struct rt_arena *a);

/* The same for what was done to a user: "user_role", "role", "manager",
 * "admin". */
enum rt_code rt_audit_user(struct rt_db *db, const struct rt_actor *by,
                           int64_t id, const char *action, const char *field,
                           const char *before, const char *after,
                           struct rt_err *err) RT_CHECK;

#endif
