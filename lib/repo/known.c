#include "repo/known.h"

#include "repo/load_sql.h"

#include <string.h>

/* The kinds of file, and the kind of data that each is about. */
static const struct {
    const char *file;
    enum rt_group group;
} kinds[] = {
    {"contracts", RT_GROUP_CONTRACTS}, {"changes", RT_GROUP_CONTRACTS},
    {"clients", RT_GROUP_CONTRACTS},   {"payments", RT_GROUP_PAYMENTS},
    {"activity", RT_GROUP_ACTIVITY},   {"cases", RT_GROUP_DESK},
    {"campaigns", RT_GROUP_CAMPAIGNS}, {"members", RT_GROUP_CAMPAIGNS},
};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

/* What the latest import of one kind of file says. */
struct last {
    int32_t day;  /* RT_DAY_NONE: no day was named */
    int32_t full; /* of the newest full file */
    bool any;
};

/* clang-format off */

/* as_of is also set for runs that named no day: their options tell. */
enum { R_KIND, R_DAY, R_NAMED, R_FULL };
static const char sql_runs[] =
    "SELECT kind, " SQL_DAY("as_of") ","
    " CONCAT(options, ' ') LIKE '%--as-of %',"
    " CONCAT(options, ' ') LIKE '%--full %'"
    " FROM import_runs WHERE finished_at IS NOT NULL ORDER BY id";

static const char sql_desk[] = "SELECT EXISTS (SELECT 1 FROM case_events)";

/* clang-format on */

static void
take_run(void *arg, const struct rt_stmt *st)
{
    struct last *last = arg;
    size_t len;
    const char *kind = rt_col_peek(st, R_KIND, &len);
    bool named = rt_col_i64_or(st, R_NAMED, 0) != 0;
    bool full = rt_col_i64_or(st, R_FULL, 0) != 0;
    int32_t day = (int32_t)rt_col_i64_or(st, R_DAY, RT_DAY_NONE);

    for (size_t i = 0; i < N_KINDS; i++) {
        if (strcmp(kinds[i].file, kind) != 0)
            continue;
        last[i].any = true;
        if (full && day < last[i].full)
            continue;
        last[i].full = full ? day : last[i].full;
        last[i].day = named ? day : RT_DAY_NONE;
    }
}

enum rt_code
rt_known_read(struct rt_db *db, struct rt_known *out, struct rt_err *err)
{
    struct last last[N_KINDS];
    int64_t writes = 0;
    enum rt_code rc;

    *out = (struct rt_known){0};
    for (enum rt_group g = 0; g < RT_GROUP__MAX; g++)
        out->named[g] = RT_DAY_NONE;
    for (size_t i = 0; i < N_KINDS; i++)
        last[i] = (struct last){.day = RT_DAY_NONE, .full = RT_DAY_NONE};
    rc = rt_db_each(db, sql_runs, RT_NO_PARAMS, take_run, last, err);
    for (size_t i = 0; i < N_KINDS; i++) {
        enum rt_group g = kinds[i].group;

        out->imported[g] |= last[i].any;
        if (last[i].day > out->named[g])
            out->named[g] = last[i].day;
    }
    if (rc == RT_OK)
        rc = rt_db_query_i64(db, sql_desk, RT_NO_PARAMS, &writes, err);
    out->desk_writes = writes != 0;
    return rc;
}
