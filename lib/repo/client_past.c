/* What was with a client so far: payments, visits, cases, offers, messages. */
#include "repo/client_card.h"

#include "base/date.h"
#include "repo/desk_sql.h"

/* clang-format off */

enum { P_ID, P_AT, P_DAY, P_AMOUNT, P_CONTRACT };
#define SELECT_PAYMENTS(where) \
    "SELECT p.id, " SQL_SECOND("p.paid_at") ", p.paid_at_day = 1," \
    " p.amount_minor, c.external_id" \
    " FROM payments p LEFT JOIN contracts c ON c.id = p.contract_id" \
    " WHERE p.client_id = ?" where \
    " ORDER BY p.paid_at DESC, p.id DESC LIMIT ?"
static const char sql_payments[] = SELECT_PAYMENTS("");
static const char sql_older[] = SELECT_PAYMENTS(
    " AND p.paid_at <= " SQL_FROM_SECOND
    " AND (p.paid_at < " SQL_FROM_SECOND " OR p.id < ?)");

enum { S_N, S_SUM, S_OVER, S_FIRST, S_LAST };
static const char sql_paid[] =
    "SELECT COUNT(*), IF(ABS(SUM(amount_minor)) < 9e18, SUM(amount_minor), 0),"
    " COALESCE(ABS(SUM(amount_minor)) >= 9e18, FALSE),"
    " " SQL_SECOND("MIN(paid_at)") ", " SQL_SECOND("MAX(paid_at)")
    " FROM payments WHERE client_id = ?";
enum { V_N, V_LATE, V_FIRST, V_LAST };
static const char sql_visits[] =
    "SELECT COUNT(*), COUNT(IF(happened_at > " SQL_FROM_SECOND
    "  - INTERVAL 30 DAY, 1, NULL)),"
    " " SQL_SECOND("MIN(happened_at)") ", " SQL_SECOND("MAX(happened_at)")
    " FROM activity WHERE client_id = ?";
static const char sql_start[] =
    "SELECT " SQL_DAY("MIN(start_date)") " FROM contracts"
    " WHERE client_id = ? AND deleted_at IS NULL";

/* A case of a file may name its contract only. */
#define CASES_OF \
    "(SELECT id FROM retention_cases WHERE client_id = ?" \
    " UNION SELECT r.id FROM retention_cases r" \
    "  JOIN contracts c ON c.id = r.contract_id WHERE c.client_id = ?)"

enum { C_ID, C_STATUS, C_STEP, C_OUTCOME, C_REASON, C_CONTRACT, C_MANAGER,
       C_MANAGER_ID, C_CREATED, C_COMPLETED, C_VOID };
static const char sql_cases[] =
    "SELECT r.id, r.status, r.step, r.outcome, r.reason,"
    " COALESCE(c.external_id, r.contract_ref), COALESCE(u.login, u.name),"
    " r.assigned_manager_id,"
    " " SQL_SECOND("r.created_at") ", " SQL_SECOND("r.completed_at") ","
    " r.deleted_at IS NOT NULL"
    " FROM " CASES_OF " f JOIN retention_cases r ON r.id = f.id"
    " LEFT JOIN contracts c ON c.id = r.contract_id"
    " LEFT JOIN users u ON u.id = r.assigned_manager_id"
    " ORDER BY r.created_at DESC, r.id DESC LIMIT ?";

/* Cases that people have worked here have offerings; those of files only say
 * what was offered to a client who then stayed. */
enum { O_CASE, O_AT, O_TYPE, O_CONTRACT, O_MANAGER };
static const char sql_offers[] =
    "SELECT r.id, COALESCE(" SQL_SECOND("s.answered_at") ","
    "  " SQL_SECOND("r.completed_at") ") AS happened,"
    " COALESCE(s.offer_type, o.offer_type), c.external_id,"
    " r.assigned_manager_id"
    " FROM " CASES_OF " f JOIN retention_cases r ON r.id = f.id"
    " LEFT JOIN case_offers s ON s.case_id = r.id AND s.state = 'accepted'"
    " LEFT JOIN offers o ON o.id = r.proposed_offer_id"
    " LEFT JOIN contracts c ON c.id = r.contract_id"
    " WHERE r.deleted_at IS NULL AND (s.id IS NOT NULL"
    "  OR (r.step = '' AND r.status = 'retained' AND o.id IS NOT NULL))"
    " ORDER BY happened DESC, r.id DESC LIMIT ?";

