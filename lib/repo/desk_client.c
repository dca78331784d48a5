#include "repo/desk_client.h"

#include "base/date.h"
#include "repo/desk_sql.h"

/* clang-format off */

enum { P_ID, P_EXTERNAL, P_LAST, P_FIRST, P_MIDDLE, P_PHONE, P_EMAIL, P_REGION,
       P_SEGMENT, P_TELEGRAM };
static const char sql_person[] =
    "SELECT id, external_id, last_name, first_name, middle_name, phone, email,"
    " region, segment, telegram_id IS NOT NULL FROM clients WHERE id = ?";

enum { L_ID, L_CONTRACT, L_NUMBER, L_CREATED, L_COMPLETED, L_STATUS, L_STEP,
       L_OUTCOME, L_REASON, L_DELETED, L_MANAGER };
static const char sql_past[] =
    "SELECT c.id, c.contract_id, k.external_id,"
    " " SQL_SECOND("c.created_at") ", " SQL_SECOND("c.completed_at") ","
    " c.status, c.step, c.outcome, c.reason, c.deleted_at IS NOT NULL,"
    " c.assigned_manager_id"
    " FROM contracts k JOIN retention_cases c ON c.contract_id = k.id"
    " WHERE k.client_id = ? AND c.id <> ?"
    " ORDER BY c.created_at DESC, c.id DESC LIMIT ?";

enum { F_CONTRACT, F_CLIENT, F_NUMBER, F_PLAN, F_START, F_END, F_ACTIVE, F_CASE,
       F_MANAGER };
#define FIND(from_where) \
    "SELECT k.id, k.client_id, k.external_id, k.plan," \
    " " SQL_DAY("k.start_date") ", " SQL_DAY("k.end_date") ", k.active," \
    " (SELECT MAX(o.id) FROM retention_cases o WHERE o.contract_id = k.id" \
    "   AND o.queue_at IS NOT NULL)," \
    " (SELECT MAX(o.assigned_manager_id) FROM retention_cases o" \
    "   WHERE o.contract_id = k.id AND o.queue_at IS NOT NULL)" \
    " FROM " from_where " AND k.deleted_at IS NULL" \
    " ORDER BY k.end_date <= " SQL_FROM_DAY "," \
    " k.start_date > " SQL_FROM_DAY ", k.start_date DESC, k.id DESC LIMIT ?"
static const char *const sql_find[] = {
    [RT_FOUND_NUMBER] =
        FIND("contracts k WHERE (k.external_id = ? OR k.stretch_of = ?)"),
    [RT_FOUND_PHONE] = FIND(
        "clients p JOIN contracts k ON k.client_id = p.id"
        " WHERE p.phone = ? AND p.deleted_at IS NULL AND ? IS NOT NULL"),
    [RT_FOUND_CASE] = FIND(
        "retention_cases c JOIN contracts k ON k.id = c.contract_id"
        " WHERE c.id = ? AND ? IS NOT NULL"),
};

static const char sql_latest[] =
    "SELECT id FROM retention_cases WHERE contract_id = ?"
    " AND (queue_at IS NOT NULL OR step <> '')"
    " ORDER BY queue_at IS NULL, created_at DESC, id DESC LIMIT 1";

static const char sql_self[] =
    "SELECT k.id FROM users u JOIN clients k ON k.telegram_id = u.telegram_id"
    " WHERE u.id = ?";

/* clang-format on */

struct person_of {
    struct rt_desk_person *out;
    bool found;
    struct rt_arena *a;
};

static void
take_person(void *arg, const struct rt_stmt *st)
{
    struct person_of *to = arg;

    to->found = true;
    *to->out = (struct rt_desk_person){
        .id = rt_col_i64(st, P_ID),
        .external_id = rt_col_str(st, P_EXTERNAL, to->a),
        .last_name = rt_col_str(st, P_LAST, to->a),
        .first_name = rt_col_str(st, P_FIRST, to->a),
        .middle_name = rt_col_str(st, P_MIDDLE, to->a),
        .phone = rt_col_str(st, P_PHONE, to->a),
        .email = rt_col_str(st, P_EMAIL, to->a),
        .region = rt_col_str(st, P_REGION, to->a),
        .segment = rt_col_str(st, P_SEGMENT, to->a),
        .has_telegram = rt_col_i64(st, P_TELEGRAM) != 0,
    };
}

