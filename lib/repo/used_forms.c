#include "repo/used_forms.h"

/* clang-format off */

static const char sql_find[] =
    "SELECT entity_id FROM used_forms WHERE nonce = ?";
static const char sql_use[] =
    "INSERT INTO used_forms (nonce, entity_id, used_at)"
    " VALUES (?, ?, UTC_TIMESTAMP())";
/* A trusted device is signed in for 30 days. */
static const char sql_clear[] =
    "DELETE FROM used_forms WHERE used_at < UTC_TIMESTAMP() - INTERVAL 31 DAY"
    " LIMIT 10000";

/* clang-format on */

enum rt_code
rt_form_find(struct rt_db *db, const char *nonce, int64_t *id,
             struct rt_err *err)
{
    return rt_db_query_i64(db, sql_find, RT_PARAMS(RT_STR(nonce)), id, err);
}

enum rt_code
rt_form_use(struct rt_db *db, const char *nonce, int64_t id, struct rt_err *err)
{
    return rt_db_exec(db, sql_use, RT_PARAMS(RT_STR(nonce), RT_I64(id)), err);
}

enum rt_code
rt_form_once(struct rt_db *db, const char *nonce, rt_db_work *work, void *arg,
             int64_t *id, struct rt_err *err)
{
    struct rt_err own = {0};
    int64_t done;
    enum rt_code rc = rt_form_find(db, nonce, &done, err);

    if (rc == RT_NONE) {
        rc = rt_db_tx(db, work, NULL, arg, &own);
        if (rc == RT_OK)
            return RT_OK;
        /* By the same form at the same time, or by this one, with the answer
         * lost on its way. */
        if ((rc != RT_ECONFLICT && rc != RT_EUNKNOWN) ||
            rt_db_ensure(db, NULL) != RT_OK ||
            rt_form_find(db, nonce, &done, NULL) != RT_OK) {
            if (err != NULL)
                *err = own;
            return rc;
        }
        rc = RT_OK;
    }
    if (rc == RT_OK)
        *id = done;
    return rc;
}

enum rt_code
rt_forms_clear(struct rt_db *db, struct rt_err *err)
{
    return rt_db_exec(db, sql_clear, RT_NO_PARAMS, err);
}
