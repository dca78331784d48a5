#include "repo/clients.h"

#include "repo/load_sql.h"
#include "repo/sql_list.h"

#include <stdlib.h>
#include <string.h>

/* The values of a list in order, each with its places in the list. */
struct index {
    const struct rt_param *list;
    const struct rt_param **sorted;
    size_t n;
    struct rt_arena *a;
    void *out; /* what a row is written to */
};

static int
compare(const void *x, const void *y)
{
    const struct rt_param *const *a = x, *const *b = y;
    size_t len = (*a)->len < (*b)->len ? (*a)->len : (*b)->len;
    int d;

    if ((*a)->kind == RT_P_I64)
        return (*a)->i64 < (*b)->i64 ? -1 : (*a)->i64 > (*b)->i64;
    d = memcmp((*a)->str, (*b)->str, len);
    if (d != 0)
        return d;
    return (*a)->len < (*b)->len ? -1 : (*a)->len > (*b)->len;
}

static void
index_init(struct index *x, const struct rt_param *list, size_t n, void *out,
           struct rt_arena *a)
{
    *x = (struct index){.list = list,
                        .sorted = rt_alloc_n(a, n + 1, sizeof *x->sorted),
                        .n = n,
                        .a = a,
                        .out = out};
    for (size_t i = 0; i < n; i++)
        x->sorted[i] = &list[i];
    qsort(x->sorted, n, sizeof *x->sorted, compare);
}

/* The first of the places with this value; *n_equal of them, 0 for none. */
static const struct rt_param **
index_find(const struct index *x, struct rt_param value, size_t *n_equal)
{
    const struct rt_param *key = &value, **at;

    *n_equal = 0;
    at = bsearch(&key, x->sorted, x->n, sizeof *x->sorted, compare);
    if (at == NULL)
        return NULL;
    while (at > x->sorted && compare(at - 1, &key) == 0)
        at--;
    while (at + *n_equal < x->sorted + x->n &&
           compare(at + *n_equal, &key) == 0)
        ++*n_equal;
    return at;
}

static struct rt_param
text_column(const struct rt_stmt *st, size_t col)
{
    size_t len;
    const char *s = rt_col_peek(st, col, &len);

    return RT_BYTES(s, len);
}

/* Row: id, external_id.  Writes the ids of `out`. */
static void
take_id(void *arg, const struct rt_stmt *st)
{
    const struct index *x = arg;
    int64_t *ids = x->out;
    size_t n;
    const struct rt_param **at = index_find(x, text_column(st, 1), &n);

    for (size_t i = 0; i < n; i++)
        ids[at[i] - x->list] = rt_col_i64(st, 0);
}

/* The different names without an id. */
static size_t
list_missing(const struct index *x, const int64_t *ids,
             struct rt_param *missing)
{
    size_t n = 0;

    for (size_t i = 0; i < x->n; i++) {
        if (ids[x->sorted[i] - x->list] != 0)
            continue;
        if (n > 0 && compare(&x->sorted[i - 1], &x->sorted[i]) == 0)
            continue;
        missing[n++] = *x->sorted[i];
    }
    return n;
}

enum rt_code
rt_clients_resolve(struct rt_db *db, const struct rt_param *names, size_t n,
                   bool create, int64_t *ids, int64_t *n_new,
                   struct rt_arena *a, struct rt_err *err)
{
    static const char find[] =
        "SELECT id, external_id FROM clients"
        " WHERE external_id IN (" SQL_500 ") LOCK IN SHARE MODE";
    struct rt_param *missing = rt_alloc_n(a, n + 1, sizeof *missing);
    struct index x;
    size_t n_missing;
    enum rt_code rc;

    memset(ids, 0, n * sizeof *ids);
    index_init(&x, names, n, ids, a);
    rc = rt_list_each(db, find, RT_NO_PARAMS, names, n, take_id, &x, err);
    if (rc != RT_OK)
        return rc;
    n_missing = list_missing(&x, ids, missing);
    *n_new = (int64_t)n_missing;
    if (n_missing == 0 || !create)
        return RT_OK;
    rc = rt_db_exec_rows(db, "INSERT INTO clients (external_id) VALUES ", "(?)",
                         " ON DUPLICATE KEY UPDATE id = id", 1, missing,
                         n_missing, err);
    if (rc == RT_OK)
        rc = rt_list_each(db, find, RT_NO_PARAMS, missing, n_missing, take_id,
                          &x, err);
    return rc;
}

static void
take_forgotten(void *arg, const struct rt_stmt *st)
{
    const struct index *x = arg;
    bool *forgotten = x->out;
    size_t n;
    const struct rt_param **at = index_find(x, text_column(st, 0), &n);

    for (size_t i = 0; i < n; i++)
        forgotten[at[i] - x->list] = true;
}

enum rt_code
rt_clients_forgotten(struct rt_db *db, const struct rt_param *names, size_t n,
                     bool *forgotten, struct rt_arena *a, struct rt_err *err)
{
    static const char sql[] = "SELECT external_id FROM clients"
                              " WHERE external_id IN (" SQL_500 ")"
                              " AND forgotten_at IS NOT NULL";
    struct index x;

    memset(forgotten, 0, n * sizeof *forgotten);
    index_init(&x, names, n, forgotten, a);
    return rt_list_each(db, sql, RT_NO_PARAMS, names, n, take_forgotten, &x,
                        err);
}

static void
take_owner(void *arg, const struct rt_stmt *st)
{
    const struct index *x = arg;
    const char **owner = x->out;
    size_t n;
    const struct rt_param **at = index_find(x, RT_I64(rt_col_i64(st, 0)), &n);

    for (size_t i = 0; i < n; i++)
        owner[at[i] - x->list] = rt_col_str(st, 1, x->a);
}

enum rt_code
rt_clients_of_telegram(struct rt_db *db, const struct rt_param *ids, size_t n,
                       const char **owner, struct rt_arena *a,
                       struct rt_err *err)
{
    static const char sql[] = "SELECT telegram_id, external_id FROM clients"
                              " WHERE telegram_id IN (" SQL_500 ") FOR UPDATE";
    struct index x;

    for (size_t i = 0; i < n; i++)
        owner[i] = NULL;
    index_init(&x, ids, n, owner, a);
    return rt_list_each(db, sql, RT_NO_PARAMS, ids, n, take_owner, &x, err);
}
