#include "repo/takeover.h"

#include "base/buf.h"
#include "repo/pysql.h"

#include <inttypes.h>
#include <string.h>

/* The three parts of a name are taken together, because parts of two persons
 * would make a third one.  Number 1 is the latest contract that gives a
 * value. */
static const char sql_clients[] =
    "INSERT INTO clients (external_id, telegram_id, last_name, first_name,"
    " middle_name, email, phone) "
    "SELECT y.id, y.t,"
    " IF(y.named, y.last_name, {text u.last_name}),"
    " IF(y.named, y.first_name, {text u.first_name}),"
    " IF(y.named, y.middle_name, {text u.middle_name}),"
    " COALESCE(y.email, {text u.email}), COALESCE(y.phone, {text u.phone}) "
    "FROM (SELECT x.id, MAX(x.t) AS t, MAX(x.name IS NOT NULL) AS named,"
    " MAX(CASE WHEN x.by_name = 1 THEN x.last_name END) AS last_name,"
    " MAX(CASE WHEN x.by_name = 1 THEN x.first_name END) AS first_name,"
    " MAX(CASE WHEN x.by_name = 1 THEN x.middle_name END) AS middle_name,"
    " MAX(CASE WHEN x.by_email = 1 THEN x.email END) AS email,"
    " MAX(CASE WHEN x.by_phone = 1 THEN x.phone END) AS phone "
    "FROM (SELECT {client} AS id, NULLIF(c.client_telegram_id, 0) AS t,"
    " {name c} AS name, {text c.last_name} AS last_name,"
    " {text c.first_name} AS first_name, {text c.middle_name} AS middle_name,"
    " {text c.email} AS email, {text c.phone} AS phone,"
    " ROW_NUMBER() OVER (PARTITION BY {client} ORDER BY {name c} IS NULL,"
    " CHAR_LENGTH(c.contract_id) DESC, c.contract_id DESC) AS by_name,"
    " ROW_NUMBER() OVER (PARTITION BY {client} ORDER BY {text c.email} IS NULL,"
    " CHAR_LENGTH(c.contract_id) DESC, c.contract_id DESC) AS by_email,"
    " ROW_NUMBER() OVER (PARTITION BY {client} ORDER BY {text c.phone} IS NULL,"
    " CHAR_LENGTH(c.contract_id) DESC, c.contract_id DESC) AS by_phone "
    "FROM {contracts} c) x GROUP BY x.id) y "
    "LEFT JOIN {users} u ON u.telegram_id = y.t ORDER BY y.t, y.id";

static const char sql_contracts[] =
    "INSERT INTO contracts (external_id, client_id, end_date,"
    " monthly_profit_minor, can_be_retained, active) "
    "SELECT {id c.contract_id}, k.id, CASE WHEN {active}"
    " AND e.newest > e.churned THEN NULL ELSE DATE(e.churned) END,"
    " {minor c.monthly_profit}, COALESCE(c.can_be_retained, TRUE) <> 0,"
    " c.active <> 0 "
    "FROM {contracts} c JOIN clients k ON k.external_id = {client}"
    " LEFT JOIN {ends} e ON e.contract_id = c.contract_id "
    "ORDER BY c.contract_id";

static const char sql_users[] =
    "INSERT INTO users (external_id, telegram_id, login, name, role) "
    "SELECT {id u.telegram_id}, u.telegram_id,"
    " IF({staff}, {id u.telegram_id}, NULL),"
    " LEFT(COALESCE({name u}, {name k},"
    " IF({staff}, {id u.telegram_id}, '')), 191),"
    " IF({staff}, LOWER(u.role), 'client') "
    "FROM {users} u LEFT JOIN clients k ON k.telegram_id = u.telegram_id "
    "ORDER BY u.telegram_id ON DUPLICATE KEY UPDATE users.id = users.id";

