#include "repo/demo.h"

#include "repo/state.h"

#include <string.h>

/* Rows go before the rows they refer to. */
static const char *const deletes[] = {
    "DELETE FROM case_events LIMIT 5000",
    "DELETE FROM orders LIMIT 5000",
    "DELETE FROM messages LIMIT 5000",
    "DELETE FROM retention_cases LIMIT 5000",
    "DELETE FROM campaign_members LIMIT 5000",
    "DELETE FROM campaigns LIMIT 5000",
    "DELETE FROM offer_reasons LIMIT 5000",
    "DELETE FROM offers LIMIT 5000",
    "DELETE FROM desk_edits LIMIT 5000",
    "DELETE FROM contract_changes LIMIT 5000",
    "DELETE FROM payments LIMIT 5000",
    "DELETE FROM activity LIMIT 5000",
    "DELETE FROM contracts LIMIT 5000",
    "DELETE FROM client_attrs LIMIT 5000",
    "UPDATE clients SET merged_into = NULL WHERE merged_into IS NOT NULL",
    "DELETE FROM clients LIMIT 5000",
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
rt_demo_remove(struct rt_db *db, struct rt_err *err)
{
    for (size_t i = 0; i < sizeof deletes / sizeof deletes[0]; i++)
        do {
            enum rt_code rc = rt_db_exec(db, deletes[i], RT_NO_PARAMS, err);

            if (rc != RT_OK)
                return rc;
        } while (rt_db_affected(db) > 0);
    return RT_OK;
}
