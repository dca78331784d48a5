#include "repo/links.h"

#include "repo/audit.h"

#include <string.h>

/* FOR UPDATE: two links made at the same time must see each other's count. */
static const char sql_lock_user[] =
    "SELECT id FROM users WHERE id = ? AND active AND deleted_at IS NULL "
    "FOR UPDATE";
static const char sql_make[] =
    "INSERT INTO login_links (token_hash, user_id, chat_id, created_at, "
    "expires_at) VALUES (?, ?, ?, UTC_TIMESTAMP(), "
    "TIMESTAMPADD(SECOND, ?, UTC_TIMESTAMP()))";
static const char sql_oldest_kept[] =
    "SELECT id FROM login_links WHERE user_id = ? AND used_at IS NULL "
    "AND expires_at > UTC_TIMESTAMP() ORDER BY id DESC LIMIT 1 OFFSET ?";
static const char sql_end_older[] =
    "UPDATE login_links SET expires_at = UTC_TIMESTAMP() WHERE user_id = ? "
    "AND id < ? AND expires_at > UTC_TIMESTAMP()";
static const char sql_end_all[] =
    "UPDATE login_links SET expires_at = UTC_TIMESTAMP() WHERE user_id = ? "
    "AND expires_at > UTC_TIMESTAMP()";
static const char sql_peek[] =
    "SELECT " RT_USER_COLUMNS " FROM login_links l "
    "JOIN users u ON u.id = l.user_id WHERE l.token_hash = ? "
    "AND l.used_at IS NULL AND l.expires_at > UTC_TIMESTAMP() "
    "AND u.active AND u.deleted_at IS NULL";
static const char sql_use[] =
    "UPDATE login_links SET used_at = UTC_TIMESTAMP() WHERE token_hash = ? "
    "AND used_at IS NULL AND expires_at > UTC_TIMESTAMP()";
/* FOR UPDATE: wait for a COMMIT that is still under way. */
static const char sql_landed[] =
    "SELECT id FROM sessions WHERE token_hash = ? FOR UPDATE";
static const char sql_clear[] =
    "DELETE FROM login_links WHERE user_id = ? "
    "AND expires_at < TIMESTAMPADD(DAY, -30, UTC_TIMESTAMP())";

static const char sql_refused[] =
    "SELECT COUNT(*) FROM audit_log WHERE entity = 'link' AND entity_id = ? "
    "AND action = 'login' AND result = 'refused' "
    "AND happened_at > TIMESTAMPADD(MINUTE, -1, UTC_TIMESTAMP())";

#define HASH(h) RT_BYTES((const char *)(h), RT_SHA256)

struct making {
    int64_t user_id, chat_id;
    uint8_t hash[RT_SHA256];
};

static enum rt_code
end_older(struct rt_db *db, int64_t user_id, struct rt_err *err)
{
    int64_t oldest = 0;
    enum rt_code rc = rt_db_query_i64(
        db, sql_oldest_kept,
        RT_PARAMS(RT_I64(user_id), RT_I64(RT_LINKS_LIVE - 1)), &oldest, err);

    if (rc == RT_NONE)
        return RT_OK;
    if (rc != RT_OK)
        return rc;
    return rt_db_exec(db, sql_end_older,
                      RT_PARAMS(RT_I64(user_id), RT_I64(oldest)), err);
}

static enum rt_code
make_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct making *m = arg;
    int64_t id = 0;
    enum rt_code rc;

    rc = rt_db_query_i64(db, sql_lock_user, RT_PARAMS(RT_I64(m->user_id)), &id,
                         err);
    if (rc == RT_OK)
        rc = rt_db_exec(db, sql_clear, RT_PARAMS(RT_I64(id)), err);
    if (rc == RT_OK)
        rc = rt_db_exec(db, sql_make,
                        RT_PARAMS(HASH(m->hash), RT_I64(id),
                                  rt_param_i64_or_null(m->chat_id, 0),
                                  RT_I64(RT_LINK_S)),
                        err);
    if (rc == RT_OK)
        rc = end_older(db, id, err);
    return rc;
}

enum rt_code
rt_links_make(struct rt_db *db, int64_t user_id, int64_t chat_id,
              char token[RT_TOKEN], struct rt_err *err)
{
    struct making m = {.user_id = user_id, .chat_id = chat_id};
    enum rt_code rc;

    rt_token_make(token);
    rc = rt_token_hash(token, m.hash);
    if (rc == RT_OK)
        rc = rt_db_tx(db, make_work, NULL, &m, err);
    return rc;
}

