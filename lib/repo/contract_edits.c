#include "repo/contract_edits.h"

#include "base/date.h"
#include "repo/contract_ends.h"
#include "repo/desk_contracts.h"
#include "repo/desk_sql.h"
#include "repo/order_restore.h"
#include "repo/row.h"

#include <inttypes.h>
#include <stdio.h>

/* clang-format off */

static const char sql_from[] =
    "INSERT INTO contract_changes (contract_id, effective_on, noted,"
    " monthly_fee_minor, monthly_profit_minor, plan)"
    " VALUES (?, " SQL_FROM_DAY ", TRUE, ?, ?, ?)"
    " ON DUPLICATE KEY UPDATE"
    " monthly_fee_minor = COALESCE(VALUES(monthly_fee_minor),"
    "  monthly_fee_minor),"
    " monthly_profit_minor = COALESCE(VALUES(monthly_profit_minor),"
    "  monthly_profit_minor),"
    " plan = COALESCE(VALUES(plan), plan)";

/* What a history says of the same day counts before it (contract_changes).
 * By the index: a walk through the table waits for, and fails at, rows of other
 * contracts that change at the same time. */
static const char sql_told[] =
    "UPDATE contract_changes FORCE INDEX (by_day_order) SET"
    " monthly_fee_minor = IF(monthly_fee_minor IS NULL, NULL,"
    "  COALESCE(?, monthly_fee_minor)),"
    " monthly_profit_minor = IF(monthly_profit_minor IS NULL, NULL,"
    "  COALESCE(?, monthly_profit_minor)),"
    " plan = IF(plan IS NULL, NULL, COALESCE(?, plan))"
    " WHERE contract_id = ? AND effective_on = " SQL_FROM_DAY
    " AND NOT noted AND order_id IS NULL";

static const char sql_open_case[] =
    "SELECT id FROM retention_cases WHERE contract_id = ?"
    " AND status IN ('active', 'escalated') AND deleted_at IS NULL LIMIT 1";
static const char sql_open_order[] =
    "SELECT id FROM orders WHERE contract_id = ?"
    " AND state IN ('new', 'sent') LIMIT 1";
static const char sql_in_use[] =
    "SELECT (SELECT COUNT(*) FROM retention_cases WHERE contract_id = ?)"
    " + (SELECT COUNT(*) FROM orders WHERE contract_id = ?)";

static const char sql_create[] =
    "INSERT INTO contracts (external_id, client_id, start_date, end_date, plan,"
    " monthly_fee_minor, monthly_profit_minor, can_be_retained)"
    " VALUES (?, ?, " SQL_FROM_DAY ", " SQL_FROM_DAY ", ?, ?, ?, ?)";

static const char sql_archive[] =
    "UPDATE contracts SET deleted_at = UTC_TIMESTAMP(), version = version + 1"
    " WHERE id = ?";

/* clang-format on */

/* A contract while it is changed. */
struct editing {
    struct rt_db *db;
    const struct rt_actor *by;
    struct rt_row row;
    struct rt_arena *a;
};

static struct rt_param
fee_of(const struct rt_contract_amounts *m)
{
    return m->sets_fee ? RT_I64(m->fee) : RT_NULL;
}

static struct rt_param
profit_of(const struct rt_contract_amounts *m)
{
    return m->sets_profit ? RT_I64(m->profit) : RT_NULL;
}

static bool
sets_any(const struct rt_contract_amounts *m)
{
    return m->sets_fee || m->sets_profit || m->plan != NULL;
}

static enum rt_code
set_column(struct editing *e, size_t column, struct rt_param value,
           struct rt_err *err)
{
    return rt_row_set(e->db, &rt_load_contracts, &e->row, column, &value, e->by,
                      err);
}

/* Record amounts from a day on, beside what files and orders say. */
static enum rt_code
put_amounts(struct editing *e, const struct rt_contract_amounts *m, int32_t day,
            struct rt_err *err)
{
    struct rt_param id = RT_I64(e->row.id), on = RT_I64(day);
    enum rt_code rc = rt_desk_contract_base(e->db, e->row.id, err);

    if (rc == RT_OK)
        rc = rt_db_exec(
            e->db, sql_from,
            RT_PARAMS(id, on, fee_of(m), profit_of(m), RT_STR(m->plan)), err);
    if (rc == RT_OK)
        rc = rt_db_exec(
            e->db, sql_told,
            RT_PARAMS(fee_of(m), profit_of(m), RT_STR(m->plan), id, on), err);
    return rc;
}

