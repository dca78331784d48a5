#include "repo/sql_list.h"

#include "repo/load_sql.h"

#include <string.h>

enum { BEFORE_MAX = 8 };

/* All parameters in a row; `all` has room for BEFORE_MAX + SQL_LIST. */
static struct rt_params
fill_up(struct rt_param *all, struct rt_params before,
        const struct rt_param *list, size_t n)
{
    if (before.n > BEFORE_MAX || n == 0 || n > SQL_LIST)
        rt_die("a list of %zu values behind %zu", n, before.n);
    for (size_t i = 0; i < before.n; i++)
        all[i] = before.list[i];
    for (size_t i = 0; i < SQL_LIST; i++)
        all[before.n + i] = list[i < n ? i : n - 1];
    return (struct rt_params){all, before.n + SQL_LIST};
}

enum rt_code
rt_list_query(struct rt_db *db, const char *sql, struct rt_params before,
              const struct rt_param *list, size_t n, struct rt_stmt **out,
              struct rt_err *err)
{
    struct rt_param all[BEFORE_MAX + SQL_LIST];

    return rt_db_query(db, sql, fill_up(all, before, list, n), out, err);
}

enum rt_code
rt_list_exec(struct rt_db *db, const char *sql, struct rt_params before,
             const struct rt_param *list, size_t n, struct rt_err *err)
{
    struct rt_param all[BEFORE_MAX + SQL_LIST];

    return rt_db_exec(db, sql, fill_up(all, before, list, n), err);
}

enum rt_code
rt_list_each(struct rt_db *db, const char *sql, struct rt_params before,
             const struct rt_param *list, size_t n, rt_db_take *take,
             void *arg, struct rt_err *err)
{
    struct rt_param all[BEFORE_MAX + SQL_LIST];
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < n && rc == RT_OK; i += SQL_LIST)
        rc = rt_db_each(db, sql,
                        fill_up(all, before, list + i,
                                n - i < SQL_LIST ? n - i : SQL_LIST),
                        take, arg, err);
    return rc;
}
