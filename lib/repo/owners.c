#include "repo/owners.h"

#include "repo/load_sql.h"
#include "repo/lookup.h"
#include "repo/sql_list.h"

#define FIND(column, table) \
    "SELECT " column ", COALESCE(external_id, '') FROM " table \
    " WHERE " column " IN (" SQL_500 ") FOR UPDATE"

static const char *const find[RT_OWNED__MAX] = {
    [RT_OWNED_CLIENT_TELEGRAM] = FIND("telegram_id", "clients"),
    [RT_OWNED_USER_TELEGRAM] = FIND("telegram_id", "users"),
    [RT_OWNED_USER_LOGIN] = FIND("login", "users"),
    [RT_OWNED_CONTRACT] =
        "SELECT c.external_id, k.external_id FROM contracts c"
        " JOIN clients k ON k.id = c.client_id"
        " WHERE c.external_id IN (" SQL_500 ") LOCK IN SHARE MODE",
};

static void
take(void *arg, const struct rt_stmt *st)
{
    const struct rt_lookup *l = arg;
    const char **owner = l->out;
    struct rt_param value = l->list[0].kind == RT_P_I64
                                ? RT_I64(rt_col_i64(st, 0))
                                : rt_col_text(st, 0);
    size_t n;
    const struct rt_param **at = rt_lookup_find(l, value, &n);

    for (size_t i = 0; i < n; i++)
        owner[at[i] - l->list] = rt_col_str(st, 1, l->a);
}

enum rt_code
rt_owners_find(struct rt_db *db, enum rt_owned what,
               const struct rt_param *values, size_t n, const char **owner,
               struct rt_arena *a, struct rt_err *err)
{
    struct rt_param *list = rt_alloc_n(a, n + 1, sizeof *list);
    struct rt_lookup l;

    for (size_t i = 0; i < n; i++)
        owner[i] = NULL;
    rt_lookup_init(&l, values, n, owner, a);
    return rt_list_each(db, find[what], RT_NO_PARAMS, list,
                        rt_lookup_different(&l, list), take, &l, err);
}
