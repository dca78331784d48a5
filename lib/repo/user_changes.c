#include "repo/user_changes.h"

#include "repo/audit.h"
#include "repo/links.h"
#include "repo/sessions.h"

/* In the order of their ids, so that two who come at once queue up. */
static const char sql_lock_admins[] =
    "SELECT u.id FROM users u WHERE u.role = 'admin' AND u.active "
    "AND u.deleted_at IS NULL ORDER BY u.id FOR UPDATE";
static const char sql_lock[] =
    "SELECT " RT_USER_COLUMNS " FROM users u WHERE u.id = ? "
    "AND u.deleted_at IS NULL FOR UPDATE";
static const char sql_lock_staff[] =
    "SELECT id FROM users WHERE id = ? AND role IN ('manager', 'admin') "
    "AND active AND deleted_at IS NULL LOCK IN SHARE MODE";

/* A change and what it needs.  `apply` runs once the person is locked and the
 * rules are kept. */
struct change {
    const struct rt_actor *by;
    int64_t id;
    bool takes_power; /* it can leave nobody who administers */
    enum rt_code (*apply)(struct rt_db *db, struct change *c,
                          struct rt_err *err);
    struct rt_arena *arena;
    struct rt_user user; /* as it is now */
    enum rt_role role;
    enum rt_lang lang;
    bool active;
    int64_t session, spare;
    size_t n;
};

/* The active administrators. */
struct admins {
    bool has_actor;
    size_t others; /* beside the person who is changed */
};

static enum rt_code
lock_admins(struct rt_db *db, const struct rt_actor *by, int64_t id,
            struct admins *out, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_query(db, sql_lock_admins, RT_NO_PARAMS, &st, err);

    *out = (struct admins){0};
    while (rc == RT_OK && (rc = rt_stmt_step(st, err)) == RT_OK) {
        int64_t admin = rt_col_i64(st, 0);

        out->has_actor |= admin == by->user_id;
        out->others += admin != id;
    }
    rt_stmt_free(st);
    return rc == RT_NONE ? RT_OK : rc;
}

static enum rt_code
check_rules(const struct change *c, const struct admins *admins,
            struct rt_err *err)
{
    if (!admins->has_actor)
        return rt_fail_key(err, RT_EDENIED, "role_denied", NULL);
    if (c->takes_power && c->id == c->by->user_id)
        return rt_fail_key(err, RT_EDENIED, "user_yourself", NULL);
    if (c->takes_power && admins->others == 0)
        return rt_fail_key(err, RT_ECONFLICT, "user_last_admin", NULL);
    return RT_OK;
}

enum rt_code
rt_user_check_admin(struct rt_db *db, const struct rt_actor *by,
                    struct rt_err *err)
{
    struct change c = {.by = by};
    struct admins admins;
    enum rt_code rc;

    if (by->kind == RT_ACTOR_OPERATOR)
        return RT_OK;
    rc = lock_admins(db, by, 0, &admins, err);
    return rc == RT_OK ? check_rules(&c, &admins, err) : rc;
}

enum rt_code
rt_user_check_staff(struct rt_db *db, const struct rt_actor *by,
                    struct rt_err *err)
{
    int64_t id;
    enum rt_code rc;

    if (by->kind == RT_ACTOR_OPERATOR)
        return RT_OK;
    rc = rt_db_query_i64(db, sql_lock_staff, RT_PARAMS(RT_I64(by->user_id)),
                         &id, err);
    return rc == RT_NONE ? rt_fail_key(err, RT_EDENIED, "role_denied", NULL)
                         : rc;
}

static enum rt_code
change_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    struct change *c = arg;
    struct admins admins;
    enum rt_code rc = RT_OK;

    if (c->by->kind != RT_ACTOR_OPERATOR) {
        rc = lock_admins(db, c->by, c->id, &admins, err);
        if (rc == RT_OK)
            rc = check_rules(c, &admins, err);
    }
    if (rc == RT_OK)
        rc = rt_users_one(db, sql_lock, RT_PARAMS(RT_I64(c->id)), c->arena,
                          &c->user, err);
    return rc == RT_OK ? c->apply(db, c, err) : rc;
}

static enum rt_code
run_change(struct rt_db *db, struct change *c, struct rt_err *err)
{
    enum rt_code rc;

    c->arena = rt_arena_new();
    rc = rt_db_tx(db, change_work, NULL, c, err);
    rt_arena_free(c->arena);
    return rc;
}

struct addition {
    const struct rt_actor *by;
    struct rt_user *user;
};

static enum rt_code
add_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct addition *a = arg;
    struct rt_user *u = a->user;
    enum rt_code rc = rt_user_check_admin(db, a->by, err);

    if (rc == RT_OK)
        rc = rt_users_add(db, u, &u->id, err);
    if (rc == RT_OK)
        rc = rt_audit_user(db, a->by, u->id, "user_add", "role", NULL,
                       rt_role_name(u->role), err);
    return rc;
}

