#include "repo/extract.h"

#include "base/moment.h"
#include "repo/load_sql.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DAY(column) "TO_DAYS(" column ") - 719528"
/* TIMESTAMPDIFF() would cost the server as much as reading the row. */
#define INSTANT(column) "TO_SECONDS(" column ") - 62167219200"
/* A moment (base/moment.h) from two columns. */
#define MOMENT(column) \
    INSTANT(column) " + IF(" SQL_DAY_ONLY(column) " = 1, 1099511627776, 0)"

/* The builder that takes the rows, and the zone in which instants become
 * days. */
struct sink {
    struct rt_build *b;
    const struct rt_zone *zone;
};

/* clang-format off */

enum { K_ID, K_EXTERNAL, K_REGION, K_CHANNEL, K_SEGMENT };
static const char sql_clients[] =
    "SELECT id, external_id, region, channel, segment FROM clients"
    " WHERE deleted_at IS NULL AND merged_into IS NULL ORDER BY id";

enum { A_CLIENT, A_NAME, A_VALUE };
static const char sql_attrs[] =
    "SELECT client_id, name, value FROM client_attrs"
    " ORDER BY client_id, name";

enum { C_ID, C_CLIENT, C_EXTERNAL, C_START, C_END, C_FEE, C_PROFIT, C_PLAN,
       C_REGION, C_CHANNEL, C_CAUSE, C_OVER };
static const char sql_contracts[] =
    "SELECT id, client_id, external_id,"
    " " DAY("start_date") ", " DAY("end_date") ","
    " monthly_fee_minor, monthly_profit_minor, plan, region, channel,"
    " end_cause, active = 0 FROM contracts WHERE deleted_at IS NULL ORDER BY id";

enum { H_CONTRACT, H_DAY, H_FEE, H_PROFIT, H_PLAN };
static const char sql_changes[] =
    "SELECT contract_id, " DAY("effective_on") ","
    " monthly_fee_minor, monthly_profit_minor, plan"
    " FROM contract_changes"
    " ORDER BY contract_id, effective_on, noted DESC, order_id";

/* In the order of the table, so that the server need not sort. */
enum { P_CLIENT, P_AT, P_AMOUNT };
static const char sql_payments[] =
    "SELECT client_id, " MOMENT("paid_at") ", amount_minor"
    " FROM payments ORDER BY client_id, paid_at, id";

static const char sql_activity[] =
    "SELECT client_id, " MOMENT("happened_at")
    " FROM activity ORDER BY client_id, happened_at, id";

enum { O_ID, O_TYPE, O_COST };
static const char sql_offers[] =
    "SELECT id, offer_type, cost_minor FROM offers ORDER BY id";

enum { S_ID, S_CLIENT, S_CONTRACT, S_OFFER, S_OFFERED, S_ESCALATED, S_STATUS,
       S_CREATED, S_COMPLETED, S_PROFIT, S_COST, S_MANAGER, S_REASON, S_WAY,
       S_ARM, S_ORDERED };
static const char sql_cases[] =
    "SELECT id, client_id, contract_id, proposed_offer_id,"
    " proposed_offer_id IS NOT NULL OR offer_ref IS NOT NULL,"
    " escalated_at IS NOT NULL OR assigned_manager_id IS NOT NULL,"
    " FIELD(status, 'active', 'escalated', 'retained', 'churned') - 1,"
    " " MOMENT("created_at") ","
    " " MOMENT("completed_at") ","
    " profit_at_close_minor, cost_at_close_minor, assigned_manager_id, reason,"
    " FIELD(source, 'bot', 'phone', 'office', 'letter', 'list', 'link'),"
    " FIELD(arm, 'offer', 'holdout'),"
    " (SELECT " INSTANT("MIN(o.created_at)") " FROM orders o"
    "  WHERE o.contract_id = c.contract_id AND " SQL_TERMINATION("o")
    "  AND o.created_at >= c.created_at)"
    " FROM retention_cases c WHERE deleted_at IS NULL ORDER BY id";

