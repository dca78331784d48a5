/* Who did what: rows that are only ever added. */
#ifndef RT_REPO_AUDIT_H
#define RT_REPO_AUDIT_H

#include "db/db.h"

enum rt_actor {
    RT_ACTOR_USER,
    RT_ACTOR_OPERATOR, /* at the command line */
    RT_ACTOR_SYSTEM,
    RT_ACTOR_NOBODY, /* who has not signed in */
    RT_ACTOR__MAX
};
enum rt_audit_source {
    RT_AUDIT_SOURCE_WEB,
    RT_AUDIT_SOURCE_BOT,
    RT_AUDIT_SOURCE_CLI,
    RT_AUDIT_SOURCE_JOB,
    RT_AUDIT_SOURCE__MAX
};
enum rt_audit_result {
    RT_AUDIT_DONE,
    RT_AUDIT_REFUSED,
    RT_AUDIT_FAILED,
    RT_AUDIT__MAX
};

/* Strings may be NULL but `action`. */
struct rt_audit {
    enum rt_actor actor;
    int64_t user_id; /* 0: nobody */
    enum rt_audit_source source;
    const char *action; /* "login", "logout", "user_role" */
    enum rt_audit_result result;
    const char *entity; /* "user"; NULL: none */
    int64_t entity_id;  /* 0: none */
    const char *field, *before, *after;
    const char *request_id;
};

/* Add a row; in the caller's transaction where one is open. */
enum rt_code rt_audit_put(struct rt_db *db, const struct rt_audit *row,
                          struct rt_err *err) RT_CHECK;

/* The same of what the operator has done to a user at the command line:
 * "user_role", "role", "manager", "admin". */
enum rt_code rt_audit_user(struct rt_db *db, int64_t id, const char *action,
                           const char *field, const char *before,
                           const char *after, struct rt_err *err) RT_CHECK;

#endif
