#include "db/conn.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_FIRST = 256, NUMBER_TEXT = 32 };

static bool
is_integer(enum enum_field_types type)
{
    return type == MYSQL_TYPE_TINY || type == MYSQL_TYPE_SHORT ||
           type == MYSQL_TYPE_INT24 || type == MYSQL_TYPE_LONG ||
           type == MYSQL_TYPE_LONGLONG || type == MYSQL_TYPE_YEAR;
}

static void
grow(struct rt_fetched *cell, size_t size)
{
    if (cell->size >= size)
        return;
    cell->text = rt_heap_grow(cell->text, size, 1);
    cell->size = size;
}

/* The library's buffer for a value; one byte is kept for the NUL of a text. */
static void
bind_cell(MYSQL_BIND *to, struct rt_fetched *cell)
{
    *to = (MYSQL_BIND){
        .length = &cell->len, .is_null = &cell->null, .error = &cell->cut};
    switch (cell->kind) {
    case RT_FETCHED_I64:
        to->buffer_type = MYSQL_TYPE_LONGLONG;
        to->buffer = &cell->i64;
        break;
    case RT_FETCHED_F64:
        to->buffer_type = MYSQL_TYPE_DOUBLE;
        to->buffer = &cell->f64;
        break;
    case RT_FETCHED_TEXT:
        to->buffer_type = MYSQL_TYPE_STRING;
        to->buffer = cell->text;
        to->buffer_length = cell->size - 1;
        break;
    }
}

/* Numbers get a buffer too, into which rt_col_peek() prints them. */
static void
shape_cell(struct rt_fetched *cell, const MYSQL_FIELD *field)
{
    if (is_integer(field->type))
        cell->kind = RT_FETCHED_I64;
    else if (field->type == MYSQL_TYPE_FLOAT ||
             field->type == MYSQL_TYPE_DOUBLE)
        cell->kind = RT_FETCHED_F64;
    else
        cell->kind = RT_FETCHED_TEXT;
    grow(cell, cell->kind == RT_FETCHED_TEXT ? TEXT_FIRST : NUMBER_TEXT);
}

static void
resize(struct rt_stmt *st, size_t n)
{
    st->n_cells = n;
    if (n <= st->cells_size)
        return;
    st->cells = rt_heap_grow(st->cells, n, sizeof *st->cells);
    memset(st->cells + st->cells_size, 0,
           (n - st->cells_size) * sizeof *st->cells);
    st->out = rt_heap_grow(st->out, n, sizeof *st->out);
    st->cells_size = n;
}

static bool
bind_all(struct rt_stmt *st)
{
    for (size_t i = 0; i < st->n_cells; i++)
        bind_cell(&st->out[i], &st->cells[i]);
    st->rebind = false;
    return mysql_stmt_bind_result(st->my, st->out) == 0;
}

enum rt_code
rt_stmt_bind_columns(struct rt_stmt *st, struct rt_err *err)
{
    /* The types are asked for each time: after a migration the server may have
     * prepared the statement again, and a column may have another type. */
    MYSQL_RES *meta = mysql_stmt_result_metadata(st->my);

    if (meta == NULL)
        rt_die("a statement without rows: %s", st->sql);
    resize(st, mysql_num_fields(meta));
    for (size_t i = 0; i < st->n_cells; i++)
        shape_cell(&st->cells[i], mysql_fetch_field_direct(meta, (unsigned)i));
    mysql_free_result(meta);
    if (!bind_all(st))
        return rt_db_failed(st->db, st, rt_db_where(st->db, RT_AT_READ), err);
    return RT_OK;
}

void
rt_stmt_end(struct rt_stmt *st)
{
    if (st->db->open != st)
        return;
    st->db->open = NULL;
    mysql_stmt_free_result(st->my);
}

/* Fetch the columns again that were longer than their buffers. */
static enum rt_code
fetch_rest(struct rt_stmt *st, struct rt_err *err)
{
    for (size_t i = 0; i < st->n_cells; i++) {
        struct rt_fetched *cell = &st->cells[i];

        if (cell->null)
            continue;
        if (cell->kind == RT_FETCHED_TEXT && cell->len >= cell->size) {
            grow(cell, cell->len + cell->len / 2 + 1);
            st->rebind = true;
            bind_cell(&st->out[i], cell);
            if (mysql_stmt_fetch_column(st->my, &st->out[i], (unsigned)i, 0) !=
                0)
                return rt_db_failed(st->db, st, rt_db_where(st->db, RT_AT_READ),
                                    err);
        } else if (cell->cut) {
            return rt_fail(err, RT_EDB, "column %zu is cut short in: %.100s", i,
                           st->sql);
        }
    }
    return RT_OK;
}