enum { R_CODE, R_RU, R_EN };
static const char sql_reasons[] =
    "SELECT code, text_ru, text_en FROM reasons ORDER BY place, id";

enum { G_ID, G_EXTERNAL, G_CONTROL, G_STARTS, G_ENDS, G_COST, G_MARGIN };
static const char sql_campaigns[] =
    "SELECT id, external_id, control_arm,"
    " " DAY("starts_on") ", " DAY("ends_on") ","
    " cost_per_contact_minor, margin"
    " FROM campaigns WHERE deleted_at IS NULL ORDER BY id";

enum { M_CAMPAIGN, M_CLIENT, M_ARM, M_CONTACTED, M_CONVERTED, M_VALUE };
static const char sql_members[] =
    "SELECT campaign_id, client_id, arm, contacted_at IS NOT NULL, converted,"
    " value_minor FROM campaign_members ORDER BY campaign_id, client_id";

/* clang-format on */

/* A text column, NULL for SQL NULL; borrowed until the next step. */
static const char *
peek(const struct rt_stmt *st, size_t col)
{
    size_t len;

    return rt_col_null(st, col) ? NULL : rt_col_peek(st, col, &len);
}

static void
take_client(const struct rt_stmt *st, const struct sink *to)
{
    rt_build_client(to->b, &(struct rt_build_client){
                               .id = rt_col_i64(st, K_ID),
                               .external_id = peek(st, K_EXTERNAL),
                               .region = peek(st, K_REGION),
                               .channel = peek(st, K_CHANNEL),
                               .segment = peek(st, K_SEGMENT),
                           });
}

static void
take_attr(const struct rt_stmt *st, const struct sink *to)
{
    rt_build_attr(to->b, rt_col_i64(st, A_CLIENT), peek(st, A_NAME),
                  peek(st, A_VALUE));
}

static void
take_contract(const struct rt_stmt *st, const struct sink *to)
{
    rt_build_contract(
        to->b, &(struct rt_build_contract){
                   .id = rt_col_i64(st, C_ID),
                   .client_id = rt_col_i64(st, C_CLIENT),
                   .external_id = peek(st, C_EXTERNAL),
                   .start = (int32_t)rt_col_i64_or(st, C_START, RT_DAY_NONE),
                   .end = (int32_t)rt_col_i64_or(st, C_END, RT_DAY_OPEN),
                   .fee = rt_col_i64_or(st, C_FEE, RT_NO_AMOUNT),
                   .profit = rt_col_i64_or(st, C_PROFIT, RT_NO_AMOUNT),
                   .plan = peek(st, C_PLAN),
                   .region = peek(st, C_REGION),
                   .channel = peek(st, C_CHANNEL),
                   .cause = peek(st, C_CAUSE),
                   .over = rt_col_i64(st, C_OVER) != 0,
               });
}

static void
take_change(const struct rt_stmt *st, const struct sink *to)
{
    rt_build_change(to->b,
                    &(struct rt_build_change){
                        .contract_id = rt_col_i64(st, H_CONTRACT),
                        .day = (int32_t)rt_col_i64(st, H_DAY),
                        .fee = rt_col_i64_or(st, H_FEE, RT_NO_AMOUNT),
                        .profit = rt_col_i64_or(st, H_PROFIT, RT_NO_AMOUNT),
                        .plan = peek(st, H_PLAN),
                    });
}

static void
take_payment(const struct rt_stmt *st, const struct sink *to)
{
    rt_build_payment(to->b, rt_col_i64(st, P_CLIENT),
                     rt_moment_day(rt_col_i64(st, P_AT), to->zone),
                     rt_col_i64(st, P_AMOUNT));
}

static void
take_activity(const struct rt_stmt *st, const struct sink *to)
{
    rt_build_activity(to->b, rt_col_i64(st, P_CLIENT),
                      rt_moment_day(rt_col_i64(st, P_AT), to->zone));
}

