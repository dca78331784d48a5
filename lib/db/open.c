#include "base/clock.h"
#include "db/conn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CONNECT_S = 2,
    READ_S = 5,
    WRITE_S = 5,
    PAUSE_FIRST_MS = 50,
    PAUSE_MAX_MS = 1000,
    HOST_TEXT = 160,
    NO_DATABASE = 1049,
    NO_VARIABLE = 1193
};

/* MySQL serves statistics of tables that are up to a day old unless it is told
 * not to.  MariaDB does not read such a comment. */
static const char sql_session[] =
    "SET SESSION /*!80000 information_schema_stats_expiry = 0, */ "
    "sql_mode = 'STRICT_TRANS_TABLES,STRICT_ALL_TABLES,"
    "ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
    "NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY', time_zone = '+00:00', "
    "innodb_lock_wait_timeout = 3, collation_connection = utf8mb4_unicode_ci";
/* Refuse what would otherwise be a lost update; only newer MariaDB has this. */
static const char sql_isolation[] =
    "SET SESSION innodb_snapshot_isolation = ON";
static const char sql_read_only[] = "SELECT @@global.read_only";

static void
set_tls(MYSQL *my, const char *ca)
{
#ifdef MARIADB_PACKAGE_VERSION
    my_bool on = ca != NULL;

    mysql_options(my, MYSQL_OPT_SSL_ENFORCE, &on);
    mysql_options(my, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &on);
#else
    unsigned mode = ca != NULL ? SSL_MODE_VERIFY_IDENTITY : SSL_MODE_PREFERRED;
    bool key = true; /* plain TCP should at least encrypt the password */

    mysql_options(my, MYSQL_OPT_SSL_MODE, &mode);
    mysql_options(my, MYSQL_OPT_GET_SERVER_PUBLIC_KEY, &key);
#endif
    if (ca != NULL)
        mysql_options(my, MYSQL_OPT_SSL_CA, ca);
}