static const char sql_managers[] =
    "INSERT INTO users (external_id, telegram_id, name, role, active) "
    "SELECT DISTINCT {id r.assigned_manager_id}, r.assigned_manager_id,"
    " {id r.assigned_manager_id}, 'manager', FALSE FROM {cases} r"
    " WHERE NULLIF(r.assigned_manager_id, 0) IS NOT NULL "
    "ORDER BY r.assigned_manager_id "
    "ON DUPLICATE KEY UPDATE users.id = users.id";

static const char sql_offers[] =
    "INSERT INTO offers (external_id, offer_type, description,"
    " min_profit_threshold_minor, cost_minor) "
    "SELECT {id o.offer_id},"
    " COALESCE(CONVERT(o.offer_type USING utf8mb4), 'Не указано'),"
    " COALESCE(LEFT(o.description, 2000), ''),"
    " COALESCE({minor o.min_profit_threshold}, 0),"
    " COALESCE({minor o.cost}, 0) "
    "FROM {offers} o ORDER BY o.offer_id";

/* %1 and %2 are created_at and completed_at in UTC.  The contract is found as
 * the old database found it: by the collation of its id. */
static const char sql_cases[] =
    "INSERT INTO retention_cases (external_id, contract_id, contract_ref,"
    " client_id, initial_reason, proposed_offer_id, offer_ref,"
    " assigned_manager_id, status, created_at, escalated_at, completed_at) "
    "SELECT z.id, z.contract, IF(z.contract IS NULL, z.contract_ref, NULL),"
    " z.client, z.reason, z.offer, IF(z.offer IS NULL, z.offer_ref, NULL),"
    " z.manager, z.status, z.created,"
    " IF(z.manager IS NOT NULL OR z.status = 'escalated', z.created, NULL),"
    " z.completed "
    "FROM (SELECT r.case_id AS place, {id r.case_id} AS id,"
    " {id r.contract_id} AS contract_ref, k.id AS contract,"
    " k.client_id AS client, LEFT(r.initial_reason, 1000) AS reason,"
    " o.id AS offer, {id r.proposed_offer_id} AS offer_ref, m.id AS manager,"
    " IF({known}, {id r.status}, 'active') AS status,"
    " COALESCE(%1, %2, UTC_TIMESTAMP()) AS created, %2 AS completed "
    "FROM {cases} r"
    " LEFT JOIN {contracts} c ON c.contract_id = r.contract_id"
    " LEFT JOIN contracts k ON k.external_id = {id c.contract_id}"
    " LEFT JOIN offers o ON o.external_id = {id r.proposed_offer_id}"
    " LEFT JOIN users m ON m.external_id = {id r.assigned_manager_id}) z "
    "ORDER BY z.place";

static const char sql_range[] =
    "SELECT LEAST(COALESCE(s.low, d.low), COALESCE(d.low, s.low)),"
    " GREATEST(COALESCE(s.high, d.high), COALESCE(d.high, s.high)) "
    "FROM (SELECT MIN({seconds r.created_at}) AS low,"
    " MAX({seconds r.created_at}) AS high FROM {cases} r) s,"
    " (SELECT MIN({seconds r.completed_at}) AS low,"
    " MAX({seconds r.completed_at}) AS high FROM {cases} r) d";

enum { DAY_S = 86400 };

/* What to subtract from a local time, in seconds since 1970-01-01 of its own
 * calendar, to get the instant. */
static int64_t
offset_at(const struct rt_zone *zone, int64_t local)
{
    int64_t day = local / DAY_S - (local % DAY_S < 0);

    return local -
           rt_zone_instant(zone, (int32_t)day, (int32_t)(local - day * DAY_S));
}

/* The first time after `low` that has another offset; it is not after
 * `high`. */