static void
take_offer(const struct rt_stmt *st, const struct sink *to)
{
    rt_build_offer(to->b, rt_col_i64(st, O_ID), peek(st, O_TYPE),
                   rt_col_i64(st, O_COST));
}

/* When a case was completed: never before it was created, even if only the day
 * of one of the two is known. */
static int64_t
completed_at(int64_t completed, int64_t created, const struct rt_zone *zone)
{
    int64_t at;

    if (completed == RT_NEVER)
        return RT_NEVER;
    at = rt_moment_instant(completed, zone);
    return at < created && rt_moment_is_day(completed) ? created : at;
}

static void
take_case(const struct rt_stmt *st, const struct sink *to)
{
    int64_t created = rt_col_i64(st, S_CREATED);
    int64_t completed = rt_col_i64_or(st, S_COMPLETED, RT_NEVER);
    int64_t begun = rt_moment_instant(created, to->zone);
    int64_t ordered = rt_col_i64_or(st, S_ORDERED, RT_NEVER);

    rt_build_case(
        to->b, &(struct rt_build_case){
                   .id = rt_col_i64(st, S_ID),
                   .client_id = rt_col_i64(st, S_CLIENT),
                   .contract_id = rt_col_i64(st, S_CONTRACT),
                   .offer_id = rt_col_i64(st, S_OFFER),
                   .offered = rt_col_i64(st, S_OFFERED) != 0,
                   .escalated = rt_col_i64(st, S_ESCALATED) != 0,
                   .status = (enum rt_status)rt_col_i64(st, S_STATUS),
                   .created_at = begun,
                   .completed_at = completed_at(completed, begun, to->zone),
                   .created_day = rt_moment_day(created, to->zone),
                   .completed_day = completed == RT_NEVER
                                        ? RT_DAY_OPEN
                                        : rt_moment_day(completed, to->zone),
                   .profit_at_close = rt_col_i64_or(st, S_PROFIT, RT_NO_AMOUNT),
                   .cost_at_close = rt_col_i64_or(st, S_COST, RT_NO_AMOUNT),
                   .manager = rt_col_i64(st, S_MANAGER),
                   .way = (enum rt_case_way)rt_col_i64(st, S_WAY),
                   .arm = (enum rt_arm)rt_col_i64(st, S_ARM),
                   .ordered_day = ordered != RT_NEVER
                                      ? rt_zone_day(to->zone, ordered)
                                      : 0,
                   .reason = peek(st, S_REASON),
               });
}

static void
take_reason(const struct rt_stmt *st, const struct sink *to)
{
    rt_build_reason(to->b, peek(st, R_CODE), peek(st, R_RU), peek(st, R_EN));
}

static void
take_campaign(const struct rt_stmt *st, const struct sink *to)
{
    rt_build_campaign(
        to->b,
        &(struct rt_build_campaign){
            .id = rt_col_i64(st, G_ID),
            .external_id = peek(st, G_EXTERNAL),
            .control_arm = peek(st, G_CONTROL),
            .starts = (int32_t)rt_col_i64_or(st, G_STARTS, RT_DAY_NONE),
            .ends = (int32_t)rt_col_i64_or(st, G_ENDS, RT_DAY_OPEN),
            .cost = rt_col_i64_or(st, G_COST, RT_NO_AMOUNT),
            .margin =
                rt_col_null(st, G_MARGIN) ? NAN : rt_col_f64(st, G_MARGIN),
        });
}

static void
take_member(const struct rt_stmt *st, const struct sink *to)
{
    rt_build_member(to->b,
                    &(struct rt_build_member){
                        .campaign_id = rt_col_i64(st, M_CAMPAIGN),
                        .client_id = rt_col_i64(st, M_CLIENT),
                        .arm = peek(st, M_ARM),
                        .contacted = rt_col_i64(st, M_CONTACTED) != 0,
                        .converted = (uint8_t)rt_col_i64_or(st, M_CONVERTED, 2),
                        .value = rt_col_i64_or(st, M_VALUE, RT_NO_AMOUNT),
                    });
}

