/* What the forms of the pages of users do. */
#include "page/users.h"

#include "http/cookie.h"
#include "page/carried_filter.h"
#include "page/form_view.h"
#include "page/users_own.h"
#include "repo/invitations.h"
#include "repo/user_changes.h"

#include <inttypes.h>
#include <string.h>

enum { LINK_S = 60 };
static const char link_cookie[] = "__Host-invited";

#define ID \
    { \
        .name = "id", .kind = RT_INPUT_INT, .low = 1, \
        .high = 9007199254740991., .required = true \
    }
#define NAME .name = "name", .label = "user_name", .kind = RT_INPUT_TEXT

const struct rt_field rt_user_add_inputs[] = {
    {NAME, .high = RT_LOGIN_MAX, .required = true},
    RT_FORM_ROLE,
    RT_FORM_LANGUAGE,
    {.name = NULL},
};
const struct rt_field rt_user_invite_inputs[] = {
    {NAME, .high = RT_LOGIN_MAX},
    RT_FORM_ROLE,
    RT_FORM_LANGUAGE,
    {.name = "days",
     .label = "invite_days",
     .kind = RT_INPUT_INT,
     .low = 1,
     .high = RT_INVITATION_DAYS_MAX,
     .otherwise = "3",
     .required = true},
    {.name = NULL},
};
const struct rt_field rt_user_uninvite_inputs[] = {ID, {.name = NULL}};
const struct rt_field rt_user_role_inputs[] = {
    ID, RT_FORM_ROLE, {.name = NULL}};
const struct rt_field rt_user_language_inputs[] = {
    ID, RT_FORM_LANGUAGE, {.name = NULL}};
const struct rt_field rt_user_active_inputs[] = {
    ID,
    {.name = "active", .kind = RT_INPUT_YES_NO, .required = true},
    {.name = NULL},
};
const struct rt_field rt_user_sessions_inputs[] = {
    ID,
    {.name = "session",
     .kind = RT_INPUT_INT,
     .low = 1,
     .high = 9007199254740991.},
    {.name = NULL},
};

void
rt_users_link_keep(struct rt_visit *v, const char *token)
{
    rt_response_header(&v->re, "Set-Cookie",
                       rt_cookie_format(v->arena, link_cookie, token, LINK_S));
}

const char *
rt_users_link_take(struct rt_visit *v)
{
    const char *token = rt_cookie_get(&v->rq.cookies, link_cookie);

    if (token != NULL)
        rt_response_header(&v->re, "Set-Cookie",
                           rt_cookie_format(v->arena, link_cookie, "", -1));
    return token;
}

static int64_t
number_of(const struct rt_exchange *x, const char *name)
{
    const struct rt_value *value = rt_form_get(&x->form, name);

    return value != NULL ? value->n : 0;
}

static enum rt_role
role_of(const struct rt_exchange *x)
{
    enum rt_role role = RT_ROLE_NOBODY;

    (void)!rt_role_parse(rt_form_text(&x->form, "role"), &role);
    return role;
}

/* See the page that the form stands on, told what was done. */
static void
go_on(struct rt_visit *v, int64_t id, const char *done)
{
    const char *path =
        id != 0 ? rt_fmt(v->arena, "/users/%" PRId64, id) : "/users";
    const char *with = rt_carry_lang(v, path);

    rt_visit_no_store(v);
    if (done != NULL)
        with = rt_fmt(v->arena, "%s%cdone=%s", with,
                      strchr(with, '?') != NULL ? '&' : '?', done);
    rt_response_redirect(&v->re, with);
}

/* The end of a change: onwards, or an error page.  What the rules refuse is
 * recorded, too. */
static enum rt_code
finish(struct rt_visit *v, enum rt_code rc, int64_t id, const char *done,
       struct rt_err *err)
{
    struct rt_err unheard = {0};

    if (rc == RT_OK)
        go_on(v, id, done);
    if (rc == RT_NONE)
        return rt_fail_key(err, rc, "user_not_there", NULL);
    if ((rc == RT_EDENIED || rc == RT_ECONFLICT) && err->key != NULL)
        (void)!rt_visit_audit(v, err->key, RT_AUDIT_REFUSED, &unheard);
    return rc;
}

