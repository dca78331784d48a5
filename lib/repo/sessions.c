#include "repo/sessions.h"

#include "base/utf8.h"

#include <string.h>

enum { C_SESSION, C_TRUSTED, C_IDLE, C_RUNS, C_THERE, C_USER };
enum { L_ID, L_BEGAN, L_SEEN, L_UNTIL, L_TRUSTED, L_DEVICE };
enum { TOUCH_S = 60, DEVICE_MAX = 191 };

/* clang-format off */
#define IS_VALID                                                        \
    " s.expires_at > UTC_TIMESTAMP()"                                   \
    " AND (s.trusted"                                                   \
    "      OR s.seen_at > TIMESTAMPADD(SECOND, -?, UTC_TIMESTAMP()))"
#define SECONDS(column) "TIMESTAMPDIFF(SECOND, '1970-01-01', s." column ")"

/* Every request asks this.  The row is judged here: conditions on what is one
 * row in any case cost the server a fifth of the statement. */
static const char sql_find[] =
    "SELECT s.id, s.trusted,"
    "       TIMESTAMPDIFF(SECOND, s.seen_at, UTC_TIMESTAMP()),"
    "       s.expires_at > UTC_TIMESTAMP(), u.deleted_at IS NULL, "
            RT_USER_COLUMNS
    " FROM sessions s JOIN users u ON u.id = s.user_id"
    " WHERE s.token_hash = ?";
static const char sql_list[] =
    "SELECT s.id, " SECONDS("created_at") ", " SECONDS("seen_at") ", "
            SECONDS("expires_at") ", s.trusted, s.device"
    " FROM sessions s"
    " WHERE s.user_id = ? AND" IS_VALID
    " ORDER BY s.id";
/* clang-format on */
static const char sql_touch[] =
    "UPDATE sessions SET seen_at = UTC_TIMESTAMP() WHERE id = ?";
static const char sql_by_hash[] =
    "SELECT id, user_id FROM sessions WHERE token_hash = ?";
static const char sql_end[] = "DELETE FROM sessions WHERE id = ?";
static const char sql_end_of[] =
    "DELETE FROM sessions WHERE user_id = ? AND id = ?";
static const char sql_end_all[] =
    "DELETE FROM sessions WHERE user_id = ? AND id <> ?";
static const char sql_lock[] =
    "SELECT id FROM sessions WHERE id = ? FOR UPDATE";
static const char sql_clear[] =
    "DELETE FROM sessions WHERE user_id = ? AND expires_at < UTC_TIMESTAMP()";
static const char sql_begin[] =
    "INSERT INTO sessions (token_hash, user_id, trusted, device, created_at, "
    "seen_at, expires_at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(), "
    "UTC_TIMESTAMP(), TIMESTAMPADD(SECOND, ?, UTC_TIMESTAMP()))";

static bool
is_valid(const struct rt_stmt *st, int64_t idle_s)
{
    return rt_col_i64(st, C_RUNS) != 0 && rt_col_i64(st, C_THERE) != 0 &&
           (rt_col_i64(st, C_TRUSTED) != 0 || idle_s < RT_SESSION_IDLE_S);
}

static enum rt_code
find_session(struct rt_db *db, const uint8_t hash[RT_SHA256],
             struct rt_arena *a, struct rt_session *out, int64_t *idle_s,
             struct rt_err *err)
{
    struct rt_session found = {0};
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_first(
        db, sql_find, RT_PARAMS(RT_BYTES((const char *)hash, RT_SHA256)), &st,
        err);

    if (rc == RT_OK) {
        *idle_s = rt_col_i64(st, C_IDLE);
        rt_users_read(st, C_USER, a, &found.user);
        found.id = rt_col_i64(st, C_SESSION);
        if (is_valid(st, *idle_s) && found.user.active)
            *out = found;
        else
            rc = RT_NONE;
    }
    rt_stmt_free(st);
    return rc;
}

