#include "repo/order_exports.h"

#include "repo/desk_sql.h"

/* clang-format off */

enum { O_ID, O_KIND, O_CONTRACT, O_CLIENT, O_FROM, O_OFFER, O_CASE, O_EFFECT };
#define SELECT_ORDERS(where) \
    "SELECT o.id, o.kind, c.external_id, k.external_id," \
    " " SQL_DAY("o.effective_on") ", o.offer_id, o.case_id, " SQL_EFFECT \
    " FROM orders o JOIN contracts c ON c.id = o.contract_id" \
    " JOIN clients k ON k.id = c.client_id WHERE " where " ORDER BY o.id"

static const char sql_lock[] =
    "SELECT id FROM orders WHERE state = 'new'"
    " AND created_at <= " SQL_FROM_SECOND " ORDER BY id FOR UPDATE";
static const char sql_new[] = SELECT_ORDERS(
    "o.state = 'new' AND o.created_at <= " SQL_FROM_SECOND);
static const char sql_file[] = SELECT_ORDERS("o.export_id = ?");

static const char sql_next[] =
    "SELECT COALESCE(MAX(export_id), 0) + 1 FROM orders";

static const char sql_sent[] =
    "UPDATE orders SET state = 'sent', sent_at = " SQL_FROM_SECOND ","
    " export_id = ?, version = version + 1 WHERE id = ? AND state = 'new'";

static const char sql_case[] = "SELECT case_id FROM orders WHERE id = ?";

/* clang-format on */

struct export_list {
    struct rt_export_order *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_export(void *arg, const struct rt_stmt *st)
{
    struct export_list *to = arg;
    struct rt_export_order *e;
    int kind =
        rt_desk_word_at(rt_order_kind_words, rt_col_str(st, O_KIND, to->a));

    RT_GROW(to->a, to->list, to->n);
    e = &to->list[to->n++];
    e->contract = rt_col_str(st, O_CONTRACT, to->a);
    e->client = rt_col_str(st, O_CLIENT, to->a);
    e->order = (struct rt_order){
        .id = rt_col_i64(st, O_ID),
        .kind = kind < 0 ? RT_ORDER_OFFER : (enum rt_order_kind)kind,
        .case_id = rt_col_i64(st, O_CASE),
        .offer_id = rt_col_i64(st, O_OFFER),
        .effective_on = (int32_t)rt_col_i64(st, O_FROM),
        .effect = rt_desk_effect_read(st, O_EFFECT, to->a),
    };
}

static void
skip_row(void *arg, const struct rt_stmt *st)
{
    (void)arg;
    (void)st;
}

enum rt_code
rt_order_exports_begin(struct rt_db *db, int64_t before, struct rt_arena *a,
                       struct rt_export_order **list, size_t *n,
                       int64_t *export_id, struct rt_err *err)
{
    struct export_list to = {.a = a};
    enum rt_code rc = rt_db_each(db, sql_lock, RT_PARAMS(RT_I64(before)),
                                 skip_row, NULL, err);

    if (rc == RT_OK)
        rc = rt_db_query_i64(db, sql_next, RT_NO_PARAMS, export_id, err);
    if (rc == RT_OK)
        rc = rt_db_each(db, sql_new, RT_PARAMS(RT_I64(before)), take_export,
                        &to, err);
    *list = to.list;
    *n = to.n;
    return rc;
}

enum rt_code
rt_order_exports_sent(struct rt_db *db, const struct rt_export_order *list,
                      size_t n, int64_t export_id, int64_t now,
                      struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < n && rc == RT_OK; i++) {
        rc = rt_db_exec(
            db, sql_sent,
            RT_PARAMS(RT_I64(now), RT_I64(export_id), RT_I64(list[i].order.id)),
            err);
        if (rc == RT_OK && rt_db_affected(db) != 1)
            rc = rt_fail(err, RT_ECONFLICT, "an order is not new any more");
    }
    return rc;
}

enum rt_code
rt_order_exports_read(struct rt_db *db, int64_t export_id, struct rt_arena *a,
                      struct rt_export_order **list, size_t *n,
                      struct rt_err *err)
{
    struct export_list to = {.a = a};
    enum rt_code rc = rt_db_each(db, sql_file, RT_PARAMS(RT_I64(export_id)),
                                 take_export, &to, err);

    *list = to.list;
    *n = to.n;
    return rc;
}

enum rt_code
rt_order_case(struct rt_db *db, int64_t order_id, int64_t *case_id,
              struct rt_err *err)
{
    return rt_db_query_i64(db, sql_case, RT_PARAMS(RT_I64(order_id)), case_id,
                           err);
}