static enum rt_code
peek(struct rt_db *db, const uint8_t hash[RT_SHA256], struct rt_arena *a,
     struct rt_user *out, struct rt_err *err)
{
    return rt_users_one(db, sql_peek, RT_PARAMS(HASH(hash)), a, out, err);
}

enum rt_code
rt_links_peek(struct rt_db *db, const char *token, struct rt_arena *a,
              struct rt_user *out, struct rt_err *err)
{
    uint8_t hash[RT_SHA256];
    enum rt_code rc = rt_token_hash(token, hash);

    return rc == RT_OK ? peek(db, hash, a, out, err) : rc;
}

enum rt_code
rt_links_end_all(struct rt_db *db, int64_t user_id, struct rt_err *err)
{
    return rt_db_exec(db, sql_end_all, RT_PARAMS(RT_I64(user_id)), err);
}

struct using
{
    const struct rt_login *how;
    uint8_t link[RT_SHA256];
    struct rt_arena *arena;
    struct rt_session *session;
    char *token;
};

static enum rt_code
put_login(struct rt_db *db, const struct rt_login *how, int64_t user_id,
          struct rt_err *err)
{
    return rt_audit_put(
        db,
        &(struct rt_audit){.by = {.kind = RT_ACTOR_USER,
                                  .user_id = user_id,
                                  .via = RT_VIA_WEB,
                                  .request_id = how->request_id},
                           .action = "login",
                           .result = RT_AUDIT_DONE,
                           .entity = "user",
                           .entity_id = user_id},
        err);
}

/* A new session replaces the one this browser had. */
static enum rt_code
end_old(struct rt_db *db, int64_t id, struct rt_err *err)
{
    enum rt_code rc = id != 0 ? rt_sessions_end(db, id, err) : RT_OK;

    return rc == RT_NONE ? RT_OK : rc;
}

enum rt_code
rt_login_begin(struct rt_db *db, const struct rt_login *how, int64_t user_id,
               char token[RT_TOKEN], struct rt_err *err)
{
    enum rt_code rc =
        rt_sessions_begin(db, user_id, how->trusted, how->device, token, err);

    if (rc == RT_OK)
        rc = put_login(db, how, user_id, err);
    return rc == RT_OK ? end_old(db, how->old_session, err) : rc;
}

enum rt_code
rt_login_landed(struct rt_db *db, const char *token, int64_t *id,
                struct rt_err *err)
{
    uint8_t hash[RT_SHA256];
    enum rt_code rc = rt_token_hash(token, hash);

    return rc == RT_OK
               ? rt_db_query_i64(db, sql_landed, RT_PARAMS(HASH(hash)), id, err)
               : rc;
}

/* The guarded UPDATE decides which of several requests wins; the query before
 * it only finds whose link it is. */
static enum rt_code
use_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    struct using *u = arg;
    struct rt_user *user = &u->session->user;
    enum rt_code rc = peek(db, u->link, u->arena, user, err);

    if (rc == RT_OK)
        rc = rt_db_exec(db, sql_use, RT_PARAMS(HASH(u->link)), err);
    if (rc == RT_OK && rt_db_affected(db) != 1)
        rc = RT_NONE;
    return rc == RT_OK ? rt_login_begin(db, u->how, user->id, u->token, err)
                       : rc;
}

/* Does the session exist?  use_work() has already found out whose it is. */
static enum rt_code
use_landed(struct rt_db *db, void *arg, struct rt_err *err)
{
    struct using *u = arg;

    return rt_login_landed(db, u->token, &u->session->id, err);
}

enum rt_code
rt_links_use(struct rt_db *db, const struct rt_login *how, struct rt_arena *a,
             struct rt_session *out, char token[RT_TOKEN], struct rt_err *err)
{
    struct using u = {.how = how, .arena = a, .session = out, .token = token};
    enum rt_code rc = rt_token_hash(how->link, u.link);

    *out = (struct rt_session){.user.role = RT_ROLE_NOBODY};
    if (rc == RT_OK)
        rc = rt_db_tx(db, use_work, use_landed, &u, err);
    return rc;
}

int64_t
rt_links_mark(const char *link)
{
    uint8_t hash[RT_SHA256];
    int64_t mark;

    rt_sha256(link, strlen(link), hash);
    memcpy(&mark, hash, sizeof mark);
    return mark & INT64_MAX;
}

enum rt_code
rt_links_refused(struct rt_db *db, const char *link, int64_t *n,
                 struct rt_err *err)
{
    return rt_db_query_i64(db, sql_refused,
                           RT_PARAMS(RT_I64(rt_links_mark(link))), n, err);
}
