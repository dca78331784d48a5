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

/* Where and how to connect.  Strings are borrowed during rt_db_open() only. */
struct rt_db_target {
    const char *hosts; /* "a,b:3307,c"; a name with a / in it is a unix
                          socket; tried in turn, and one that takes writes is
                          preferred (db/hosts.h) */
    const char *user, *password, *name; /* name NULL: no database chosen */
    const char *tls_ca; /* verify TCP connections against it; NULL: none */
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
/* An i64 that is SQL NULL when it equals `none`. */
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
void rt_db_close(struct rt_db *db); /* NULL accepted */

/* Create the database t->name unless it exists; *created says which.  RT_EDB
 * when the account may not. */
enum rt_code rt_db_create(const struct rt_db_target *t, bool *created,
                          struct rt_err *err) RT_CHECK;

/* Make sure the connection lives; reconnects after a loss, unless inside a
 * transaction.  RT_EAWAY when it cannot. */
enum rt_code rt_db_ensure(struct rt_db *db, struct rt_err *err) RT_CHECK;
/* Whether the connection was there after the latest statement; asks nobody. */
bool rt_db_connected(const struct rt_db *db);
/* "MariaDB 10.11.19" or "MySQL 8.4.3"; borrowed. */
const char *rt_db_version(const struct rt_db *db);

enum rt_code rt_db_begin(struct rt_db *db, struct rt_err *err) RT_CHECK;
enum rt_code rt_db_commit(struct rt_db *db, struct rt_err *err) RT_CHECK;
void rt_db_rollback(struct rt_db *db);

/* Codes of all statements: RT_ERETRY after deadlock, lock wait or a lost
 * connection before COMMIT (the transaction is rolled back already, and
 * nothing more runs in it until rt_db_rollback()); RT_EUNKNOWN when the
 * connection was lost at COMMIT, or in a rt_db_exec() that is a transaction
 * of its own; RT_ECONFLICT for a duplicate key; RT_EAWAY when the database is
 * gone and no transaction was open, or its disk is full; RT_EDB for the rest.
 * Outside a transaction a connection that died in its sleep is made anew and
 * the statement sent once more, when nothing of it can have run. */

/*
 * Run `work` in a transaction, and again as a whole after RT_ERETRY, at most
 * three times with 10..100 ms jitter.  RT_EUNKNOWN calls `landed` on a new
 * connection: RT_OK there = it had committed, RT_NONE = redo; a NULL `landed`
 * passes RT_EUNKNOWN up.  `work` begins and commits nothing itself.
 *
 * `landed` looks its row up by a unique key with FOR UPDATE: a COMMIT that is
 * still under way on the server is then waited for.
 */
typedef enum rt_code rt_db_work(struct rt_db *db, void *arg,
                                struct rt_err *err);
enum rt_code rt_db_tx(struct rt_db *db, rt_db_work *work, rt_db_work *landed,
                      void *arg, struct rt_err *err) RT_CHECK;

/* Run a statement without rows; constant SQL text, values bound. */
enum rt_code rt_db_exec(struct rt_db *db, const char *sql,
                        struct rt_params params, struct rt_err *err) RT_CHECK;
/* Rows changed (found, for UPDATE: CLIENT_FOUND_ROWS is on) and the last
 * AUTO_INCREMENT id of the latest rt_db_exec(). */
int64_t rt_db_affected(const struct rt_db *db);
int64_t rt_db_last_id(const struct rt_db *db);

/* Prepared handles are kept per SQL text (cache of the connection). Rows are
 * fetched unbuffered: one result at a time per connection; end or free a
 * statement before the next query. */
enum rt_code rt_db_query(struct rt_db *db, const char *sql,
                         struct rt_params params, struct rt_stmt **out,
                         struct rt_err *err) RT_CHECK;
/* The first column of its first row, a number; NULL is 0.  RT_NONE: no row. */
enum rt_code rt_db_query_i64(struct rt_db *db, const char *sql,
                             struct rt_params params, int64_t *out,
                             struct rt_err *err) RT_CHECK;
/* RT_OK: a row; RT_NONE: end; else failed (a truncated value is RT_EDB). */
enum rt_code rt_stmt_step(struct rt_stmt *st, struct rt_err *err) RT_CHECK;
void rt_stmt_free(struct rt_stmt *st); /* NULL accepted */

/* Columns of the row, by position from 0.  DECIMAL comes as text; one without
 * a fraction, such as SUM() of integers, may be taken as i64.  Asking for an
 * i64 where there is none of 64 bits aborts and names the statement. */
bool rt_col_null(const struct rt_stmt *st, size_t col);
int64_t rt_col_i64(const struct rt_stmt *st, size_t col); /* NULL: 0 */
int64_t rt_col_i64_or(const struct rt_stmt *st, size_t col, int64_t none);
double rt_col_f64(const struct rt_stmt *st, size_t col);
/* Copy into `a`; NULL for SQL NULL. */
const char *rt_col_str(const struct rt_stmt *st, size_t col,
                       struct rt_arena *a);
/* Borrowed until the next step; "" with *len 0 for NULL. */
const char *rt_col_peek(const struct rt_stmt *st, size_t col, size_t *len);
/* DATE and DATETIME columns are selected as numbers by the SQL
 * (TO_DAYS(x) - 719528, TIMESTAMPDIFF(SECOND, '1970-01-01', x)). */

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
