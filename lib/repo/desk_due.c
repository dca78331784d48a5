#include "repo/desk_due.h"

#include "repo/desk_sql.h"

/* clang-format off */

static const char sql_clocks[] =
    "SELECT id, " SQL_SECOND("wake_at") " FROM retention_cases"
    " WHERE wake_at <= " SQL_FROM_SECOND " ORDER BY wake_at, id";

static const char sql_queue[] =
    "SELECT id, 0 FROM retention_cases"
    " WHERE status = 'escalated' AND step = 'queue' AND deleted_at IS NULL"
    " ORDER BY due_at, id LIMIT ?";

static const char sql_of[] =
    "SELECT id, 0 FROM retention_cases WHERE assigned_manager_id = ?"
    " AND status = 'escalated' AND step <> '' AND deleted_at IS NULL"
    " ORDER BY id";

static const char sql_ended[] =
    "SELECT c.id, " SQL_DAY("k.end_date") " FROM retention_cases c"
    " JOIN contracts k ON k.id = c.contract_id"
    " WHERE c.status IN ('active', 'escalated') AND c.step <> ''"
    " AND c.deleted_at IS NULL"
    " AND (k.deleted_at IS NOT NULL OR k.end_date <= " SQL_FROM_DAY
    "  OR (k.end_date IS NULL AND k.active = 0))"
    " ORDER BY c.id";

static const char sql_import[] =
    "SELECT MAX(id) FROM import_runs WHERE finished_at IS NOT NULL";

enum { O_ID, O_CASE, O_CLIENT, O_SENT, O_EFFECTIVE };
static const char sql_orders[] =
    "SELECT o.id, o.case_id, k.client_id, " SQL_SECOND("o.sent_at") ","
    " o.effective_on <= " SQL_FROM_DAY
    " FROM orders o JOIN contracts k ON k.id = o.contract_id"
    " WHERE (o.state = 'sent' AND (o.sent_at < " SQL_FROM_SECOND
    "  OR o.effective_on <= " SQL_FROM_DAY "))"
    " OR (o.state = 'new' AND o.effective_on <= " SQL_FROM_DAY ")"
    " ORDER BY o.id";

/* clang-format on */

struct due_list {
    struct rt_desk_due_list *out;
    struct rt_arena *a;
};

static void
take_due(void *arg, const struct rt_stmt *st)
{
    const struct due_list *to = arg;
    struct rt_desk_due_list *out = to->out;

    RT_GROW(to->a, out->list, out->n);
    out->list[out->n++] =
        (struct rt_desk_due){rt_col_i64(st, 0), rt_col_i64(st, 1)};
}

static enum rt_code
list_due(struct rt_db *db, const char *sql, int64_t param, struct rt_arena *a,
         struct rt_desk_due_list *out, struct rt_err *err)
{
    struct due_list to = {out, a};

    *out = (struct rt_desk_due_list){0};
    return rt_db_each(db, sql, RT_PARAMS(RT_I64(param)), take_due, &to, err);
}

enum rt_code
rt_desk_due_clocks(struct rt_db *db, int64_t now, struct rt_arena *a,
                   struct rt_desk_due_list *out, struct rt_err *err)
{
    return list_due(db, sql_clocks, now, a, out, err);
}

enum rt_code
rt_desk_due_queue(struct rt_db *db, int64_t most, struct rt_arena *a,
                  struct rt_desk_due_list *out, struct rt_err *err)
{
    return list_due(db, sql_queue, most, a, out, err);
}

enum rt_code
rt_desk_due_of(struct rt_db *db, int64_t user_id, struct rt_arena *a,
               struct rt_desk_due_list *out, struct rt_err *err)
{
    return list_due(db, sql_of, user_id, a, out, err);
}

enum rt_code
rt_desk_due_ended(struct rt_db *db, int32_t today, struct rt_arena *a,
                  struct rt_desk_due_list *out, struct rt_err *err)
{
    return list_due(db, sql_ended, today, a, out, err);
}

enum rt_code
rt_desk_last_import(struct rt_db *db, int64_t *id, struct rt_err *err)
{
    return rt_db_query_i64(db, sql_import, RT_NO_PARAMS, id, err);
}

struct late_list {
    struct rt_late_order *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_late(void *arg, const struct rt_stmt *st)
{
    struct late_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct rt_late_order){
        .id = rt_col_i64(st, O_ID),
        .case_id = rt_col_i64(st, O_CASE),
        .client_id = rt_col_i64(st, O_CLIENT),
        .sent_at = rt_col_i64(st, O_SENT),
        .effective = rt_col_i64(st, O_EFFECTIVE) != 0,
    };
}

enum rt_code
rt_desk_late_orders(struct rt_db *db, int64_t sent_before, int32_t today,
                    struct rt_arena *a, struct rt_late_order **list, size_t *n,
                    struct rt_err *err)
{
    struct late_list to = {.a = a};
    enum rt_code rc = rt_db_each(
        db, sql_orders,
        RT_PARAMS(RT_I64(today), RT_I64(sent_before), RT_I64(today),
                  RT_I64(today)), take_late,
        &to, err);

    *list = to.list;
    *n = to.n;
    return rc;
}
