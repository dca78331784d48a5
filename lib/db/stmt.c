#include "base/hash.h"
#include "db/conn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void
rt_stmt_destroy(struct rt_stmt *st)
{
    if (st->my != NULL)
        mysql_stmt_close(st->my);
    for (size_t i = 0; i < st->cells_size; i++)
        free(st->cells[i].text);
    free(st->cells);
    free(st->out);
    free(st->in);
    free(st->arrays);
    free(st->sql);
    free(st);
}

void
rt_db_forget_stmts(struct rt_db *db)
{
    for (size_t i = 0; i < db->n_stmts; i++) {
        struct rt_stmt *st = db->stmts[i];

        if (!st->held) {
            rt_stmt_destroy(st);
            continue;
        }
        mysql_stmt_close(st->my); /* the caller frees the rest */
        st->my = NULL;
        st->db = NULL;
    }
    db->n_stmts = 0;
    db->open = NULL;
}

/* Make a place for one more statement; the least recently used one is
 * closed. */
static struct rt_stmt **
take_place(struct rt_db *db)
{
    size_t oldest = 0;

    if (db->n_stmts < RT_DB_STMTS)
        return &db->stmts[db->n_stmts++];
    while (db->stmts[oldest]->held)
        oldest++; /* at most one is in use */
    for (size_t i = oldest + 1; i < db->n_stmts; i++) {
        if (!db->stmts[i]->held && db->stmts[i]->used < db->stmts[oldest]->used)
            oldest = i;
    }
    rt_stmt_destroy(db->stmts[oldest]);
    return &db->stmts[oldest];
}

static struct rt_stmt *
find(const struct rt_db *db, const char *sql, uint64_t hash)
{
    for (size_t i = 0; i < db->n_stmts; i++) {
        if (db->stmts[i]->hash == hash && strcmp(db->stmts[i]->sql, sql) == 0)
            return db->stmts[i];
    }
    return NULL;
}

/* Find or prepare the statement of a text.  When this fails nothing has run. */
static enum rt_code
prepare(struct rt_db *db, const char *sql, struct rt_stmt **out,
        struct rt_err *err)
{
    uint64_t hash = rt_fnv64(sql);
    struct rt_stmt *st = find(db, sql, hash);

    if (st == NULL) {
        st = rt_heap(sizeof *st);
        *st = (struct rt_stmt){.db = db, .sql = rt_heap_str(sql), .hash = hash};
        st->my = mysql_stmt_init(db->my);
        if (st->my == NULL)
            rt_die("out of memory: a prepared statement");
        if (mysql_stmt_prepare(st->my, sql, strlen(sql)) != 0) {
            enum rt_code rc =
                rt_db_failed(db, st, rt_db_where(db, RT_AT_READ), err);

            rt_stmt_destroy(st);
            return rc;
        }
        *take_place(db) = st;
    }
    st->used = ++db->tick;
    *out = st;
    return RT_OK;
}

static void
bind_param(MYSQL_BIND *to, const struct rt_param *p)
{
    /* The library takes pointers to non-const but only reads. */
    void *data = (void *)(uintptr_t)p->str;

    *to = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_NULL};
    switch (p->kind) {
    case RT_P_NULL:
        break;
    case RT_P_I64:
        to->buffer_type = MYSQL_TYPE_LONGLONG;
        to->buffer = (void *)(uintptr_t)&p->i64;
        break;
    case RT_P_F64:
        if (isnan(p->f64))
            break; /* NaN becomes NULL: SQL has no NaN */
        to->buffer_type = MYSQL_TYPE_DOUBLE;
        to->buffer = (void *)(uintptr_t)&p->f64;
        break;
    case RT_P_STR:
    case RT_P_BYTES:
        to->buffer_type =
            p->kind == RT_P_STR ? MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB;
        to->buffer = data != NULL ? data : (void *)(uintptr_t) "";
        to->buffer_length = p->len;
        break;
    }
}

/* A statement to be run. */
struct call {
    const char *sql;
    struct rt_params params;
    size_t rows;           /* of an array; 0: the parameters are no array */
    enum rt_db_at outside; /* of a transaction */
};

static enum rt_code
bind_params(struct rt_stmt *st, const struct call *c, enum rt_db_at at,
            struct rt_err *err)
{
    size_t width = c->rows > 0 ? c->params.n / c->rows : c->params.n;

