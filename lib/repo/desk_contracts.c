#include "repo/desk_contracts.h"

#include "base/date.h"
#include "repo/contract_ends.h"
#include "repo/desk_sql.h"

/* clang-format off */

static const char sql_find[] =
    "SELECT id FROM contracts"
    " WHERE (external_id = ? OR stretch_of = ?) AND deleted_at IS NULL"
    " ORDER BY start_date > " SQL_FROM_DAY ", start_date DESC, id DESC LIMIT 1";

static const char sql_is[] = "SELECT id FROM contracts WHERE id = ?";
static const char sql_lock[] =
    "SELECT id FROM contracts WHERE id = ? FOR UPDATE";

enum { C_ID, C_CLIENT, C_DELETED, C_START, C_END, C_ACTIVE, C_CAUSE, C_FEE,
       C_PROFIT, C_PLAN, C_RETAIN, C_NUMBER, C_REGION, C_TELEGRAM, C_SHUT,
       C_LANG };
static const char sql_read[] =
    "SELECT c.id, c.client_id, c.deleted_at IS NOT NULL,"
    " " SQL_DAY("c.start_date") ", " SQL_DAY("c.end_date") ","
    " c.active, c.end_cause, c.monthly_fee_minor, c.monthly_profit_minor,"
    " c.plan, c.can_be_retained, c.external_id,"
    " COALESCE(k.region, c.region), k.telegram_id IS NOT NULL,"
    " u.unreachable_at IS NOT NULL, u.language"
    " FROM contracts c JOIN clients k ON k.id = c.client_id"
    " LEFT JOIN users u ON u.telegram_id = k.telegram_id"
    " WHERE c.id = ?";

enum { H_FEE, H_PROFIT, H_PLAN };
static const char sql_history[] =
    "SELECT monthly_fee_minor, monthly_profit_minor, plan"
    " FROM contract_changes"
    " WHERE contract_id = ? AND effective_on <= " SQL_FROM_DAY
    " ORDER BY effective_on, noted DESC, order_id";

/* Of those that begin when this one ends or later. */
static const char sql_next[] =
    "SELECT " SQL_DAY("MIN(start_date)") " FROM contracts"
    " WHERE client_id = ? AND id <> ? AND deleted_at IS NULL"
    " AND start_date >= " SQL_FROM_DAY
    " AND (end_date IS NULL OR end_date > start_date)";

static const char sql_base[] =
    "INSERT INTO contract_changes (contract_id, effective_on, noted,"
    " monthly_fee_minor, monthly_profit_minor, plan)"
    " SELECT c.id, " SQL_FROM_DAY ", TRUE, c.monthly_fee_minor,"
    "  c.monthly_profit_minor, c.plan FROM contracts c WHERE c.id = ?"
    " ON DUPLICATE KEY UPDATE"
    " monthly_fee_minor = COALESCE(contract_changes.monthly_fee_minor,"
    "  VALUES(monthly_fee_minor)),"
    " monthly_profit_minor = COALESCE(contract_changes.monthly_profit_minor,"
    "  VALUES(monthly_profit_minor)),"
    " plan = COALESCE(contract_changes.plan, VALUES(plan))";

/* A profit that nobody knows is not made known by an order. */
static const char sql_change[] =
    "INSERT INTO contract_changes (contract_id, effective_on, order_id,"
    " monthly_fee_minor, monthly_profit_minor, plan)"
    " SELECT c.id, " SQL_FROM_DAY ", ?, ?,"
    "  IF(c.monthly_profit_minor IS NULL, NULL, ?), ?"
    " FROM contracts c WHERE c.id = ?";

static const char sql_unchange[] =
    "DELETE FROM contract_changes WHERE order_id = ?";

static const char sql_end[] =
    "UPDATE contracts SET end_date = " SQL_FROM_DAY ", active = ?,"
    " end_cause = ?, version = version + 1 WHERE id = ?";

