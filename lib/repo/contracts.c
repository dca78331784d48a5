#include "repo/contracts.h"

#include "base/date.h"
#include "repo/load_sql.h"
#include "repo/order_restore.h"
#include "repo/sql_list.h"

static const int changing[] = {RT_CONTRACT_FEE, RT_CONTRACT_PROFIT,
                               RT_CONTRACT_PLAN};
enum {
    N_CHANGING = sizeof changing / sizeof changing[0],
    WIDTH = 2 + N_CHANGING /* of a row of contract_changes */
};

/* clang-format off */
static const char changes_head[] =
    "INSERT INTO contract_changes (contract_id, effective_on, noted,"
    " monthly_fee_minor, monthly_profit_minor, plan) VALUES ";
static const char changes_row[] = "(?, " SQL_FROM_DAY ", TRUE, ?, ?, ?)";

/* What was so before is not recorded twice. */
static const char keep_noted[] =
    " ON DUPLICATE KEY UPDATE"
    " monthly_fee_minor = COALESCE(monthly_fee_minor,"
    " VALUES(monthly_fee_minor)),"
    " monthly_profit_minor = COALESCE(monthly_profit_minor,"
    " VALUES(monthly_profit_minor)),"
    " plan = COALESCE(plan, VALUES(plan))";

/* A correction for the same day counts. */
static const char take_noted[] =
    " ON DUPLICATE KEY UPDATE"
    " monthly_fee_minor = COALESCE(VALUES(monthly_fee_minor),"
    " monthly_fee_minor),"
    " monthly_profit_minor = COALESCE(VALUES(monthly_profit_minor),"
    " monthly_profit_minor),"
    " plan = COALESCE(VALUES(plan), plan)";
/* clang-format on */

/* True when the row begins another contract's history. */
static bool
is_change(const struct rt_load_row *r, int32_t as_of)
{
    const struct rt_param *start = &r->now[RT_CONTRACT_START];

    if (r->state != RT_LOAD_CHANGED)
        return false;
    if (start->kind == RT_P_I64 && start->i64 >= as_of)
        return false;
    for (size_t i = 0; i < N_CHANGING; i++)
        if (!rt_load_same(&r->now[changing[i]], &r->old[changing[i]]))
            return true;
    return false;
}

/* The new values from `as_of` on; NULL for values that did not change.  An
 * amount that is empty now becomes 0. */
static void
put_change(struct rt_param *p, const struct rt_load_row *r, int32_t as_of)
{
    p[0] = RT_I64(r->id);
    p[1] = RT_I64(as_of);
    for (size_t i = 0; i < N_CHANGING; i++) {
        const struct rt_param *now = &r->now[changing[i]];

        p[2 + i] = rt_load_same(now, &r->old[changing[i]]) ? RT_NULL : *now;
        if (rt_contracts_emptied(r, changing[i]))
            p[2 + i] = RT_I64(0);
    }
}

bool
rt_contracts_emptied(const struct rt_load_row *r, int column)
{
    return column != RT_CONTRACT_PLAN && r->old != NULL &&
           r->now[column].kind == RT_P_NULL && r->old[column].kind != RT_P_NULL;
}

/* All old values, from before any start, because a start may be corrected. */
static void
put_base(struct rt_param *p, const struct rt_load_row *r)
{
    p[0] = RT_I64(r->id);
    p[1] = RT_I64(RT_DAY_MIN);
    for (size_t i = 0; i < N_CHANGING; i++)
        p[2 + i] = r->old[changing[i]];
}

enum rt_code
rt_contracts_note_changes(struct rt_db *db, const struct rt_load_row *rows,
                          size_t n, int32_t as_of, int64_t *n_noted,
                          struct rt_arena *a, struct rt_err *err)
{
    struct rt_param *p = rt_alloc_n(a, n * WIDTH + 1, sizeof *p);
    struct rt_param *base = rt_alloc_n(a, n * WIDTH + 1, sizeof *base);
    struct rt_param *ids = rt_alloc_n(a, n + 1, sizeof *ids);
    size_t m = 0;
    enum rt_code rc;

    for (size_t i = 0; i < n; i++)
        if (is_change(&rows[i], as_of)) {
            put_change(p + m * WIDTH, &rows[i], as_of);
            put_base(base + m * WIDTH, &rows[i]);
            ids[m++] = RT_I64(rows[i].id);
        }
    *n_noted = (int64_t)m;
    if (m == 0)
        return RT_OK;
    rc = rt_db_exec_rows(db, changes_head, changes_row, keep_noted, WIDTH, base,
                         m, err);
    if (rc != RT_OK)
        return rc;
    rc = rt_db_exec_rows(db, changes_head, changes_row, take_noted, WIDTH, p, m,
                         err);
    return rc == RT_OK ? rt_orders_restore(db, ids, m, a, err) : rc;
}

static enum rt_code
list_page(struct rt_db *db, const char *sql, struct rt_params params,
          struct rt_running *out, size_t *n, struct rt_arena *a,
          struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_query(db, sql, params, &st, err);

    *n = 0;
    while (rc == RT_OK && (rc = rt_stmt_step(st, err)) == RT_OK)
        out[(*n)++] = (struct rt_running){.id = rt_col_i64(st, 0),
                                          .number = rt_col_str(st, 1, a)};
    rt_stmt_free(st);
    return rc == RT_NONE ? RT_OK : rc;
}

