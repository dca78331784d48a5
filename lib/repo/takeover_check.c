/* Checks before and after the copy. */
#include "repo/takeover.h"
#include "repo/pysql.h"

/* The first of `list` whose query counts more than 0. */
struct count {
    const char *what, *sql;
};

static enum rt_code
first_counted(struct rt_db *db, const struct rt_py_tables *py,
              const struct count *list, size_t n_list, struct rt_params params,
              struct rt_arena *a, const char **what, int64_t *n,
              struct rt_err *err)
{
    for (size_t i = 0; i < n_list; i++) {
        enum rt_code rc = rt_db_query_i64(
            db, rt_py_sql(py, list[i].sql, a), params, n, err);

        if (rc != RT_OK)
            return rc;
        *what = list[i].what;
        if (*n > 0)
            return RT_OK;
    }
    return RT_NONE;
}

/* ABS, because for MariaDB -0.00 is not 0. */
#define FRACTIONS(table, column) \
    "SELECT COUNT(*) FROM {" table "} t" \
    " WHERE ABS(MOD({scaled t." column "}, 1)) <> 0"

enum rt_code
rt_takeover_fractions(struct rt_db *db, const struct rt_takeover_copy *how,
                      struct rt_arena *a, const char **column, int64_t *n,
                      struct rt_err *err)
{
    static const struct count list[] = {
        {"contracts.monthly_profit", FRACTIONS("contracts", "monthly_profit")},
        {"offers.min_profit_threshold",
         FRACTIONS("offers", "min_profit_threshold")},
        {"offers.cost", FRACTIONS("offers", "cost")},
    };

    return first_counted(db, how->py, list, sizeof list / sizeof *list,
                         RT_PARAMS(RT_I64(how->scale)), a, column, n, err);
}

#define MISSING(table, id, ours) \
    "SELECT COUNT(*) FROM {" table "} t LEFT JOIN " ours " o" \
    " ON o.external_id = {id t." id "} WHERE o.id IS NULL"

enum rt_code
rt_takeover_missing(struct rt_db *db, const struct rt_py_tables *py,
                    struct rt_arena *a, const char **table, int64_t *n,
                    struct rt_err *err)
{
    static const struct count list[] = {
        {"users", MISSING("users", "telegram_id", "users")},
        {"contracts", MISSING("contracts", "contract_id", "contracts")},
        {"offers", MISSING("offers", "offer_id", "offers")},
        {"retention_cases", MISSING("cases", "case_id", "retention_cases")},
    };

    return first_counted(db, py, list, sizeof list / sizeof *list, RT_NO_PARAMS,
                         a, table, n, err);
}

enum rt_code
rt_takeover_filled(struct rt_db *db, const char **table, struct rt_err *err)
{
    static const struct count list[] = {
        {"clients", "SELECT EXISTS (SELECT 1 FROM clients)"},
        {"offers", "SELECT EXISTS (SELECT 1 FROM offers)"},
        {"retention_cases", "SELECT EXISTS (SELECT 1 FROM retention_cases)"},
    };
    static const struct rt_py_tables none;
    struct rt_arena *a = rt_arena_new();
    int64_t n;
    enum rt_code rc = first_counted(db, &none, list, sizeof list / sizeof *list,
                                    RT_NO_PARAMS, a, table, &n, err);

    if (rc == RT_NONE)
        *table = NULL;
    rt_arena_free(a);
    return rc == RT_NONE ? RT_OK : rc;
}

/* IN never matches NULL, which counts as a value here. */
#define V(column) "COALESCE(" column ", '~')"
#define MARK(table, values) \
    "(SELECT CONCAT(COUNT(*), '.'," \
    " COALESCE(SUM(CRC32(CONCAT_WS('|', id, " values "))), 0)) FROM " table \
    ")"

/* clang-format off */
static const char sql_mark[] = "SELECT CONCAT_WS(' ', "
    MARK("users", V("external_id") ", " V("telegram_id") ", " V("login")
         ", name, role, " V("language") ", active, " V("deleted_at")) ", "
    MARK("clients", "external_id, " V("telegram_id") ", " V("last_name")
         ", " V("first_name") ", " V("middle_name") ", " V("email") ", "
         V("phone") ", " V("region") ", " V("channel") ", " V("segment") ", "
         V("acquired_on") ", " V("consent_at") ", " V("merged_into") ", "
         V("forgotten_at") ", " V("deleted_at")) ", "
    MARK("contracts", "external_id, client_id, " V("start_date") ", "
         V("end_date") ", " V("plan") ", " V("region") ", " V("channel") ", "
         V("monthly_fee_minor") ", " V("monthly_profit_minor")
         ", can_be_retained, " V("active") ", " V("end_cause") ", "
         V("deleted_at")) ", "
    MARK("offers", V("external_id") ", offer_type, description,"
         " min_profit_threshold_minor, cost_minor, effect, " V("effect_value")
         ", " V("effect_months") ", " V("effect_plan") ", " V("valid_from")
         ", " V("valid_to") ", audience, " V("deleted_at")) ", "
    MARK("retention_cases", V("external_id") ", " V("contract_id") ", "
         V("contract_ref") ", " V("client_id") ", " V("initial_reason") ", "
         V("reason") ", " V("proposed_offer_id") ", " V("offer_ref") ", "
         V("assigned_manager_id") ", status, step, source, " V("outcome")
         ", created_at, " V("escalated_at") ", " V("due_at") ", "
         V("completed_at") ", " V("deleted_at")) ")";
/* clang-format on */

enum rt_code
rt_takeover_mark(struct rt_db *db, struct rt_arena *a, const char **mark,
                 struct rt_err *err)
{
    return rt_db_query_str(db, sql_mark, RT_NO_PARAMS, a, mark, err);
}