enum rt_code
rt_desk_person_read(struct rt_db *db, int64_t client_id, struct rt_arena *a,
                    struct rt_desk_person *out, struct rt_err *err)
{
    struct person_of to = {.out = out, .a = a};
    enum rt_code rc = rt_db_each(db, sql_person, RT_PARAMS(RT_I64(client_id)),
                                 take_person, &to, err);

    return rc == RT_OK && !to.found ? RT_NONE : rc;
}

struct past_list {
    struct rt_desk_past_case *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_past(void *arg, const struct rt_stmt *st)
{
    struct past_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct rt_desk_past_case){
        .id = rt_col_i64(st, L_ID),
        .contract_id = rt_col_i64(st, L_CONTRACT),
        .number = rt_col_str(st, L_NUMBER, to->a),
        .created_at = rt_col_i64(st, L_CREATED),
        .completed_at = rt_col_i64(st, L_COMPLETED),
        .status = rt_col_str(st, L_STATUS, to->a),
        .step = rt_col_str(st, L_STEP, to->a),
        .outcome = rt_col_str(st, L_OUTCOME, to->a),
        .reason = rt_col_str(st, L_REASON, to->a),
        .deleted = rt_col_i64(st, L_DELETED) != 0,
        .manager_id = rt_col_i64(st, L_MANAGER),
    };
}

enum rt_code
rt_desk_past_cases(struct rt_db *db, int64_t client_id, int64_t but,
                   struct rt_arena *a, struct rt_desk_past_case **list,
                   size_t *n, struct rt_err *err)
{
    struct past_list to = {.a = a};
    enum rt_code rc = rt_db_each(
        db, sql_past,
        RT_PARAMS(RT_I64(client_id), RT_I64(but), RT_I64(RT_DESK_PAST)),
        take_past, &to, err);

    *list = to.list;
    *n = to.n;
    return rc;
}

struct found_list {
    struct rt_desk_found *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_found(void *arg, const struct rt_stmt *st)
{
    struct found_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct rt_desk_found){
        .contract_id = rt_col_i64(st, F_CONTRACT),
        .client_id = rt_col_i64(st, F_CLIENT),
        .number = rt_col_str(st, F_NUMBER, to->a),
        .plan = rt_col_str(st, F_PLAN, to->a),
        .start = (int32_t)rt_col_i64_or(st, F_START, RT_DAY_NONE),
        .end = (int32_t)rt_col_i64_or(st, F_END, RT_DAY_OPEN),
        .active = (int)rt_col_i64_or(st, F_ACTIVE, -1),
        .open_case_id = rt_col_i64(st, F_CASE),
        .manager_id = rt_col_i64(st, F_MANAGER),
    };
}

enum rt_code
rt_desk_contracts_find(struct rt_db *db, enum rt_found_by by, const char *text,
                       int32_t today, struct rt_arena *a,
                       struct rt_desk_found **list, size_t *n,
                       struct rt_err *err)
{
    struct found_list to = {.a = a};
    enum rt_code rc =
        rt_db_each(db, sql_find[by],
                   RT_PARAMS(RT_STR(text), RT_STR(text), RT_I64(today),
                             RT_I64(today), RT_I64(RT_DESK_FOUND)),
                   take_found, &to, err);

    *list = to.list;
    *n = to.n;
    return rc;
}

enum rt_code
rt_desk_latest_case(struct rt_db *db, int64_t contract_id, int64_t *case_id,
                    struct rt_err *err)
{
    return rt_db_query_i64(db, sql_latest, RT_PARAMS(RT_I64(contract_id)),
                           case_id, err);
}

bool
rt_desk_sees(const struct rt_desk_sight *s, int64_t client_id,
             int64_t manager_id)
{
    if (s->client_id != 0 && s->client_id == client_id)
        return false;
    return !s->own_only || manager_id == 0 || manager_id == s->user_id;
}

enum rt_code
rt_desk_staff_client(struct rt_db *db, int64_t user_id, int64_t *client_id,
                     struct rt_err *err)
{
    enum rt_code rc = rt_db_query_i64(db, sql_self, RT_PARAMS(RT_I64(user_id)),
                                      client_id, err);

    if (rc == RT_NONE) {
        *client_id = 0;
        rc = RT_OK;
    }
    return rc;
}