enum rt_code
rt_user_add(struct rt_db *db, const struct rt_actor *by, struct rt_user *u,
            struct rt_err *err)
{
    struct addition a = {by, u};

    return rt_db_tx(db, add_work, NULL, &a, err);
}

static enum rt_code
apply_role(struct rt_db *db, struct change *c, struct rt_err *err)
{
    enum rt_code rc;

    if (c->user.role == c->role)
        return RT_OK;
    rc = rt_users_set_role(db, c->id, c->role, err);
    if (rc == RT_OK)
        rc = rt_audit_user(db, c->by, c->id, "user_role", "role",
                       rt_role_name(c->user.role), rt_role_name(c->role), err);
    return rc;
}

enum rt_code
rt_user_set_role(struct rt_db *db, const struct rt_actor *by, int64_t id,
                 enum rt_role role, struct rt_err *err)
{
    return run_change(db,
                      &(struct change){.by = by,
                                       .id = id,
                                       .role = role,
                                       .takes_power = role != RT_ROLE_ADMIN,
                                       .apply = apply_role},
                      err);
}

static enum rt_code
apply_lang(struct rt_db *db, struct change *c, struct rt_err *err)
{
    const char *before = c->user.has_lang ? rt_lang_name(c->user.lang) : NULL;
    enum rt_code rc;

    if (c->user.has_lang && c->user.lang == c->lang)
        return RT_OK;
    rc = rt_users_set_lang(db, c->id, c->lang, err);
    if (rc == RT_OK)
        rc = rt_audit_user(db, c->by, c->id, "user_language", "language", before,
                       rt_lang_name(c->lang), err);
    return rc;
}

enum rt_code
rt_user_set_lang(struct rt_db *db, const struct rt_actor *by, int64_t id,
                 enum rt_lang lang, struct rt_err *err)
{
    return run_change(
        db,
        &(struct change){.by = by, .id = id, .lang = lang, .apply = apply_lang},
        err);
}

/* End what lets a person in: sessions and unused links. */
static enum rt_code
shut_out(struct rt_db *db, int64_t id, struct rt_err *err)
{
    size_t n;
    enum rt_code rc = rt_sessions_end_all(db, id, 0, &n, err);

    return rc == RT_OK ? rt_links_end_all(db, id, err) : rc;
}

static enum rt_code
apply_active(struct rt_db *db, struct change *c, struct rt_err *err)
{
    enum rt_code rc;

    if (c->user.active == c->active)
        return RT_OK;
    /* Also when enabling: a sign-in that was under way while the person was
     * being disabled may have left a session. */
    rc = shut_out(db, c->id, err);
    if (rc == RT_OK)
        rc = rt_users_set_active(db, c->id, c->active, err);
    if (rc == RT_OK)
        rc = rt_audit_user(db, c->by, c->id, "user_active", "active",
                       c->active ? "no" : "yes", c->active ? "yes" : "no", err);
    return rc;
}

enum rt_code
rt_user_set_active(struct rt_db *db, const struct rt_actor *by, int64_t id,
                   bool active, struct rt_err *err)
{
    return run_change(db,
                      &(struct change){.by = by,
                                       .id = id,
                                       .active = active,
                                       .takes_power = !active,
                                       .apply = apply_active},
                      err);
}

static enum rt_code
apply_delete(struct rt_db *db, struct change *c, struct rt_err *err)
{
    enum rt_code rc = shut_out(db, c->id, err);

    if (rc == RT_OK)
        rc = rt_users_delete(db, c->id, err);
    if (rc == RT_OK)
        rc = rt_audit_user(db, c->by, c->id, "user_delete", "login", c->user.login,
                       NULL, err);
    return rc;
}

enum rt_code
rt_user_delete(struct rt_db *db, const struct rt_actor *by, int64_t id,
               struct rt_err *err)
{
    return run_change(
        db,
        &(struct change){
            .by = by, .id = id, .takes_power = true, .apply = apply_delete},
        err);
}

static enum rt_code
apply_end(struct rt_db *db, struct change *c, struct rt_err *err)
{
    enum rt_code rc;

    c->n = 1;
    if (c->session == 0)
        rc = rt_sessions_end_all(db, c->id, c->spare, &c->n, err);
    else
        rc = rt_sessions_end_of(db, c->id, c->session, err);
    if (rc == RT_OK && c->n != 0)
        rc = rt_audit_user(db, c->by, c->id, "session_end", NULL, NULL, NULL, err);
    return rc;
}

enum rt_code
rt_user_end_sessions(struct rt_db *db, const struct rt_actor *by, int64_t id,
                     int64_t session, int64_t spare, size_t *n,
                     struct rt_err *err)
{
    struct change c = {.by = by,
                       .id = id,
                       .session = session,
                       .spare = spare,
                       .apply = apply_end};
    enum rt_code rc = run_change(db, &c, err);

    *n = rc == RT_OK ? c.n : 0;
    return rc;
}
