#include "repo/state.h"

enum rt_code
rt_state_get(struct rt_db *db, const char *name, struct rt_arena *a,
             const char **value, struct rt_err *err)
{
    static const char sql[] = "SELECT value FROM data_state WHERE name = ?";

    return rt_db_query_str(db, sql, RT_PARAMS(RT_STR(name)), a, value, err);
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
