/* The database: typed prepared statements over one connection (MySQL or
 * MariaDB).  The only folder that sees mysql.h. */
#ifndef RT_DB_DB_H
#define RT_DB_DB_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct rt_db;
struct rt_stmt;

/* Where and how to connect.  The strings are borrowed only during
 * rt_db_open(). */
struct rt_db_target {
    const char *hosts; /* "a,b:3307,c"; a name with a / is a unix socket.  They
                          are tried in turn, and one that takes writes is
                          preferred (db/hosts.h). */
    const char *user, *password, *name; /* name NULL: no database chosen */
    const char
        *tls_ca; /* verify TCP connections against this CA; NULL: do not */
    int connect_s, read_s, write_s; /* time-outs; 0: 2, 5, 5 seconds */
};

/* A typed parameter.  An F64 that is NaN becomes NULL. */
struct rt_param {
    enum { RT_P_NULL, RT_P_I64, RT_P_STR, RT_P_BYTES, RT_P_F64 } kind;
    int64_t i64;
    double f64;
    const char *str;
    size_t len;
};
struct rt_params {
    const struct rt_param *list;
    size_t n;
};

#define RT_I64(v) ((struct rt_param){.kind = RT_P_I64, .i64 = (v)})
#define RT_F64(v) ((struct rt_param){.kind = RT_P_F64, .f64 = (v)})
#define RT_NULL ((struct rt_param){.kind = RT_P_NULL})
#define RT_BYTES(p, l) \
    ((struct rt_param){.kind = RT_P_BYTES, .str = (p), .len = (l)})
struct rt_param rt_param_str(const char *s); /* NULL gives SQL NULL */
#define RT_STR(s) rt_param_str(s)
/* An int64 that becomes SQL NULL when it equals `none`. */
struct rt_param rt_param_i64_or_null(int64_t v, int64_t none);
#define RT_PARAMS(...) \
    ((struct rt_params){(const struct rt_param[]){__VA_ARGS__}, \
                        sizeof((const struct rt_param[]){__VA_ARGS__}) / \
                            sizeof(struct rt_param)})
#define RT_NO_PARAMS ((struct rt_params){NULL, 0})

/* Connect: utf8mb4, strict sql_mode, time zone +00:00, LOCAL INFILE and
 * automatic reconnect off, lock wait 3 s (RELIABILITY 2.2, 3.3).  RT_EAWAY
 * (key "db_away") when no host answers, RT_EDB when the server refuses the
 * account (key "db_refused") or has no such database (key "db_missing"),
 * RT_EINVAL for a malformed host list (key "db_bad_host").  The program
 * ignores SIGPIPE. */
enum rt_code rt_db_open(const struct rt_db_target *t, struct rt_db **out,
                        struct rt_err *err) RT_CHECK;
void rt_db_close(struct rt_db *db); /* NULL is accepted. */

/* Create the database t->name unless it exists; *created says whether it did.
 * RT_EDB when the account may not. */
enum rt_code rt_db_create(const struct rt_db_target *t, bool *created,
                          struct rt_err *err) RT_CHECK;

/* Make sure that the connection works.  Reconnects after a loss, but not
 * inside a transaction.  RT_EAWAY when it cannot connect. */
enum rt_code rt_db_ensure(struct rt_db *db, struct rt_err *err) RT_CHECK;
/* Whether the connection worked at the latest statement; sends nothing. */
bool rt_db_connected(const struct rt_db *db);
/* The server's number of the connection before this one, which the server may
 * still keep, with its locks, until it notices the loss; 0: there was none. */
int64_t rt_db_lost_id(const struct rt_db *db);
/* "MariaDB 10.11.19" or "MySQL 8.4.3"; borrowed. */
const char *rt_db_version(const struct rt_db *db);

enum rt_code rt_db_begin(struct rt_db *db, struct rt_err *err) RT_CHECK;
enum rt_code rt_db_commit(struct rt_db *db, struct rt_err *err) RT_CHECK;
void rt_db_rollback(struct rt_db *db);

/* Codes of all statements.  RT_ERETRY: a deadlock, a lock wait, or the
 * connection was lost before COMMIT; the transaction is rolled back already,
 * and nothing more runs in it until rt_db_rollback().  RT_EUNKNOWN: the
 * connection was lost at COMMIT, or in a rt_db_exec() that is a transaction of
 * its own. RT_ECONFLICT: duplicate key.  RT_EAWAY: the database cannot be
 * reached and no transaction was open, or its disk is full.  RT_EDB:
 * everything else. Outside a transaction, if the connection died while idle,
 * it is made anew and the statement is sent once more, provided that nothing
 * of it can have run. */

