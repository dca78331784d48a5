#include "repo/forget.h"

#include "repo/audit.h"
#include "repo/used_forms.h"

#include <inttypes.h>
#include <stdio.h>

/* clang-format off */

/* The client and those merged into it; two marks. */
#define THEIRS " (k.id = ? OR k.merged_into = ?)"

enum { F_ID, F_CONTRACTS, F_CASES, F_MESSAGES, F_FORGOTTEN };
static const char sql_find[] =
    "SELECT k.id,"
    " (SELECT COUNT(*) FROM contracts c WHERE c.client_id = k.id),"
    " (SELECT COUNT(*) FROM retention_cases r WHERE r.client_id = k.id),"
    " (SELECT COUNT(*) FROM messages m WHERE m.client_id = k.id),"
    " k.forgotten_at IS NOT NULL"
    " FROM clients k WHERE k.external_id = ?";

/* In the order in which the desk locks: contracts, then cases. */
static const char sql_lock_contracts[] =
    "SELECT c.id FROM contracts c JOIN clients k ON k.id = c.client_id"
    " WHERE" THEIRS " ORDER BY c.id FOR UPDATE";
static const char sql_open_cases[] =
    "SELECT COUNT(*) FROM retention_cases r"
    " LEFT JOIN contracts c ON c.id = r.contract_id"
    " JOIN clients k ON k.id = COALESCE(r.client_id, c.client_id)"
    " WHERE" THEIRS " AND r.status IN ('active', 'escalated')"
    " AND r.deleted_at IS NULL";
static const char sql_open_orders[] =
    "SELECT COUNT(*) FROM orders o JOIN contracts c ON c.id = o.contract_id"
    " JOIN clients k ON k.id = c.client_id"
    " WHERE" THEIRS " AND o.state IN ('new', 'sent')";

/* Each blanks one thing and has the marks of THEIRS; those that need the
 * Telegram id come before it is blanked.  A row of another table that a client
 * is known in goes here. */
