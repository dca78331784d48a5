#include "repo/order_book.h"

#include "repo/desk_sql.h"

#include <stdlib.h>
#include <string.h>

/* clang-format off */

enum { B_ID, B_KIND, B_STATE, B_KEY, B_CASE, B_OFFER, B_FROM, B_DIRECT,
       B_CREATED, B_SENT, B_CLOSED, B_ANSWER, B_EXPORT, B_CONTRACT, B_NUMBER,
       B_CLIENT, B_LAST, B_FIRST, B_TYPE, B_MANAGER, B_VERSION, B_EFFECT };

#define FROM_ORDERS \
    " FROM orders o JOIN contracts k ON k.id = o.contract_id" \
    " JOIN clients x ON x.id = k.client_id" \
    " LEFT JOIN retention_cases c ON c.id = o.case_id" \
    " LEFT JOIN offers f ON f.id = o.offer_id"
#define SEEN \
    " (? = 0 OR k.client_id <> ?) AND (? = 0" \
    "  OR c.assigned_manager_id IS NULL OR c.assigned_manager_id = ?)"

/* Issued anew, or its case goes on as another. */
#define SETTLED \
    "(EXISTS (SELECT 1 FROM orders y WHERE y.case_id = o.case_id" \
    "   AND y.kind = o.kind AND y.id > o.id)" \
    "  OR EXISTS (SELECT 1 FROM retention_cases z" \
    "   WHERE z.contract_id = o.contract_id AND z.previous_id = o.case_id))"

#define SELECT_ORDERS(where, order) \
    "SELECT o.id, o.kind, o.state, o.dedup_key, o.case_id, o.offer_id," \
    " " SQL_DAY("o.effective_on") ", o.direct, " SQL_SECOND("o.created_at") "," \
    " " SQL_SECOND("o.sent_at") ", " SQL_SECOND("o.closed_at") ", o.answer," \
    " o.export_id, k.id, k.external_id, x.id, x.last_name, x.first_name," \
    " f.offer_type, c.assigned_manager_id, c.version," \
    " o.effect, o.effect_value, o.effect_months, o.effect_plan" \
    FROM_ORDERS " WHERE " where " AND" SEEN order
#define UP " ORDER BY o.id LIMIT 51"

static const char *const sql_lists[RT_ORDERS__MAX] = {
    [RT_ORDERS_NEW] =
        SELECT_ORDERS("o.state = 'new' AND o.id > ?", UP),
    [RT_ORDERS_SENT] =
        SELECT_ORDERS("o.state = 'sent' AND o.id > ?", UP),
    [RT_ORDERS_REFUSED] =
        SELECT_ORDERS("o.state = 'refused' AND o.id > ? AND NOT " SETTLED, UP),
    [RT_ORDERS_CLOSED] =
        SELECT_ORDERS("(o.state IN ('done', 'cancelled')"
                      "  OR (o.state = 'refused' AND " SETTLED "))"
                      " AND o.id < ?", " ORDER BY o.id DESC LIMIT 51"),
};

static const char sql_one[] = SELECT_ORDERS("o.id = ?", "");

static const char sql_case[] =
    "SELECT COALESCE(assigned_manager_id, 0), version FROM retention_cases"
    " WHERE id = ?";

static const char sql_count[] =
    "SELECT COALESCE(SUM(o.state = 'new'), 0),"
    " COALESCE(SUM(o.state = 'sent'), 0),"
    " COALESCE(SUM(o.state = 'refused' AND NOT " SETTLED "), 0)"
    FROM_ORDERS " WHERE o.state IN ('new', 'sent', 'refused') AND" SEEN;

/* clang-format on */

struct entry_list {
    struct rt_order_entry *list;
    size_t n;
    struct rt_arena *a;
};

static int
read_word(const struct entry_list *to, const struct rt_stmt *st, size_t col,
          const char *const *words)
{
    int at = rt_desk_word_at(words, rt_col_str(st, col, to->a));

    return at < 0 ? 0 : at;
}