static const char sql_edit[] =
    "INSERT INTO desk_edits"
    " (entity, entity_id, field, value, user_id, edited_at)"
    " VALUES ('contract', ?, 'end_date', ?, ?, UTC_TIMESTAMP())"
    " ON DUPLICATE KEY UPDATE value = VALUES(value),"
    "  user_id = VALUES(user_id), edited_at = VALUES(edited_at)";
static const char sql_unedit[] =
    "DELETE FROM desk_edits WHERE entity = 'contract' AND entity_id = ?"
    " AND field = 'end_date'";

/* clang-format on */

enum rt_code
rt_desk_contract_find(struct rt_db *db, const char *number, int32_t today,
                      int64_t *id, struct rt_err *err)
{
    return rt_db_query_i64(
        db, sql_find, RT_PARAMS(RT_STR(number), RT_STR(number), RT_I64(today)),
        id, err);
}

enum rt_code
rt_desk_contract_lock(struct rt_db *db, int64_t id, bool lock,
                      struct rt_err *err)
{
    int64_t found;

    return rt_db_query_i64(db, lock ? sql_lock : sql_is, RT_PARAMS(RT_I64(id)),
                           &found, err);
}

static void
take_contract(const struct rt_stmt *st, struct rt_arena *a,
              struct rt_desk_contract_row *out)
{
    out->contract = (struct rt_desk_contract){
        .id = rt_col_i64(st, C_ID),
        .client_id = rt_col_i64(st, C_CLIENT),
        .deleted = rt_col_i64(st, C_DELETED) != 0,
        .start = (int32_t)rt_col_i64_or(st, C_START, RT_DAY_NONE),
        .end = (int32_t)rt_col_i64_or(st, C_END, RT_DAY_OPEN),
        .active = (int)rt_col_i64_or(st, C_ACTIVE, -1),
        .has_end_cause = !rt_col_null(st, C_CAUSE),
        .amounts = {rt_col_i64(st, C_FEE), !rt_col_null(st, C_FEE),
                    rt_col_i64(st, C_PROFIT)},
        .plan = rt_col_str(st, C_PLAN, a),
        .can_be_retained = rt_col_i64(st, C_RETAIN) != 0,
        .next_start = RT_DAY_OPEN,
    };
    out->external_id = rt_col_str(st, C_NUMBER, a);
    out->region = rt_col_str(st, C_REGION, a);
    out->end_cause = rt_col_str(st, C_CAUSE, a);
    out->has_profit = !rt_col_null(st, C_PROFIT);
    out->reachable =
        rt_col_i64(st, C_TELEGRAM) != 0 && rt_col_i64(st, C_SHUT) == 0;
    out->lang = rt_col_str(st, C_LANG, a);
}

/* What the history says of the amounts in force. */
struct amounts_of {
    struct rt_desk_contract_row *row;
    struct rt_arena *a;
};

static void
take_change(void *arg, const struct rt_stmt *st)
{
    const struct amounts_of *to = arg;
    struct rt_desk_contract *c = &to->row->contract;

    if (!rt_col_null(st, H_FEE)) {
        c->amounts.fee = rt_col_i64(st, H_FEE);
        c->amounts.has_fee = true;
    }
    if (!rt_col_null(st, H_PROFIT)) {
        c->amounts.profit = rt_col_i64(st, H_PROFIT);
        to->row->has_profit = true;
    }
    if (!rt_col_null(st, H_PLAN))
        c->plan = rt_col_str(st, H_PLAN, to->a);
}

static void
take_next(void *arg, const struct rt_stmt *st)
{
    struct rt_desk_contract *c = arg;

    c->next_start = (int32_t)rt_col_i64_or(st, 0, RT_DAY_OPEN);
}

/* What other tables say of it. */
static enum rt_code
read_around(struct rt_db *db, int32_t today, struct rt_arena *a,
            struct rt_desk_contract_row *row, struct rt_err *err)
{
    struct rt_desk_contract *c = &row->contract;
    struct amounts_of to = {row, a};
    int32_t from = c->end == RT_DAY_OPEN ? today : c->end;
    enum rt_code rc =
        rt_db_each(db, sql_history, RT_PARAMS(RT_I64(c->id), RT_I64(today)),
                   take_change, &to, err);

