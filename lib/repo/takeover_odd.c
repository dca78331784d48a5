#include "repo/takeover_odd.h"

#include "repo/pysql.h"

/* An id and what is odd about it, if more can be said.  p is the client of
 * contract c. */
#define CLIENTS \
    "FROM {contracts} c" \
    " JOIN contracts k ON k.external_id = {id c.contract_id}" \
    " JOIN clients p ON p.id = k.client_id "
/* The Python system has no index on them, but a derived table gets one. */
#define PEOPLE "(SELECT DISTINCT c.client_telegram_id AS id FROM {contracts} c)"
#define DIGITS(phone) "RIGHT(REGEXP_REPLACE(" phone ", '[^0-9]', ''), 10)"

static const struct {
    const char *key, *sql;
} kinds[] = {
    {"takeover_other_name",
     "SELECT {id c.contract_id}, CONCAT({name c}, ' / ', {name p}) " CLIENTS
     "WHERE NOT ({text c.last_name} <=> p.last_name"
     " AND {text c.first_name} <=> p.first_name"
     " AND {text c.middle_name} <=> p.middle_name)"
     " AND {name c} IS NOT NULL ORDER BY c.contract_id"},
    {"takeover_other_email",
     "SELECT {id c.contract_id},"
     " CONCAT({text c.email}, ' / ', p.email) " CLIENTS
     "WHERE {text c.email} <> p.email ORDER BY c.contract_id"},
    {"takeover_other_phone",
     "SELECT {id c.contract_id},"
     " CONCAT({text c.phone}, ' / ', p.phone) " CLIENTS "WHERE " DIGITS(
         "{text c.phone}") " <> " DIGITS("p.phone") " ORDER BY c.contract_id"},
    {"takeover_bad_phone",
     "SELECT {id c.contract_id}, {text c.phone} " CLIENTS
     "WHERE p.phone IS NULL AND {text c.phone} IS NOT NULL "
     "ORDER BY c.contract_id"},
    {"takeover_no_name", "SELECT DISTINCT p.external_id, NULL " CLIENTS
                         "WHERE {name p} IS NULL ORDER BY p.external_id"},
    {"takeover_no_telegram",
     "SELECT {id c.contract_id}, NULL FROM {contracts} c "
     "WHERE NULLIF(c.client_telegram_id, 0) IS NULL ORDER BY c.contract_id"},
    {"takeover_low_profit",
     "SELECT {id c.contract_id}, COALESCE({id c.monthly_profit}, 'NULL') "
     "FROM {contracts} c WHERE COALESCE(c.monthly_profit, 0) <= 0 "
     "ORDER BY c.contract_id"},
    {"takeover_zeros", "SELECT {id c.contract_id}, NULL FROM {contracts} c "
                       "WHERE c.contract_id LIKE '0_%' ORDER BY c.contract_id"},
    {"takeover_still_active",
     "SELECT {id c.contract_id}, {id DATE(e.churned)} FROM {contracts} c"
     " JOIN {ends} e ON e.contract_id = c.contract_id "
     "WHERE {active} AND e.newest <= e.churned ORDER BY c.contract_id"},
    {"takeover_came_back",
     "SELECT {id c.contract_id}, {id DATE(e.churned)} FROM {contracts} c"
     " JOIN {ends} e ON e.contract_id = c.contract_id "
     "WHERE {active} AND e.newest > e.churned ORDER BY c.contract_id"},
    {"takeover_no_end",
     "SELECT {id c.contract_id}, NULL FROM {contracts} c"
     " LEFT JOIN {ends} e ON e.contract_id = c.contract_id "
     "WHERE c.active = 0 AND e.churned IS NULL ORDER BY c.contract_id"},
    {"takeover_case_no_contract",
     "SELECT {id r.case_id}, {id r.contract_id} FROM {cases} r"
     " LEFT JOIN {contracts} c ON c.contract_id = r.contract_id "
     "WHERE c.contract_id IS NULL ORDER BY r.case_id"},
    {"takeover_case_no_offer",
     "SELECT {id r.case_id}, {id r.proposed_offer_id} FROM {cases} r"
     " LEFT JOIN {offers} o ON o.offer_id = r.proposed_offer_id "
     "WHERE o.offer_id IS NULL AND r.proposed_offer_id IS NOT NULL "
     "ORDER BY r.case_id"},
    {"takeover_case_undated",
     "SELECT {id r.case_id}, {id r.status} FROM {cases} r "
     "WHERE r.status IN ('retained', 'churned') AND r.completed_at IS NULL "
     "ORDER BY r.case_id"},
    {"takeover_case_open_dated",
     "SELECT {id r.case_id}, {id r.completed_at} FROM {cases} r "
     "WHERE r.status IN ('active', 'escalated')"
     " AND r.completed_at IS NOT NULL ORDER BY r.case_id"},
    {"takeover_case_status",
     "SELECT {id r.case_id}, COALESCE({id r.status}, 'NULL') FROM {cases} r "
     "WHERE NOT {known} ORDER BY r.case_id"},
    {"takeover_case_uncreated",
     "SELECT {id r.case_id}, NULL FROM {cases} r "
     "WHERE r.created_at IS NULL ORDER BY r.case_id"},
    {"takeover_case_cut",
     "SELECT {id r.case_id}, NULL FROM {cases} r "
     "WHERE CHAR_LENGTH(r.initial_reason) > 1000 ORDER BY r.case_id"},
    {"takeover_offer_cut",
     "SELECT {id o.offer_id}, NULL FROM {offers} o "
     "WHERE CHAR_LENGTH(o.description) > 2000 ORDER BY o.offer_id"},
    {"takeover_offer_unpriced",
     "SELECT {id o.offer_id}, NULL FROM {offers} o "
     "WHERE o.cost IS NULL OR o.min_profit_threshold IS NULL"
     " OR o.offer_type IS NULL ORDER BY o.offer_id"},
    {"takeover_manager",
     "SELECT DISTINCT {id r.assigned_manager_id}, NULL FROM {cases} r"
     " LEFT JOIN {users} u ON u.telegram_id = r.assigned_manager_id "
     "WHERE u.telegram_id IS NULL"
     " AND NULLIF(r.assigned_manager_id, 0) IS NOT NULL ORDER BY 1"},
    {"takeover_role",
     "SELECT {id u.telegram_id}, COALESCE({id u.role}, 'NULL')"
     " FROM {users} u WHERE COALESCE(LOWER(u.role) NOT IN"
     " ('client', 'manager', 'admin'), TRUE) ORDER BY u.telegram_id"},
    {"takeover_both", "SELECT {id u.telegram_id}, {id u.role} FROM {users} u"
                      " JOIN " PEOPLE " d ON d.id = u.telegram_id "
                      "WHERE {staff} ORDER BY u.telegram_id"},
    {"takeover_stranger", "SELECT {id u.telegram_id}, NULL FROM {users} u"
                          " LEFT JOIN " PEOPLE " d ON d.id = u.telegram_id "
                          "WHERE d.id IS NULL AND NOT COALESCE({staff}, FALSE) "
                          "ORDER BY u.telegram_id"},
};
enum { N_KINDS = sizeof kinds / sizeof *kinds };

