/* People who sign in. */
#ifndef RT_REPO_USERS_H
#define RT_REPO_USERS_H

#include "base/role.h"
#include "db/db.h"
#include "text/text.h"

struct rt_user {
    int64_t id;        /* 0: nobody */
    const char *login; /* NULL: none */
    const char *name;
    enum rt_role role;
    bool has_lang;
    enum rt_lang lang;
    bool active;
};

enum { RT_LOGIN_MAX = 191 }; /* characters of a login or name */

/* Add a person under a login name, which is also the name shown.
 * RT_ECONFLICT: "user_exists" {name}; RT_EINVAL: "user_bad_name" {name} for an
 * empty or overlong one, or one with control characters. */
enum rt_code rt_users_add(struct rt_db *db, const struct rt_user *u,
                          int64_t *id, struct rt_err *err) RT_CHECK;

/* The person with this login. RT_NONE: there is none.  Strings live as long
 * as `a`. */
enum rt_code rt_users_by_login(struct rt_db *db, const char *login,
                               struct rt_arena *a, struct rt_user *out,
                               struct rt_err *err) RT_CHECK;

/* The active administrator of longest standing.  RT_NONE: there is none. */
enum rt_code rt_users_first_admin(struct rt_db *db, struct rt_arena *a,
                                  struct rt_user *out,
                                  struct rt_err *err) RT_CHECK;

/* Staff who are not deleted, by id; lives as long as `a`. */
enum rt_code rt_users_list(struct rt_db *db, struct rt_arena *a,
                           struct rt_user **list, size_t *n,
                           struct rt_err *err) RT_CHECK;

/* RT_NONE: there is no such person. */
enum rt_code rt_users_set_role(struct rt_db *db, int64_t id, enum rt_role role,
                               struct rt_err *err) RT_CHECK;
enum rt_code rt_users_set_lang(struct rt_db *db, int64_t id, enum rt_lang lang,
                               struct rt_err *err) RT_CHECK;
enum rt_code rt_users_set_active(struct rt_db *db, int64_t id, bool active,
                                 struct rt_err *err) RT_CHECK;

/* Mark the person as deleted.  The row stays, because of what the person has
 * done; login and Telegram id are free for somebody else.  RT_NONE: there is
 * no such person. */
enum rt_code rt_users_delete(struct rt_db *db, int64_t id,
                             struct rt_err *err) RT_CHECK;

/* The person in the first row of a query that selects RT_USER_COLUMNS from a
 * table `u`. RT_NONE: no row. */
enum rt_code rt_users_one(struct rt_db *db, const char *sql,
                          struct rt_params params, struct rt_arena *a,
                          struct rt_user *out, struct rt_err *err) RT_CHECK;

/* Read the columns RT_USER_COLUMNS from `first` on; for queries that join. */
#define RT_USER_COLUMNS "u.id, u.login, u.name, u.role, u.language, u.active"
enum { RT_USER_WIDTH = 6 };
void rt_users_read(const struct rt_stmt *st, size_t first, struct rt_arena *a,
                   struct rt_user *out);

#endif