static const char *const blanks[] = {
    "UPDATE bot_inbox b JOIN clients k ON k.telegram_id = b.telegram_id"
    " SET b.raw = NULL, b.error = NULL, b.telegram_id = NULL WHERE" THEIRS,
    "UPDATE bot_outbox b JOIN clients k ON k.telegram_id = b.chat_id"
    " SET b.payload = '', b.error = NULL, b.chat_id = 0,"
    "  b.state = IF(b.state = 'waiting', 'dropped', b.state) WHERE" THEIRS,
    "DELETE b FROM bot_dialogs b JOIN clients k ON k.telegram_id = b.telegram_id"
    " WHERE" THEIRS,
    "DELETE b FROM bot_tokens b JOIN clients k ON k.telegram_id = b.chat_id"
    " WHERE" THEIRS,
    "DELETE b FROM subscriptions b JOIN clients k ON k.telegram_id = b.chat_id"
    " WHERE" THEIRS,
    "UPDATE audit_log g JOIN users u ON u.id = g.user_id"
    " JOIN clients k ON k.telegram_id = u.telegram_id"
    " SET g.before_value = NULL, g.after_value = NULL"
    " WHERE u.role = 'client' AND" THEIRS,
    "UPDATE audit_log g JOIN users u ON g.entity = 'user' AND u.id = g.entity_id"
    " JOIN clients k ON k.telegram_id = u.telegram_id"
    " SET g.before_value = NULL, g.after_value = NULL"
    " WHERE u.role = 'client' AND" THEIRS,
    "UPDATE users u JOIN clients k ON k.telegram_id = u.telegram_id"
    " SET u.name = '', u.login = NULL, u.external_id = NULL,"
    "  u.telegram_id = NULL, u.active = FALSE,"
    "  u.deleted_at = COALESCE(u.deleted_at, UTC_TIMESTAMP()),"
    "  u.version = u.version + 1 WHERE u.role = 'client' AND" THEIRS,
    "UPDATE retention_cases r JOIN clients k ON k.id = r.client_id"
    " SET r.initial_reason = NULL WHERE" THEIRS
    " AND r.initial_reason IS NOT NULL",
    "UPDATE retention_cases r JOIN contracts c ON c.id = r.contract_id"
    " JOIN clients k ON k.id = c.client_id"
    " SET r.initial_reason = NULL WHERE" THEIRS
    " AND r.initial_reason IS NOT NULL",
    "UPDATE case_events e JOIN retention_cases r ON r.id = e.case_id"
    " JOIN clients k ON k.id = r.client_id"
    " SET e.note = NULL, e.was = NULL WHERE" THEIRS,
    "UPDATE case_events e JOIN retention_cases r ON r.id = e.case_id"
    " JOIN contracts c ON c.id = r.contract_id"
    " JOIN clients k ON k.id = c.client_id"
    " SET e.note = NULL, e.was = NULL WHERE" THEIRS,
    "UPDATE messages m JOIN clients k ON k.id = m.client_id"
    " SET m.body = '' WHERE" THEIRS,
    "UPDATE orders o JOIN contracts c ON c.id = o.contract_id"
    " JOIN clients k ON k.id = c.client_id SET o.answer = NULL WHERE" THEIRS,
    "DELETE l FROM client_links l JOIN contracts c ON c.id = l.contract_id"
    " JOIN clients k ON k.id = c.client_id WHERE" THEIRS,
    "UPDATE audit_log g JOIN clients k ON g.entity = 'client'"
    " AND k.id = g.entity_id"
    " SET g.before_value = NULL, g.after_value = NULL WHERE" THEIRS,
    "UPDATE audit_log g JOIN contracts c ON g.entity = 'contract'"
    " AND c.id = g.entity_id JOIN clients k ON k.id = c.client_id"
    " SET g.before_value = NULL, g.after_value = NULL WHERE" THEIRS,
    "UPDATE audit_log g JOIN retention_cases r ON g.entity = 'case'"
    " AND r.id = g.entity_id JOIN clients k ON k.id = r.client_id"
    " SET g.before_value = NULL, g.after_value = NULL WHERE" THEIRS,
    "UPDATE audit_log g JOIN messages m ON g.entity = 'message'"
    " AND m.id = g.entity_id JOIN clients k ON k.id = m.client_id"
    " SET g.before_value = NULL, g.after_value = NULL WHERE" THEIRS,
    "UPDATE audit_log g JOIN orders o ON g.entity = 'order'"
    " AND o.id = g.entity_id JOIN contracts c ON c.id = o.contract_id"
    " JOIN clients k ON k.id = c.client_id"
    " SET g.before_value = NULL, g.after_value = NULL WHERE" THEIRS,
    "UPDATE card_edits e JOIN clients k ON k.id = e.client_id"
    " SET e.was = NULL, e.became = NULL WHERE" THEIRS,
    /* From now on the desk's value, none, stands against files. */
    "INSERT INTO desk_edits (entity, entity_id, field, value, edited_at)"
    " SELECT 'client', k.id, f.field, NULL, UTC_TIMESTAMP() FROM clients k"
    " JOIN (SELECT 'telegram_id' AS field UNION ALL SELECT 'last_name'"
    "  UNION ALL SELECT 'first_name' UNION ALL SELECT 'middle_name'"
    "  UNION ALL SELECT 'email' UNION ALL SELECT 'phone') f"
    " WHERE" THEIRS
    " ON DUPLICATE KEY UPDATE value = NULL, user_id = NULL,"
    "  edited_at = VALUES(edited_at)",
    "UPDATE clients k SET k.telegram_id = NULL, k.last_name = NULL,"
    " k.first_name = NULL, k.middle_name = NULL, k.email = NULL,"
    " k.phone = NULL, k.consent_version = NULL, k.consent_at = NULL,"
    " k.forgotten_at = UTC_TIMESTAMP(), k.version = k.version + 1"
    " WHERE" THEIRS,
};

/* The Python system's tables after the take-over: which columns there are is up
 * to it.  THEIRS again; texts of its tables may have another collation. */
#define OF_CONTRACT                                                         \
    " JOIN contracts c ON c.external_id = CONVERT(CAST(p.contract_id AS"    \
    " CHAR) USING utf8mb4) COLLATE utf8mb4_bin"                             \
    " JOIN clients k ON k.id = c.client_id"
