/* Cases of the desk: rows of retention_cases as struct rt_case. */
#ifndef RT_REPO_DESK_CASES_H
#define RT_REPO_DESK_CASES_H

#include "db/db.h"
#include "desk/case.h"

/* The contract of a case, 0 where the source named one that does not exist.
 * RT_NONE: there is no such case. */
enum rt_code rt_desk_case_contract(struct rt_db *db, int64_t case_id,
                                   int64_t *contract_id,
                                   struct rt_err *err) RT_CHECK;

/* Read a case; with `lock` it is locked for the caller's transaction.  What
 * events tell (since, adopted_at, last_attempt_at) stays 0.  Strings live as
 * long as `a`.  RT_NONE: there is none. */
enum rt_code rt_desk_case_read(struct rt_db *db, int64_t id, bool lock,
                               struct rt_arena *a, struct rt_case *out,
                               struct rt_err *err) RT_CHECK;

/* Add a case; *id is its number.  `wake_at` as in desk/wake.h. */
enum rt_code rt_desk_case_insert(struct rt_db *db, const struct rt_case *c,
                                 int64_t wake_at, int64_t *id,
                                 struct rt_err *err) RT_CHECK;

/* Write the columns of RT_CASE_COLUMNS, provided that the row has the status,
 * step and version of `before`.  RT_ECONFLICT: it has not. */
enum rt_code rt_desk_case_update(struct rt_db *db, const struct rt_case *before,
                                 const struct rt_case *after, int64_t wake_at,
                                 struct rt_err *err) RT_CHECK;

/* The same for wake_at alone, which is nobody's business but the sweep's. */
enum rt_code rt_desk_case_wake(struct rt_db *db, int64_t id, int64_t wake_at,
                               struct rt_err *err) RT_CHECK;

/* The contract's open case (0: none) other than `but`, and its last closed
 * one. */
struct rt_desk_near {
    int64_t open_id;
    int64_t last_id;
    int64_t last_at;
};
enum rt_code rt_desk_cases_near(struct rt_db *db, int64_t contract_id,
                                int64_t but, struct rt_desk_near *out,
                                struct rt_err *err) RT_CHECK;

/* The manager of the client's last closed case other than `but`, and when it
 * was closed; 0: none. */
enum rt_code rt_desk_cases_former(struct rt_db *db, int64_t client_id,
                                  int64_t but, int64_t *manager_id, int64_t *at,
                                  struct rt_err *err) RT_CHECK;

#endif
