#include "repo/desk_work.h"

#include "base/date.h"
#include "repo/desk_sql.h"

/* clang-format off */

/* The first termination of the contract that was ordered since the case was
 * created and not taken back, and the last day of a contract that continues it:
 * as the block save-rate has them. */
#define ORDERED \
    "(SELECT " SQL_SECOND("MIN(o.created_at)") " FROM orders o" \
    "  WHERE o.contract_id = k.id AND " SQL_TERMINATION("o") \
    "  AND o.created_at >= c.created_at)"
#define CONTINUED \
    "(SELECT MAX(COALESCE(" SQL_DAY("n.end_date") ", 2147483647))" \
    "  FROM contracts n WHERE n.client_id = k.client_id" \
    "  AND n.deleted_at IS NULL AND NOT (n.end_date IS NULL AND n.active <=> 0)" \
    "  AND n.start_date >= k.end_date" \
    "  AND n.start_date <= k.end_date + INTERVAL ? DAY)"

/* How the case came to its last manager is told by its last event of these. */
enum { W_MANAGER, W_NAME, W_OPEN, W_ESCALATED, W_ANSWERED, W_COMPLETED, W_TAKEN,
       W_CONTRACT, W_OVER, W_START, W_END, W_ORDERED, W_CONTINUED };
static const char sql_list[] =
    "SELECT c.assigned_manager_id, u.name, c.status = 'escalated',"
    " " SQL_SECOND("c.escalated_at") ", " SQL_SECOND("c.first_answer_at") ","
    " IF(c.status = 'retained', " SQL_SECOND("c.completed_at") ", NULL),"
    " (SELECT e.kind = 'take' FROM case_events e WHERE e.case_id = c.id"
    "  AND e.kind IN ('take', 'assign', 'pass') ORDER BY e.id DESC LIMIT 1),"
    " k.id, k.end_date IS NULL AND k.active <=> 0,"
    " " SQL_DAY("k.start_date") ", " SQL_DAY("k.end_date") ","
    " IF(c.status = 'retained', " ORDERED ", NULL),"
    " IF(c.status = 'retained', " CONTINUED ", NULL)"
    " FROM retention_cases c"
    " LEFT JOIN users u ON u.id = c.assigned_manager_id"
    " LEFT JOIN contracts k ON k.id = c.contract_id AND k.deleted_at IS NULL"
    " WHERE c.deleted_at IS NULL AND c.step <> '' AND c.source <> 'list'"
    "  AND c.escalated_at >= " SQL_FROM_SECOND
    "  AND c.escalated_at < " SQL_FROM_SECOND
    " ORDER BY u.name, c.assigned_manager_id, c.id";

enum { N_LAPSED, N_MISTAKEN, N_NO_CONTACT };
static const char sql_dropped[] =
    "SELECT COALESCE(SUM(outcome = 'lapsed'), 0),"
    " COALESCE(SUM(outcome = 'void'), 0),"
    " COALESCE(SUM(outcome = 'no_contact'), 0)"
    " FROM retention_cases WHERE deleted_at >= " SQL_FROM_SECOND
    "  AND deleted_at < " SQL_FROM_SECOND;

static const char sql_lists[] =
    "SELECT COUNT(*) FROM retention_cases"
    " WHERE deleted_at IS NULL AND step <> '' AND source = 'list'"
    "  AND escalated_at >= " SQL_FROM_SECOND
    "  AND escalated_at < " SQL_FROM_SECOND;

/* clang-format on */

struct work_list {
    const struct rt_desk_work_span *span;
    struct rt_worked_case *list;
    size_t n;
    struct rt_arena *a;
};

/* Whether the contract, or the one that continues it, runs on `day` and nobody
 * had asked to end it by then. */
static bool
runs_on(const struct rt_stmt *st, const struct rt_zone *zone, int32_t day)
{
    int64_t ordered = rt_col_i64(st, W_ORDERED);

    if (rt_col_i64(st, W_OVER) != 0 ||
        rt_col_i64_or(st, W_START, RT_DAY_NONE) > day ||
        (ordered != 0 && rt_zone_day(zone, ordered) <= day))
        return false;
    return rt_col_i64_or(st, W_END, RT_DAY_OPEN) > day ||
           rt_col_i64_or(st, W_CONTINUED, RT_DAY_NONE) > day;
}

static void
fill_kept(const struct rt_stmt *st, const struct rt_desk_work_span *span,
          struct rt_worked_case *c)
{
    int64_t completed = rt_col_i64(st, W_COMPLETED);
    int32_t day;

    if (completed == 0 || rt_col_null(st, W_CONTRACT))
        return;
    day = rt_zone_day(span->zone, completed) + RT_WORKED_DAYS;
    c->due = day <= rt_zone_day(span->zone, span->now);
    c->kept = c->due && runs_on(st, span->zone, day);
}

static void
take_case(void *arg, const struct rt_stmt *st)
{
    struct work_list *to = arg;
    struct rt_worked_case *c;

    RT_GROW(to->a, to->list, to->n);
    c = &to->list[to->n++];
    *c = (struct rt_worked_case){
        .manager_id = rt_col_i64(st, W_MANAGER),
        .manager = rt_col_null(st, W_NAME) ? "" : rt_col_str(st, W_NAME, to->a),
        .taken = rt_col_i64(st, W_TAKEN) != 0,
        .open = rt_col_i64(st, W_OPEN) != 0,
        .escalated_at = rt_col_i64(st, W_ESCALATED),
        .first_answer_at = rt_col_i64(st, W_ANSWERED),
    };
    fill_kept(st, to->span, c);
}

enum rt_code
rt_desk_work_list(struct rt_db *db, const struct rt_desk_work_span *span,
                  struct rt_arena *a, struct rt_worked_case **list, size_t *n,
                  struct rt_err *err)
{
    struct work_list to = {.span = span, .a = a};
    enum rt_code rc = rt_db_each(
        db, sql_list,
        RT_PARAMS(RT_I64(span->gap_days), RT_I64(span->from), RT_I64(span->to)),
        take_case, &to, err);

    *list = to.list;
    *n = to.n;
    return rc;
}

static void
take_dropped(void *arg, const struct rt_stmt *st)
{
    struct rt_desk_work_beside *to = arg;

    to->lapsed = rt_col_i64(st, N_LAPSED);
    to->mistaken = rt_col_i64(st, N_MISTAKEN);
    to->no_contact = rt_col_i64(st, N_NO_CONTACT);
}

static void
take_lists(void *arg, const struct rt_stmt *st)
{
    struct rt_desk_work_beside *to = arg;

    to->lists = rt_col_i64(st, 0);
}

enum rt_code
rt_desk_work_beside(struct rt_db *db, const struct rt_desk_work_span *span,
                    struct rt_desk_work_beside *out, struct rt_err *err)
{
    struct rt_params ends = RT_PARAMS(RT_I64(span->from), RT_I64(span->to));
    enum rt_code rc;

    *out = (struct rt_desk_work_beside){0};
    rc = rt_db_each(db, sql_dropped, ends, take_dropped, out, err);
    if (rc == RT_OK)
        rc = rt_db_each(db, sql_lists, ends, take_lists, out, err);
    return rc;
}
