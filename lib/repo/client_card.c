#include "repo/client_card.h"

#include "base/date.h"
#include "repo/desk_sql.h"

#include <stdlib.h>
#include <string.h>

/* clang-format off */

enum { H_VERSION, H_EXTERNAL, H_TELEGRAM, H_LAST, H_FIRST, H_MIDDLE, H_EMAIL,
       H_PHONE, H_REGION, H_CHANNEL, H_SEGMENT, H_ACQUIRED, H_FORGOTTEN };
static const char sql_head[] =
    "SELECT version, external_id, telegram_id, last_name, first_name,"
    " middle_name, email, phone, region, channel, segment,"
    " " SQL_DAY("acquired_on") ", " SQL_SECOND("forgotten_at")
    " FROM clients WHERE id = ? AND deleted_at IS NULL";

static const char sql_attrs[] =
    "SELECT name, value FROM client_attrs WHERE client_id = ? ORDER BY name";

enum { K_ID, K_VERSION, K_CHANNEL, K_CASE };
#define SELECT_CONTRACTS \
    "SELECT c.id, c.version, c.channel," \
    " (SELECT MAX(r.id) FROM retention_cases r WHERE r.contract_id = c.id" \
    "  AND r.status IN ('active', 'escalated') AND r.deleted_at IS NULL)" \
    " FROM contracts c WHERE c.deleted_at IS NULL"
static const char sql_contracts[] =
    SELECT_CONTRACTS " AND c.client_id = ?"
    " ORDER BY (c.end_date IS NULL OR c.end_date > " SQL_FROM_DAY ") DESC,"
    " c.start_date DESC, c.id DESC LIMIT ?";
static const char sql_contract[] = SELECT_CONTRACTS " AND c.id = ?";
static const char sql_count[] =
    "SELECT COUNT(*) FROM contracts WHERE client_id = ?"
    " AND deleted_at IS NULL";

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
enum { O_CASE, O_AT, O_TYPE, O_CONTRACT };
static const char sql_offers[] =
    "SELECT r.id, COALESCE(" SQL_SECOND("s.answered_at") ","
    "  " SQL_SECOND("r.completed_at") ") AS happened,"
    " COALESCE(s.offer_type, o.offer_type), c.external_id"
    " FROM " CASES_OF " f JOIN retention_cases r ON r.id = f.id"
    " LEFT JOIN case_offers s ON s.case_id = r.id AND s.state = 'accepted'"
    " LEFT JOIN offers o ON o.id = r.proposed_offer_id"
    " LEFT JOIN contracts c ON c.id = r.contract_id"
    " WHERE r.deleted_at IS NULL AND (s.id IS NOT NULL"
    "  OR (r.step = '' AND r.status = 'retained' AND o.id IS NOT NULL))"
    " ORDER BY happened DESC, r.id DESC LIMIT ?";

enum { M_ID, M_CASE, M_AT, M_FROM, M_ANSWERED, M_WHO, M_BODY };
static const char sql_messages[] =
    "SELECT m.id, m.case_id, " SQL_SECOND("m.created_at") ","
    " m.direction = 'from_client', m.answered_at IS NOT NULL,"
    " COALESCE(u.login, u.name), m.body"
    " FROM messages m LEFT JOIN users u ON u.id = m.user_id"
    " WHERE m.client_id = ? ORDER BY m.id DESC LIMIT ?";

enum { F_PLAN, F_REGION };
static const char sql_first[] =
    "SELECT COALESCE((SELECT h.plan FROM contract_changes h"
    "  WHERE h.contract_id = c.id AND h.plan IS NOT NULL"
    "  AND h.effective_on <= COALESCE(c.start_date, DATE'1900-01-01')"
    "  ORDER BY h.effective_on DESC, h.noted, h.order_id DESC LIMIT 1),"
    "  c.plan), COALESCE(k.region, c.region)"
    " FROM contracts c JOIN clients k ON k.id = c.client_id"
    " WHERE c.client_id = ? AND c.deleted_at IS NULL"
    " ORDER BY c.start_date, c.id LIMIT 1";

/* clang-format on */

enum rt_code
rt_client_head_read(struct rt_db *db, int64_t id, struct rt_arena *a,
                    struct rt_client_head *out, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc =
        rt_db_query(db, sql_head, RT_PARAMS(RT_I64(id)), &st, err);

    if (rc == RT_OK)
        rc = rt_stmt_step(st, err);
    if (rc == RT_OK)
        *out = (struct rt_client_head){
            .id = id,
            .version = rt_col_i64(st, H_VERSION),
            .external_id = rt_col_str(st, H_EXTERNAL, a),
            .telegram_id = rt_col_i64(st, H_TELEGRAM),
            .last_name = rt_col_str(st, H_LAST, a),
            .first_name = rt_col_str(st, H_FIRST, a),
            .middle_name = rt_col_str(st, H_MIDDLE, a),
            .email = rt_col_str(st, H_EMAIL, a),
            .phone = rt_col_str(st, H_PHONE, a),
            .region = rt_col_str(st, H_REGION, a),
            .channel = rt_col_str(st, H_CHANNEL, a),
            .segment = rt_col_str(st, H_SEGMENT, a),
            .acquired_on = (int32_t)rt_col_i64_or(st, H_ACQUIRED, RT_DAY_NONE),
            .forgotten_at = rt_col_i64(st, H_FORGOTTEN),
        };
    rt_stmt_free(st);
    return rc;
}