#define BLANK_CONTRACT(column)                                              \
    {"py_contracts", column,                                                \
     "UPDATE py_contracts p" OF_CONTRACT " SET p." column " = '' WHERE" THEIRS \
     " AND p." column " <> ''"}
#define BLANK_USER(column)                                                  \
    {"py_users", column,                                                    \
     "UPDATE py_users p JOIN clients k ON k.telegram_id = p.telegram_id"    \
     " SET p." column " = '' WHERE" THEIRS " AND p." column " <> ''"}

static const struct {
    const char *table, *column, *sql;
} py_blanks[] = {
    BLANK_CONTRACT("last_name"), BLANK_CONTRACT("first_name"),
    BLANK_CONTRACT("middle_name"), BLANK_CONTRACT("email"),
    BLANK_CONTRACT("phone"),
    BLANK_USER("last_name"), BLANK_USER("first_name"),
    BLANK_USER("middle_name"), BLANK_USER("email"), BLANK_USER("phone"),
    {"py_retention_cases", "initial_reason",
     "UPDATE py_retention_cases p" OF_CONTRACT
     " SET p.initial_reason = '' WHERE" THEIRS " AND p.initial_reason <> ''"},
};

static const char sql_py_column[] =
    "SELECT COUNT(*) FROM information_schema.columns"
    " WHERE table_schema = DATABASE() AND table_name = ? AND column_name = ?";

enum { BATCH = 1000 };
/* What was told need not know any more by which message; what is still to be
 * told keeps its message. */
static const char sql_free_messages[] =
    "UPDATE notices n JOIN messages m ON m.id = n.message_id"
    " SET n.message_id = NULL WHERE n.state IN ('sent', 'told')"
    " AND m.created_at < UTC_TIMESTAMP() - INTERVAL ? DAY";
static const char sql_old_messages[] =
    "DELETE FROM messages WHERE created_at < UTC_TIMESTAMP() - INTERVAL ? DAY"
    " AND NOT EXISTS (SELECT 1 FROM retention_cases r"
    "  WHERE r.id = messages.case_id AND r.status IN ('active', 'escalated')"
    "  AND r.deleted_at IS NULL)"
    " AND NOT EXISTS (SELECT 1 FROM notices n"
    "  WHERE n.message_id = messages.id)"
    " ORDER BY id LIMIT 1000";
static const char sql_old_updates[] =
    "DELETE FROM bot_inbox WHERE state IN ('done', 'failed')"
    " AND received_at < UTC_TIMESTAMP() - INTERVAL ? DAY"
    " ORDER BY update_id LIMIT 1000";
static const char sql_old_links[] =
    "DELETE FROM client_links WHERE expires_at < UTC_TIMESTAMP() -"
    " INTERVAL ? DAY ORDER BY expires_at LIMIT 1000";
static const char sql_texts_again[] =
    "UPDATE retention_cases r JOIN clients k ON k.id = r.client_id"
    " SET r.initial_reason = NULL WHERE k.forgotten_at IS NOT NULL"
    " AND r.initial_reason IS NOT NULL";
/* clang-format on */

enum rt_code
rt_forget_find(struct rt_db *db, const char *external_id,
               struct rt_forget_who *out, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc =
        rt_db_first(db, sql_find, RT_PARAMS(RT_STR(external_id)), &st, err);

    if (rc == RT_OK)
        *out = (struct rt_forget_who){
            .id = rt_col_i64(st, F_ID),
            .contracts = rt_col_i64(st, F_CONTRACTS),
            .cases = rt_col_i64(st, F_CASES),
            .messages = rt_col_i64(st, F_MESSAGES),
            .forgotten = rt_col_i64(st, F_FORGOTTEN) != 0,
        };
    rt_stmt_free(st);
    return rc;
}

struct forgetting {
    const struct rt_actor *by;
    int64_t id;
};

/* Refuse while something is open. */
static enum rt_code
check_none(struct rt_db *db, const char *sql, int64_t id, const char *key,
           struct rt_err *err)
{
    int64_t n = 0;
    char text[24];
    enum rt_code rc =
        rt_db_query_i64(db, sql, RT_PARAMS(RT_I64(id), RT_I64(id)), &n, err);