/* The case that repo/message_book.c goes by. */
static const char sql_open_manager[] =
    "SELECT COALESCE(MAX(m.assigned_manager_id), 0) FROM retention_cases m"
    " WHERE m.id = (SELECT MAX(r.id) FROM retention_cases r"
    "  WHERE r.client_id = ? AND r.status IN ('active', 'escalated')"
    "  AND r.deleted_at IS NULL)";

enum { M_ID, M_CASE, M_AT, M_FROM, M_ANSWERED, M_WHO, M_BODY };
static const char sql_messages[] =
    "SELECT m.id, m.case_id, " SQL_SECOND("m.created_at") ","
    " m.direction = 'from_client', m.answered_at IS NOT NULL,"
    " COALESCE(u.login, u.name), m.body"
    " FROM messages m LEFT JOIN users u ON u.id = m.user_id"
    " WHERE m.client_id = ? ORDER BY m.id DESC LIMIT ?";

/* clang-format on */

struct payment_list {
    struct rt_card_payment *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_payment(void *arg, const struct rt_stmt *st)
{
    struct payment_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct rt_card_payment){
        .id = rt_col_i64(st, P_ID),
        .at = rt_col_i64(st, P_AT),
        .day_only = rt_col_i64(st, P_DAY) != 0,
        .amount = rt_col_i64(st, P_AMOUNT),
        .contract = rt_col_str(st, P_CONTRACT, to->a),
    };
}

enum rt_code
rt_client_payments(struct rt_db *db, int64_t client_id, int64_t at, int64_t id,
                   struct rt_arena *a, struct rt_card_payment **list, size_t *n,
                   struct rt_err *err)
{
    struct payment_list to = {.a = a};
    struct rt_param limit = RT_I64(RT_CARD_PAYMENTS + 1);
    enum rt_code rc;

    if (at == 0)
        rc = rt_db_each(db, sql_payments, RT_PARAMS(RT_I64(client_id), limit),
                        take_payment, &to, err);
    else
        rc = rt_db_each(db, sql_older,
                        RT_PARAMS(RT_I64(client_id), RT_I64(at), RT_I64(at),
                                  RT_I64(id), limit),
                        take_payment, &to, err);
    *list = to.list;
    *n = to.n;
    return rc;
}

static void
take_paid(void *arg, const struct rt_stmt *st)
{
    struct rt_client_sums *out = arg;

    out->payments = rt_col_i64(st, S_N);
    out->paid = rt_col_i64(st, S_SUM);
    out->paid_overflows = rt_col_i64(st, S_OVER) != 0;
    out->first_paid_at = rt_col_i64(st, S_FIRST);
    out->last_paid_at = rt_col_i64(st, S_LAST);
}

static void
take_visits(void *arg, const struct rt_stmt *st)
{
    struct rt_client_sums *out = arg;

    out->visits = rt_col_i64(st, V_N);
    out->visits_30 = rt_col_i64(st, V_LATE);
    out->first_visit_at = rt_col_i64(st, V_FIRST);
    out->last_visit_at = rt_col_i64(st, V_LAST);
}

static void
take_start(void *arg, const struct rt_stmt *st)
{
    struct rt_client_sums *out = arg;

    out->first_start = (int32_t)rt_col_i64_or(st, 0, RT_DAY_NONE);
}

enum rt_code
rt_client_sums_read(struct rt_db *db, int64_t client_id, int64_t now,
                    struct rt_client_sums *out, struct rt_err *err)
{
    struct rt_param id = RT_I64(client_id);
    enum rt_code rc;

