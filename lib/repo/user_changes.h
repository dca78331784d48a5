/* What the operator and administrators change about users.  Each change and its
 * row of the audit log are written together or not at all. */
#ifndef RT_REPO_USER_CHANGES_H
#define RT_REPO_USER_CHANGES_H

#include "repo/actor.h"
#include "repo/users.h"

/*
 * Every function begins a transaction of its own.
 *
 *   by  the operator, who may do everything; or a user, who is checked inside
 *       the transaction: all active administrators are locked first, so of two
 *       who take each other's role away at once only one succeeds
 *
 * RT_NONE: there is no such person.  RT_EDENIED: "role_denied", `by` is no
 * administrator (any more); "user_yourself", it is the own role, access or
 * account.  RT_ECONFLICT: "user_last_admin", no administrator would be left.
 * A value that the person has already changes nothing and writes nothing.
 */

/* Add a person.  Also the codes of rt_users_add(); fills u->id. */
enum rt_code rt_user_add(struct rt_db *db, const struct rt_actor *by,
                         struct rt_user *u, struct rt_err *err) RT_CHECK;

enum rt_code rt_user_set_role(struct rt_db *db, const struct rt_actor *by,
                              int64_t id, enum rt_role role,
                              struct rt_err *err) RT_CHECK;
enum rt_code rt_user_set_lang(struct rt_db *db, const struct rt_actor *by,
                              int64_t id, enum rt_lang lang,
                              struct rt_err *err) RT_CHECK;

/* Let a person in again, or shut them out: in both cases sessions and unused
 * links end. */
enum rt_code rt_user_set_active(struct rt_db *db, const struct rt_actor *by,
                                int64_t id, bool active,
                                struct rt_err *err) RT_CHECK;

/* Shut a person out for good (rt_users_delete). */
enum rt_code rt_user_delete(struct rt_db *db, const struct rt_actor *by,
                            int64_t id, struct rt_err *err) RT_CHECK;

/* End the session `session` of a person, or with 0 all but `spare` (0: all).
 * *n: how many ended.  RT_NONE also: the person has no such session. */
enum rt_code rt_user_end_sessions(struct rt_db *db, const struct rt_actor *by,
                                  int64_t id, int64_t session, int64_t spare,
                                  size_t *n, struct rt_err *err) RT_CHECK;

/* For other changes that only administrators may make; in the caller's
 * transaction.  The codes of above. */
enum rt_code rt_user_check_admin(struct rt_db *db, const struct rt_actor *by,
                                 struct rt_err *err) RT_CHECK;

/* For changes that all staff may make: `by` is still of them, and stays until
 * the caller's transaction ends.  RT_EDENIED: "role_denied". */
enum rt_code rt_user_check_staff(struct rt_db *db, const struct rt_actor *by,
                                 struct rt_err *err) RT_CHECK;

#endif