enum rt_code
rt_stmt_step(struct rt_stmt *st, struct rt_err *err)
{
    enum rt_code rc = RT_OK;
    int got;

    if (st->db == NULL || st->db->open != st)
        return rt_fail(err, RT_EDB, "no open result: %.100s", st->sql);
    if (st->rebind && !bind_all(st))
        got = 1;
    else
        got = mysql_stmt_fetch(st->my);
    if (got == MYSQL_DATA_TRUNCATED)
        rc = fetch_rest(st, err);
    else if (got == MYSQL_NO_DATA)
        rc = RT_NONE;
    else if (got != 0)
        rc = rt_db_failed(st->db, st, rt_db_where(st->db, RT_AT_READ), err);
    if (rc != RT_OK && st->db != NULL)
        rt_stmt_end(st);
    for (size_t i = 0; rc == RT_OK && i < st->n_cells; i++) {
        struct rt_fetched *cell = &st->cells[i];

        if (cell->kind == RT_FETCHED_TEXT)
            cell->text[cell->null ? 0 : cell->len] = '\0';
    }
    return rc;
}

static struct rt_fetched *
cell_at(const struct rt_stmt *st, size_t col)
{
    if (col >= st->n_cells)
        rt_die("no column %zu in: %s", col, st->sql);
    return &st->cells[col];
}

bool
rt_col_null(const struct rt_stmt *st, size_t col)
{
    return cell_at(st, col)->null != 0;
}

/* A DECIMAL that is a whole number, as SUM() of integers gives. */
static int64_t
whole(const struct rt_stmt *st, const struct rt_fetched *cell)
{
    char *end;
    int64_t v;

    errno = 0;
    v = strtoll(cell->text, &end, 10);
    if (errno != 0 || end == cell->text || *end != '\0')
        rt_die("not an integer of 64 bits: column %zu of: %s",
               (size_t)(cell - st->cells), st->sql);
    return v;
}

int64_t
rt_col_i64_or(const struct rt_stmt *st, size_t col, int64_t none)
{
    const struct rt_fetched *cell = cell_at(st, col);

    if (cell->null)
        return none;
    if (cell->kind == RT_FETCHED_F64)
        rt_die("column %zu is no integer in: %s", col, st->sql);
    return cell->kind == RT_FETCHED_I64 ? cell->i64 : whole(st, cell);
}

int64_t
rt_col_i64(const struct rt_stmt *st, size_t col)
{
    return rt_col_i64_or(st, col, 0);
}

double
rt_col_f64(const struct rt_stmt *st, size_t col)
{
    const struct rt_fetched *cell = cell_at(st, col);

    if (cell->null)
        return 0;
    switch (cell->kind) {
    case RT_FETCHED_I64:
        return (double)cell->i64;
    case RT_FETCHED_F64:
        return cell->f64;
    default:
        return strtod(cell->text, NULL);
    }
}

const char *
rt_col_peek(const struct rt_stmt *st, size_t col, size_t *len)
{
    struct rt_fetched *cell = cell_at(st, col);

    *len = 0;
    if (cell->null)
        return "";
    *len = cell->len;
    if (cell->kind == RT_FETCHED_I64)
        *len = (size_t)snprintf(cell->text, cell->size, "%" PRId64, cell->i64);
    else if (cell->kind == RT_FETCHED_F64)
        *len = (size_t)snprintf(cell->text, cell->size, "%.17g", cell->f64);
    return cell->text;
}

const char *
rt_col_str(const struct rt_stmt *st, size_t col, struct rt_arena *a)
{
    const char *text;
    size_t len;

    if (rt_col_null(st, col))
        return NULL;
    text = rt_col_peek(st, col, &len);
    return rt_strndup(a, text, len);
}

enum rt_code
rt_db_first(struct rt_db *db, const char *sql, struct rt_params params,
            struct rt_stmt **out, struct rt_err *err)
{
    enum rt_code rc = rt_db_query(db, sql, params, out, err);

    return rc == RT_OK ? rt_stmt_step(*out, err) : rc;
}

enum rt_code
rt_db_query_i64(struct rt_db *db, const char *sql, struct rt_params params,
                int64_t *out, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_first(db, sql, params, &st, err);

    if (rc == RT_OK)
        *out = rt_col_i64_or(st, 0, 0);
    rt_stmt_free(st);
    return rc;
}

enum rt_code
rt_db_query_str(struct rt_db *db, const char *sql, struct rt_params params,
                struct rt_arena *a, const char **out, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_first(db, sql, params, &st, err);

    if (rc == RT_OK)
        *out = rt_col_str(st, 0, a);
    rt_stmt_free(st);
    return rc;
}

enum rt_code
rt_db_each(struct rt_db *db, const char *sql, struct rt_params params,
           rt_db_take *take, void *arg, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_query(db, sql, params, &st, err);

    while (rc == RT_OK && (rc = rt_stmt_step(st, err)) == RT_OK)
        take(arg, st);
    rt_stmt_free(st);
    return rc == RT_NONE ? RT_OK : rc;
}

struct texts {
    struct rt_arena *a;
    const char **list;
    size_t n;
};

static void
take_text(void *arg, const struct rt_stmt *st)
{
    struct texts *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = rt_col_str(st, 0, to->a);
}

enum rt_code
rt_db_query_strs(struct rt_db *db, const char *sql, struct rt_params params,
                 struct rt_arena *a, const char ***out, size_t *n,
                 struct rt_err *err)
{
    struct texts to = {.a = a};
    enum rt_code rc = rt_db_each(db, sql, params, take_text, &to, err);

    *out = to.list;
    *n = to.n;
    return rc;
}