/* The row itself has what a file would say today: stale ones differ. */
static enum rt_code
set_amounts(struct editing *e, const struct rt_contract_amounts *m,
            struct rt_err *err)
{
    struct rt_param id = RT_I64(e->row.id);
    enum rt_code rc = RT_OK;

    if (m->sets_fee)
        rc = set_column(e, RT_CONTRACT_FEE, RT_I64(m->fee), err);
    if (rc == RT_OK && m->sets_profit)
        rc = set_column(e, RT_CONTRACT_PROFIT, RT_I64(m->profit), err);
    if (rc == RT_OK && m->plan != NULL)
        rc = set_column(e, RT_CONTRACT_PLAN, RT_STR(m->plan), err);
    return rc == RT_OK ? rt_orders_restore(e->db, &id, 1, e->a, err) : rc;
}

static enum rt_code
open_editing(struct rt_db *db, struct rt_card_change *change,
             struct rt_arena *a, struct editing *e, struct rt_err *err)
{
    *e = (struct editing){.db = db, .by = change->by, .a = a};
    return rt_row_find(db, &rt_load_contracts, change->contract_id, true, a,
                       &e->row, err);
}

/* The desk ends a contract by its own rules once somebody has asked. */
static enum rt_code
check_desk(struct editing *e, struct rt_err *err)
{
    char number[24];
    int64_t id = 0;
    enum rt_code rc = rt_db_query_i64(e->db, sql_open_case,
                                      RT_PARAMS(RT_I64(e->row.id)), &id, err);

    if (rc == RT_OK) {
        snprintf(number, sizeof number, "%" PRId64, id);
        return rt_fail_key(err, RT_ECONFLICT, "card_open_case", "case", number,
                           NULL);
    }
    if (rc == RT_NONE)
        rc = rt_db_query_i64(e->db, sql_open_order,
                             RT_PARAMS(RT_I64(e->row.id)), &id, err);
    if (rc == RT_OK)
        return rt_fail_key(err, RT_ECONFLICT, "card_ordered", NULL);
    return rc == RT_NONE ? RT_OK : rc;
}

/* Replace the end; who plans ahead learns it today. */
static enum rt_code
change_end(struct editing *e, int32_t end, int32_t today, struct rt_err *err)
{
    int32_t was = rt_param_day_or(&e->row.value[RT_CONTRACT_END], RT_DAY_OPEN);
    const struct rt_known_end known = {e->row.id, end};
    enum rt_code rc = set_column(e, RT_CONTRACT_END, rt_param_day(end), err);

    if (rc == RT_OK && rt_contract_end_tells(was, end, today))
        rc = rt_contract_ends_note(e->db, &known, 1, today, e->a, err);
    return rc;
}

/* Comes last: it moves the row's version by itself. */
static enum rt_code
set_end(struct editing *e, const struct rt_contract_terms *t,
        struct rt_err *err)
{
    const struct rt_param *active = &e->row.value[RT_CONTRACT_ACTIVE];
    bool says_active = active->kind == RT_P_I64;
    const char *cause = NULL;
    enum rt_code rc = check_desk(e, err);

    if (rc == RT_OK && says_active)
        rc = set_column(e, RT_CONTRACT_ACTIVE, RT_I64(t->end == RT_DAY_OPEN),
                        err);
    if (rc != RT_OK)
        return rc;
    if (t->end == RT_DAY_OPEN)
        return change_end(e, RT_DAY_OPEN, t->today, err);
    if (e->row.value[RT_CONTRACT_CAUSE].kind != RT_P_NULL)
        cause = e->row.value[RT_CONTRACT_CAUSE].str;
    return rt_desk_contract_end(e->db, e->row.id,
                                &(struct rt_desk_end){
                                    .day = t->end,
                                    .active = says_active ? 0 : -1,
                                    .cause = cause,
                                    .known_from = t->today,
                                    .user_id = e->by->user_id,
                                },
                                err);
}

enum rt_code
rt_contract_apply_terms(struct rt_db *db, struct rt_card_change *change,
                        struct rt_arena *a, struct rt_err *err)
{
    const struct rt_contract_terms *t = change->arg;
    struct editing e;
    int32_t day = t->today;
    enum rt_code rc = open_editing(db, change, a, &e, err);

