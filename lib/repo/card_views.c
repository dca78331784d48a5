#include "repo/card_views.h"

#include "repo/desk_notices.h"
#include "repo/load_sql.h"

#include <inttypes.h>
#include <stdio.h>

enum { KEY_MAX = 80, ADMINS_MAX = 100 };

/* clang-format off */

static const char sql_own_case[] =
    "SELECT COUNT(*) FROM retention_cases WHERE client_id = ?"
    " AND status IN ('active', 'escalated') AND deleted_at IS NULL"
    " AND assigned_manager_id = ?";

static const char sql_alone[] =
    "SELECT COUNT(DISTINCT entity_id) FROM audit_log WHERE user_id = ?"
    " AND happened_at >= " SQL_FROM_SECOND " AND action = 'card_alone'";

static const char sql_admins[] =
    "SELECT id FROM users WHERE role = 'admin' AND active"
    " AND deleted_at IS NULL ORDER BY id LIMIT 100";

/* clang-format on */

struct admin_ids {
    int64_t list[ADMINS_MAX];
    size_t n;
};

static void
take_admin(void *arg, const struct rt_stmt *st)
{
    struct admin_ids *to = arg;

    to->list[to->n++] = rt_col_i64(st, 0);
}

static enum rt_code
tell_one(struct rt_db *db, int64_t about, int64_t admin, int64_t n,
         const struct rt_card_day *day, struct rt_err *err)
{
    const struct rt_desk_notice notice = {.word = RT_SAY_STAFF_CARDS,
                                          .what = RT_DO_COMMENT,
                                          .manager_id = about,
                                          .n = (int32_t)n};
    char key[KEY_MAX];
    struct rt_err twice = {0};
    enum rt_code rc;

    snprintf(key, sizeof key, "k%" PRId64 ":%d:%" PRId64, about, (int)day->day,
             admin);
    rc = rt_notice_insert(
        db,
        &(struct rt_notice_row){
            .key = key, .user_id = admin, .channel = "", .at = day->now},
        &notice, &twice);
    if (rc == RT_ECONFLICT)
        return RT_OK; /* told today */
    if (rc != RT_OK && err != NULL)
        *err = twice;
    return rc;
}

static enum rt_code
tell_admins(struct rt_db *db, int64_t about, int64_t n,
            const struct rt_card_day *day, struct rt_err *err)
{
    struct admin_ids to = {.n = 0};
    enum rt_code rc =
        rt_db_each(db, sql_admins, RT_NO_PARAMS, take_admin, &to, err);

    for (size_t i = 0; i < to.n && rc == RT_OK; i++)
        rc = tell_one(db, about, to.list[i], n, day, err);
    return rc;
}

static enum rt_code
put_view(struct rt_db *db, const struct rt_actor *by, int64_t client_id,
         bool alone, struct rt_err *err)
{
    return rt_audit_put(
        db,
        &(struct rt_audit){.by = *by,
                           .action = alone ? "card_alone" : "card",
                           .result = RT_AUDIT_DONE,
                           .entity = "client",
                           .entity_id = client_id},
        err);
}

enum rt_code
rt_card_viewed(struct rt_db *db, const struct rt_actor *by, int64_t client_id,
               const struct rt_card_day *day, struct rt_err *err)
{
    int64_t own = 0, n = 0;
    enum rt_code rc = rt_db_query_i64(
        db, sql_own_case, RT_PARAMS(RT_I64(client_id), RT_I64(by->user_id)),
        &own, err);

    if (rc == RT_OK)
        rc = put_view(db, by, client_id, own == 0, err);
    if (rc != RT_OK || own != 0)
        return rc;
    rc = rt_db_query_i64(db, sql_alone,
                         RT_PARAMS(RT_I64(by->user_id), RT_I64(day->from)), &n,
                         err);
    if (rc == RT_OK && n > day->most)
        rc = tell_admins(db, by->user_id, n, day, err);
    return rc;
}
