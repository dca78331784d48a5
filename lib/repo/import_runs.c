#include "repo/import_runs.h"

#include "base/date.h"
#include "repo/load_sql.h"

#include <string.h>

enum { HASH_BYTES = 32 };

/* Names of locks belong to the server, not to the database, and have at most
 * 64 bytes; the newest MySQL has neither MD5() nor SHA1().  The server needs a
 * moment to notice that an importer was killed; the lock waits for that, for
 * less than the connection's read time-out. */
#define LOCK_NAME "CONCAT('rt_', SHA2(CONCAT(DATABASE(), '.import'), 224))"

/* Somebody has the lock.  Where that is the connection that was lost before
 * this one, the server has only not noticed yet. */
static enum rt_code
fail_held(struct rt_db *db, struct rt_err *err)
{
    static const char lost[] =
        "SELECT COALESCE(IS_USED_LOCK(" LOCK_NAME ") = ?, 0)";
    int64_t ours = 0;
    enum rt_code rc = rt_db_query_i64(
        db, lost, RT_PARAMS(RT_I64(rt_db_lost_id(db))), &ours, err);

    if (rc != RT_OK)
        return rc;
    if (ours)
        return rt_fail(err, RT_ERETRY,
                       "the lost connection still has the lock of imports");
    return rt_fail_key(err, RT_ECONFLICT, "import_busy", NULL);
}

enum rt_code
rt_import_lock(struct rt_db *db, struct rt_err *err)
{
    static const char held[] =
        "SELECT COALESCE(IS_USED_LOCK(" LOCK_NAME ") = CONNECTION_ID(), 0)";
    static const char take[] = "SELECT COALESCE(GET_LOCK(" LOCK_NAME ", 3), 0)";
    int64_t got = 0;
    enum rt_code rc = rt_db_query_i64(db, held, RT_NO_PARAMS, &got, err);

    if (rc == RT_OK && !got)
        rc = rt_db_query_i64(db, take, RT_NO_PARAMS, &got, err);
    return rc == RT_OK && !got ? fail_held(db, err) : rc;
}

void
rt_import_unlock(struct rt_db *db)
{
    static const char sql[] = "SELECT COALESCE(RELEASE_LOCK(" LOCK_NAME "), 0)";
    int64_t released;

    if (rt_db_query_i64(db, sql, RT_NO_PARAMS, &released, NULL) != RT_OK)
        return; /* the lock was lost with the connection */
}

