#include "repo/sessions.h"

#include "base/utf8.h"

#include <string.h>

enum { C_SESSION, C_IDLE, C_USER };
enum { TOUCH_S = 60, DEVICE_MAX = 191 };

static const char sql_find[] =
    "SELECT s.id, TIMESTAMPDIFF(SECOND, s.seen_at, "
    "UTC_TIMESTAMP()), " RT_USER_COLUMNS
    " FROM sessions s JOIN users u ON u.id = s.user_id "
    "WHERE s.token_hash = ? AND s.expires_at > UTC_TIMESTAMP() "
    "AND (s.trusted OR "
    "s.seen_at > TIMESTAMPADD(SECOND, -?, UTC_TIMESTAMP())) "
    "AND u.active AND u.deleted_at IS NULL";
static const char sql_touch[] =
    "UPDATE sessions SET seen_at = UTC_TIMESTAMP() WHERE id = ?";
static const char sql_end[] = "DELETE FROM sessions WHERE id = ?";
static const char sql_lock[] =
    "SELECT id FROM sessions WHERE id = ? FOR UPDATE";
static const char sql_clear[] =
    "DELETE FROM sessions WHERE user_id = ? AND expires_at < UTC_TIMESTAMP()";
static const char sql_begin[] =
    "INSERT INTO sessions (token_hash, user_id, trusted, device, created_at, "
    "seen_at, expires_at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(), "
    "UTC_TIMESTAMP(), TIMESTAMPADD(SECOND, ?, UTC_TIMESTAMP()))";

static enum rt_code
find(struct rt_db *db, const uint8_t hash[RT_SHA256], struct rt_arena *a,
     struct rt_session *out, int64_t *idle_s, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc;

    rc = rt_db_query(db, sql_find,
                     RT_PARAMS(RT_BYTES((const char *)hash, RT_SHA256),
                               RT_I64(RT_SESSION_IDLE_S)),
                     &st, err);
    if (rc == RT_OK)
        rc = rt_stmt_step(st, err);
    if (rc == RT_OK) {
        out->id = rt_col_i64(st, C_SESSION);
        *idle_s = rt_col_i64(st, C_IDLE);
        rt_users_read(st, C_USER, a, &out->user);
    }
    rt_stmt_free(st);
    return rc;
}

enum rt_code
rt_sessions_find(struct rt_db *db, const char *token, bool touch,
                 struct rt_arena *a, struct rt_session *out, struct rt_err *err)
{
    uint8_t hash[RT_SHA256];
    int64_t idle_s = 0;
    enum rt_code rc = rt_token_hash(token, hash);

    *out = (struct rt_session){.user.role = RT_ROLE_NOBODY};
    if (rc == RT_OK)
        rc = find(db, hash, a, out, &idle_s, err);
    /* A page has many pictures: one write a minute is enough. */
    if (rc == RT_OK && touch && idle_s >= TOUCH_S)
        rc = rt_db_exec(db, sql_touch, RT_PARAMS(RT_I64(out->id)), err);
    return rc;
}

enum rt_code
rt_sessions_begin(struct rt_db *db, int64_t user_id, bool trusted,
                  const char *device, char token[RT_TOKEN], struct rt_err *err)
{
    const char *name =
        device != NULL && rt_utf8_valid(device, strlen(device)) ? device : "";
    size_t len = rt_utf8_cut(name, strlen(name), DEVICE_MAX);
    uint8_t hash[RT_SHA256];
    enum rt_code rc;

    rt_token_make(token);
    rc = rt_token_hash(token, hash);
    if (rc == RT_OK)
        rc = rt_db_exec(db, sql_clear, RT_PARAMS(RT_I64(user_id)), err);
    if (rc == RT_OK)
        rc = rt_db_exec(
            db, sql_begin,
            RT_PARAMS(
                RT_BYTES((const char *)hash, RT_SHA256), RT_I64(user_id),
                RT_I64(trusted),
                ((struct rt_param){.kind = RT_P_STR, .str = name, .len = len}),
                RT_I64(trusted ? RT_SESSION_TRUSTED_S : RT_SESSION_MAX_S)),
            err);
    return rc;
}

enum rt_code
rt_sessions_end(struct rt_db *db, int64_t id, struct rt_err *err)
{
    enum rt_code rc = rt_db_exec(db, sql_end, RT_PARAMS(RT_I64(id)), err);

    return rc == RT_OK && rt_db_affected(db) == 0 ? RT_NONE : rc;
}

struct leaving {
    int64_t id;
    const struct rt_audit *row;
};

static enum rt_code
leave_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct leaving *l = arg;
    enum rt_code rc = l->id != 0 ? rt_sessions_end(db, l->id, err) : RT_OK;

    return rc == RT_OK || rc == RT_NONE ? rt_audit_put(db, l->row, err) : rc;
}

/* After a COMMIT of unknown outcome: is the session gone? */
static enum rt_code
leave_landed(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct leaving *l = arg;
    struct rt_stmt *st = NULL;
    enum rt_code rc =
        rt_db_query(db, sql_lock, RT_PARAMS(RT_I64(l->id)), &st, err);

    if (rc == RT_OK)
        rc = rt_stmt_step(st, err);
    rt_stmt_free(st);
    if (rc == RT_NONE)
        return RT_OK;
    return rc == RT_OK ? RT_NONE : rc;
}

enum rt_code
rt_sessions_leave(struct rt_db *db, int64_t id, const struct rt_audit *row,
                  struct rt_err *err)
{
    struct leaving l = {id, row};

    return rt_db_tx(db, leave_work, leave_landed, &l, err);
}
