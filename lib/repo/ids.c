#include "repo/ids.h"

#include "base/date.h"
#include "repo/load_sql.h"
#include "repo/lookup.h"
#include "repo/sql_list.h"

#include <string.h>

#define FIND(columns, table) \
    "SELECT id, external_id, " columns " FROM " table \
    " WHERE external_id IN (" SQL_500 ") LOCK IN SHARE MODE"

/* id, external_id, more; for contracts also the first day and the end. */
static const char *const find[RT_IDS__MAX] = {
    [RT_IDS_CLIENTS] = FIND("0", "clients"),
    [RT_IDS_CONTRACTS] =
        FIND("client_id, " SQL_DAY("start_date") ", " SQL_DAY("end_date"),
             "contracts"),
    [RT_IDS_OFFERS] = FIND("0", "offers"),
    [RT_IDS_CAMPAIGNS] = FIND("launched_at IS NOT NULL", "campaigns"),
    [RT_IDS_USERS] = FIND("0", "users"),
    [RT_IDS_CASES] = FIND("EXISTS (SELECT 1 FROM case_events e WHERE"
                          " e.case_id = retention_cases.id"
                          " AND e.actor <> 'import')",
                          "retention_cases"),
};

static const struct {
    const char *head, *row;
} make[RT_IDS__MAX] = {
    [RT_IDS_CLIENTS] = {"INSERT INTO clients (external_id) VALUES ", "(?)"},
    [RT_IDS_USERS] = {"INSERT INTO users (external_id, role, active) VALUES ",
                      "(?, 'manager', FALSE)"},
};

static void
put(const struct rt_lookup *l, const struct rt_stmt *st, const struct rt_id *id)
{
    struct rt_id *out = l->out;
    size_t n;
    const struct rt_param **at = rt_lookup_find(l, rt_col_text(st, 1), &n);

    for (size_t i = 0; i < n; i++)
        out[at[i] - l->list] = *id;
}

static void
take(void *arg, const struct rt_stmt *st)
{
    put(arg, st,
        &(struct rt_id){.id = rt_col_i64(st, 0), .more = rt_col_i64(st, 2)});
}

static void
take_contract(void *arg, const struct rt_stmt *st)
{
    put(arg, st,
        &(struct rt_id){.id = rt_col_i64(st, 0),
                        .more = rt_col_i64(st, 2),
                        .start = (int32_t)rt_col_i64_or(st, 3, RT_DAY_MIN),
                        .end = (int32_t)rt_col_i64_or(st, 4, RT_DAY_OPEN)});
}

static enum rt_code
find_listed(struct rt_db *db, enum rt_ids what, struct rt_lookup *l,
            const struct rt_param *names, size_t n, struct rt_err *err)
{
    return rt_list_each(db, find[what], RT_NO_PARAMS, names, n,
                        what == RT_IDS_CONTRACTS ? take_contract : take, l,
                        err);
}

enum rt_code
rt_ids_find(struct rt_db *db, enum rt_ids what, const struct rt_param *names,
            size_t n, struct rt_id *out, struct rt_arena *a, struct rt_err *err)
{
    struct rt_param *list = rt_alloc_n(a, n + 1, sizeof *list);
    struct rt_lookup l;

    memset(out, 0, n * sizeof *out);
    rt_lookup_init(&l, names, n, out, a);
    return find_listed(db, what, &l, list, rt_lookup_different(&l, list), err);
}

/* The different names that were not found. */
static size_t
missing_names(const struct rt_lookup *l, struct rt_param *missing)
{
    const struct rt_id *out = l->out;
    size_t n = 0;

    for (size_t i = 0; i < l->n; i++) {
        const struct rt_param *p = l->sorted[i];

        if (p->kind == RT_P_NULL || out[p - l->list].id != 0)
            continue;
        if (n == 0 || rt_param_compare(&missing[n - 1], p) != 0)
            missing[n++] = *p;
    }
    return n;
}

enum rt_code
rt_ids_make(struct rt_db *db, enum rt_ids what, const struct rt_param *names,
            size_t n, struct rt_id *out, int64_t *n_new, struct rt_arena *a,
            struct rt_err *err)
{
    struct rt_param *list = rt_alloc_n(a, n + 1, sizeof *list);
    struct rt_lookup l;
    size_t n_missing;
    enum rt_code rc;

    *n_new = 0;
    memset(out, 0, n * sizeof *out);
    rt_lookup_init(&l, names, n, out, a);
    rc = find_listed(db, what, &l, list, rt_lookup_different(&l, list), err);
    if (rc != RT_OK)
        return rc;
    n_missing = missing_names(&l, list);
    *n_new = (int64_t)n_missing;
    if (n_missing == 0)
        return RT_OK;
    rc = rt_db_exec_rows(db, make[what].head, make[what].row,
                         " ON DUPLICATE KEY UPDATE id = id", 1, list, n_missing,
                         err);
    return rc == RT_OK ? find_listed(db, what, &l, list, n_missing, err) : rc;
}