enum rt_code
rt_import_run_start(struct rt_db *db, const struct rt_import_run_file *file,
                    int64_t *id, struct rt_err *err)
{
    static const char sql[] =
        "INSERT INTO import_runs (kind, file_name, file_hash, options, as_of,"
        " started_at) VALUES (?, ?, ?, ?, " SQL_FROM_DAY ", UTC_TIMESTAMP())";
    enum rt_code rc = rt_db_exec(
        db, sql,
        RT_PARAMS(RT_STR(file->kind), RT_STR(file->name),
                  RT_BYTES((const char *)file->hash, HASH_BYTES),
                  RT_STR(file->options),
                  file->as_of != RT_DAY_NONE ? RT_I64(file->as_of) : RT_NULL),
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
    enum rt_code rc =
        rt_db_query_i64(db, sql, RT_PARAMS(RT_I64(id)), &got, err);

    return rc == RT_OK && got != read ? RT_NONE : rc;
}

enum rt_code
rt_import_run_finish(struct rt_db *db, int64_t id, struct rt_err *err)
{
    static const char sql[] =
        "UPDATE import_runs SET finished_at = UTC_TIMESTAMP() WHERE id = ?";

    return rt_db_exec(db, sql, RT_PARAMS(RT_I64(id)), err);
}

enum rt_code
rt_import_run_cancel(struct rt_db *db, int64_t id, struct rt_err *err)
{
    static const char sql[] =
        "DELETE FROM import_runs WHERE id = ? AND finished_at IS NULL";

    return rt_db_exec(db, sql, RT_PARAMS(RT_I64(id)), err);
}

/* clang-format off */

#define SQL_HALF \
    " FROM import_runs r WHERE r.finished_at IS NULL" \
    " AND NOT EXISTS (SELECT 1 FROM import_accepts a WHERE a.run_id = r.id)" \
    " AND NOT EXISTS (SELECT 1 FROM import_runs f WHERE f.kind = r.kind" \
    "     AND f.id > r.id AND f.finished_at IS NOT NULL" \
    "     AND (f.file_hash = r.file_hash OR f.file_name = r.file_name" \
    "          OR CONCAT(f.options, ' ') LIKE '%--full %'))"

enum { F_ID, F_KIND, F_FILE, F_RUNNING };
static const char sql_half[] =
    "SELECT r.id, r.kind, r.file_name, IS_USED_LOCK(" LOCK_NAME ") IS NOT NULL"
    SQL_HALF " ORDER BY r.id DESC LIMIT 1";

static const char sql_accept[] =
    "INSERT INTO import_accepts (run_id, accepted_at)"
    " SELECT r.id, UTC_TIMESTAMP()" SQL_HALF;

enum { L_KIND, L_FILE, L_AT, L_AS_OF, L_READ, L_ADDED, L_CHANGED, L_SAME,
       L_REJECTED };
static const char sql_last[] =
    "SELECT r.kind, r.file_name, " SQL_SECOND("r.finished_at") ", "
    SQL_DAY("r.as_of") ", r.rows_read, r.rows_added, r.rows_changed,"
    " r.rows_same, r.rows_rejected"
    " FROM import_runs r"
    " JOIN (SELECT MAX(f.id) AS id FROM import_runs f"
    "       WHERE f.finished_at IS NOT NULL GROUP BY f.kind) l ON l.id = r.id"
    " ORDER BY r.id DESC";
/* clang-format on */

static void
read_last(const struct rt_stmt *st, struct rt_arena *a,
          struct rt_import_last *out)
{
    *out = (struct rt_import_last){
        .kind = rt_col_str(st, L_KIND, a),
        .file = rt_col_str(st, L_FILE, a),
        .at = rt_col_i64(st, L_AT),
        .as_of = (int32_t)rt_col_i64_or(st, L_AS_OF, RT_DAY_NONE),
        .counts = {.read = rt_col_i64(st, L_READ),
                   .added = rt_col_i64(st, L_ADDED),
                   .changed = rt_col_i64(st, L_CHANGED),
                   .same = rt_col_i64(st, L_SAME),
                   .rejected = rt_col_i64(st, L_REJECTED)},
    };
}

enum rt_code
rt_import_list_last(struct rt_db *db, struct rt_arena *a,
                    struct rt_import_last **list, size_t *n, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_query(db, sql_last, RT_NO_PARAMS, &st, err);

    *list = NULL;
    *n = 0;
    while (rc == RT_OK && (rc = rt_stmt_step(st, err)) == RT_OK) {
        RT_GROW(a, *list, *n);
        read_last(st, a, &(*list)[(*n)++]);
    }
    rt_stmt_free(st);
    return rc == RT_NONE ? RT_OK : rc;
}

enum rt_code
rt_import_find_half(struct rt_db *db, struct rt_arena *a,
                    struct rt_import_half *out, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_first(db, sql_half, RT_NO_PARAMS, &st, err);

    if (rc == RT_OK)
        *out = (struct rt_import_half){
            .id = rt_col_i64(st, F_ID),
            .kind = rt_col_str(st, F_KIND, a),
            .file = rt_col_str(st, F_FILE, a),
            .running = rt_col_i64(st, F_RUNNING) != 0,
        };
    rt_stmt_free(st);
    return rc;
}

enum rt_code
rt_import_accept(struct rt_db *db, int64_t *n, struct rt_err *err)
{
    enum rt_code rc = rt_import_lock(db, err);

    if (rc != RT_OK)
        return rc;
    rc = rt_db_exec(db, sql_accept, RT_NO_PARAMS, err);
    *n = rt_db_affected(db);
    rt_import_unlock(db);
    return rc;
}
