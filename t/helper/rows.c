/* Tests repo/row.h on the database that the environment names.  t/e2e/rows.t
 * has filled it: client 7 is Anna from the south, contract 3 is hers. */
#include "../unit/tap.h"
#include "base/arena.h"
#include "repo/row.h"

static const struct rt_actor operator= {.kind = RT_ACTOR_OPERATOR,
                                        .via = RT_VIA_CLI};
static struct rt_db *db;
static struct rt_arena *arena;

static const struct {
    const struct rt_load_table *table;
    size_t column; /* a text or a number that may be changed */
    struct rt_param value;
} edits[] = {
    {&rt_load_clients,
     RT_CLIENT_PHONE,
     {.kind = RT_P_STR, .str = "+79000000001", .len = 12}},
    {&rt_load_clients, RT_CLIENT_ACQUIRED, {.kind = RT_P_I64, .i64 = 19723}},
    {&rt_load_contracts, RT_CONTRACT_RETAIN, {.kind = RT_P_I64, .i64 = 0}},
    {&rt_load_offers, RT_OFFER_TO, {.kind = RT_P_I64, .i64 = 20000}},
    {&rt_load_campaigns, RT_CAMPAIGN_MARGIN, {.kind = RT_P_F64, .f64 = 0.25}},
};

static const int64_t ids[] = {7, 7, 3, 2, 1};

static void
find(const struct rt_load_table *table, int64_t id, struct rt_row *row)
{
    struct rt_err err = {0};

    ok(rt_row_find(db, table, id, false, arena, row, &err) == RT_OK,
       "%s %d is found%s%s", table->entity, (int)id,
       err.text[0] != '\0' ? ": " : "", err.text);
}

static void
test_find(void)
{
    struct rt_row row;
    struct rt_err err = {0};

    find(&rt_load_clients, 7, &row);
    is_str(row.value[RT_CLIENT_FIRST_NAME].str, "Анна", "her name");
    ok(row.value[RT_CLIENT_CHANNEL].kind == RT_P_NULL,
       "a missing channel is NULL");
    find(&rt_load_contracts, 3, &row);
    is_int(row.value[RT_CONTRACT_START].i64, 19723, "a DATE is read as a day");
    is_int(row.value[RT_CONTRACT_FEE].i64, 99000,
           "an amount is read in minor units");
    ok(rt_row_find(db, &rt_load_clients, 99, false, arena, &row, &err) ==
           RT_NONE,
       "an id that nobody has is not found");
    ok(rt_row_find(db, &rt_load_clients, 8, false, arena, &row, &err) ==
           RT_NONE,
       "a deleted client is not found");
}

static void
test_set(void)
{
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        const struct rt_load_table *t = edits[i].table;
        const char *field = t->columns[edits[i].column].name;
        struct rt_err err = {0};
        struct rt_row row, again, stale;

        find(t, ids[i], &row);
        stale = row;
        ok(rt_row_set(db, t, &row, edits[i].column, &edits[i].value,
                      &operator, & err) == RT_OK,
           "%s is set %s", field, err.text);
        find(t, ids[i], &again);
        ok(rt_load_same(&again.value[edits[i].column], &edits[i].value),
           "%s has the new value", field);
        is_int(again.version, stale.version + 1, "the version is one higher");
        is_int(row.version, again.version, "the caller's row has that version");
        ok(rt_row_set(db, t, &row, edits[i].column, &edits[i].value,
                      &operator, & err) == RT_OK,
           "the same value can be set again");
        is_int(row.version, again.version, "writes nothing");
        stale.value[edits[i].column] = RT_NULL;
        ok(rt_row_set(db, t, &stale, edits[i].column, &edits[i].value,
                      &operator, & err) == RT_ECONFLICT,
           "an edit of an outdated version is refused");
        is_str(err.key, "row_stale", "and said");
    }
}

static void
test_refused(void)
{
    struct rt_param text = RT_STR("C8");
    struct rt_err err = {0};
    struct rt_row row;

    find(&rt_load_offers, 2, &row);
    ok(rt_row_set(db, &rt_load_offers, &row, RT_OFFER_COST, &RT_NULL,
                  &operator, & err) == RT_EINVAL,
       "a cost cannot be empty");
    is_str(err.key, "row_not_null", "the error says so");
    err = (struct rt_err){0};
    ok(rt_row_set(db, &rt_load_offers, &row, RT_OFFER_EXTERNAL, &text,
                  &operator, & err) == RT_EINVAL,
       "the company's own number cannot be edited");
    is_str(err.key, "row_key", "the error says so");
}

int
main(void)
{
    struct rt_db_target t = {.hosts = getenv("DB_HOST"),
                             .user = getenv("DB_USER"),
                             .password = getenv("DB_PASSWORD"),
                             .name = getenv("DB_NAME")};
    struct rt_err err = {0};

    arena = rt_arena_new();
    if (rt_db_open(&t, &db, &err) != RT_OK)
        rt_die("%s", err.text);
    test_find();
    test_set();
    test_refused();
    rt_db_close(db);
    rt_arena_free(arena);
    return done();
}