    if (mysql_stmt_param_count(st->my) != width)
        rt_die("%zu parameters for %lu marks in: %s", width,
               mysql_stmt_param_count(st->my), st->sql);
    if (width == 0)
        return RT_OK;
    if (st->in_size < width) {
        st->in = rt_heap_grow(st->in, width, sizeof *st->in);
        st->in_size = width;
    }
    if (c->rows > 0)
        rt_array_bind(st, c->params, c->rows);
    for (size_t i = 0; i < width && c->rows == 0; i++)
        bind_param(&st->in[i], &c->params.list[i]);
    if (!rt_array_expect(st, c->rows) ||
        mysql_stmt_bind_param(st->my, st->in) != 0)
        return rt_db_failed(st->db, st, at, err);
    return RT_OK;
}

/* Prepare, bind, execute. */
static enum rt_code
execute(struct rt_db *db, const struct call *c, struct rt_stmt **out,
        struct rt_err *err)
{
    enum rt_db_at at = rt_db_where(db, c->outside);
    enum rt_code rc;

    if (db->open != NULL)
        rt_die("a result is still open: %s\nbefore: %s", db->open->sql, c->sql);
    if (db->tx == RT_TX_DOOMED)
        return rt_fail(err, RT_ERETRY, "the transaction is rolled back");
    rc = rt_db_connect(db, err);
    if (rc == RT_OK)
        rc = prepare(db, c->sql, out, err);
    if (rc == RT_OK)
        rc = bind_params(*out, c, at, err);
    if (rc == RT_OK && mysql_stmt_execute((*out)->my) != 0)
        rc = rt_db_failed(db, *out, at, err);
    return rc;
}

/* Try once more if the only reason is a connection that died while idle:
 * outside a transaction RT_EAWAY means that nothing has run. */
static enum rt_code
execute_awake(struct rt_db *db, const struct call *c, struct rt_stmt **out,
              struct rt_err *err)
{
    struct rt_err asleep = {0};
    bool connected = db->my != NULL;
    enum rt_code rc = execute(db, c, out, &asleep);

    if (rc == RT_EAWAY && connected && db->my == NULL && db->tx == RT_TX_NONE)
        return execute(db, c, out, err);
    if (rc != RT_OK && err != NULL && err->code == RT_OK)
        *err = asleep;
    return rc;
}

static enum rt_code
execute_write(struct rt_db *db, const struct call *c, struct rt_err *err)
{
    struct rt_stmt *st;
    enum rt_code rc = execute_awake(db, c, &st, err);

    if (rc != RT_OK)
        return rc;
    db->affected = (int64_t)mysql_stmt_affected_rows(st->my);
    db->last_id = (int64_t)mysql_stmt_insert_id(st->my);
    mysql_stmt_free_result(st->my);
    return RT_OK;
}

enum rt_code
rt_db_exec(struct rt_db *db, const char *sql, struct rt_params params,
           struct rt_err *err)
{
    return execute_write(
        db,
        &(struct call){.sql = sql, .params = params, .outside = RT_AT_WRITE},
        err);
}

enum rt_code
rt_db_exec_array(struct rt_db *db, const char *sql, struct rt_params params,
                 size_t rows, struct rt_err *err)
{
    return execute_write(db, &(struct call){sql, params, rows, RT_AT_WRITE},
                         err);
}

int64_t
rt_db_affected(const struct rt_db *db)
{
    return db->affected;
}

int64_t
rt_db_last_id(const struct rt_db *db)
{
    return db->last_id;
}

enum rt_code
rt_db_query(struct rt_db *db, const char *sql, struct rt_params params,
            struct rt_stmt **out, struct rt_err *err)
{
    struct rt_stmt *st;
    enum rt_code rc;

    *out = NULL;
    rc = execute_awake(
        db, &(struct call){.sql = sql, .params = params, .outside = RT_AT_READ},
        &st, err);
    if (rc != RT_OK)
        return rc;
    st->held = true;
    db->open = st;
    rc = rt_stmt_bind_columns(st, err);
    if (rc == RT_OK)
        *out = st;
    else
        rt_stmt_free(st);
    return rc;
}

void
rt_stmt_free(struct rt_stmt *st)
{
    if (st == NULL)
        return;
    st->held = false;
    if (st->db == NULL)
        rt_stmt_destroy(st);
    else
        rt_stmt_end(st);
}

struct rt_param
rt_param_str(const char *s)
{
    if (s == NULL)
        return RT_NULL;
    return (struct rt_param){.kind = RT_P_STR, .str = s, .len = strlen(s)};
}

struct rt_param
rt_param_i64_or_null(int64_t v, int64_t none)
{
    return v == none ? RT_NULL : RT_I64(v);
}