    if (rc == RT_OK && e.row.value[RT_CONTRACT_START].kind == RT_P_I64 &&
        e.row.value[RT_CONTRACT_START].i64 > day)
        day = (int32_t)e.row.value[RT_CONTRACT_START].i64;
    if (rc == RT_OK && sets_any(&t->amounts))
        rc = put_amounts(&e, &t->amounts, day, err);
    if (rc == RT_OK && sets_any(&t->amounts))
        rc = set_amounts(&e, &t->amounts, err);
    if (rc == RT_OK && t->retain >= 0)
        rc = set_column(&e, RT_CONTRACT_RETAIN, RT_I64(t->retain), err);
    if (rc == RT_OK && t->active >= 0)
        rc = set_column(&e, RT_CONTRACT_ACTIVE, RT_I64(t->active), err);
    return rc == RT_OK && t->sets_end ? set_end(&e, t, err) : rc;
}

/* What is in force today by the corrected history; `m` says what may have
 * changed. */
static enum rt_code
set_in_force(struct editing *e, const struct rt_contract_past *p,
             struct rt_err *err)
{
    struct rt_desk_contract_row now;
    struct rt_contract_amounts m = p->amounts;
    enum rt_code rc =
        rt_desk_contract_read(e->db, e->row.id, p->today, e->a, &now, err);

    if (rc != RT_OK)
        return rc;
    m.fee = now.contract.amounts.fee;
    m.profit = now.contract.amounts.profit;
    if (m.plan != NULL)
        m.plan = now.contract.plan;
    return set_amounts(e, &m, err);
}

enum rt_code
rt_contract_apply_past(struct rt_db *db, struct rt_card_change *change,
                       struct rt_arena *a, struct rt_err *err)
{
    const struct rt_contract_past *p = change->arg;
    struct editing e;
    enum rt_code rc = open_editing(db, change, a, &e, err);

    if (rc == RT_OK && sets_any(&p->amounts))
        rc = put_amounts(&e, &p->amounts, p->day, err);
    if (rc == RT_OK && sets_any(&p->amounts))
        rc = set_in_force(&e, p, err);
    /* In the order in which the start is never behind the end. */
    if (rc == RT_OK && p->sets_start &&
        e.row.value[RT_CONTRACT_END].kind == RT_P_I64 && p->sets_end &&
        p->start > e.row.value[RT_CONTRACT_END].i64)
        rc = change_end(&e, p->end, p->today, err);
    if (rc == RT_OK && p->sets_start)
        rc = set_column(&e, RT_CONTRACT_START, rt_param_day(p->start), err);
    if (rc == RT_OK && p->sets_end)
        rc = change_end(&e, p->end, p->today, err);
    return rc;
}

enum rt_code
rt_contract_apply_create(struct rt_db *db, struct rt_card_change *change,
                         struct rt_arena *a, struct rt_err *err)
{
    const struct rt_contract_new *n = change->arg;
    const struct rt_contract_amounts *m = &n->amounts;
    const struct rt_param end = rt_param_day(n->end);
    struct rt_err own = {0};
    enum rt_code rc =
        rt_db_exec(db, sql_create,
                   RT_PARAMS(RT_STR(n->number), RT_I64(change->client_id),
                             rt_param_day(n->start), end, RT_STR(m->plan),
                             fee_of(m), profit_of(m), RT_I64(n->retain)),
                   &own);

    if (rc == RT_ECONFLICT)
        return rt_fail_key(err, rc, "card_number_taken", NULL);
    if (rc != RT_OK) {
        if (err != NULL)
            *err = own;
        return rc;
    }
    change->contract_id = rt_db_last_id(db);
    if (rt_contract_end_tells(RT_DAY_OPEN, n->end, n->today)) {
        const struct rt_known_end known = {change->contract_id, n->end};

        rc = rt_contract_ends_note(db, &known, 1, n->today, a, err);
        if (rc != RT_OK)
            return rc;
    }
    /* A full file that does not have it yet does not end it. */
    return rt_row_note(db, &rt_load_contracts, change->contract_id,
                       RT_CONTRACT_END, &end, change->by, err);
}

enum rt_code
rt_contract_apply_archive(struct rt_db *db, struct rt_card_change *change,
                          struct rt_arena *a, struct rt_err *err)
{
    struct rt_param id = RT_I64(change->contract_id);
    int64_t n = 0;
    enum rt_code rc =
        rt_db_query_i64(db, sql_in_use, RT_PARAMS(id, id), &n, err);

    (void)a;
    if (rc == RT_OK && n != 0)
        return rt_fail_key(err, RT_ECONFLICT, "card_in_use", NULL);
    return rc == RT_OK ? rt_db_exec(db, sql_archive, RT_PARAMS(id), err) : rc;
}
