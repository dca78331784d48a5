#include "repo/schema_check.h"

#include "repo/schema.h"
#include "repo/sqlfile.h"

#include <stdio.h>

enum rt_code
rt_schema_fail(const char *key, int have, int known, struct rt_err *err)
{
    char a[16], b[16];

    snprintf(a, sizeof a, "%d", have);
    snprintf(b, sizeof b, "%d", known);
    return rt_fail_key(err, RT_EBROKEN, key, "have", a, "known", b, NULL);
}

static enum rt_code
compare(const struct rt_schema_state *state, int known, struct rt_err *err)
{
    for (int v = 1; v <= known; v++) {
        if (!state->applied[v])
            return rt_schema_fail("schema_older", v - 1, known, err);
    }
    /* A step of a later release may say that this release can work with it. */
    if (state->newest > known && state->reads_from > known)
        return rt_schema_fail("schema_newer", state->newest, known, err);
    return RT_OK;
}

enum rt_code
rt_schema_check(struct rt_db *db, const char *sql_dir, struct rt_err *err)
{
    struct rt_arena *a = rt_arena_new();
    struct rt_schema_state state;
    struct rt_sqlfile *files;
    bool has;
    int n;
    enum rt_code rc = rt_sqlfile_list(sql_dir, a, &files, &n, err);

    if (rc == RT_OK)
        rc = rt_schema_has(db, "schema_version", &has, err);
    if (rc == RT_OK && !has)
        rc = rt_fail_key(err, RT_EBROKEN, "schema_none", NULL);
    if (rc == RT_OK)
        rc = rt_schema_state(db, n, a, &state, err);
    if (rc == RT_OK)
        rc = compare(&state, n, err);
    rt_arena_free(a);
    return rc;
}
