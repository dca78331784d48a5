#include "repo/schema.h"

#include <time.h>

static const char sql_has[] =
    "SELECT 1 FROM information_schema.TABLES "
    "WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?";
static const char sql_versions[] =
    "SELECT version, reads_from FROM schema_version";
static const char sql_note[] =
    "INSERT INTO schema_version (version, name, reads_from, applied_at) "
    "VALUES (?, ?, ?, UTC_TIMESTAMP()) "
    "ON DUPLICATE KEY UPDATE name = VALUES(name)";

/* The identity of the one server behind a connection, as far as it can be
 * told. */
#define SERVER "LEFT(CONCAT(@@hostname, ':', @@port, ':', @@datadir), 191)"

static const char sql_lock_row[] =
    "INSERT INTO schema_lock (id) VALUES (1) ON DUPLICATE KEY UPDATE id = 1";
/* Connections of other accounts are invisible, so not seeing one means
 * nothing. */
static const char sql_lock_state[] =
    "SELECT owner, owner IS NULL OR owner = ? OR "
    "expires_at < UTC_TIMESTAMP() OR "
    "(account = CURRENT_USER() AND server = " SERVER " AND NOT EXISTS "
    "(SELECT 1 FROM information_schema.PROCESSLIST "
    "WHERE ID = connection_id)) FROM schema_lock WHERE id = 1";
static const char sql_lock_take[] =
    "UPDATE schema_lock SET owner = ?, account = CURRENT_USER(), "
    "server = " SERVER ", connection_id = CONNECTION_ID(), "
    "expires_at = UTC_TIMESTAMP() + INTERVAL ? SECOND "
    "WHERE id = 1 AND owner <=> ?";
static const char sql_unlock[] =
    "UPDATE schema_lock SET owner = NULL, expires_at = NULL "
    "WHERE id = 1 AND owner = ?";
static const char sql_polite[] = "SET SESSION lock_wait_timeout = 5";

enum rt_code
rt_schema_has(struct rt_db *db, const char *table, bool *has,
              struct rt_err *err)
{
    struct rt_stmt *st;
    enum rt_code rc =
        rt_db_first(db, sql_has, RT_PARAMS(RT_STR(table)), &st, err);

    rt_stmt_free(st);
    *has = rc == RT_OK;
    return rc == RT_NONE ? RT_OK : rc;
}

struct versions {
    int known;
    struct rt_schema_state *out;
};

static void
take_version(void *arg, const struct rt_stmt *st)
{
    const struct versions *to = arg;
    struct rt_schema_state *out = to->out;
    int version = (int)rt_col_i64(st, 0), reads_from = (int)rt_col_i64(st, 1);

    if (version > out->newest)
        out->newest = version;
    if (version >= 1 && version <= to->known)
        out->applied[version] = true;
    else if (reads_from > out->reads_from)
        out->reads_from = reads_from;
}

enum rt_code
rt_schema_state(struct rt_db *db, int known, struct rt_arena *a,
                struct rt_schema_state *out, struct rt_err *err)
{
    *out = (struct rt_schema_state){
        .applied = rt_alloc_n(a, (size_t)known + 1, sizeof(bool))};
    return rt_db_each(db, sql_versions, RT_NO_PARAMS, take_version,
                      &(struct versions){known, out}, err);
}

enum rt_code
rt_schema_note(struct rt_db *db, int version, const char *name, int reads_from,
               struct rt_err *err)
{
    return rt_db_exec(
        db, sql_note,
        RT_PARAMS(RT_I64(version), RT_STR(name), RT_I64(reads_from)), err);
}

/* RT_OK: free for `me`, and *owner is the one it is taken from (NULL:
 * nobody). */
static enum rt_code
lock_state(struct rt_db *db, const char *me, struct rt_arena *a,
           const char **owner, struct rt_err *err)
{
    struct rt_stmt *st;
    enum rt_code rc =
        rt_db_first(db, sql_lock_state, RT_PARAMS(RT_STR(me)), &st, err);

    *owner = NULL;
    if (rc == RT_OK) {
        *owner = rt_col_str(st, 0, a);
        rc = rt_col_i64(st, 1) != 0 ? RT_OK : RT_NONE;
    }
    rt_stmt_free(st);
    return rc;
}

enum rt_code
rt_schema_lock(struct rt_db *db, const char *me, int for_s, struct rt_arena *a,
               const char **other, struct rt_err *err)
{
    enum rt_code rc = rt_db_exec(db, sql_lock_row, RT_NO_PARAMS, err);

    *other = NULL;
    if (rc == RT_OK)
        rc = lock_state(db, me, a, other, err);
    if (rc != RT_OK)
        return rc;
    rc = rt_db_exec(db, sql_lock_take,
                    RT_PARAMS(RT_STR(me), RT_I64(for_s), RT_STR(*other)), err);
    if (rc != RT_OK || rt_db_affected(db) == 1)
        return rc;
    rc = lock_state(db, me, a, other, err); /* who was quicker? */
    return rc == RT_OK ? RT_NONE : rc;
}

enum rt_code
rt_schema_unlock(struct rt_db *db, const char *me, struct rt_err *err)
{
    return rt_db_exec(db, sql_unlock, RT_PARAMS(RT_STR(me)), err);
}

enum rt_code
rt_schema_be_polite(struct rt_db *db, struct rt_err *err)
{
    return rt_db_exec(db, sql_polite, RT_NO_PARAMS, err);
}

/* One try lasts as long as rt_schema_be_polite() has set. */
enum { TRIES = 12, PAUSE_NS = 200 * 1000000 };

enum rt_code
rt_schema_exec(struct rt_db *db, const char *sql, struct rt_err *err)
{
    struct rt_err why;
    enum rt_code rc;

    for (int try = 1;; try++) {
        why = (struct rt_err){0};
        rc = rt_db_exec(db, sql, RT_NO_PARAMS, &why);
        if (rc != RT_ERETRY || try == TRIES)
            break;
        nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
    }
    if (rc != RT_OK && err != NULL && err->code == RT_OK)
        *err = why;
    return rc;
}

enum rt_code
rt_schema_forget(struct rt_db *db, struct rt_err *err)
{
    return rt_db_exec(db, "DELETE FROM schema_version", RT_NO_PARAMS, err);
}

enum rt_code
rt_schema_drop(struct rt_db *db, const char *table, struct rt_arena *a,
               struct rt_err *err)
{
    enum rt_code rc = rt_db_exec(db, "SET SESSION foreign_key_checks = 0",
                                 RT_NO_PARAMS, err);

    if (rc == RT_OK)
        rc = rt_schema_exec(db, rt_fmt(a, "DROP TABLE IF EXISTS %s", table),
                            err);
    if (rc == RT_OK)
        rc = rt_db_exec(db, "SET SESSION foreign_key_checks = 1", RT_NO_PARAMS,
                        err);
    return rc;
}

enum rt_code
rt_schema_empty(struct rt_db *db, const char *table, struct rt_arena *a,
                bool *empty, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    bool has;
    enum rt_code rc = rt_schema_has(db, table, &has, err);

    *empty = true;
    if (rc != RT_OK || !has)
        return rc;
    rc = rt_db_first(db, rt_fmt(a, "SELECT 1 FROM %s LIMIT 1", table),
                     RT_NO_PARAMS, &st, err);
    rt_stmt_free(st);
    *empty = rc == RT_NONE;
    return rc == RT_NONE ? RT_OK : rc;
}