static void
set_options(MYSQL *my, const struct rt_db_target *t,
            const struct rt_db_host *host)
{
    unsigned connect_s = (unsigned)t->connect_s, read_s = (unsigned)t->read_s,
             write_s = (unsigned)t->write_s, no = 0;
    unsigned protocol =
        host->socket != NULL ? MYSQL_PROTOCOL_SOCKET : MYSQL_PROTOCOL_TCP;
    rt_my_bool yes = 1;

    mysql_options(my, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s);
    mysql_options(my, MYSQL_OPT_READ_TIMEOUT, &read_s);
    mysql_options(my, MYSQL_OPT_WRITE_TIMEOUT, &write_s);
    mysql_options(my, MYSQL_OPT_LOCAL_INFILE, &no);
    mysql_options(my, MYSQL_OPT_PROTOCOL, &protocol);
    mysql_options(my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_options(my, MYSQL_REPORT_DATA_TRUNCATION, &yes);
#ifdef MARIADB_PACKAGE_VERSION
    /* Automatic reconnecting would let a new connection commit the second half
     * of a transaction.  (MySQL's library has dropped the option.) */
    my_bool never = 0;

    mysql_options(my, MYSQL_OPT_RECONNECT, &never);
#endif
    if (host->socket == NULL)
        set_tls(my, t->tls_ca);
}

/* Set up a new session; false with the error in `my`. */
static bool
set_session(MYSQL *my)
{
    if (mysql_query(my, sql_session) != 0)
        return false;
    return mysql_query(my, sql_isolation) == 0 ||
           mysql_errno(my) == NO_VARIABLE;
}

/* True for a replica that takes no writes. */
static bool
ask_read_only(MYSQL *my, bool *read_only)
{
    MYSQL_RES *res;
    MYSQL_ROW row;

    if (mysql_query(my, sql_read_only) != 0)
        return false;
    res = mysql_store_result(my);
    if (res == NULL)
        return false;
    row = mysql_fetch_row(res);
    *read_only = row != NULL && rt_db_host_read_only(row[0]);
    mysql_free_result(res);
    return true;
}

static void
host_text(const struct rt_db_host *host, char out[HOST_TEXT])
{
    if (host->socket == NULL)
        snprintf(out, HOST_TEXT, "%s:%u", host->name, host->port);
    else
        snprintf(out, HOST_TEXT, "%s",
                 *host->socket != '\0' ? host->socket : "localhost");
}

static void
connect_failed(MYSQL *my, const struct rt_db_target *t,
               const struct rt_db_host *host, struct rt_err *err)
{
    char where[HOST_TEXT];

    host_text(host, where);
    if (rt_db_judge(mysql_errno(my), RT_AT_CONNECT).code == RT_EAWAY)
        rt_fail_key(err, RT_EAWAY, "db_away", "host", where, "detail",
                    mysql_error(my), NULL);
    else if (mysql_errno(my) == NO_DATABASE)
        rt_fail_key(err, RT_EDB, "db_missing", "host", where, "name", t->name,
                    NULL);
    else
        rt_fail_key(err, RT_EDB, "db_refused", "host", where, "detail",
                    mysql_error(my), NULL);
}

/* NULL when the host cannot be used. */
static MYSQL *
connect_one(const struct rt_db_target *t, const struct rt_db_host *host,
            bool *read_only, struct rt_err *err)
{
    MYSQL *my = mysql_init(NULL);
    const char *socket = host->socket;

    if (my == NULL)
        rt_die("out of memory: a database connection");
    set_options(my, t, host);
    if (socket != NULL && *socket == '\0')
        socket = NULL;
    if (mysql_real_connect(my, host->socket != NULL ? NULL : host->name,
                           t->user, t->password, t->name, host->port, socket,
                           CLIENT_FOUND_ROWS) != NULL &&
        set_session(my) && ask_read_only(my, read_only))
        return my;
    connect_failed(my, t, host, err);
    mysql_close(my);
    return NULL;
}

/* Keep the more useful of two errors: a refusal points to a mistake in the
 * settings, while an absent host may come back. */
static void
keep_worse(struct rt_err *kept, const struct rt_err *fresh)
{
    if (kept->code == RT_OK ||
        (kept->code == RT_EAWAY && fresh->code != RT_EAWAY))
        *kept = *fresh;
}

/* Use the first host that takes writes, or else the first that answers. */
static MYSQL *
connect_any(const struct rt_db *db, struct rt_err *why)
{
    MYSQL *spare = NULL;

    for (size_t i = 0; i < db->n_hosts; i++) {
        struct rt_err fresh = {0};
        bool read_only = false;
        MYSQL *my = connect_one(&db->target, &db->hosts[i], &read_only, &fresh);

        if (my == NULL)
            keep_worse(why, &fresh);
        else if (!read_only) {
            mysql_close(spare);
            return my;
        } else if (spare == NULL)
            spare = my;
        else
            mysql_close(my);
    }
    return spare;
}

static void
note_version(struct rt_db *db)
{
    const char *text = mysql_get_server_info(db->my);
    int digits = (int)strspn(text, "0123456789.");

    snprintf(db->version, sizeof db->version, "%s %.*s",
             strstr(text, "MariaDB") != NULL ? "MariaDB" : "MySQL", digits,
             text);
}

/* After a failed attempt, wait before the next one, so that a page with ten
 * queries does not wait ten times. */
static void
pause_attempts(struct rt_db *db)
{
    db->pause_ms = db->pause_ms == 0 ? PAUSE_FIRST_MS : db->pause_ms * 2;
    if (db->pause_ms > PAUSE_MAX_MS)
        db->pause_ms = PAUSE_MAX_MS;
    db->next_try_ms = rt_clock_ms() + db->pause_ms;
}

enum rt_code
rt_db_connect(struct rt_db *db, struct rt_err *err)
{
    struct rt_err why = {0};

    if (db->my != NULL)
        return RT_OK;
    if (rt_clock_ms() < db->next_try_ms)
        return rt_fail(err, RT_EAWAY, "the database was away just now");
    db->my = connect_any(db, &why);
    if (db->my == NULL) {
        pause_attempts(db);
        if (err != NULL && err->code == RT_OK)
            *err = why;
        return why.code;
    }
    db->pause_ms = db->next_try_ms = 0;
    note_version(db);
    db->takes_arrays = rt_array_taken_by(db->my);
    return RT_OK;
}

void
rt_db_drop(struct rt_db *db)
{
    if (db->my != NULL)
        db->lost_id = (int64_t)mysql_thread_id(db->my);
    /* Close the connection first: then closing statements does not ask the
     * server, which may not answer. */
    mysql_close(db->my);
    db->my = NULL;
    rt_db_forget_stmts(db);
    if (db->tx == RT_TX_OPEN)
        db->tx = RT_TX_DOOMED;
}

enum rt_db_at
rt_db_where(const struct rt_db *db, enum rt_db_at outside)
{
    return db->tx == RT_TX_NONE ? outside : RT_AT_TX;
}

enum rt_code
rt_db_failed(struct rt_db *db, struct rt_stmt *st, enum rt_db_at at,
             struct rt_err *err)
{
    /* Errors that the server sends among the rows of an unbuffered result are
     * recorded by MariaDB's library with the connection only. */
    bool in_stmt = st != NULL && mysql_stmt_errno(st->my) != 0;
    unsigned number = in_stmt ? mysql_stmt_errno(st->my) : mysql_errno(db->my);
    struct rt_db_verdict v = rt_db_judge(number, at);

    rt_db_fail(v.code, number,
               in_stmt ? mysql_stmt_error(st->my) : mysql_error(db->my),
               st != NULL ? st->sql : NULL, err);
    if (v.rollback && db->tx == RT_TX_OPEN) {
        if (!v.drop && st != NULL)
            mysql_stmt_free_result(st->my);
        v.drop = v.drop || mysql_rollback(db->my) != 0;
        db->tx = RT_TX_DOOMED;
    }
    if (v.drop)
        rt_db_drop(db);
    return v.code;
}

static void
copy_target(struct rt_db *db, const struct rt_db_target *t)
{
    db->target = (struct rt_db_target){
        .user = rt_strdup(db->arena, t->user != NULL ? t->user : ""),
        .password =
            rt_strdup(db->arena, t->password != NULL ? t->password : ""),
        .name = t->name != NULL ? rt_strdup(db->arena, t->name) : NULL,
        .tls_ca = t->tls_ca != NULL ? rt_strdup(db->arena, t->tls_ca) : NULL,
        .connect_s = t->connect_s != 0 ? t->connect_s : CONNECT_S,
        .read_s = t->read_s != 0 ? t->read_s : READ_S,
        .write_s = t->write_s != 0 ? t->write_s : WRITE_S,
    };
}

enum rt_code
rt_db_open(const struct rt_db_target *t, struct rt_db **out, struct rt_err *err)
{
    struct rt_db *db = rt_heap(sizeof *db);
    enum rt_code rc;

    *out = NULL;
    db->arena = rt_arena_new();
    copy_target(db, t);
    rc = rt_db_hosts_parse(t->hosts, db->arena, &db->hosts, &db->n_hosts, err);
    if (rc == RT_OK)
        rc = rt_db_connect(db, err);
    if (rc != RT_OK) {
        rt_db_close(db);
        return rc;
    }
    *out = db;
    return RT_OK;
}

void
rt_db_close(struct rt_db *db)
{
    if (db == NULL)
        return;
    rt_db_drop(db);
    explicit_bzero((char *)(uintptr_t)db->target.password,
                   strlen(db->target.password));
    rt_arena_free(db->arena);
    free(db);
}

enum rt_code
rt_db_ensure(struct rt_db *db, struct rt_err *err)
{
    if (db->tx == RT_TX_DOOMED)
        return rt_fail(err, RT_EAWAY, "the transaction's connection is lost");
    if (db->my != NULL && db->open == NULL && mysql_ping(db->my) != 0)
        (void)rt_db_failed(db, NULL, rt_db_where(db, RT_AT_READ), NULL);
    if (db->tx == RT_TX_DOOMED)
        return rt_fail(err, RT_EAWAY, "the transaction's connection is lost");
    return rt_db_connect(db, err);
}

bool
rt_db_connected(const struct rt_db *db)
{
    return db->my != NULL;
}

int64_t
rt_db_lost_id(const struct rt_db *db)
{
    return db->lost_id;
}

const char *
rt_db_version(const struct rt_db *db)
{
    return db->version;
}
