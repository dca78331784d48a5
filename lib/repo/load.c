#include "repo/load.h"

#include "base/moment.h"
#include "repo/load_sql.h"
#include "repo/lookup.h"
#include "repo/sql_list.h"

#include <stdlib.h>
#include <string.h>

struct load {
    struct rt_db *db;
    const struct rt_load_table *table;
    struct rt_load_row **by_key; /* [n] sorted */
    size_t n;
    struct rt_load_conflict **conflicts;
    struct rt_arena *a;
};

static bool
is_text(const struct rt_param *p)
{
    return p->kind == RT_P_STR || p->kind == RT_P_BYTES;
}

bool
rt_load_same(const struct rt_param *a, const struct rt_param *b)
{
    if (is_text(a) && is_text(b))
        return a->len == b->len && memcmp(a->str, b->str, a->len) == 0;
    if (a->kind != b->kind)
        return false;
    if (a->kind == RT_P_I64)
        return a->i64 == b->i64;
    return a->kind != RT_P_F64 || a->f64 == b->f64;
}

static int
compare_keys(const void *x, const void *y, void *arg)
{
    const struct rt_load_row *const *a = x, *const *b = y;
    const struct load *l = arg;
    int d = 0;

    for (size_t i = 0; i < l->table->n_key && d == 0; i++)
        d = rt_param_compare(&(*a)->want[i], &(*b)->want[i]);
    return d;
}

static int
compare_ids(const void *x, const void *y)
{
    const struct rt_load_row *const *a = x, *const *b = y;

    return (*a)->id < (*b)->id ? -1 : (*a)->id > (*b)->id;
}