static int64_t
next_change(const struct rt_zone *zone, int64_t low, int64_t high)
{
    int64_t offset = offset_at(zone, low);

    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;

        if (offset_at(zone, middle) == offset)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* "CASE WHEN s < ... THEN offset ... ELSE offset END" for the local times low
 * .. high. Nowhere do clocks change twice a day. */
static const char *
offset_sql(const struct rt_zone *zone, int64_t low, int64_t high,
           const char *seconds, struct rt_arena *a)
{
    struct rt_buf sql;
    const char *text;

    rt_buf_init(&sql, 0);
    rt_buf_str(&sql, "CASE WHEN FALSE THEN 0 ");
    for (int64_t at = low; at < high; at += DAY_S) {
        int64_t offset = offset_at(zone, at);

        if (offset_at(zone, at + DAY_S) != offset)
            rt_buf_fmt(&sql, "WHEN %s < %" PRId64 " THEN %" PRId64 " ", seconds,
                       next_change(zone, at, at + DAY_S), offset);
    }
    rt_buf_fmt(&sql, "ELSE %" PRId64 " END", offset_at(zone, high));
    text = rt_strdup(a, rt_buf_cstr(&sql));
    rt_buf_fini(&sql);
    return text;
}

static enum rt_code
local_range(struct rt_db *db, const struct rt_takeover_copy *how,
            struct rt_arena *a, int64_t *low, int64_t *high, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_first(db, rt_py_sql(how->py, sql_range, a),
                                  RT_NO_PARAMS, &st, err);

    if (rc == RT_OK) {
        *low = rt_col_i64(st, 0);
        *high = rt_col_i64(st, 1);
    }
    rt_stmt_free(st);
    return rc;
}

/* `sql` with every `mark` replaced. */
static const char *
replaced(const char *sql, const char *mark, const char *by, struct rt_arena *a)
{
    size_t len = strlen(mark);
    const char *at, *text;
    struct rt_buf out;

    rt_buf_init(&out, 0);
    for (; (at = strstr(sql, mark)) != NULL; sql = at + len) {
        rt_buf_add(&out, sql, (size_t)(at - sql));
        rt_buf_str(&out, by);
    }
    rt_buf_str(&out, sql);
    text = rt_strdup(a, rt_buf_cstr(&out));
    rt_buf_fini(&out);
    return text;
}

/* A local time in column `column`, as an instant. */
static const char *
with_instant(const char *sql, const char *mark, const char *column,
             const struct rt_zone *zone, const int64_t range[2],
             struct rt_arena *a)
{
    const char *seconds = rt_fmt(a, "{seconds %s}", column);
    const char *offset = offset_sql(zone, range[0], range[1], seconds, a);

    return replaced(
        sql, mark, rt_fmt(a, "TIMESTAMPADD(SECOND, -(%s), %s)", offset, column),
        a);
}

static enum rt_code
insert_cases(struct rt_db *db, const struct rt_takeover_copy *how,
             struct rt_arena *a, struct rt_err *err)
{
    int64_t range[2] = {0, 0};
    const char *sql;
    enum rt_code rc = local_range(db, how, a, &range[0], &range[1], err);

    if (rc != RT_OK)
        return rc;
    sql = with_instant(sql_cases, "%1", "r.created_at", how->zone, range, a);
    sql = with_instant(sql, "%2", "r.completed_at", how->zone, range, a);
    return rt_db_exec(db, rt_py_sql(how->py, sql, a), RT_NO_PARAMS, err);
}

enum rt_code
rt_takeover_insert(struct rt_db *db, const struct rt_takeover_copy *how,
                   struct rt_arena *a, struct rt_err *err)
{
    const struct rt_param scale[] = {RT_I64(how->scale), RT_I64(how->scale)};
    const struct {
        const char *sql;
        size_t n_params;
    } list[] = {
        {sql_clients, 0},  {sql_contracts, 1}, {sql_users, 0},
        {sql_managers, 0}, {sql_offers, 2},
    };
    enum rt_code rc = RT_OK;

    for (size_t i = 0; rc == RT_OK && i < sizeof list / sizeof *list; i++)
        rc = rt_db_exec(db, rt_py_sql(how->py, list[i].sql, a),
                        (struct rt_params){scale, list[i].n_params}, err);
    if (rc == RT_OK)
        rc = insert_cases(db, how, a, err);
    return rc;
}
