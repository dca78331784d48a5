#include "repo/consents.h"

#include "repo/audit.h"
#include "repo/desk_sql.h"
#include "repo/row.h"

#include <string.h>

/* clang-format off */

enum { C_VERSION, C_AT, C_FORGOTTEN };
#define SELECT \
    "SELECT consent_version, " SQL_SECOND("consent_at") "," \
    " forgotten_at IS NOT NULL FROM clients" \
    " WHERE id = ? AND deleted_at IS NULL"
static const char sql_read[] = SELECT;
static const char sql_lock[] = SELECT " FOR UPDATE";

static const char sql_set[] =
    "UPDATE clients SET consent_version = ?, consent_at = " SQL_FROM_SECOND ","
    " version = version + 1 WHERE id = ?";

/* clang-format on */

static enum rt_code
read_consent(struct rt_db *db, const char *sql, int64_t client_id,
             struct rt_arena *a, struct rt_consent *out, bool *forgotten,
             struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc =
        rt_db_first(db, sql, RT_PARAMS(RT_I64(client_id)), &st, err);

    *out = (struct rt_consent){0};
    if (rc == RT_OK) {
        out->version = rt_col_str(st, C_VERSION, a);
        out->at = rt_col_i64(st, C_AT);
        *forgotten = rt_col_i64(st, C_FORGOTTEN) != 0;
    }
    rt_stmt_free(st);
    return rc;
}

enum rt_code
rt_consent_read(struct rt_db *db, int64_t client_id, struct rt_arena *a,
                struct rt_consent *out, struct rt_err *err)
{
    bool forgotten;

    return read_consent(db, sql_read, client_id, a, out, &forgotten, err);
}

struct setting {
    const struct rt_actor *by;
    int64_t client_id;
    const char *version;
    int64_t now;
    struct rt_arena *a;
};

static enum rt_code
unlink_messenger(struct rt_db *db, const struct setting *s, struct rt_err *err)
{
    static const struct rt_param none = {.kind = RT_P_NULL};
    struct rt_row row;
    enum rt_code rc =
        rt_row_find(db, &rt_load_clients, s->client_id, true, s->a, &row, err);

    if (rc == RT_OK)
        rc = rt_row_set(db, &rt_load_clients, &row, RT_CLIENT_TELEGRAM, &none,
                        s->by, err);
    return rc;
}

static bool
is_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static enum rt_code
set_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct setting *s = arg;
    struct rt_consent was;
    bool forgotten = false;
    enum rt_code rc =
        read_consent(db, sql_lock, s->client_id, s->a, &was, &forgotten, err);

    if (rc != RT_OK)
        return rc;
    if (forgotten)
        return rt_fail_key(err, RT_ECONFLICT, "card_forgotten", NULL);
    if (is_same(was.version, s->version))
        return RT_OK;
    if (s->version == NULL)
        rc = unlink_messenger(db, s, err);
    if (rc == RT_OK)
        rc = rt_db_exec(db, sql_set,
                        RT_PARAMS(RT_STR(s->version),
                                  s->version != NULL ? RT_I64(s->now) : RT_NULL,
                                  RT_I64(s->client_id)),
                        err);
    if (rc != RT_OK)
        return rc;
    return rt_audit_put(
        db,
        &(struct rt_audit){
            .by = *s->by,
            .action = s->version != NULL ? "consent_give" : "consent_withdraw",
            .result = RT_AUDIT_DONE,
            .entity = "client",
            .entity_id = s->client_id,
            .field = "consent_version",
            .before = was.version,
            .after = s->version,
        },
        err);
}

enum rt_code
rt_consent_set(struct rt_db *db, const struct rt_actor *by, int64_t client_id,
               const char *version, int64_t now, struct rt_err *err)
{
    struct rt_arena *a = rt_arena_new();
    struct setting s = {by, client_id, version, now, a};
    enum rt_code rc = rt_db_tx(db, set_work, NULL, &s, err);

    rt_arena_free(a);
    return rc;
}
