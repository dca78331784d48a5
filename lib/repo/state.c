#include "repo/state.h"

enum rt_code
rt_state_get(struct rt_db *db, const char *name, struct rt_arena *a,
             const char **value, struct rt_err *err)
{
    static const char sql[] = "SELECT value FROM data_state WHERE name = ?";
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_query(db, sql, RT_PARAMS(RT_STR(name)), &st, err);

    if (rc == RT_OK)
        rc = rt_stmt_step(st, err);
    if (rc == RT_OK)
        *value = rt_col_str(st, 0, a);
    rt_stmt_free(st);
    return rc;
}

enum rt_code
rt_state_put(struct rt_db *db, const char *name, const char *value,
             struct rt_err *err)
{
    static const char sql[] =
        "INSERT INTO data_state (name, value) VALUES (?, ?)"
        " ON DUPLICATE KEY UPDATE value = VALUES(value)";

    return rt_db_exec(db, sql, RT_PARAMS(RT_STR(name), RT_STR(value)), err);
}