    if (rc != RT_OK)
        return rc;
    return rt_db_each(
        db, sql_next,
        RT_PARAMS(RT_I64(c->client_id), RT_I64(c->id), RT_I64(from)), take_next,
        c, err);
}

enum rt_code
rt_desk_contract_read(struct rt_db *db, int64_t id, int32_t today,
                      struct rt_arena *a, struct rt_desk_contract_row *out,
                      struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc =
        rt_db_first(db, sql_read, RT_PARAMS(RT_I64(id)), &st, err);

    *out = (struct rt_desk_contract_row){0};
    if (rc == RT_OK)
        take_contract(st, a, out);
    rt_stmt_free(st);
    return rc == RT_OK ? read_around(db, today, a, out, err) : rc;
}

enum rt_code
rt_desk_contract_base(struct rt_db *db, int64_t id, struct rt_err *err)
{
    return rt_db_exec(db, sql_base, RT_PARAMS(RT_I64(RT_DAY_MIN), RT_I64(id)),
                      err);
}

enum rt_code
rt_desk_contract_change(struct rt_db *db, int64_t id, int64_t order_id,
                        bool with_plan, const struct rt_change_plan *change,
                        struct rt_err *err)
{
    const struct rt_amounts *m = &change->amounts;
    enum rt_code rc = rt_desk_contract_base(db, id, err);

    if (rc != RT_OK)
        return rc;
    return rt_db_exec(
        db, sql_change,
        RT_PARAMS(RT_I64(change->effective_on), RT_I64(order_id),
                  m->has_fee ? RT_I64(m->fee) : RT_NULL, RT_I64(m->profit),
                  RT_STR(with_plan ? change->plan : NULL), RT_I64(id)),
        err);
}

enum rt_code
rt_desk_contract_unchange(struct rt_db *db, int64_t order_id,
                          struct rt_err *err)
{
    return rt_db_exec(db, sql_unchange, RT_PARAMS(RT_I64(order_id)), err);
}

static enum rt_code
write_end(struct rt_db *db, int64_t id, const struct rt_desk_end *end,
          struct rt_err *err)
{
    return rt_db_exec(db, sql_end,
                      RT_PARAMS(rt_param_day(end->day),
                                rt_param_i64_or_null(end->active, -1),
                                RT_STR(end->cause), RT_I64(id)),
                      err);
}

static enum rt_code
note_end(struct rt_db *db, int64_t id, int32_t end, int32_t known_from,
         struct rt_err *err)
{
    const struct rt_known_end known = {id, end};
    struct rt_arena *a = rt_arena_new();
    enum rt_code rc = rt_contract_ends_note(db, &known, 1, known_from, a, err);

    rt_arena_free(a);
    return rc;
}

enum rt_code
rt_desk_contract_end(struct rt_db *db, int64_t id,
                     const struct rt_desk_end *end, struct rt_err *err)
{
    enum rt_code rc = write_end(db, id, end, err);

    if (rc == RT_OK)
        rc = rt_db_exec(db, sql_edit,
                        RT_PARAMS(RT_I64(id), RT_I64(end->day),
                                  rt_param_i64_or_null(end->user_id, 0)),
                        err);
    return rc == RT_OK ? note_end(db, id, end->day, end->known_from, err) : rc;
}

enum rt_code
rt_desk_contract_unend(struct rt_db *db, int64_t id,
                       const struct rt_desk_end *was, int32_t ended,
                       struct rt_err *err)
{
    enum rt_code rc = write_end(db, id, was, err);

    if (rc == RT_OK)
        rc = rt_db_exec(db, sql_unedit, RT_PARAMS(RT_I64(id)), err);
    if (rc == RT_OK)
        rc = rt_contract_ends_forget(db, id, ended, was->known_from, err);
    /* What a file said that day had given way to the desk's end. */
    return rc == RT_OK && was->day != RT_DAY_OPEN
               ? note_end(db, id, was->day, was->known_from, err)
               : rc;
}
