#include "repo/day_only.h"

#include "base/date.h"
#include "repo/load_sql.h"
#include "repo/state.h"

enum { CLIENTS = 5000, DAY_S = 86400 };

/* clang-format off */

/* An import that ran between the new columns and this look may have stored the
 * rows again, as days; the older rows are the same ones. */
static const struct {
    const char *range, *adopt, *drop;
} tables[] = {
#define LEFT_IN_RANGE(at) \
    " WHERE " SQL_DAY_ONLY(at) " = 2 AND client_id >= ? AND client_id < ?" \
    " AND " at " >= " SQL_FROM_SECOND " AND " at " < " SQL_FROM_SECOND
#define TABLE(table, at) \
    {"SELECT MIN(client_id), MAX(client_id), " SQL_SECOND("MIN(" at ")") "," \
     " " SQL_SECOND("MAX(" at ")") " FROM " table " WHERE " SQL_DAY_ONLY(at) " = 2", \
     "UPDATE IGNORE " table " SET" \
     " " SQL_DAY_ONLY(at) " = MOD(TO_SECONDS(" at ") + ?, 86400) = 0," \
     " " at " = " at " + INTERVAL IF(" SQL_DAY_ONLY(at) " = 1, ?, 0) SECOND" \
     LEFT_IN_RANGE(at), \
     "DELETE FROM " table LEFT_IN_RANGE(at)}
    TABLE("payments", "paid_at"),
    TABLE("activity", "happened_at"),
#undef TABLE
#undef LEFT_IN_RANGE
};

/* clang-format on */

/* The rows that have yet to be looked at. */
struct left {
    bool any;
    int64_t client[2], at[2]; /* lowest and highest */
};

static enum rt_code
find_left(struct rt_db *db, const char *sql, struct left *out,
          struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_first(db, sql, RT_NO_PARAMS, &st, err);

    if (rc == RT_OK)
        *out = (struct left){
            .any = !rt_col_null(st, 0),
            .client = {rt_col_i64_or(st, 0, 0), rt_col_i64_or(st, 1, 0)},
            .at = {rt_col_i64_or(st, 2, 0), rt_col_i64_or(st, 3, 0)}};
    rt_stmt_free(st);
    return rc;
}

/* The first instant after `at`, on the hour, that has another offset; `end`
 * when there is none before it. */
static int64_t
offset_ends(const struct rt_zone *zone, int64_t at, int64_t end)
{
    int32_t offset = rt_zone_offset(zone, at);
    int64_t next = at, low;

    while (next < end && rt_zone_offset(zone, next) == offset)
        next += DAY_S;
    if (next >= end && rt_zone_offset(zone, end) == offset)
        return end;
    low = next - DAY_S;
    while (next - low > 1) {
        int64_t mid = low + (next - low) / 2;

        if (rt_zone_offset(zone, mid) == offset)
            low = mid;
        else
            next = mid;
    }
    return next;
}

static enum rt_code
adopt_clients(struct rt_db *db, size_t table, const struct rt_zone *zone,
              const struct left *left, int64_t client, struct rt_err *err)
{
    int64_t end = left->at[1] + 1, next;
    enum rt_code rc = RT_OK;

    for (int64_t at = left->at[0]; at < end && rc == RT_OK; at = next) {
        int64_t offset = rt_zone_offset(zone, at);

        next = offset_ends(zone, at, end);
        rc = rt_db_exec(db, tables[table].adopt,
                        RT_PARAMS(RT_I64(offset), RT_I64(offset),
                                  RT_I64(client), RT_I64(client + CLIENTS),
                                  RT_I64(at), RT_I64(next)),
                        err);
        if (rc == RT_OK)
            rc = rt_db_exec(db, tables[table].drop,
                            RT_PARAMS(RT_I64(client), RT_I64(client + CLIENTS),
                                      RT_I64(at), RT_I64(next)),
                            err);
    }
    return rc;
}

static enum rt_code
adopt_table(struct rt_db *db, size_t i, const struct rt_zone *zone,
            struct rt_err *err)
{
    struct left left = {0};
    enum rt_code rc = find_left(db, tables[i].range, &left, err);

    if (rc != RT_OK || !left.any)
        return rc;
    for (int64_t c = left.client[0]; c <= left.client[1] && rc == RT_OK;
         c += CLIENTS)
        rc = adopt_clients(db, i, zone, &left, c, err);
    return rc;
}

/* No index tells whether any rows are left. */
enum rt_code
rt_day_only_adopt(struct rt_db *db, const struct rt_zone *zone,
                  struct rt_err *err)
{
    static const char done[] = "days_adopted";
    struct rt_arena *a = rt_arena_new();
    const char *value;
    enum rt_code rc = rt_state_get(db, done, a, &value, err);

    rt_arena_free(a);
    if (rc != RT_NONE)
        return rc;
    rc = RT_OK;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0] && rc == RT_OK; i++)
        rc = adopt_table(db, i, zone, err);
    return rc == RT_OK ? rt_state_put(db, done, "1", err) : rc;
}
