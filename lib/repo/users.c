#include "repo/users.h"

#include "base/utf8.h"

#include <string.h>

enum { C_ID, C_LOGIN, C_NAME, C_ROLE, C_LANGUAGE, C_ACTIVE };
_Static_assert(C_ACTIVE + 1 == RT_USER_WIDTH, "RT_USER_COLUMNS");

static const char sql_add[] = "INSERT INTO users (login, name, role, language) "
                              "VALUES (?, ?, ?, ?)";
static const char sql_by_login[] =
    "SELECT " RT_USER_COLUMNS " FROM users u WHERE u.login = ? "
    "AND u.deleted_at IS NULL";
static const char sql_first_admin[] =
    "SELECT " RT_USER_COLUMNS " FROM users u WHERE u.role = 'admin' "
    "AND u.active AND u.deleted_at IS NULL ORDER BY u.id LIMIT 1";
static const char sql_list[] =
    "SELECT " RT_USER_COLUMNS " FROM users u WHERE u.deleted_at IS NULL "
    "AND u.role <> 'client' ORDER BY u.id";
static const char sql_set_role[] =
    "UPDATE users SET role = ?, version = version + 1 "
    "WHERE id = ? AND deleted_at IS NULL";
static const char sql_set_lang[] =
    "UPDATE users SET language = ? WHERE id = ? AND deleted_at IS NULL";
static const char sql_set_active[] =
    "UPDATE users SET active = ?, version = version + 1 "
    "WHERE id = ? AND deleted_at IS NULL";
static const char sql_delete[] =
    "UPDATE users SET login = NULL, telegram_id = NULL, active = 0, "
    "deleted_at = UTC_TIMESTAMP(), version = version + 1 "
    "WHERE id = ? AND deleted_at IS NULL";

void
rt_users_read(const struct rt_stmt *st, size_t first, struct rt_arena *a,
              struct rt_user *out)
{
    const char *role = rt_col_str(st, first + C_ROLE, a);
    const char *lang = rt_col_str(st, first + C_LANGUAGE, a);

    *out = (struct rt_user){
        .id = rt_col_i64(st, first + C_ID),
        .login = rt_col_str(st, first + C_LOGIN, a),
        .name = rt_col_str(st, first + C_NAME, a),
        .role = RT_ROLE_NOBODY,
        .active = rt_col_i64(st, first + C_ACTIVE) != 0,
    };
    /* An unknown word leaves "nobody": an unknown person may do nothing. */
    (void)(role != NULL && rt_role_parse(role, &out->role) == RT_OK);
    out->has_lang = lang != NULL && rt_lang_parse(lang, &out->lang) == RT_OK;
}

static bool
is_name(const char *s)
{
    size_t len = strlen(s);

    if (len == 0 || s[0] == ' ' || s[len - 1] == ' ' ||
        !rt_utf8_valid(s, len) || rt_utf8_count(s, len) > RT_LOGIN_MAX)
        return false;
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
            return false;
    }
    return true;
}

enum rt_code
rt_users_add(struct rt_db *db, const struct rt_user *u, int64_t *id,
             struct rt_err *err)
{
    struct rt_err own = {0};
    enum rt_code rc;

    if (!is_name(u->login))
        return rt_fail_key(err, RT_EINVAL, "user_bad_name", "name", u->login,
                           NULL);
    rc = rt_db_exec(
        db, sql_add,
        RT_PARAMS(RT_STR(u->login), RT_STR(u->login),
                  RT_STR(rt_role_name(u->role)),
                  RT_STR(u->has_lang ? rt_lang_name(u->lang) : NULL)),
        &own);
    if (rc == RT_ECONFLICT)
        return rt_fail_key(err, rc, "user_exists", "name", u->login, NULL);
    if (rc != RT_OK)
        return rt_fail(err, rc, "%s", own.text);
    *id = rt_db_last_id(db);
    return RT_OK;
}

enum rt_code
rt_users_one(struct rt_db *db, const char *sql, struct rt_params params,
             struct rt_arena *a, struct rt_user *out, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc;

    *out = (struct rt_user){.role = RT_ROLE_NOBODY};
    rc = rt_db_first(db, sql, params, &st, err);
    if (rc == RT_OK)
        rt_users_read(st, 0, a, out);
    rt_stmt_free(st);
    return rc;
}

enum rt_code
rt_users_by_login(struct rt_db *db, const char *login, struct rt_arena *a,
                  struct rt_user *out, struct rt_err *err)
{
    return rt_users_one(db, sql_by_login, RT_PARAMS(RT_STR(login)), a, out,
                        err);
}

enum rt_code
rt_users_first_admin(struct rt_db *db, struct rt_arena *a, struct rt_user *out,
                     struct rt_err *err)
{
    return rt_users_one(db, sql_first_admin, RT_NO_PARAMS, a, out, err);
}

enum rt_code
rt_users_list(struct rt_db *db, struct rt_arena *a, struct rt_user **list,
              size_t *n, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc;

    *list = NULL;
    *n = 0;
    rc = rt_db_query(db, sql_list, RT_NO_PARAMS, &st, err);
    while (rc == RT_OK && (rc = rt_stmt_step(st, err)) == RT_OK) {
        RT_GROW(a, *list, *n);
        rt_users_read(st, 0, a, &(*list)[(*n)++]);
    }
    rt_stmt_free(st);
    return rc == RT_NONE ? RT_OK : rc;
}

static enum rt_code
change_row(struct rt_db *db, const char *sql, struct rt_params params,
           struct rt_err *err)
{
    enum rt_code rc = rt_db_exec(db, sql, params, err);

    return rc == RT_OK && rt_db_affected(db) == 0 ? RT_NONE : rc;
}

enum rt_code
rt_users_set_role(struct rt_db *db, int64_t id, enum rt_role role,
                  struct rt_err *err)
{
    return change_row(db, sql_set_role,
                      RT_PARAMS(RT_STR(rt_role_name(role)), RT_I64(id)), err);
}

enum rt_code
rt_users_set_lang(struct rt_db *db, int64_t id, enum rt_lang lang,
                  struct rt_err *err)
{
    return change_row(db, sql_set_lang,
                      RT_PARAMS(RT_STR(rt_lang_name(lang)), RT_I64(id)), err);
}

enum rt_code
rt_users_set_active(struct rt_db *db, int64_t id, bool active,
                    struct rt_err *err)
{
    return change_row(db, sql_set_active, RT_PARAMS(RT_I64(active), RT_I64(id)),
                      err);
}

enum rt_code
rt_users_delete(struct rt_db *db, int64_t id, struct rt_err *err)
{
    return change_row(db, sql_delete, RT_PARAMS(RT_I64(id)), err);
}