static enum rt_code
find_kind(struct rt_db *db, const char *sql, size_t limit, struct rt_arena *a,
          struct rt_takeover_odd *out, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_query(db, sql, RT_NO_PARAMS, &st, err);

    while (rc == RT_OK && (rc = rt_stmt_step(st, err)) == RT_OK) {
        const char *id, *more;

        if ((size_t)out->n++ >= limit)
            continue;
        RT_GROW(a, out->item, out->n_items);
        id = rt_col_str(st, 0, a);
        more = rt_col_str(st, 1, a);
        out->item[out->n_items++] =
            more != NULL ? rt_fmt(a, "%s: %s", id, more) : id;
    }
    rt_stmt_free(st);
    return rc == RT_NONE ? RT_OK : rc;
}

#define COUNTS(mark, id, ours) \
    "SELECT (SELECT COUNT(*) FROM {" mark "} t)," \
    " (SELECT COUNT(*) FROM {" mark "} t JOIN " ours " o" \
    " ON o.external_id = {id t." id "}), (SELECT COUNT(*) FROM clients)"

static const char *const sql_counts[RT_PY__N] = {
    [RT_PY_USERS] = COUNTS("users", "telegram_id", "users"),
    [RT_PY_CONTRACTS] = COUNTS("contracts", "contract_id", "contracts"),
    [RT_PY_OFFERS] = COUNTS("offers", "offer_id", "offers"),
    [RT_PY_CASES] = COUNTS("cases", "case_id", "retention_cases"),
};

static enum rt_code
count_rows(struct rt_db *db, const struct rt_py_tables *py, int which,
           struct rt_arena *a, struct rt_takeover_found *out,
           struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_first(db, rt_py_sql(py, sql_counts[which], a),
                                  RT_NO_PARAMS, &st, err);

    if (rc == RT_OK) {
        out->count[which] = (struct rt_takeover_count){
            .table = rt_py_name((enum rt_py)which),
            .before = rt_col_i64(st, 0),
            .after = rt_col_i64(st, 1),
        };
        out->n_clients = rt_col_i64(st, 2);
    }
    rt_stmt_free(st);
    return rc;
}

enum rt_code
rt_takeover_found(struct rt_db *db, const struct rt_py_tables *py, size_t limit,
                  struct rt_arena *a, struct rt_takeover_found *out,
                  struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    *out = (struct rt_takeover_found){
        .odd = rt_alloc_n(a, N_KINDS, sizeof *out->odd)};
    for (int i = 0; rc == RT_OK && i < RT_PY__N; i++)
        rc = count_rows(db, py, i, a, out, err);
    for (size_t i = 0; rc == RT_OK && i < N_KINDS; i++) {
        struct rt_takeover_odd *odd = &out->odd[out->n_odd];

        *odd = (struct rt_takeover_odd){.key = kinds[i].key};
        rc = find_kind(db, rt_py_sql(py, kinds[i].sql, a), limit, a, odd, err);
        if (odd->n > 0)
            out->n_odd++;
    }
    return rc;
}
