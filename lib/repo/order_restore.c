#include "repo/order_restore.h"

#include "repo/desk_sql.h"
#include "repo/sql_list.h"

/* clang-format off */

/* What is in force on the day of row r without its order. */
#define WITHOUT(column) \
    "(SELECT h." column " FROM contract_changes h" \
    "  WHERE h.contract_id = r.contract_id" \
    "  AND h.effective_on <= r.effective_on AND h." column " IS NOT NULL" \
    "  AND (h.order_id IS NULL OR h.order_id <> r.order_id)" \
    "  ORDER BY h.effective_on DESC, h.noted, h.order_id DESC LIMIT 1)"

/* The later one of an order's two rows is the one that restores. */
enum { R_ID, R_FEE, R_PROFIT, R_PLAN };
static const char sql_find[] =
    "SELECT r.id, " WITHOUT("monthly_fee_minor") ","
    " " WITHOUT("monthly_profit_minor") ","
    " IF(r.plan IS NULL, NULL, " WITHOUT("plan") ")"
    " FROM contract_changes r JOIN contract_changes b"
    "  ON b.order_id = r.order_id AND b.effective_on < r.effective_on"
    " WHERE r.contract_id IN (" SQL_500 ") AND r.order_id IS NOT NULL";

static const char sql_set[] =
    "UPDATE contract_changes SET monthly_fee_minor = ?,"
    " monthly_profit_minor = ?, plan = ? WHERE id = ?";

/* clang-format on */

struct restored {
    int64_t id;
    struct rt_param fee, profit, plan;
};

struct restored_list {
    struct restored *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_restored(void *arg, const struct rt_stmt *st)
{
    struct restored_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct restored){
        .id = rt_col_i64(st, R_ID),
        .fee = rt_col_null(st, R_FEE) ? RT_NULL : RT_I64(rt_col_i64(st, R_FEE)),
        .profit = rt_col_null(st, R_PROFIT) ? RT_NULL
                                            : RT_I64(rt_col_i64(st, R_PROFIT)),
        .plan = rt_param_str(rt_col_str(st, R_PLAN, to->a)),
    };
}

enum rt_code
rt_orders_restore(struct rt_db *db, const struct rt_param *ids, size_t n,
                  struct rt_arena *a, struct rt_err *err)
{
    struct restored_list to = {.a = a};
    enum rt_code rc = rt_list_each(db, sql_find, RT_NO_PARAMS, ids, n,
                                   take_restored, &to, err);

    for (size_t i = 0; i < to.n && rc == RT_OK; i++)
        rc = rt_db_exec(db, sql_set,
                        RT_PARAMS(to.list[i].fee, to.list[i].profit,
                                  to.list[i].plan, RT_I64(to.list[i].id)),
                        err);
    return rc;
}