/*
 * Run `work` in a transaction.  After RT_ERETRY it runs again as a whole, at
 * most three times, with pauses of 10..100 ms.  After RT_EUNKNOWN `landed` is
 * called on a new connection: RT_OK means that the transaction had committed,
 * RT_NONE that it has to be done again.  A NULL `landed` passes RT_EUNKNOWN to
 * the caller.  `work` must not begin or commit transactions itself.
 *
 * `landed` should look its row up by a unique key with FOR UPDATE: then it
 * waits for a COMMIT that is still under way on the server.
 */
typedef enum rt_code rt_db_work(struct rt_db *db, void *arg,
                                struct rt_err *err);
enum rt_code rt_db_tx(struct rt_db *db, rt_db_work *work, rt_db_work *landed,
                      void *arg, struct rt_err *err) RT_CHECK;

/* Run a statement that returns no rows.  The SQL is constant; values are
 * bound. */
enum rt_code rt_db_exec(struct rt_db *db, const char *sql,
                        struct rt_params params, struct rt_err *err) RT_CHECK;
/* How many rows the latest rt_db_exec() changed (for UPDATE: found, as
 * CLIENT_FOUND_ROWS is on), and its last AUTO_INCREMENT id. */
int64_t rt_db_affected(const struct rt_db *db);
int64_t rt_db_last_id(const struct rt_db *db);

/* Run a query.  The connection caches prepared statements by their SQL text.
 * Rows are fetched unbuffered, so a connection has one result at a time: end
 * or free a statement before the next query. */
enum rt_code rt_db_query(struct rt_db *db, const char *sql,
                         struct rt_params params, struct rt_stmt **out,
                         struct rt_err *err) RT_CHECK;
/* The same, and go to its first row.  RT_NONE: there is none.  Either way the
 * caller frees the statement. */
enum rt_code rt_db_first(struct rt_db *db, const char *sql,
                         struct rt_params params, struct rt_stmt **out,
                         struct rt_err *err) RT_CHECK;
/* Run a query for one number: the first column of its first row; NULL gives 0.
 * RT_NONE: there is no row. */
enum rt_code rt_db_query_i64(struct rt_db *db, const char *sql,
                             struct rt_params params, int64_t *out,
                             struct rt_err *err) RT_CHECK;
/* The same for one text, from `a`; SQL NULL gives NULL. */
enum rt_code rt_db_query_str(struct rt_db *db, const char *sql,
                             struct rt_params params, struct rt_arena *a,
                             const char **out, struct rt_err *err) RT_CHECK;
/* The first column of every row: (*out)[*n], from `a`. */
enum rt_code rt_db_query_strs(struct rt_db *db, const char *sql,
                              struct rt_params params, struct rt_arena *a,
                              const char ***out, size_t *n,
                              struct rt_err *err) RT_CHECK;
/* Run a query and pass every row to `take`, which may not query. */
typedef void rt_db_take(void *arg, const struct rt_stmt *st);
enum rt_code rt_db_each(struct rt_db *db, const char *sql,
                        struct rt_params params, rt_db_take *take, void *arg,
                        struct rt_err *err) RT_CHECK;
/* RT_OK: a row; RT_NONE: the end; anything else: failed (a truncated value is
 * RT_EDB). */
enum rt_code rt_stmt_step(struct rt_stmt *st, struct rt_err *err) RT_CHECK;
void rt_stmt_free(struct rt_stmt *st); /* NULL is accepted. */

/* Columns of the row, by position from 0.  DECIMAL comes as text; one
 * without a fraction, such as SUM() of integers, may also be read as int64.
 * Reading a value that is not a 64-bit integer as int64 aborts and names the
 * statement. */
bool rt_col_null(const struct rt_stmt *st, size_t col);
int64_t rt_col_i64(const struct rt_stmt *st, size_t col); /* NULL gives 0 */
int64_t rt_col_i64_or(const struct rt_stmt *st, size_t col, int64_t none);
double rt_col_f64(const struct rt_stmt *st, size_t col);
/* Copied into `a`; NULL for SQL NULL. */
const char *rt_col_str(const struct rt_stmt *st, size_t col,
                       struct rt_arena *a);
/* Borrowed until the next step; "" with *len 0 for NULL. */
const char *rt_col_peek(const struct rt_stmt *st, size_t col, size_t *len);
/* The SQL selects DATE and DATETIME columns as numbers: TO_DAYS(x) - 719528,
 * TIMESTAMPDIFF(SECOND, '1970-01-01', x). */

/* Many rows by one statement: `row` is "(?,?,?)", `n` rows of `width`
 * parameters each; sql = head + rows joined by "," + tail, or where the server
 * takes arrays of parameters head + row + tail.  Cut into statements of at most
 * 500 rows and about 1 MiB of values, so it belongs in a transaction.
 * Affected rows are summed, where one fails those of the statements before
 * it. */
enum rt_code rt_db_exec_rows(struct rt_db *db, const char *head,
                             const char *row, const char *tail, size_t width,
                             const struct rt_param *params, size_t n,
                             struct rt_err *err) RT_CHECK;

#endif
