#include "repo/invitations.h"

#include "repo/user_changes.h"

/* clang-format off */
#define OPEN                                                            \
    " v.used_at IS NULL AND v.expires_at > UTC_TIMESTAMP()"             \
    " AND (v.invited_by IS NULL OR (i.role = 'admin' AND i.active"      \
    "      AND i.deleted_at IS NULL))"
#define SELECT_OPEN                                                     \
    "SELECT v.id, v.role, v.name, v.language, i.name,"                  \
    " TIMESTAMPDIFF(SECOND, '1970-01-01', v.expires_at)"                \
    " FROM invitations v LEFT JOIN users i ON i.id = v.invited_by"      \
    " WHERE" OPEN

enum { C_ID, C_ROLE, C_NAME, C_LANGUAGE, C_BY, C_EXPIRES };
static const char sql_list[] = SELECT_OPEN " ORDER BY v.id";
static const char sql_peek[] = SELECT_OPEN " AND v.token_hash = ?";

static const char sql_make[] =
    "INSERT INTO invitations (token_hash, role, name, language, invited_by,"
    " created_at, expires_at) VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(),"
    " TIMESTAMPADD(DAY, ?, UTC_TIMESTAMP()))";
static const char sql_end[] =
    "UPDATE invitations SET expires_at = UTC_TIMESTAMP()"
    " WHERE id = ? AND used_at IS NULL AND expires_at > UTC_TIMESTAMP()";
static const char sql_use[] =
    "UPDATE invitations SET used_at = UTC_TIMESTAMP()"
    " WHERE id = ? AND used_at IS NULL AND expires_at > UTC_TIMESTAMP()";
static const char sql_became[] =
    "UPDATE invitations SET user_id = ? WHERE id = ?";
static const char sql_clear[] =
    "DELETE FROM invitations WHERE used_at IS NULL"
    " AND expires_at < TIMESTAMPADD(DAY, -30, UTC_TIMESTAMP())";
/* clang-format on */

#define HASH(h) RT_BYTES((const char *)(h), RT_SHA256)

static void
read_row(const struct rt_stmt *st, struct rt_arena *a,
         struct rt_invitation *out)
{
    const char *role = rt_col_str(st, C_ROLE, a);
    const char *lang = rt_col_str(st, C_LANGUAGE, a);

    *out = (struct rt_invitation){
        .id = rt_col_i64(st, C_ID),
        .role = RT_ROLE_NOBODY,
        .name = rt_col_str(st, C_NAME, a),
        .by = rt_col_str(st, C_BY, a),
        .expires_at = rt_col_i64(st, C_EXPIRES),
    };
    /* An unknown word leaves "nobody", who may do nothing. */
    (void)(role != NULL && rt_role_parse(role, &out->role) == RT_OK);
    out->has_lang = lang != NULL && rt_lang_parse(lang, &out->lang) == RT_OK;
}

static enum rt_code
put_audit(struct rt_db *db, const struct rt_actor *by, const char *action,
          int64_t id, const char *role, struct rt_err *err)
{
    return rt_audit_put(
        db,
        &(struct rt_audit){.by = *by,
                           .action = action,
                           .result = RT_AUDIT_DONE,
                           .entity = "invitation",
                           .entity_id = id,
                           .field = role != NULL ? "role" : NULL,
                           .after = role},
        err);
}

struct making {
    const struct rt_actor *by;
    struct rt_invitation *in;
    int days;
    uint8_t hash[RT_SHA256];
};

static enum rt_code
make_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct making *m = arg;
    struct rt_invitation *in = m->in;
    enum rt_code rc = rt_user_check_admin(db, m->by, err);

    if (rc == RT_OK)
        rc = rt_db_exec(db, sql_clear, RT_NO_PARAMS, err);
    if (rc == RT_OK)
        rc = rt_db_exec(
            db, sql_make,
            RT_PARAMS(HASH(m->hash), RT_STR(rt_role_name(in->role)),
                      RT_STR(in->name),
                      RT_STR(in->has_lang ? rt_lang_name(in->lang) : NULL),
                      rt_param_i64_or_null(m->by->user_id, 0), RT_I64(m->days)),
            err);
    if (rc != RT_OK)
        return rc;
    in->id = rt_db_last_id(db);
    return put_audit(db, m->by, "invite", in->id, rt_role_name(in->role), err);
}

enum rt_code
rt_invitations_make(struct rt_db *db, const struct rt_actor *by,
                    struct rt_invitation *in, int days, char token[RT_TOKEN],
                    struct rt_err *err)
{
    struct making m = {.by = by, .in = in, .days = days};
    enum rt_code rc;

    rt_token_make(token);
    rc = rt_token_hash(token, m.hash);
    return rc == RT_OK ? rt_db_tx(db, make_work, NULL, &m, err) : rc;
}

