#include "repo/demo.h"

#include "repo/state.h"

#include <string.h>

/* Rows are deleted before the rows they refer to. */
static const char *const deletes[] = {
    "DELETE FROM contract_changes LIMIT 5000",
    "DELETE FROM notices LIMIT 5000",
    "DELETE FROM case_events LIMIT 5000",
    "DELETE FROM case_offers LIMIT 5000",
    "DELETE FROM orders LIMIT 5000",
    "DELETE FROM messages LIMIT 5000",
    "DELETE FROM client_links LIMIT 5000",
    "DELETE FROM card_edits LIMIT 5000",
    "DELETE FROM contract_ends LIMIT 5000",
    "UPDATE retention_cases SET previous_id = NULL"
    " WHERE previous_id IS NOT NULL",
    "DELETE FROM retention_cases LIMIT 5000",
    "DELETE FROM campaign_members LIMIT 5000",
    "DELETE FROM campaigns LIMIT 5000",
    "DELETE FROM offer_reasons LIMIT 5000",
    "DELETE FROM offers LIMIT 5000",
    "DELETE FROM desk_edits LIMIT 5000",
    "DELETE FROM payments LIMIT 5000",
    "DELETE FROM activity LIMIT 5000",
    "DELETE FROM contracts LIMIT 5000",
    "DELETE FROM client_attrs LIMIT 5000",
    "UPDATE clients SET merged_into = NULL WHERE merged_into IS NOT NULL",
    "DELETE FROM clients LIMIT 5000",
    "UPDATE users SET deleted_at = UTC_TIMESTAMP(), active = FALSE,"
    " external_id = NULL WHERE external_id IS NOT NULL AND login IS NULL"
    " AND telegram_id IS NULL",
    "DELETE FROM data_state LIMIT 5000",
};

enum rt_code
rt_demo_present(struct rt_db *db, struct rt_err *err)
{
    struct rt_arena *a = rt_arena_new();
    const char *value = "";
    enum rt_code rc = rt_state_get(db, "demo", a, &value, err);

    if (rc == RT_OK && strcmp(value, "1") != 0)
        rc = RT_NONE;
    rt_arena_free(a);
    return rc;
}

enum rt_code
rt_demo_company(struct rt_db *db, struct rt_err *err)
{
    static const char sql[] = "SELECT EXISTS (SELECT 1 FROM clients)"
                              " OR EXISTS (SELECT 1 FROM retention_cases)"
                              " OR EXISTS (SELECT 1 FROM offers)"
                              " OR EXISTS (SELECT 1 FROM campaigns)";
    int64_t any = 0;
    enum rt_code rc = rt_demo_present(db, err);

    if (rc != RT_NONE)
        return rc == RT_OK ? RT_NONE : rc;
    rc = rt_db_query_i64(db, sql, RT_NO_PARAMS, &any, err);
    return rc == RT_OK && any == 0 ? RT_NONE : rc;
}

enum rt_code
rt_demo_begin(struct rt_db *db, struct rt_err *err)
{
    return rt_state_put(db, "demo", "1", err);
}

enum rt_code
rt_demo_remove(struct rt_db *db, int64_t run, struct rt_err *err)
{
    static const char runs[] = "DELETE FROM import_runs WHERE id < ?";

    for (size_t i = 0; i < sizeof deletes / sizeof deletes[0]; i++)
        do {
            enum rt_code rc = rt_db_exec(db, deletes[i], RT_NO_PARAMS, err);

            if (rc != RT_OK)
                return rc;
        } while (rt_db_affected(db) > 0);
    return rt_db_exec(db, runs, RT_PARAMS(RT_I64(run)), err);
}
