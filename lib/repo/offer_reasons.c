#include "repo/offer_reasons.h"

#include <string.h>

static bool
has(const char *const *list, size_t n, const char *reason)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], reason) == 0)
            return true;
    return false;
}

/* True when the offer has exactly these reasons. */
static enum rt_code
is_same(struct rt_db *db, int64_t offer_id, const char *const *reasons,
        size_t n, bool *same, struct rt_arena *a, struct rt_err *err)
{
    static const char sql[] =
        "SELECT reason FROM offer_reasons WHERE offer_id = ? FOR UPDATE";
    struct rt_stmt *st = NULL;
    size_t n_old = 0, n_kept = 0;
    enum rt_code rc =
        rt_db_query(db, sql, RT_PARAMS(RT_I64(offer_id)), &st, err);

    while (rc == RT_OK && (rc = rt_stmt_step(st, err)) == RT_OK) {
        n_old++;
        n_kept += has(reasons, n, rt_col_str(st, 0, a));
    }
    rt_stmt_free(st);
    *same = n_old == n && n_kept == n;
    return rc == RT_NONE ? RT_OK : rc;
}

enum rt_code
rt_offer_reasons_put(struct rt_db *db, int64_t offer_id,
                     const char *const *reasons, size_t n, bool *changed,
                     struct rt_arena *a, struct rt_err *err)
{
    static const char clear[] = "DELETE FROM offer_reasons WHERE offer_id = ?";
    static const char add[] =
        "INSERT INTO offer_reasons (offer_id, reason) VALUES (?, ?)";
    bool same = false;
    enum rt_code rc = is_same(db, offer_id, reasons, n, &same, a, err);

    *changed = !same;
    if (rc != RT_OK || same)
        return rc;
    rc = rt_db_exec(db, clear, RT_PARAMS(RT_I64(offer_id)), err);
    for (size_t i = 0; i < n && rc == RT_OK; i++)
        rc = rt_db_exec(db, add,
                        RT_PARAMS(RT_I64(offer_id), RT_STR(reasons[i])), err);
    return rc;
}

/* What the desk has made of them. */
static enum rt_code
read_edit(struct rt_db *db, int64_t offer_id, bool *edited, const char **text,
          struct rt_arena *a, struct rt_err *err)
{
    static const char sql_edit[] =
        "SELECT id FROM desk_edits WHERE entity = 'offer' AND entity_id = ?"
        " AND field = 'reasons' FOR UPDATE";
    static const char sql_text[] =
        "SELECT reason FROM offer_reasons WHERE offer_id = ? ORDER BY reason";
    const char **list;
    size_t n;
    int64_t id;
    enum rt_code rc =
        rt_db_query_i64(db, sql_edit, RT_PARAMS(RT_I64(offer_id)), &id, err);

    *edited = rc == RT_OK;
    if (rc != RT_OK)
        return rc == RT_NONE ? RT_OK : rc;
    rc = rt_db_query_strs(db, sql_text, RT_PARAMS(RT_I64(offer_id)), a, &list,
                          &n, err);
    *text = "";
    for (size_t i = 0; rc == RT_OK && i < n; i++)
        *text = i == 0 ? list[i] : rt_fmt(a, "%s; %s", *text, list[i]);
    return rc;
}

enum rt_code
rt_offer_reasons_import(struct rt_db *db, int64_t offer_id,
                        const char *const *reasons, size_t n, bool *changed,
                        const char **kept, struct rt_arena *a,
                        struct rt_err *err)
{
    static const char agreed[] =
        "DELETE FROM desk_edits WHERE entity = 'offer' AND entity_id = ?"
        " AND field = 'reasons'";
    bool edited, same = false;
    const char *text = NULL;
    enum rt_code rc = read_edit(db, offer_id, &edited, &text, a, err);

    *changed = false;
    *kept = NULL;
    if (rc != RT_OK)
        return rc;
    if (!edited)
        return rt_offer_reasons_put(db, offer_id, reasons, n, changed, a, err);
    rc = is_same(db, offer_id, reasons, n, &same, a, err);
    if (rc == RT_OK && same)
        rc = rt_db_exec(db, agreed, RT_PARAMS(RT_I64(offer_id)), err);
    if (rc == RT_OK && !same)
        *kept = text;
    return rc;
}
