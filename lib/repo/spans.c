#include "repo/spans.h"

#include "base/date.h"
#include "repo/load_sql.h"
#include "repo/lookup.h"
#include "repo/sql_list.h"

static int32_t
start_of(const struct rt_stmt *st, size_t col)
{
    return (int32_t)rt_col_i64_or(st, col, RT_DAY_MIN);
}

static int32_t
end_of(const struct rt_stmt *st, size_t col)
{
    return (int32_t)rt_col_i64_or(st, col, RT_DAY_OPEN);
}

static void
take_client(void *arg, const struct rt_stmt *st)
{
    const struct rt_lookup *l = arg;
    struct rt_service_span *out = l->out;
    size_t n;
    const struct rt_param **at =
        rt_lookup_find(l, RT_I64(rt_col_i64(st, 0)), &n);

    for (size_t i = 0; i < n; i++)
        out[at[i] - l->list] = (struct rt_service_span){
            .known = true, .start = start_of(st, 1), .end = end_of(st, 2)};
}

enum rt_code
rt_spans_of_clients(struct rt_db *db, const int64_t *ids, size_t n,
                    struct rt_service_span *out, struct rt_arena *a,
                    struct rt_err *err)
{
    /* If one of them is open, the whole is. */
    static const char sql[] =
        "SELECT client_id,"
        " IF(COUNT(start_date) = COUNT(*), " SQL_DAY(
            "MIN(start_date)") ","
                               " NULL),"
                               " IF(COUNT(end_date) = COUNT(*), " SQL_DAY(
                                   "MAX(end_date)") ", NULL)"
                                                    " FROM contracts WHERE deleted_at IS NULL"
                                                    " AND client_id IN (" SQL_500
                                                    ") GROUP BY client_id";
    struct rt_param *all = rt_alloc_n(a, n + 1, sizeof *all);
    struct rt_param *list = rt_alloc_n(a, n + 1, sizeof *list);
    struct rt_lookup l;

    for (size_t i = 0; i < n; i++) {
        out[i] = (struct rt_service_span){0};
        all[i] = RT_I64(ids[i]);
    }
    rt_lookup_init(&l, all, n, out, a);
    return rt_list_each(db, sql, RT_NO_PARAMS, list,
                        rt_lookup_different(&l, list), take_client, &l, err);
}
