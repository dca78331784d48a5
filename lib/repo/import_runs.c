#include "repo/import_runs.h"

#include "repo/load_sql.h"

#include <string.h>

enum { HASH_BYTES = 32 };

/* Names of locks are the server's, not the database's, and of 64 bytes; the
 * newest MySQL has no MD5() nor SHA1() any more.  The server needs a moment to
 * see that an importer was killed: it is waited for, for less than the
 * connection's read time-out. */
#define LOCK_NAME "CONCAT('rt_', SHA2(CONCAT(DATABASE(), '.import'), 224))"

static enum rt_code
query_one(struct rt_db *db, const char *sql, struct rt_params params,
          int64_t *out, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_query(db, sql, params, &st, err);

    if (rc == RT_OK)
        rc = rt_stmt_step(st, err);
    if (rc == RT_OK)
        *out = rt_col_i64(st, 0);
    rt_stmt_free(st);
    return rc;
}

enum rt_code
rt_import_lock(struct rt_db *db, struct rt_err *err)
{
    static const char held[] =
        "SELECT COALESCE(IS_USED_LOCK(" LOCK_NAME ") = CONNECTION_ID(), 0)";
    static const char take[] = "SELECT COALESCE(GET_LOCK(" LOCK_NAME ", 3), 0)";
    int64_t got = 0;
    enum rt_code rc = query_one(db, held, RT_NO_PARAMS, &got, err);

    if (rc == RT_OK && !got)
        rc = query_one(db, take, RT_NO_PARAMS, &got, err);
    if (rc == RT_OK && !got)
        return rt_fail_key(err, RT_ECONFLICT, "import_busy", NULL);
    return rc;
}

void
rt_import_unlock(struct rt_db *db)
{
    static const char sql[] = "SELECT COALESCE(RELEASE_LOCK(" LOCK_NAME "), 0)";
    int64_t released;

    if (query_one(db, sql, RT_NO_PARAMS, &released, NULL) != RT_OK)
        return; /* the lock went with the connection */
}

enum rt_code
rt_import_run_start(struct rt_db *db, const struct rt_import_file *file,
                    int64_t *id, struct rt_err *err)
{
    static const char sql[] =
        "INSERT INTO import_runs (kind, file_name, file_hash, options, as_of,"
        " started_at) VALUES (?, ?, ?, ?, " SQL_FROM_DAY ", UTC_TIMESTAMP())";
    enum rt_code rc =
        rt_db_exec(db, sql,
                   RT_PARAMS(RT_STR(file->kind), RT_STR(file->name),
                             RT_BYTES((const char *)file->hash, HASH_BYTES),
                             RT_STR(file->options), RT_I64(file->as_of)),
                   err);

    *id = rt_db_last_id(db);
    return rc;
}

enum rt_code
rt_import_run_note(struct rt_db *db, int64_t id,
                   const struct rt_import_counts *c, struct rt_err *err)
{
    static const char sql[] =
        "UPDATE import_runs SET rows_read = ?, rows_added = ?,"
        " rows_changed = ?, rows_same = ?, rows_rejected = ? WHERE id = ?";

    return rt_db_exec(db, sql,
                      RT_PARAMS(RT_I64(c->read), RT_I64(c->added),
                                RT_I64(c->changed), RT_I64(c->same),
                                RT_I64(c->rejected), RT_I64(id)),
                      err);
}

enum rt_code
rt_import_run_landed(struct rt_db *db, int64_t id, int64_t read,
                     struct rt_err *err)
{
    static const char sql[] =
        "SELECT rows_read FROM import_runs WHERE id = ? FOR UPDATE";
    int64_t got = -1;
    enum rt_code rc = query_one(db, sql, RT_PARAMS(RT_I64(id)), &got, err);

    return rc == RT_OK && got != read ? RT_NONE : rc;
}

enum rt_code
rt_import_run_finish(struct rt_db *db, int64_t id, struct rt_err *err)
{
    static const char sql[] =
        "UPDATE import_runs SET finished_at = UTC_TIMESTAMP() WHERE id = ?";

    return rt_db_exec(db, sql, RT_PARAMS(RT_I64(id)), err);
}
