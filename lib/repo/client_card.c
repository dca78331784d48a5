#include "repo/client_card.h"

#include "base/date.h"
#include "repo/desk_sql.h"

#include <stdlib.h>
#include <string.h>

/* clang-format off */

enum { H_VERSION, H_EXTERNAL, H_TELEGRAM, H_LAST, H_FIRST, H_MIDDLE, H_EMAIL,
       H_PHONE, H_REGION, H_CHANNEL, H_SEGMENT, H_ACQUIRED, H_FORGOTTEN,
       H_CONSENT, H_CONSENT_AT };
static const char sql_head[] =
    "SELECT version, external_id, telegram_id, last_name, first_name,"
    " middle_name, email, phone, region, channel, segment,"
    " " SQL_DAY("acquired_on") ", " SQL_SECOND("forgotten_at") ","
    " consent_version, " SQL_SECOND("consent_at")
    " FROM clients WHERE id = ? AND deleted_at IS NULL";

static const char sql_merged[] =
    "SELECT o.id, o.external_id, TRUE AS is_into FROM clients k"
    " JOIN clients o ON o.id = k.merged_into"
    " WHERE k.id = ? AND o.deleted_at IS NULL"
    " UNION ALL SELECT o.id, o.external_id, FALSE FROM clients o"
    " WHERE o.merged_into = ? AND o.deleted_at IS NULL"
    " ORDER BY is_into DESC, id LIMIT ?";

static const char sql_attrs[] =
    "SELECT name, value FROM client_attrs WHERE client_id = ? ORDER BY name";

enum { K_ID, K_VERSION, K_CHANNEL, K_CASE, K_MANAGER };
#define SELECT_CONTRACTS \
    "SELECT c.id, c.version, c.channel, o.id, o.assigned_manager_id" \
    " FROM contracts c LEFT JOIN retention_cases o ON o.id =" \
    " (SELECT MAX(r.id) FROM retention_cases r WHERE r.contract_id = c.id" \
    "  AND r.status IN ('active', 'escalated') AND r.deleted_at IS NULL)" \
    " WHERE c.deleted_at IS NULL"
static const char sql_contracts[] =
    SELECT_CONTRACTS " AND c.client_id = ?"
    " ORDER BY (c.end_date IS NULL OR c.end_date > " SQL_FROM_DAY ") DESC,"
    " c.start_date DESC, c.id DESC LIMIT ?";
static const char sql_contract[] = SELECT_CONTRACTS " AND c.id = ?";
static const char sql_count[] =
    "SELECT COUNT(*) FROM contracts WHERE client_id = ?"
    " AND deleted_at IS NULL";

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
        rt_db_first(db, sql_head, RT_PARAMS(RT_I64(id)), &st, err);

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
            .consent = {rt_col_str(st, H_CONSENT, a),
                        rt_col_i64(st, H_CONSENT_AT)},
        };
    rt_stmt_free(st);
    return rc;
}

struct same_list {
    struct rt_client_same *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_same(void *arg, const struct rt_stmt *st)
{
    struct same_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] =
        (struct rt_client_same){.id = rt_col_i64(st, 0),
                                .external_id = rt_col_str(st, 1, to->a),
                                .into = rt_col_i64(st, 2) != 0};
}

enum rt_code
rt_client_merged(struct rt_db *db, int64_t id, size_t most, struct rt_arena *a,
                 struct rt_client_same **list, size_t *n, struct rt_err *err)
{
    struct same_list to = {.a = a};
    enum rt_code rc =
        rt_db_each(db, sql_merged,
                   RT_PARAMS(RT_I64(id), RT_I64(id), RT_I64((int64_t)most)),
                   take_same, &to, err);

    *list = to.list;
    *n = to.n;
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
    enum rt_code rc =
        rt_db_each(db, sql_attrs, RT_PARAMS(RT_I64(id)), take_attr, &to, err);

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
        .open_manager = rt_col_i64(st, K_MANAGER),
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
    enum rt_code rc = rt_db_each(
        db, sql_contracts,
        RT_PARAMS(RT_I64(client_id), RT_I64(today), RT_I64(RT_CARD_CONTRACTS)),
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
    enum rt_code rc =
        rt_db_each(db, sql_contract, RT_PARAMS(RT_I64(contract_id)),
                   take_contract, &to, err);

    if (rc == RT_OK && to.n == 0)
        return RT_NONE;
    if (rc == RT_OK)
        rc = fill_contracts(db, &to, today, err);
    if (rc == RT_OK)
        *out = to.list[0];
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