enum rt_code
rt_invitations_list(struct rt_db *db, struct rt_arena *a,
                    struct rt_invitation **list, size_t *n, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_query(db, sql_list, RT_NO_PARAMS, &st, err);

    *list = NULL;
    *n = 0;
    while (rc == RT_OK && (rc = rt_stmt_step(st, err)) == RT_OK) {
        RT_GROW(a, *list, *n);
        read_row(st, a, &(*list)[(*n)++]);
    }
    rt_stmt_free(st);
    return rc == RT_NONE ? RT_OK : rc;
}

struct ending {
    const struct rt_actor *by;
    int64_t id;
};

static enum rt_code
end_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct ending *e = arg;
    enum rt_code rc = rt_user_check_admin(db, e->by, err);

    if (rc == RT_OK)
        rc = rt_db_exec(db, sql_end, RT_PARAMS(RT_I64(e->id)), err);
    if (rc == RT_OK && rt_db_affected(db) == 0)
        return RT_NONE;
    return rc == RT_OK ? put_audit(db, e->by, "uninvite", e->id, NULL, err)
                       : rc;
}

enum rt_code
rt_invitations_end(struct rt_db *db, const struct rt_actor *by, int64_t id,
                   struct rt_err *err)
{
    struct ending e = {by, id};

    return rt_db_tx(db, end_work, NULL, &e, err);
}

enum rt_code
rt_invitations_peek(struct rt_db *db, const char *token, struct rt_arena *a,
                    struct rt_invitation *out, struct rt_err *err)
{
    uint8_t hash[RT_SHA256];
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_token_hash(token, hash);

    if (rc == RT_OK)
        rc = rt_db_first(db, sql_peek, RT_PARAMS(HASH(hash)), &st, err);
    if (rc == RT_OK)
        read_row(st, a, out);
    rt_stmt_free(st);
    return rc;
}

struct acceptance {
    const struct rt_login *how;
    const char *login;
    struct rt_arena *arena;
    struct rt_session *session;
    char *token;
};

static enum rt_code
put_joined(struct rt_db *db, const struct acceptance *x, struct rt_err *err)
{
    const struct rt_user *u = &x->session->user;

    return rt_audit_put(
        db,
        &(struct rt_audit){.by = {.kind = RT_ACTOR_USER,
                                  .user_id = u->id,
                                  .via = RT_VIA_WEB,
                                  .request_id = x->how->request_id},
                           .action = "user_join",
                           .result = RT_AUDIT_DONE,
                           .entity = "user",
                           .entity_id = u->id,
                           .field = "role",
                           .after = rt_role_name(u->role)},
        err);
}

static enum rt_code
add_invited(struct rt_db *db, struct acceptance *x, int64_t invitation,
            struct rt_err *err)
{
    struct rt_user *u = &x->session->user;
    enum rt_code rc = rt_users_add(db, u, &u->id, err);

    if (rc == RT_OK)
        rc = rt_db_exec(db, sql_became,
                        RT_PARAMS(RT_I64(u->id), RT_I64(invitation)), err);
    if (rc == RT_OK)
        rc = put_joined(db, x, err);
    return rc == RT_OK ? rt_login_begin(db, x->how, u->id, x->token, err) : rc;
}

/* The guarded UPDATE decides which of several requests wins. */
static enum rt_code
use_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    struct acceptance *x = arg;
    struct rt_invitation in;
    enum rt_code rc = rt_invitations_peek(db, x->how->link, x->arena, &in, err);

    if (rc == RT_OK)
        rc = rt_db_exec(db, sql_use, RT_PARAMS(RT_I64(in.id)), err);
    if (rc == RT_OK && rt_db_affected(db) != 1)
        rc = RT_NONE;
    if (rc != RT_OK)
        return rc;
    x->session->user = (struct rt_user){.login = x->login,
                                        .name = x->login,
                                        .role = in.role,
                                        .has_lang = in.has_lang,
                                        .lang = in.lang,
                                        .active = true};
    return add_invited(db, x, in.id, err);
}

static enum rt_code
use_landed(struct rt_db *db, void *arg, struct rt_err *err)
{
    struct acceptance *x = arg;

    return rt_login_landed(db, x->token, &x->session->id, err);
}

enum rt_code
rt_invitations_use(struct rt_db *db, const struct rt_login *how,
                   const char *login, struct rt_arena *a,
                   struct rt_session *out, char token[RT_TOKEN],
                   struct rt_err *err)
{
    struct acceptance x = {how, login, a, out, token};

    *out = (struct rt_session){.user.role = RT_ROLE_NOBODY};
    return rt_db_tx(db, use_work, use_landed, &x, err);
}