enum rt_code
rt_user_add_again(struct rt_exchange *x, const struct rt_err *why,
                  struct rt_err *err)
{
    return rt_users_page(x->host, &(struct rt_users_page){.add = why}, err);
}

enum rt_code
rt_user_invite_again(struct rt_exchange *x, const struct rt_err *why,
                     struct rt_err *err)
{
    return rt_users_page(x->host, &(struct rt_users_page){.invite = why}, err);
}

/* A name that is taken or not possible: the sender can choose another. */
static bool
is_about_name(const struct rt_err *err)
{
    return rt_err_arg(err, "name") != NULL;
}

enum rt_code
rt_user_post_add(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_actor by = rt_visit_actor(v);
    struct rt_user u = {
        .login = rt_form_text(&x->form, "name"),
        .role = role_of(x),
        .has_lang = true,
        .lang = (enum rt_lang)number_of(x, "language"),
    };
    struct rt_err own = {0};
    enum rt_code rc = rt_app_db(v->app, &own);

    if (rc == RT_OK)
        rc = rt_user_add(v->app->db, &by, &u, &own);
    if (rc != RT_OK && is_about_name(&own))
        return rt_user_add_again(x, &own, err);
    if (rc != RT_OK)
        *err = own;
    return finish(v, rc, u.id, "added", err);
}

enum rt_code
rt_user_post_invite(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_actor by = rt_visit_actor(v);
    const char *name = rt_form_text(&x->form, "name");
    struct rt_invitation in = {
        .role = role_of(x),
        .name = name != NULL ? name : "",
        .has_lang = true,
        .lang = (enum rt_lang)number_of(x, "language"),
    };
    char token[RT_TOKEN];
    enum rt_code rc;

    if (v->site->auth_var != NULL)
        return rt_visit_refuse(v, 403, "join_by_nginx", err);
    rc = rt_app_db(v->app, err);
    if (rc == RT_OK)
        rc = rt_invitations_make(v->app->db, &by, &in,
                                 (int)number_of(x, "days"), token, err);
    if (rc == RT_OK)
        rt_users_link_keep(v, token);
    explicit_bzero(token, sizeof token);
    return finish(v, rc, 0, NULL, err);
}

enum rt_code
rt_user_post_uninvite(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_actor by = rt_visit_actor(v);
    enum rt_code rc = rt_app_db(v->app, err);

    if (rc == RT_OK)
        rc = rt_invitations_end(v->app->db, &by, number_of(x, "id"), err);
    /* It was used or withdrawn meanwhile; the page shows that. */
    return finish(v, rc == RT_NONE ? RT_OK : rc, 0, "withdrawn", err);
}

enum rt_code
rt_user_post_role(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_actor by = rt_visit_actor(v);
    int64_t id = number_of(x, "id");
    enum rt_code rc = rt_app_db(v->app, err);

    if (rc == RT_OK)
        rc = rt_user_set_role(v->app->db, &by, id, role_of(x), err);
    return finish(v, rc, id, "role", err);
}

enum rt_code
rt_user_post_language(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_actor by = rt_visit_actor(v);
    int64_t id = number_of(x, "id");
    enum rt_code rc = rt_app_db(v->app, err);

    if (rc == RT_OK)
        rc = rt_user_set_lang(v->app->db, &by, id,
                              (enum rt_lang)number_of(x, "language"), err);
    return finish(v, rc, id, "language", err);
}

enum rt_code
rt_user_post_active(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_actor by = rt_visit_actor(v);
    int64_t id = number_of(x, "id");
    bool active = number_of(x, "active") != 0;
    enum rt_code rc = rt_app_db(v->app, err);

    if (rc == RT_OK)
        rc = rt_user_set_active(v->app->db, &by, id, active, err);
    return finish(v, rc, id, active ? "enabled" : "disabled", err);
}

/* One's own session is ended by logging out. */
enum rt_code
rt_user_post_sessions(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_actor by = rt_visit_actor(v);
    int64_t id = number_of(x, "id"), session = number_of(x, "session");
    size_t n;
    enum rt_code rc = rt_app_db(v->app, err);

    if (rc == RT_OK)
        rc = rt_user_end_sessions(v->app->db, &by, id, session, v->session_id,
                                  &n, err);
    if (rc == RT_NONE && session != 0)
        rc = RT_OK; /* it has ended meanwhile */
    return finish(v, rc, id, "sessions", err);
}