struct attr_list {
    struct rt_card_attr *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_attr(void *arg, const struct rt_stmt *st)
{
    struct attr_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct rt_card_attr){rt_col_str(st, 0, to->a),
                                              rt_col_str(st, 1, to->a)};
}

static bool
has_attr(const struct attr_list *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->list[i].name, name) == 0)
            return true;
    return false;
}

static int
compare_attrs(const void *x, const void *y)
{
    const struct rt_card_attr *a = x, *b = y;

    return strcmp(a->name, b->name);
}

enum rt_code
rt_client_attrs_list(struct rt_db *db, int64_t id, const char *const *known,
                     size_t n_known, struct rt_arena *a,
                     struct rt_card_attr **list, size_t *n, struct rt_err *err)
{
    struct attr_list to = {.a = a};
    enum rt_code rc = rt_db_each(db, sql_attrs, RT_PARAMS(RT_I64(id)),
                                 take_attr, &to, err);

    for (size_t i = 0; i < n_known && rc == RT_OK; i++)
        if (!has_attr(&to, known[i])) {
            RT_GROW(a, to.list, to.n);
            to.list[to.n++] = (struct rt_card_attr){known[i], ""};
        }
    if (to.n != 0)
        qsort(to.list, to.n, sizeof *to.list, compare_attrs);
    *list = to.list;
    *n = to.n;
    return rc;
}

struct contract_list {
    struct rt_card_contract *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_contract(void *arg, const struct rt_stmt *st)
{
    struct contract_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct rt_card_contract){
        .row.contract.id = rt_col_i64(st, K_ID),
        .version = rt_col_i64(st, K_VERSION),
        .channel = rt_col_str(st, K_CHANNEL, to->a),
        .open_case = rt_col_i64(st, K_CASE),
    };
}

/* Read on what is in force of each. */
static enum rt_code
fill_contracts(struct rt_db *db, struct contract_list *l, int32_t today,
               struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < l->n && rc == RT_OK; i++)
        rc = rt_desk_contract_read(db, l->list[i].row.contract.id, today, l->a,
                                   &l->list[i].row, err);
    return rc;
}

enum rt_code
rt_client_contracts(struct rt_db *db, int64_t client_id, int32_t today,
                    struct rt_arena *a, struct rt_card_contract **list,
                    size_t *n, int64_t *all, struct rt_err *err)
{
    struct contract_list to = {.a = a};
    enum rt_code rc = rt_db_each(db, sql_contracts,
                                 RT_PARAMS(RT_I64(client_id), RT_I64(today),
                                           RT_I64(RT_CARD_CONTRACTS)),
                                 take_contract, &to, err);

    if (rc == RT_OK)
        rc = fill_contracts(db, &to, today, err);
    if (rc == RT_OK)
        rc = rt_db_query_i64(db, sql_count, RT_PARAMS(RT_I64(client_id)), all,
                             err);
    *list = to.list;
    *n = to.n;
    return rc;
}

enum rt_code
rt_client_contract(struct rt_db *db, int64_t contract_id, int32_t today,
                   struct rt_arena *a, struct rt_card_contract *out,
                   struct rt_err *err)
{
    struct contract_list to = {.a = a};
    enum rt_code rc = rt_db_each(
        db, sql_contract, RT_PARAMS(RT_I64(contract_id)), take_contract, &to,
        err);

    if (rc == RT_OK && to.n == 0)
        return RT_NONE;
    if (rc == RT_OK)
        rc = fill_contracts(db, &to, today, err);
    if (rc == RT_OK)
        *out = to.list[0];
    return rc;
}

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
                   struct rt_card_message **list, size_t *n,
                   struct rt_err *err)
{
    struct message_list to = {.a = a};
    enum rt_code rc = rt_db_each(
        db, sql_messages,
        RT_PARAMS(RT_I64(client_id), RT_I64(RT_CARD_MESSAGES)), take_message,
        &to, err);

    *list = to.list;
    *n = to.n;
    return rc;
}

struct first_terms {
    const char *plan, *region;
    struct rt_arena *a;
};

static void
take_first(void *arg, const struct rt_stmt *st)
{
    struct first_terms *to = arg;

    to->plan = rt_col_str(st, F_PLAN, to->a);
    to->region = rt_col_str(st, F_REGION, to->a);
}

enum rt_code
rt_client_first_terms(struct rt_db *db, int64_t client_id, struct rt_arena *a,
                      const char **plan, const char **region,
                      struct rt_err *err)
{
    struct first_terms to = {.a = a};
    enum rt_code rc = rt_db_each(db, sql_first, RT_PARAMS(RT_I64(client_id)),
                                 take_first, &to, err);

    *plan = to.plan;
    *region = to.region;
    return rc;
}