/* The order matters: owners come before what belongs to them. */
static const struct {
    enum rt_group group;
    const char *sql;
    void (*take)(const struct rt_stmt *st, const struct sink *to);
} kinds[] = {
    {RT_GROUP_CONTRACTS, sql_clients, take_client},
    {RT_GROUP_CONTRACTS, sql_attrs, take_attr},
    {RT_GROUP_CONTRACTS, sql_contracts, take_contract},
    {RT_GROUP_CONTRACTS, sql_changes, take_change},
    {RT_GROUP_PAYMENTS, sql_payments, take_payment},
    {RT_GROUP_ACTIVITY, sql_activity, take_activity},
    {RT_GROUP_DESK, sql_offers, take_offer},
    {RT_GROUP_DESK, sql_cases, take_case},
    {RT_GROUP_DESK, sql_reasons, take_reason},
    {RT_GROUP_CAMPAIGNS, sql_campaigns, take_campaign},
    {RT_GROUP_CAMPAIGNS, sql_members, take_member},
};

static enum rt_code
extract_kind(struct rt_db *db, size_t kind, const struct sink *to,
             struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_query(db, kinds[kind].sql, RT_NO_PARAMS, &st, err);

    while (rc == RT_OK) {
        rc = rt_stmt_step(st, err);
        if (rc == RT_OK)
            kinds[kind].take(st, to);
    }
    rt_stmt_free(st);
    return rc == RT_NONE ? RT_OK : rc;
}

static const char sql_state[] = "SELECT name, value FROM data_state";

struct state_list {
    struct rt_arena *a;
    struct rt_extract_state *state;
};

static void
take_state(void *arg, const struct rt_stmt *st)
{
    const struct state_list *to = arg;
    struct rt_extract_state *s = to->state;
    const char *name = rt_col_str(st, 0, to->a);
    const char *value = rt_col_str(st, 1, to->a);

    if (strcmp(name, "currency") == 0)
        s->currency = value;
    else if (strcmp(name, "currency_digits") == 0)
        s->digits = (int)strtol(value, NULL, 10);
    else if (strcmp(name, "demo") == 0)
        s->demo = strcmp(value, "1") == 0;
}

static enum rt_code
extract_state(struct rt_db *db, struct rt_arena *a,
              struct rt_extract_state *state, struct rt_err *err)
{
    enum rt_code rc = rt_db_each(db, sql_state, RT_NO_PARAMS, take_state,
                                 &(struct state_list){a, state}, err);

    return rc == RT_OK ? rt_known_read(db, &state->known, err) : rc;
}

/* Half an import must not be taken for the company's data. */
static enum rt_code
all_whole(struct rt_db *db, struct rt_arena *a, struct rt_extract_state *state,
          struct rt_err *err)
{
    enum rt_code rc = rt_import_find_half(db, a, &state->half, err);

    if (rc != RT_OK)
        return rc == RT_NONE ? RT_OK : rc;
    state->is_half = true;
    return rt_fail_key(err, RT_ECONFLICT,
                       state->half.running ? "refresh_import_running"
                                           : "refresh_import_broken",
                       "kind", state->half.kind, "file", state->half.file,
                       NULL);
}

enum rt_code
rt_extract(struct rt_db *db, const struct rt_zone *zone, unsigned groups,
           struct rt_arena *a, struct rt_build *b,
           struct rt_extract_state *state, struct rt_err *err)
{
    const struct sink to = {b, zone};
    enum rt_code rc = rt_db_begin(db, err);

    *state = (struct rt_extract_state){.digits = 2};

    if (rc != RT_OK)
        return rc;
    rc = all_whole(db, a, state, err);
    if (rc == RT_OK)
        rc = extract_state(db, a, state, err);
    for (size_t k = 0; rc == RT_OK && k < sizeof kinds / sizeof kinds[0]; k++)
        if ((groups & RT_GROUP_BIT(kinds[k].group)) != 0)
            rc = extract_kind(db, k, &to, err);
    rt_db_rollback(db); /* no write transaction has run */
    return rc;
}

