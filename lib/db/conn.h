/* The connection and its statements, shared by the files of lib/db only. */
#ifndef RT_DB_CONN_H
#define RT_DB_CONN_H

#include "db/db.h"
#include "db/fault.h"
#include "db/hosts.h"

#include <mysql.h>

/* The two client libraries differ here. */
#ifdef MARIADB_PACKAGE_VERSION
typedef my_bool rt_my_bool;
#else
typedef bool rt_my_bool;
#endif

enum rt_db_tx_state {
    RT_TX_NONE,
    RT_TX_OPEN,
    RT_TX_DOOMED /* rolled back by the server or with the connection; nothing
                    runs until the owner has called rt_db_rollback() */
};

enum { RT_DB_STMTS = 64 }; /* how many prepared statements a connection keeps */

struct rt_db {
    MYSQL *my; /* NULL: not connected now */
    struct rt_arena *arena;
    struct rt_db_target target; /* strings of the arena */
    struct rt_db_host *hosts;
    size_t n_hosts;
    int64_t next_try_ms; /* monotonic clock: no attempt before this time */
    int64_t pause_ms;    /* pause between attempts; doubles with each failure */
    enum rt_db_tx_state tx;
    struct rt_stmt *stmts[RT_DB_STMTS];
    size_t n_stmts;
    uint64_t tick; /* number of its latest use */
    struct rt_stmt
        *open; /* the statement that still has rows to fetch; NULL: none */
    int64_t affected, last_id;
    int64_t lost_id;   /* server's number of the connection before this one */
    bool takes_arrays; /* of parameters: many rows by one execution */
    char version[64];
};

/* A value of the current row. */
struct rt_fetched {
    enum { RT_FETCHED_I64, RT_FETCHED_F64, RT_FETCHED_TEXT } kind;
    int64_t i64;
    double f64;
    char
        *text; /* text of RT_FETCHED_TEXT; the number as text for other types */
    size_t size;
    unsigned long len;
    rt_my_bool null, cut;
};

struct rt_stmt {
    struct rt_db *db; /* NULL: the connection is closed, the caller only holds
                         the memory */
    MYSQL_STMT *my;
    char *sql;
    uint64_t hash, used;
    bool held; /* returned by rt_db_query() and not freed yet */
    MYSQL_BIND *in;
    size_t in_size;
    void *arrays; /* of parameters (db/array.c) */
    size_t arrays_size;
    struct rt_fetched *cells;
    MYSQL_BIND *out;
    size_t n_cells, cells_size;
    bool rebind; /* a buffer has moved */
};

/* Connect, unless there is a connection already. */
enum rt_code rt_db_connect(struct rt_db *db, struct rt_err *err) RT_CHECK;
/* Close the connection and its prepared statements. */
void rt_db_drop(struct rt_db *db);
/* Record the error of `st` (of the connection when it is NULL) and treat the
 * connection as rt_db_judge() says. */
enum rt_code rt_db_failed(struct rt_db *db, struct rt_stmt *st,
                          enum rt_db_at at, struct rt_err *err);
/* RT_AT_TX inside a transaction, else `outside`. */
enum rt_db_at rt_db_where(const struct rt_db *db, enum rt_db_at outside);

void rt_db_forget_stmts(struct rt_db *db);
void rt_stmt_destroy(struct rt_stmt *st);

/* Execute a statement for one row with the parameters of many, as a statement
 * by itself that is done as a whole or not at all.  The connection takes
 * arrays, and these fit. */
enum rt_code rt_db_exec_array(struct rt_db *db, const char *sql,
                              struct rt_params params, size_t rows,
                              struct rt_err *err) RT_CHECK;

/* Arrays of parameters (db/array.c): whether the server takes them; whether
 * the values of each column are of one kind; make them in st->in, which has
 * room for a row; and how many rows the next execution brings, 0 without
 * arrays. */
bool rt_array_taken_by(MYSQL *my);
bool rt_array_fits(const struct rt_param *params, size_t width, size_t rows);
void rt_array_bind(struct rt_stmt *st, struct rt_params params, size_t rows);
bool rt_array_expect(struct rt_stmt *st, size_t rows);

/* Bind the columns of a result that was just executed. */
enum rt_code rt_stmt_bind_columns(struct rt_stmt *st,
                                  struct rt_err *err) RT_CHECK;
/* Discard the rest of the result. */
void rt_stmt_end(struct rt_stmt *st);

#endif
