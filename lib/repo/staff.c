#include "repo/staff.h"

#include "repo/sessions.h"

/* clang-format off */
/* A session that has ended is gone; then what the audit log has of the person
 * is the latest sign. */
#define SELECT_STAFF                                                        \
    "SELECT " RT_USER_COLUMNS ","                                          \
    " (SELECT COUNT(*) FROM sessions s WHERE s.user_id = u.id"             \
    "   AND s.expires_at > UTC_TIMESTAMP() AND (s.trusted"                 \
    "    OR s.seen_at > TIMESTAMPADD(SECOND, -?, UTC_TIMESTAMP()))),"      \
    " (SELECT TIMESTAMPDIFF(SECOND, '1970-01-01', MAX(s.seen_at))"         \
    "   FROM sessions s WHERE s.user_id = u.id),"                          \
    " (SELECT TIMESTAMPDIFF(SECOND, '1970-01-01', MAX(g.happened_at))"     \
    "   FROM audit_log g WHERE g.user_id = u.id)"                          \
    " FROM users u WHERE u.deleted_at IS NULL AND u.role <> 'client'"

static const char sql_list[] = SELECT_STAFF " ORDER BY u.id";
static const char sql_find[] = SELECT_STAFF " AND u.id = ?";
/* clang-format on */

static void
read_row(const struct rt_stmt *st, struct rt_arena *a, struct rt_staff *out)
{
    int64_t here = rt_col_i64(st, RT_USER_WIDTH + 1);
    int64_t noted = rt_col_i64(st, RT_USER_WIDTH + 2);

    rt_users_read(st, 0, a, &out->user);
    out->sessions = rt_col_i64(st, RT_USER_WIDTH);
    out->seen_at = here > noted ? here : noted;
}

enum rt_code
rt_staff_list(struct rt_db *db, struct rt_arena *a, struct rt_staff **list,
              size_t *n, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc;

    *list = NULL;
    *n = 0;
    rc = rt_db_query(db, sql_list, RT_PARAMS(RT_I64(RT_SESSION_IDLE_S)), &st,
                     err);
    while (rc == RT_OK && (rc = rt_stmt_step(st, err)) == RT_OK) {
        RT_GROW(a, *list, *n);
        read_row(st, a, &(*list)[(*n)++]);
    }
    rt_stmt_free(st);
    return rc == RT_NONE ? RT_OK : rc;
}

enum rt_code
rt_staff_find(struct rt_db *db, int64_t id, struct rt_arena *a,
              struct rt_staff *out, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc =
        rt_db_first(db, sql_find,
                    RT_PARAMS(RT_I64(RT_SESSION_IDLE_S), RT_I64(id)), &st, err);

    if (rc == RT_OK)
        read_row(st, a, out);
    rt_stmt_free(st);
    return rc;
}
