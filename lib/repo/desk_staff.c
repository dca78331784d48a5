#include "repo/desk_staff.h"

#include "base/date.h"
#include "repo/desk_sql.h"

#include <stdlib.h>

/* clang-format off */

enum { U_ID, U_ADMIN, U_ACTIVE, U_TAKES, U_LIMIT, U_FROM, U_TO, U_DEALT,
       U_CLIENT };
static const char sql_list[] =
    "SELECT u.id, u.role = 'admin', u.active AND u.deleted_at IS NULL,"
    " u.takes_cases, u.case_limit,"
    " " SQL_DAY("u.away_from") ", " SQL_DAY("u.away_to") ","
    " " SQL_SECOND("u.assigned_at") ", k.id"
    " FROM users u LEFT JOIN clients k ON k.telegram_id = u.telegram_id"
    " WHERE u.role IN ('manager', 'admin') ORDER BY u.id";

static const char sql_count[] =
    "SELECT assigned_manager_id, COUNT(*) FROM retention_cases"
    " WHERE status = 'escalated' AND assigned_manager_id IS NOT NULL"
    " AND deleted_at IS NULL AND step <> ''"
    " GROUP BY assigned_manager_id";

static const char sql_dealt[] =
    "UPDATE users SET assigned_at = " SQL_FROM_SECOND " WHERE id = ?";

static const char sql_name[] = "SELECT name FROM users WHERE id = ?";

/* clang-format on */

struct staff_list {
    struct rt_worker *list;
    size_t n;
    struct rt_arena *a;
};

static enum rt_takes
read_takes(const struct rt_stmt *st)
{
    if (rt_col_null(st, U_TAKES))
        return RT_TAKES_BY_ROLE;
    return rt_col_i64(st, U_TAKES) != 0 ? RT_TAKES_YES : RT_TAKES_NO;
}

static void
take_worker(void *arg, const struct rt_stmt *st)
{
    struct staff_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct rt_worker){
        .id = rt_col_i64(st, U_ID),
        .admin = rt_col_i64(st, U_ADMIN) != 0,
        .active = rt_col_i64(st, U_ACTIVE) != 0,
        .takes = read_takes(st),
        .case_limit = (int32_t)rt_col_i64_or(st, U_LIMIT, -1),
        .away_from = (int32_t)rt_col_i64_or(st, U_FROM, RT_DAY_NONE),
        .away_to = (int32_t)rt_col_i64_or(st, U_TO, RT_DAY_OPEN),
        .assigned_at = rt_col_i64(st, U_DEALT),
        .client_id = rt_col_i64(st, U_CLIENT),
    };
}

static void
take_count(void *arg, const struct rt_stmt *st)
{
    struct staff_list *to = arg;

    for (size_t i = 0; i < to->n; i++) {
        if (to->list[i].id == rt_col_i64(st, 0))
            to->list[i].open_cases = (int32_t)rt_col_i64(st, 1);
    }
}

enum rt_code
rt_desk_staff_list(struct rt_db *db, bool count, struct rt_arena *a,
                   struct rt_worker **list, size_t *n, struct rt_err *err)
{
    struct staff_list to = {.a = a};
    enum rt_code rc =
        rt_db_each(db, sql_list, RT_NO_PARAMS, take_worker, &to, err);

    if (rc == RT_OK && count)
        rc = rt_db_each(db, sql_count, RT_NO_PARAMS, take_count, &to, err);
    *list = to.list;
    *n = to.n;
    return rc;
}

enum rt_code
rt_desk_staff_dealt(struct rt_db *db, int64_t user_id, int64_t at,
                    struct rt_err *err)
{
    return rt_db_exec(db, sql_dealt, RT_PARAMS(RT_I64(at), RT_I64(user_id)),
                      err);
}

enum rt_code
rt_desk_staff_name(struct rt_db *db, int64_t user_id, struct rt_arena *a,
                   const char **name, struct rt_err *err)
{
    return rt_db_query_str(db, sql_name, RT_PARAMS(RT_I64(user_id)), a, name,
                           err);
}