/* The row with the key of `probe`; NULL when there is none. */
static struct rt_load_row *
find_row(struct load *l, struct rt_load_row *probe)
{
    size_t low = 0, high = l->n;

    while (low < high) {
        size_t mid = (low + high) / 2;
        int d = compare_keys(&probe, &l->by_key[mid], l);

        if (d == 0)
            return l->by_key[mid];
        if (d < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}

struct rt_param
rt_load_column(const struct rt_stmt *st, size_t col, int kind,
               struct rt_arena *a)
{
    size_t len;
    const char *s;

    if (rt_col_null(st, col))
        return RT_NULL;
    if (kind == RT_P_I64 || kind == RT_LOAD_MOMENT)
        return RT_I64(rt_col_i64(st, col));
    if (kind == RT_P_F64)
        return RT_F64(rt_col_f64(st, col));
    s = rt_col_peek(st, col, &len);
    return RT_BYTES(rt_strndup(a, s, len), len);
}

/* Store the row of the database beside that of the file. */
static void
take_found(void *arg, const struct rt_stmt *st)
{
    struct load *l = arg;
    const struct rt_load_table *t = l->table;
    struct rt_param *old = rt_alloc_n(l->a, t->n_columns, sizeof *old);
    struct rt_load_row probe = {.want = old}, *row;

    for (size_t i = 0; i < t->n_columns; i++)
        old[i] = rt_load_column(st, i + 1, t->columns[i].kind, l->a);
    row = find_row(l, &probe);
    if (row == NULL) /* another row with the same first part of the key */
        return;
    row->id = rt_col_i64(st, 0);
    row->old = old;
}

/* Find the existing rows by the first part of their keys. */
static enum rt_code
find_all(struct load *l, struct rt_err *err)
{
    struct rt_param *keys = rt_alloc_n(l->a, l->n + 1, sizeof *keys);

    for (size_t i = 0; i < l->n; i++)
        keys[i] = l->by_key[i]->want[0];
    return rt_list_each(l->db, l->table->select, RT_NO_PARAMS, keys, l->n,
                        take_found, l, err);
}

static const char sql_edits[] =
    "SELECT entity_id, field FROM desk_edits"
    " WHERE entity = ? AND entity_id IN (" SQL_500 ") FOR UPDATE";
/* What was blanked because a client is forgotten stays so, even if a file has no
 * value either. */
static const char sql_agreed[] =
    "DELETE FROM desk_edits WHERE entity = ? AND entity_id = ? AND field = ?"
    " AND (entity <> 'client' OR NOT EXISTS (SELECT 1 FROM clients k"
    " WHERE k.id = desk_edits.entity_id AND k.forgotten_at IS NOT NULL))";

/* A field that was edited at the desk. */
struct edit {
    int64_t id;
    size_t column;
    struct edit *next;
};

struct edits {
    struct load *load;
    struct edit *list;
};

static size_t
find_column(const struct rt_load_table *t, const char *name)
{
    size_t i = 0;

    while (i < t->n_columns && strcmp(t->columns[i].name, name) != 0)
        i++;
    return i;
}

static void
take_edit(void *arg, const struct rt_stmt *st)
{
    struct edits *to = arg;
    struct edit *e = rt_alloc(to->load->a, sizeof *e);

    e->id = rt_col_i64(st, 0);
    e->column = find_column(to->load->table, rt_col_str(st, 1, to->load->a));
    e->next = to->list;
    to->list = e;
}

static void
keep_old(struct load *l, struct rt_load_row *row, size_t column)
{
    struct rt_load_conflict *c = rt_alloc(l->a, sizeof *c);

    row->now[column] = row->old[column];
    *c = (struct rt_load_conflict){
        .row = row, .column = column, .next = *l->conflicts};
    *l->conflicts = c;
}

/* Set columns that keep their value whatever the file says. */
static void
settle_frozen(struct load *l, struct rt_load_row *row)
{
    for (size_t i = 0; i < l->table->n_columns && row->old != NULL; i++)
        if ((row->frozen & UINT64_C(1) << i) != 0 &&
            !rt_load_same(&row->old[i], &row->now[i]))
            keep_old(l, row, i);
}

/* The file agrees with the desk, or the desk's value is kept against it. */
static enum rt_code
settle_edit(struct load *l, struct rt_load_row *row, size_t column,
            struct rt_err *err)
{
    if ((row->given & UINT64_C(1) << column) == 0)
        return RT_OK;
    if (rt_load_same(&row->old[column], &row->want[column])) {
        return rt_db_exec(l->db, sql_agreed,
                          RT_PARAMS(RT_STR(l->table->entity), RT_I64(row->id),
                                    RT_STR(l->table->columns[column].name)),
                          err);
    }
    keep_old(l, row, column);
    return RT_OK;
}

/* Keep the desk's edits where the file does not agree with them. */
static enum rt_code
settle_edits(struct load *l, struct rt_err *err)
{
    struct rt_load_row **found = rt_alloc_n(l->a, l->n + 1, sizeof *found);
    struct rt_param *ids = rt_alloc_n(l->a, l->n + 1, sizeof *ids);
    struct edits edits = {.load = l};
    enum rt_code rc;
    size_t n = 0;

    for (size_t i = 0; i < l->n; i++)
        if (l->by_key[i]->old != NULL)
            found[n++] = l->by_key[i];
    qsort(found, n, sizeof *found, compare_ids);
    for (size_t i = 0; i < n; i++)
        ids[i] = RT_I64(found[i]->id);
    rc = rt_list_each(l->db, sql_edits, RT_PARAMS(RT_STR(l->table->entity)),
                      ids, n, take_edit, &edits, err);
    for (struct edit *e = edits.list; e != NULL && rc == RT_OK; e = e->next) {
        struct rt_load_row probe = {.id = e->id}, *key = &probe, **at;

        at = bsearch(&key, found, n, sizeof *found, compare_ids);
        if (at != NULL && e->column < l->table->n_columns)
            rc = settle_edit(l, *at, e->column, err);
    }
    return rc;
}

/* What the row would be without the desk's edits. */
static void
merge(struct load *l, struct rt_load_row *row)
{
    const struct rt_load_table *t = l->table;
    uint64_t given = row->given | (row->old == NULL ? row->initial : 0);

    row->now = rt_alloc_n(l->a, t->n_columns, sizeof *row->now);
    for (size_t i = 0; i < t->n_columns; i++) {
        const struct rt_param *start = &t->columns[i].start;
        bool said =
            (given & UINT64_C(1) << i) != 0 &&
            (row->want[i].kind != RT_P_NULL || start->kind == RT_P_NULL);

        if (said)
            row->now[i] = row->want[i];
        else
            row->now[i] = row->old != NULL ? row->old[i] : *start;
    }
}

static void
set_state(const struct load *l, struct rt_load_row *row)
{
    row->state = row->old == NULL ? RT_LOAD_NEW : RT_LOAD_SAME;
    for (size_t i = 0; i < l->table->n_columns && row->old != NULL; i++)
        if (!rt_load_same(&row->old[i], &row->now[i]))
            row->state = RT_LOAD_CHANGED;
}

/* Fill in the parameters of a row; returns how many there are. */
static size_t
put_row(const struct rt_load_table *t, const struct rt_load_row *row,
        struct rt_param *out)
{
    size_t n = 0;

    if (!t->no_id)
        out[n++] = rt_param_i64_or_null(row->id, 0);
    for (size_t i = 0; i < t->n_columns; i++) {
        out[n] = row->now[i];
        if (t->columns[i].kind == RT_LOAD_MOMENT) {
            out[n + 1] = row->now[i];
            if (row->now[i].kind == RT_P_I64) {
                out[n] = RT_I64(rt_moment_seconds(row->now[i].i64));
                out[n + 1] = RT_I64(rt_moment_is_day(row->now[i].i64));
            }
            n++;
        }
        n++;
    }
    return n;
}

/* New and changed rows, in the order of the file. */
static enum rt_code
write_rows(struct load *l, struct rt_load_row *rows, const char *tail,
           struct rt_err *err)
{
    const struct rt_load_table *t = l->table;
    size_t width = 0, n = 0;
    struct rt_param *params =
        rt_alloc_n(l->a, l->n * (1 + 2 * t->n_columns) + 1, sizeof *params);

    for (size_t i = 0; i < l->n; i++) {
        if (rows[i].state == RT_LOAD_SAME)
            continue;
        width = put_row(t, &rows[i], params + n * width);
        n++;
    }
    if (n == 0)
        return RT_OK;
    return rt_db_exec_rows(l->db, t->head, t->row, tail, width, params, n, err);
}

enum rt_code
rt_load_add(struct rt_db *db, const struct rt_load_table *table,
            struct rt_load_row *rows, size_t n, size_t *n_added,
            struct rt_arena *a, struct rt_err *err)
{
    struct load l = {.db = db, .table = table, .n = n, .a = a};
    struct rt_err why = {0};
    enum rt_code rc;

    *n_added = 0;
    if (n == 0)
        return RT_OK;
    for (size_t i = 0; i < n; i++) {
        rows[i].id = 0;
        rows[i].old = NULL;
        merge(&l, &rows[i]);
        rows[i].state = RT_LOAD_NEW;
    }
    rc = write_rows(&l, rows, "", &why);
    if (rc == RT_OK || rc == RT_ECONFLICT) {
        *n_added = (size_t)rt_db_affected(db);
        return RT_OK;
    }
    if (err != NULL && err->code == RT_OK)
        *err = why;
    return rc;
}

enum rt_code
rt_load(struct rt_db *db, const struct rt_load_table *table,
        struct rt_load_row *rows, size_t n, struct rt_load_conflict **conflicts,
        struct rt_arena *a, struct rt_err *err)
{
    struct load l = {.db = db,
                     .table = table,
                     .by_key = rt_alloc_n(a, n + 1, sizeof *l.by_key),
                     .n = n,
                     .conflicts = conflicts,
                     .a = a};
    enum rt_code rc;

    *conflicts = NULL;
    for (size_t i = 0; i < n; i++) {
        rows[i].id = 0;
        rows[i].old = NULL;
        l.by_key[i] = &rows[i];
    }
    qsort_r(l.by_key, n, sizeof *l.by_key, compare_keys, &l);
    rc = find_all(&l, err);
    for (size_t i = 0; i < n && rc == RT_OK; i++) {
        merge(&l, &rows[i]);
        settle_frozen(&l, &rows[i]);
    }
    if (rc == RT_OK && table->entity != NULL)
        rc = settle_edits(&l, err);
    for (size_t i = 0; i < n && rc == RT_OK; i++)
        set_state(&l, &rows[i]);
    return rc == RT_OK ? write_rows(&l, rows, table->tail, err) : rc;
}