static struct rt_order
read_order(const struct entry_list *to, const struct rt_stmt *st)
{
    return (struct rt_order){
        .id = rt_col_i64(st, B_ID),
        .kind =
            (enum rt_order_kind)read_word(to, st, B_KIND, rt_order_kind_words),
        .state = (enum rt_order_state)read_word(to, st, B_STATE,
                                                rt_order_state_words),
        .case_id = rt_col_i64(st, B_CASE),
        .offer_id = rt_col_i64(st, B_OFFER),
        .effective_on = (int32_t)rt_col_i64(st, B_FROM),
        .effect = rt_desk_effect_read(st, B_EFFECT, to->a),
        .direct = rt_col_i64(st, B_DIRECT) != 0,
        .created_at = rt_col_i64(st, B_CREATED),
    };
}

static void
take_entry(void *arg, const struct rt_stmt *st)
{
    struct entry_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct rt_order_entry){
        .order = read_order(to, st),
        .client_id = rt_col_i64(st, B_CLIENT),
        .contract_id = rt_col_i64(st, B_CONTRACT),
        .number = rt_col_str(st, B_NUMBER, to->a),
        .last_name = rt_col_str(st, B_LAST, to->a),
        .first_name = rt_col_str(st, B_FIRST, to->a),
        .offer = rt_col_str(st, B_TYPE, to->a),
        .answer = rt_col_str(st, B_ANSWER, to->a),
        .manager_id = rt_col_i64(st, B_MANAGER),
        .version = (int32_t)rt_col_i64(st, B_VERSION),
        .sent_at = rt_col_i64(st, B_SENT),
        .closed_at = rt_col_i64(st, B_CLOSED),
        .export_id = rt_col_i64(st, B_EXPORT),
    };
}

enum rt_code
rt_order_book_list(struct rt_db *db, enum rt_orders_of which,
                   const struct rt_desk_sight *view, int64_t after,
                   struct rt_arena *a, struct rt_order_entry **list, size_t *n,
                   struct rt_err *err)
{
    struct entry_list to = {.a = a};
    enum rt_code rc;

    if (which == RT_ORDERS_CLOSED && after == 0)
        after = INT64_MAX;
    rc = rt_db_each(db, sql_lists[which],
                    RT_PARAMS(RT_I64(after), RT_I64(view->client_id),
                              RT_I64(view->client_id), RT_I64(view->own_only),
                              RT_I64(view->user_id)),
                    take_entry, &to, err);
    *list = to.list;
    *n = to.n;
    return rc;
}

/* What the case says, and by it the rule of SEEN again: MySQL 9.7 finds one
 * order by its id with a case of NULLs when the statement is prepared. */
static enum rt_code
read_case(struct rt_db *db, const struct rt_desk_sight *view,
          struct rt_order_entry *e, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_first(
        db, sql_case, RT_PARAMS(RT_I64(e->order.case_id)), &st, err);

    if (rc == RT_OK) {
        e->manager_id = rt_col_i64(st, 0);
        e->version = (int32_t)rt_col_i64(st, 1);
    }
    rt_stmt_free(st);
    if (rc == RT_OK && !rt_desk_sees(view, e->client_id, e->manager_id))
        return RT_NONE;
    return rc;
}

enum rt_code
rt_order_book_find(struct rt_db *db, const struct rt_desk_sight *view,
                   int64_t id, struct rt_arena *a, struct rt_order_entry *out,
                   struct rt_err *err)
{
    struct entry_list to = {.a = a};
    enum rt_code rc = rt_db_each(
        db, sql_one,
        RT_PARAMS(RT_I64(id), RT_I64(view->client_id), RT_I64(view->client_id),
                  RT_I64(view->own_only), RT_I64(view->user_id)),
        take_entry, &to, err);

    if (rc == RT_OK && to.n == 0)
        return RT_NONE;
    if (rc == RT_OK)
        *out = to.list[0];
    if (rc == RT_OK && out->order.case_id != 0)
        rc = read_case(db, view, out, err);
    return rc;
}

enum rt_code
rt_order_book_count(struct rt_db *db, const struct rt_desk_sight *view,
                    int64_t n[RT_ORDERS__MAX], struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc =
        rt_db_first(db, sql_count,
                    RT_PARAMS(RT_I64(view->client_id), RT_I64(view->client_id),
                              RT_I64(view->own_only), RT_I64(view->user_id)),
                    &st, err);

    memset(n, 0, RT_ORDERS__MAX * sizeof *n);
    for (size_t i = 0; rc == RT_OK && i < RT_ORDERS_CLOSED; i++)
        n[i] = rt_col_i64(st, i);
    rt_stmt_free(st);
    return rc;
}