/* A server whose disk is full can still tell whose session it is. */
static enum rt_code
touch_session(struct rt_db *db, int64_t id, struct rt_err *err)
{
    struct rt_err own = {0};
    enum rt_code rc = rt_db_exec(db, sql_touch, RT_PARAMS(RT_I64(id)), &own);

    if (rc == RT_EAWAY && rt_db_connected(db))
        return RT_OK;
    if (rc != RT_OK && err != NULL)
        *err = own;
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
        rc = find_session(db, hash, a, out, &idle_s, err);
    /* A page has many pictures: one write a minute is enough. */
    if (rc == RT_OK && touch && idle_s >= TOUCH_S)
        rc = touch_session(db, out->id, err);
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

enum rt_code
rt_sessions_end_of(struct rt_db *db, int64_t user_id, int64_t id,
                   struct rt_err *err)
{
    enum rt_code rc =
        rt_db_exec(db, sql_end_of, RT_PARAMS(RT_I64(user_id), RT_I64(id)), err);

    return rc == RT_OK && rt_db_affected(db) == 0 ? RT_NONE : rc;
}

enum rt_code
rt_sessions_end_all(struct rt_db *db, int64_t user_id, int64_t spare, size_t *n,
                    struct rt_err *err)
{
    enum rt_code rc = rt_db_exec(
        db, sql_end_all, RT_PARAMS(RT_I64(user_id), RT_I64(spare)), err);

    *n = rc == RT_OK ? (size_t)rt_db_affected(db) : 0;
    return rc;
}

enum rt_code
rt_sessions_list(struct rt_db *db, int64_t user_id, struct rt_arena *a,
                 struct rt_session_row **list, size_t *n, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc;

    *list = NULL;
    *n = 0;
    rc = rt_db_query(db, sql_list,
                     RT_PARAMS(RT_I64(user_id), RT_I64(RT_SESSION_IDLE_S)), &st,
                     err);
    while (rc == RT_OK && (rc = rt_stmt_step(st, err)) == RT_OK) {
        RT_GROW(a, *list, *n);
        (*list)[(*n)++] = (struct rt_session_row){
            .id = rt_col_i64(st, L_ID),
            .began_at = rt_col_i64(st, L_BEGAN),
            .seen_at = rt_col_i64(st, L_SEEN),
            .until_at = rt_col_i64(st, L_UNTIL),
            .trusted = rt_col_i64(st, L_TRUSTED) != 0,
            .device = rt_col_str(st, L_DEVICE, a),
        };
    }
    rt_stmt_free(st);
    return rc == RT_NONE ? RT_OK : rc;
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

    /* Somebody else ended it first and has recorded that. */
    if (rc == RT_NONE)
        return RT_OK;
    return rc == RT_OK ? rt_audit_put(db, l->row, err) : rc;
}

/* After a COMMIT of unknown outcome: is the session gone? */
static enum rt_code
leave_landed(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct leaving *l = arg;
    struct rt_stmt *st = NULL;
    enum rt_code rc =
        rt_db_first(db, sql_lock, RT_PARAMS(RT_I64(l->id)), &st, err);

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

static enum rt_code
find_by_hash(struct rt_db *db, const uint8_t hash[RT_SHA256], int64_t *id,
             int64_t *user_id, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_first(
        db, sql_by_hash, RT_PARAMS(RT_BYTES((const char *)hash, RT_SHA256)),
        &st, err);

    if (rc == RT_OK) {
        *id = rt_col_i64(st, 0);
        *user_id = rt_col_i64(st, 1);
    }
    rt_stmt_free(st);
    return rc;
}

enum rt_code
rt_sessions_leave_late(struct rt_db *db, const uint8_t hash[RT_SHA256],
                       struct rt_err *err)
{
    struct rt_audit row = {.by = {.kind = RT_ACTOR_USER, .via = RT_VIA_WEB},
                           .action = "logout",
                           .result = RT_AUDIT_DONE,
                           .entity = "user"};
    int64_t id = 0;
    enum rt_code rc = find_by_hash(db, hash, &id, &row.by.user_id, err);

    if (rc == RT_NONE)
        return RT_OK;
    row.entity_id = row.by.user_id;
    return rc == RT_OK ? rt_sessions_leave(db, id, &row, err) : rc;
}