enum rt_code
rt_contracts_running(struct rt_db *db, int64_t after, int32_t end,
                     struct rt_running *out, size_t room, size_t *n,
                     struct rt_arena *a, struct rt_err *err)
{
    /* clang-format off */
    static const char sql[] =
        "SELECT id, COALESCE(stretch_of, external_id) FROM contracts"
        " WHERE id > ? AND (end_date IS NULL OR (end_date > " SQL_FROM_DAY
        " AND end_date > COALESCE(start_date, DATE'1900-01-01')))"
        " AND (listed_on IS NULL OR listed_on <= " SQL_FROM_DAY ")"
        " AND deleted_at IS NULL ORDER BY id LIMIT ?";
    /* clang-format on */

    return list_page(db, sql,
                     RT_PARAMS(RT_I64(after), RT_I64(end), RT_I64(end),
                               RT_I64((int64_t)room)),
                     out, n, a, err);
}

enum rt_code
rt_contracts_desk_ended(struct rt_db *db, int64_t after, int32_t end,
                        struct rt_running *out, size_t room, size_t *n,
                        struct rt_arena *a, struct rt_err *err)
{
    /* clang-format off */
    static const char sql[] =
        "SELECT c.id, COALESCE(c.stretch_of, c.external_id)"
        " FROM desk_edits e JOIN contracts c ON c.id = e.entity_id"
        " WHERE e.entity = 'contract' AND e.field = 'end_date'"
        " AND c.id > ? AND c.end_date <= " SQL_FROM_DAY
        " AND c.deleted_at IS NULL ORDER BY c.id LIMIT ?";
    /* clang-format on */

    return list_page(
        db, sql, RT_PARAMS(RT_I64(after), RT_I64(end), RT_I64((int64_t)room)),
        out, n, a, err);
}

enum rt_code
rt_contracts_agree(struct rt_db *db, const int64_t *ids, size_t n,
                   struct rt_arena *a, struct rt_err *err)
{
    static const char sql[] =
        "DELETE FROM desk_edits WHERE entity = 'contract'"
        " AND field = 'end_date' AND entity_id IN (" SQL_500 ")";
    struct rt_param *list = rt_alloc_n(a, n + 1, sizeof *list);
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < n; i++)
        list[i] = RT_I64(ids[i]);
    for (size_t i = 0; i < n && rc == RT_OK; i += SQL_LIST)
        rc = rt_list_exec(db, sql, RT_NO_PARAMS, list + i,
                          n - i < SQL_LIST ? n - i : SQL_LIST, err);
    return rc;
}

struct kept {
    struct rt_running *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_kept(void *arg, const struct rt_stmt *st)
{
    struct kept *k = arg;

    k->list[k->n++] = (struct rt_running){
        .id = rt_col_i64(st, 0), .external_id = rt_col_str(st, 1, k->a)};
}

static bool
is_kept(const struct kept *k, int64_t id)
{
    for (size_t i = 0; i < k->n; i++)
        if (k->list[i].id == id)
            return true;
    return false;
}

static enum rt_code
end_list(struct rt_db *db, const struct rt_param *ids, size_t n, int32_t end,
         int64_t *n_ended, struct rt_err *err)
{
    static const char sql[] =
        "UPDATE contracts SET end_date = GREATEST(" SQL_FROM_DAY
        ", COALESCE(start_date, DATE'1900-01-01')),"
        " absent_on = " SQL_FROM_DAY ","
        " active = IF(active IS NULL, NULL, FALSE), version = version + 1"
        " WHERE (end_date IS NULL OR end_date > " SQL_FROM_DAY ")"
        " AND id IN (" SQL_500 ")";
    /* The end that was known is not to come any more. */
    static const char sql_sooner[] =
        "INSERT INTO contract_ends (contract_id, known_from, end_date)"
        " SELECT id, " SQL_FROM_DAY ", GREATEST(" SQL_FROM_DAY ","
        " COALESCE(start_date, DATE'1900-01-01')) FROM contracts"
        " WHERE end_date > " SQL_FROM_DAY " AND id IN (" SQL_500 ")"
        " ON DUPLICATE KEY UPDATE end_date = VALUES(end_date)";

    *n_ended = 0;
    for (size_t i = 0; i < n; i += SQL_LIST) {
        size_t part = n - i < SQL_LIST ? n - i : SQL_LIST;
        enum rt_code rc = rt_list_exec(
            db, sql_sooner, RT_PARAMS(RT_I64(end), RT_I64(end), RT_I64(end)),
            ids + i, part, err);

        if (rc == RT_OK)
            rc = rt_list_exec(db, sql,
                              RT_PARAMS(RT_I64(end), RT_I64(end), RT_I64(end)),
                              ids + i, part, err);
        if (rc != RT_OK)
            return rc;
        *n_ended += rt_db_affected(db);
    }
    return RT_OK;
}

enum rt_code
rt_contracts_end(struct rt_db *db, const int64_t *ids, size_t n, int32_t end,
                 struct rt_running *kept, size_t *n_kept, int64_t *n_ended,
                 struct rt_arena *a, struct rt_err *err)
{
    static const char sql_kept[] =
        "SELECT c.id, c.external_id FROM contracts c"
        " JOIN desk_edits e ON e.entity = 'contract' AND e.entity_id = c.id"
        " AND e.field = 'end_date' WHERE c.id IN (" SQL_500 ")";
    struct rt_param *list = rt_alloc_n(a, n + 1, sizeof *list);
    struct kept k = {.list = kept, .a = a};
    enum rt_code rc;
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        list[i] = RT_I64(ids[i]);
    rc = rt_list_each(db, sql_kept, RT_NO_PARAMS, list, n, take_kept, &k, err);
    for (size_t i = 0; i < n; i++)
        if (!is_kept(&k, ids[i]))
            list[m++] = RT_I64(ids[i]);
    *n_kept = k.n;
    *n_ended = (int64_t)m;
    if (rc != RT_OK || m == 0)
        return rc;
    return end_list(db, list, m, end, n_ended, err);
}
