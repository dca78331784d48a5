#include "repo/extract.h"

#include <stdlib.h>
#include <string.h>

#define DAY(column) "TO_DAYS(" column ") - 719528"

/* --- rows ----------------------------------------------------------------- */

enum { K_ID, K_EXTERNAL, K_REGION, K_CHANNEL, K_SEGMENT };
static const char sql_clients[] =
    "SELECT id, external_id, region, channel, segment FROM clients"
    " WHERE deleted_at IS NULL AND merged_into IS NULL ORDER BY id";

enum { A_CLIENT, A_NAME, A_VALUE };
static const char sql_attrs[] =
    "SELECT client_id, name, value FROM client_attrs"
    " ORDER BY client_id, name";

enum {
    C_ID,
    C_CLIENT,
    C_EXTERNAL,
    C_START,
    C_END,
    C_FEE,
    C_PROFIT,
    C_PLAN,
    C_REGION,
    C_CHANNEL,
    C_CAUSE
};
static const char sql_contracts[] =
    "SELECT id, client_id, external_id, " DAY("start_date") ", " DAY(
        "end_date") ", monthly_fee_minor, monthly_profit_minor, plan, region,"
                    " channel, end_cause FROM contracts"
                    " WHERE deleted_at IS NULL ORDER BY id";

enum { H_CONTRACT, H_DAY, H_FEE, H_PROFIT, H_PLAN };
static const char sql_changes[] =
    "SELECT contract_id, " DAY("effective_on") ", monthly_fee_minor,"
                                               " monthly_profit_minor, plan"
                                               " FROM contract_changes"
                                               " ORDER BY contract_id,"
                                               " effective_on";

/* A text column, NULL for SQL NULL; borrowed until the next step. */
static const char *
peek(const struct rt_stmt *st, size_t col)
{
    size_t len;

    return rt_col_null(st, col) ? NULL : rt_col_peek(st, col, &len);
}

static void
take_client(const struct rt_stmt *st, struct rt_build *b)
{
    rt_build_client(b, &(struct rt_build_client){
                           .id = rt_col_i64(st, K_ID),
                           .external_id = peek(st, K_EXTERNAL),
                           .region = peek(st, K_REGION),
                           .channel = peek(st, K_CHANNEL),
                           .segment = peek(st, K_SEGMENT),
                       });
}

static void
take_attr(const struct rt_stmt *st, struct rt_build *b)
{
    rt_build_attr(b, rt_col_i64(st, A_CLIENT), peek(st, A_NAME),
                  peek(st, A_VALUE));
}

static void
take_contract(const struct rt_stmt *st, struct rt_build *b)
{
    rt_build_contract(
        b, &(struct rt_build_contract){
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
           });
}

static void
take_change(const struct rt_stmt *st, struct rt_build *b)
{
    rt_build_change(b, &(struct rt_build_change){
                           .contract_id = rt_col_i64(st, H_CONTRACT),
                           .day = (int32_t)rt_col_i64(st, H_DAY),
                           .fee = rt_col_i64_or(st, H_FEE, RT_NO_AMOUNT),
                           .profit = rt_col_i64_or(st, H_PROFIT, RT_NO_AMOUNT),
                           .plan = peek(st, H_PLAN),
                       });
}

/* The order matters: owners before what belongs to them. */
static const struct {
    const char *sql;
    void (*take)(const struct rt_stmt *st, struct rt_build *b);
} kinds[] = {
    {sql_clients, take_client},
    {sql_attrs, take_attr},
    {sql_contracts, take_contract},
    {sql_changes, take_change},
};

static enum rt_code
extract_kind(struct rt_db *db, size_t kind, struct rt_build *b,
             struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_query(db, kinds[kind].sql, RT_NO_PARAMS, &st, err);

    while (rc == RT_OK) {
        rc = rt_stmt_step(st, err);
        if (rc == RT_OK)
            kinds[kind].take(st, b);
    }
    rt_stmt_free(st);
    return rc == RT_NONE ? RT_OK : rc;
}

/* --- what is true of all data ----------------------------------------------
 */

static const char sql_state[] = "SELECT name, value FROM data_state";

static void
take_state(const char *name, const char *value, struct rt_extract_state *s)
{
    if (strcmp(name, "currency") == 0)
        s->currency = value;
    else if (strcmp(name, "currency_digits") == 0)
        s->digits = (int)strtol(value, NULL, 10);
    else if (strcmp(name, "demo") == 0)
        s->demo = strcmp(value, "1") == 0;
    else if (strcmp(name, "as_of") == 0 &&
             rt_day_parse(value, &s->as_of) != RT_OK)
        s->as_of = RT_DAY_NONE;
}

static enum rt_code
extract_state(struct rt_db *db, struct rt_arena *a,
              struct rt_extract_state *state, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_query(db, sql_state, RT_NO_PARAMS, &st, err);

    *state = (struct rt_extract_state){.digits = 2, .as_of = RT_DAY_NONE};
    while (rc == RT_OK) {
        rc = rt_stmt_step(st, err);
        if (rc == RT_OK)
            take_state(rt_col_str(st, 0, a), rt_col_str(st, 1, a), state);
    }
    rt_stmt_free(st);
    return rc == RT_NONE ? RT_OK : rc;
}

enum rt_code
rt_extract(struct rt_db *db, struct rt_arena *a, struct rt_build *b,
           struct rt_extract_state *state, struct rt_err *err)
{
    enum rt_code rc = rt_db_begin(db, err);

    if (rc != RT_OK)
        return rc;
    rc = extract_state(db, a, state, err);
    for (size_t k = 0; rc == RT_OK && k < sizeof kinds / sizeof kinds[0]; k++)
        rc = extract_kind(db, k, b, err);
    rt_db_rollback(db); /* nothing was written */
    return rc;
}

/* --- has anything changed? --------------------------------------------------
 */

static const char sql_mark[] =
    "SELECT CONCAT_WS(' ',"
    " (SELECT MAX(updated_at) FROM clients), (SELECT MAX(id) FROM clients),"
    " (SELECT MAX(updated_at) FROM contracts),"
    " (SELECT MAX(id) FROM contracts),"
    " (SELECT MAX(updated_at) FROM contract_changes),"
    " (SELECT MAX(id) FROM contract_changes),"
    " (SELECT MAX(id) FROM import_runs),"
    " (SELECT MAX(updated_at) FROM data_state)),"
    " TIMESTAMPDIFF(SECOND, GREATEST("
    " COALESCE((SELECT MAX(updated_at) FROM clients), '1970-01-01'),"
    " COALESCE((SELECT MAX(updated_at) FROM contracts), '1970-01-01'),"
    " COALESCE((SELECT MAX(updated_at) FROM contract_changes), '1970-01-01'),"
    " COALESCE((SELECT MAX(updated_at) FROM data_state), '1970-01-01')),"
    " UTC_TIMESTAMP())";

enum { SETTLE_S = 2 };

enum rt_code
rt_extract_mark(struct rt_db *db, struct rt_arena *a, const char **mark,
                bool *settled, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_query(db, sql_mark, RT_NO_PARAMS, &st, err);

    if (rc == RT_OK)
        rc = rt_stmt_step(st, err);
    if (rc == RT_OK) {
        *mark = rt_col_str(st, 0, a);
        *settled = rt_col_i64(st, 1) >= SETTLE_S;
    }
    rt_stmt_free(st);
    return rc;
}