/* clang-format off */

/* The latest change of tables whose rows change, and the last row of all
 * tables.  What happens to orders is an event of their case. */
#define NEWEST(table) \
    "COALESCE((SELECT MAX(updated_at) FROM " table "), '1970-01-01')"
#define LAST_ID(table) "(SELECT MAX(id) FROM " table ")"

/* The server's own record of the last INSERT, UPDATE or DELETE, because not
 * every table has a column for it. */
#define LAST_WRITE(tables) \
    "SELECT MAX(update_time) AS at FROM information_schema.tables" \
    " WHERE table_schema = DATABASE() AND table_name IN (" tables ")"

/* A mark, the seconds since the newest change, and since the last write. */
#define MARK(newest, rest, tables) \
    "SELECT CONCAT_WS(' ', " newest ", " rest ", w.at)," \
    " TIMESTAMPDIFF(SECOND, GREATEST(" newest ", '1970-01-01')," \
    "               UTC_TIMESTAMP())," \
    " ABS(TIMESTAMPDIFF(SECOND, w.at, UTC_TIMESTAMP()))" \
    " FROM (" LAST_WRITE(tables) ") w"

static const char *const sql_marks[RT_CHANGE__MAX] = {
    [RT_CHANGE_FILES] = MARK(
        NEWEST("clients") ", " NEWEST("contracts") ", "
        NEWEST("contract_changes") ", " NEWEST("data_state"),
        LAST_ID("clients") ", " LAST_ID("contracts") ", "
        LAST_ID("contract_changes") ", " LAST_ID("payments") ", "
        LAST_ID("activity") ", " LAST_ID("import_runs") ","
        " (SELECT MAX(finished_at) FROM import_runs),"
        " (SELECT COUNT(*) FROM import_accepts)",
        "'clients', 'client_attrs', 'contracts', 'contract_changes',"
        " 'payments', 'activity', 'data_state'"),
    [RT_CHANGE_DESK] = MARK(
        NEWEST("retention_cases") ", " NEWEST("offers"),
        LAST_ID("retention_cases") ", " LAST_ID("case_events"),
        "'retention_cases', 'offers', 'case_events', 'reasons'"),
    [RT_CHANGE_CAMPAIGNS] = MARK(
        NEWEST("campaigns"), LAST_ID("campaigns"),
        "'campaigns', 'campaign_members'"),
};

/* clang-format on */

const unsigned rt_change_groups[RT_CHANGE__MAX] = {
    [RT_CHANGE_FILES] = RT_GROUP_BIT(RT_GROUP_CONTRACTS) |
                        RT_GROUP_BIT(RT_GROUP_PAYMENTS) |
                        RT_GROUP_BIT(RT_GROUP_ACTIVITY),
    [RT_CHANGE_DESK] = RT_GROUP_BIT(RT_GROUP_DESK),
    [RT_CHANGE_CAMPAIGNS] = RT_GROUP_BIT(RT_GROUP_CAMPAIGNS),
};

enum { SETTLE_S = 2 };

static enum rt_code
read_mark(struct rt_db *db, const char *sql, struct rt_arena *a,
          struct rt_change_mark *out, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_first(db, sql, RT_NO_PARAMS, &st, err);

    if (rc == RT_OK) {
        out->text = rt_col_str(st, 0, a);
        out->settled = rt_col_i64(st, 1) >= SETTLE_S &&
                       rt_col_i64_or(st, 2, SETTLE_S) >= SETTLE_S;
    }
    rt_stmt_free(st);
    return rc;
}

enum rt_code
rt_extract_marks(struct rt_db *db, struct rt_arena *a,
                 struct rt_change_mark out[RT_CHANGE__MAX], struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    for (size_t m = 0; m < RT_CHANGE__MAX && rc == RT_OK; m++)
        rc = read_mark(db, sql_marks[m], a, &out[m], err);
    return rc;
}