    *out = (struct rt_client_sums){.first_start = RT_DAY_NONE};
    rc = rt_db_each(db, sql_paid, RT_PARAMS(id), take_paid, out, err);
    if (rc == RT_OK)
        rc = rt_db_each(db, sql_visits, RT_PARAMS(RT_I64(now), id), take_visits,
                        out, err);
    if (rc == RT_OK)
        rc = rt_db_each(db, sql_start, RT_PARAMS(id), take_start, out, err);
    return rc;
}

struct case_list {
    struct rt_card_case *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_case(void *arg, const struct rt_stmt *st)
{
    struct case_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct rt_card_case){
        .id = rt_col_i64(st, C_ID),
        .status = rt_col_str(st, C_STATUS, to->a),
        .step = rt_col_str(st, C_STEP, to->a),
        .outcome = rt_col_str(st, C_OUTCOME, to->a),
        .reason = rt_col_str(st, C_REASON, to->a),
        .contract = rt_col_str(st, C_CONTRACT, to->a),
        .manager = rt_col_str(st, C_MANAGER, to->a),
        .manager_id = rt_col_i64(st, C_MANAGER_ID),
        .created_at = rt_col_i64(st, C_CREATED),
        .completed_at = rt_col_i64(st, C_COMPLETED),
        .voided = rt_col_i64(st, C_VOID) != 0,
    };
}

enum rt_code
rt_client_cases(struct rt_db *db, int64_t client_id, struct rt_arena *a,
                struct rt_card_case **list, size_t *n, struct rt_err *err)
{
    struct case_list to = {.a = a};
    enum rt_code rc = rt_db_each(
        db, sql_cases,
        RT_PARAMS(RT_I64(client_id), RT_I64(client_id), RT_I64(RT_CARD_CASES)),
        take_case, &to, err);

    *list = to.list;
    *n = to.n;
    return rc;
}

struct offer_list {
    struct rt_card_offer *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_offer(void *arg, const struct rt_stmt *st)
{
    struct offer_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct rt_card_offer){
        .case_id = rt_col_i64(st, O_CASE),
        .at = rt_col_i64(st, O_AT),
        .type = rt_col_str(st, O_TYPE, to->a),
        .contract = rt_col_str(st, O_CONTRACT, to->a),
        .manager_id = rt_col_i64(st, O_MANAGER),
    };
}

enum rt_code
rt_client_offers(struct rt_db *db, int64_t client_id, struct rt_arena *a,
                 struct rt_card_offer **list, size_t *n, struct rt_err *err)
{
    struct offer_list to = {.a = a};
    enum rt_code rc = rt_db_each(
        db, sql_offers,
        RT_PARAMS(RT_I64(client_id), RT_I64(client_id), RT_I64(RT_CARD_OFFERS)),
        take_offer, &to, err);

    *list = to.list;
    *n = to.n;
    return rc;
}

enum rt_code
rt_client_open_manager(struct rt_db *db, int64_t client_id, int64_t *manager_id,
                       struct rt_err *err)
{
    return rt_db_query_i64(db, sql_open_manager, RT_PARAMS(RT_I64(client_id)),
                           manager_id, err);
}

struct message_list {
    struct rt_card_message *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_message(void *arg, const struct rt_stmt *st)
{
    struct message_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct rt_card_message){
        .id = rt_col_i64(st, M_ID),
        .case_id = rt_col_i64(st, M_CASE),
        .at = rt_col_i64(st, M_AT),
        .from_client = rt_col_i64(st, M_FROM) != 0,
        .answered = rt_col_i64(st, M_ANSWERED) != 0,
        .who = rt_col_str(st, M_WHO, to->a),
        .body = rt_col_str(st, M_BODY, to->a),
    };
}

enum rt_code
rt_client_messages(struct rt_db *db, int64_t client_id, struct rt_arena *a,
                   struct rt_card_message **list, size_t *n, struct rt_err *err)
{
    struct message_list to = {.a = a};
    enum rt_code rc =
        rt_db_each(db, sql_messages,
                   RT_PARAMS(RT_I64(client_id), RT_I64(RT_CARD_MESSAGES)),
                   take_message, &to, err);

    *list = to.list;
    *n = to.n;
    return rc;
}
