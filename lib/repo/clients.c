#include "repo/clients.h"

#include "repo/load_sql.h"
#include "repo/lookup.h"
#include "repo/sql_list.h"

#include <string.h>

static void
take_forgotten(void *arg, const struct rt_stmt *st)
{
    const struct rt_lookup *l = arg;
    bool *forgotten = l->out;
    size_t n;
    const struct rt_param **at = rt_lookup_find(l, rt_col_text(st, 0), &n);

    for (size_t i = 0; i < n; i++)
        forgotten[at[i] - l->list] = true;
}

enum rt_code
rt_clients_forgotten(struct rt_db *db, const struct rt_param *names, size_t n,
                     bool *forgotten, struct rt_arena *a, struct rt_err *err)
{
    static const char sql[] = "SELECT external_id FROM clients"
                              " WHERE external_id IN (" SQL_500 ")"
                              " AND forgotten_at IS NOT NULL";
    struct rt_lookup l;

    memset(forgotten, 0, n * sizeof *forgotten);
    rt_lookup_init(&l, names, n, forgotten, a);
    return rt_list_each(db, sql, RT_NO_PARAMS, names, n, take_forgotten, &l,
                        err);
}