    if (rc != RT_OK || n == 0)
        return rc;
    snprintf(text, sizeof text, "%" PRId64, n);
    return rt_fail_key(err, RT_ECONFLICT, key, "n", text, NULL);
}

static enum rt_code
blank_own(struct rt_db *db, int64_t id, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    for (size_t i = 0; rc == RT_OK && i < sizeof blanks / sizeof blanks[0]; i++)
        rc = rt_db_exec(db, blanks[i], RT_PARAMS(RT_I64(id), RT_I64(id)), err);
    return rc;
}

static enum rt_code
blank_python(struct rt_db *db, int64_t id, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    for (size_t i = 0;
         rc == RT_OK && i < sizeof py_blanks / sizeof py_blanks[0]; i++) {
        int64_t there = 0;

        rc = rt_db_query_i64(
            db, sql_py_column,
            RT_PARAMS(RT_STR(py_blanks[i].table), RT_STR(py_blanks[i].column)),
            &there, err);
        if (rc == RT_OK && there != 0)
            rc = rt_db_exec(db, py_blanks[i].sql,
                            RT_PARAMS(RT_I64(id), RT_I64(id)), err);
    }
    return rc;
}

/* Who opens a case locks the contract, too. */
static enum rt_code
lock_contracts(struct rt_db *db, int64_t id, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_query(db, sql_lock_contracts,
                                  RT_PARAMS(RT_I64(id), RT_I64(id)), &st, err);

    while (rc == RT_OK)
        rc = rt_stmt_step(st, err);
    rt_stmt_free(st);
    return rc == RT_NONE ? RT_OK : rc;
}

static enum rt_code
forget_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct forgetting *f = arg;
    enum rt_code rc = lock_contracts(db, f->id, err);

    if (rc == RT_OK)
        rc = check_none(db, sql_open_cases, f->id, "forget_open_case", err);
    if (rc == RT_OK)
        rc = check_none(db, sql_open_orders, f->id, "forget_open_order", err);
    if (rc == RT_OK)
        rc = blank_python(db, f->id, err);
    if (rc == RT_OK)
        rc = blank_own(db, f->id, err);
    if (rc != RT_OK)
        return rc;
    return rt_audit_put(db,
                        &(struct rt_audit){.by = *f->by,
                                           .action = "forget",
                                           .result = RT_AUDIT_DONE,
                                           .entity = "client",
                                           .entity_id = f->id},
                        err);
}

enum rt_code
rt_forget_client(struct rt_db *db, const struct rt_actor *by, int64_t client_id,
                 struct rt_err *err)
{
    struct forgetting f = {by, client_id};

    return rt_db_tx(db, forget_work, NULL, &f, err);
}

/* Batch by batch until there are no more. */
static enum rt_code
delete_old(struct rt_db *db, const char *sql, int64_t days, int64_t *n,
           struct rt_err *err)
{
    int64_t deleted = BATCH;
    enum rt_code rc = RT_OK;

    while (rc == RT_OK && days != 0 && deleted == BATCH) {
        rc = rt_db_exec(db, sql, RT_PARAMS(RT_I64(days)), err);
        deleted = rc == RT_OK ? rt_db_affected(db) : 0;
        *n += deleted;
    }
    return rc;
}

enum rt_code
rt_keep_clear(struct rt_db *db, const struct rt_keep *keep,
              struct rt_kept_out *out, struct rt_err *err)
{
    int64_t links = 0;
    enum rt_code rc = RT_OK;

    *out = (struct rt_kept_out){0};
    if (keep->messages != 0)
        rc = rt_db_exec(db, sql_free_messages,
                        RT_PARAMS(RT_I64(keep->messages)), err);
    if (rc == RT_OK)
        rc = delete_old(db, sql_old_messages, keep->messages, &out->messages,
                        err);
    if (rc == RT_OK)
        rc = delete_old(db, sql_old_links, 1, &links, err);
    if (rc == RT_OK)
        rc = delete_old(db, sql_old_updates, keep->updates, &out->updates, err);
    if (rc == RT_OK)
        rc = rt_db_exec(db, sql_texts_again, RT_NO_PARAMS, err);
    if (rc == RT_OK)
        out->texts = rt_db_affected(db);
    return rc == RT_OK ? rt_forms_clear(db, err) : rc;
}
