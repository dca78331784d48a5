#include "page/access.h"

#include "app/logged_out.h"
#include "base/utf8.h"
#include "http/cookie.h"
#include "page/session_copy.h"
#include "repo/sessions.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

/* Pages send some requests by themselves; these do not keep a session from
 * becoming idle. */
static bool
is_quiet(const struct rt_visit *v)
{
    return v->match.route == NULL || v->match.route->quiet ||
           rt_request_header(&v->rq, "X-Auto-Refresh") != NULL;
}

static enum rt_code
by_session(struct rt_visit *v, const char *token, struct rt_err *err)
{
    struct rt_session s;
    enum rt_code rc = rt_app_db(v->app, err);

    if (rc == RT_OK)
        rc = rt_sessions_find(v->app->db, token, !is_quiet(v), v->arena, &s,
                              err);
    if (rc != RT_OK)
        return rc;
    v->who = s.user;
    v->session_id = s.id;
    return RT_OK;
}

static enum rt_code
by_copy(struct rt_visit *v, const char *token)
{
    const char *text = rt_cookie_get(&v->rq.cookies, RT_COOKIE_COPY);
    struct rt_session_copy copy;

    if (text == NULL ||
        rt_session_copy_read(&v->site->key, text, token, time(NULL), v->arena,
                             &copy) != RT_OK)
        return RT_NONE;
    v->who = copy.user;
    v->degraded = true;
    return RT_OK;
}

/* Whoever holds the session's cookie may end the session, whoever it belongs
 * to. */
static bool
may_be_away(const struct rt_visit *v)
{
    return v->match.route != NULL && v->match.route->away;
}

static enum rt_code
by_cookie(struct rt_visit *v, struct rt_err *err)
{
    const char *token = rt_cookie_get(&v->rq.cookies, RT_COOKIE_SESSION);
    struct rt_err own = {0};
    enum rt_code rc;

    if (token == NULL || rt_logged_out_has(v->app, token))
        return RT_OK;
    v->binding = rt_fmt(v->arena, "session %s", token);
    rc = by_session(v, token, &own);
    if (rc == RT_NONE)
        v->binding = NULL;
    if (rc == RT_OK || rc == RT_NONE || by_copy(v, token) == RT_OK)
        return RT_OK;
    v->degraded = may_be_away(v);
    if (v->degraded)
        return RT_OK;
    *err = own;
    return rc;
}

static enum rt_code
by_header(struct rt_visit *v, struct rt_err *err)
{
    const char *login = rt_request_var(&v->rq, v->site->auth_var);
    struct rt_user u;
    enum rt_code rc;

    if (login == NULL || login[0] == '\0' ||
        !rt_utf8_valid(login, strlen(login)))
        return RT_OK;
    rc = rt_app_db(v->app, err);
    if (rc == RT_OK)
        rc = rt_users_by_login(v->app->db, login, v->arena, &u, err);
    if (rc == RT_NONE || (rc == RT_OK && !u.active))
        return RT_OK;
    if (rc == RT_OK) {
        v->who = u;
        v->binding = rt_fmt(v->arena, "user %" PRId64, u.id);
    }
    return rc;
}

enum rt_code
rt_access_identify(struct rt_visit *v, struct rt_err *err)
{
    v->who = (struct rt_user){.role = RT_ROLE_NOBODY};
    if (v->site->auth_var != NULL)
        return by_header(v, err);
    return by_cookie(v, err);
}

/* The refusal stands even if its audit row cannot be written. */
static enum rt_code
refuse(struct rt_visit *v, const char *key, struct rt_err *err)
{
    struct rt_err unheard = {0};

    if (!v->degraded)
        (void)!rt_visit_audit(v, key, RT_AUDIT_REFUSED, &unheard);
    return rt_visit_refuse(v, 403, key, err);
}

/* A page without a referrer has no origin, either, unless the browser says
 * from which site it is. */
static bool
is_from_nowhere(const struct rt_visit *v)
{
    const char *origin = rt_request_only_header(&v->rq, "Origin");
    const char *site = rt_request_header(&v->rq, "Sec-Fetch-Site");

    return origin != NULL && strcmp(origin, "null") == 0 &&
           (site == NULL || strcmp(site, "same-origin") == 0);
}

static enum rt_code
check_form(struct rt_visit *v, struct rt_err *err)
{
    const char *token = rt_pairs_get(&v->rq.form, "csrf");
    enum rt_csrf rule = v->match.route->csrf;
    bool ours = rt_request_same_origin(&v->rq, v->site->origin);

    if (rule == RT_CSRF_LINK)
        rt_visit_bind_link(v);
    if (!ours && !(rule == RT_CSRF_LINK && is_from_nowhere(v)))
        return refuse(v, "csrf_origin", err);
    if ((rule == RT_CSRF_TOKEN || rule == RT_CSRF_LINK) &&
        !rt_visit_csrf_ok(v, token))
        return refuse(v, "csrf_token", err);
    return RT_OK;
}

enum rt_code
rt_access_allow(struct rt_visit *v, struct rt_err *err)
{
    const struct rt_route *r = v->match.route;
    bool may = (r->roles & v->who.role) != 0;

    if (v->degraded && r->away)
        return check_form(v, err);
    if (!may && v->who.role == RT_ROLE_NOBODY)
        return rt_visit_refuse(v, 401, "login_needed", err);
    if (!may)
        return refuse(v, "role_denied", err);
    /* For a program the secret was compared when the request arrived. */
    if (r->csrf == RT_CSRF_SAFE || r->csrf == RT_CSRF_SECRET)
        return RT_OK;
    if (v->degraded)
        return rt_fail_key(err, RT_EAWAY, "read_only_now", NULL);
    return check_form(v, err);
}

static void
set_cookie(struct rt_visit *v, const char *name, const char *value,
           int64_t age_s)
{
    rt_response_header(&v->re, "Set-Cookie",
                       rt_cookie_format(v->arena, name, value, age_s));
}

static void
set_copy(struct rt_visit *v, const char *token, int64_t now)
{
    set_cookie(
        v, RT_COOKIE_COPY,
        rt_session_copy_make(&v->site->key, &v->who, token, now, v->arena), 0);
}

void
rt_access_sign_in(struct rt_visit *v, const char *token, bool trusted)
{
    set_cookie(v, RT_COOKIE_SESSION, token, trusted ? RT_SESSION_TRUSTED_S : 0);
    set_copy(v, token, time(NULL));
    v->session_id = 0; /* the request's session has been replaced */
}

void
rt_access_sign_out(struct rt_visit *v)
{
    set_cookie(v, RT_COOKIE_SESSION, "", -1);
    set_cookie(v, RT_COOKIE_COPY, "", -1);
    v->session_id = 0;
}

/* The pictures of a page come with the same copy: it is checked once. */
static bool
read_copy(struct rt_visit *v, const char *text, const char *token, int64_t now,
          struct rt_session_copy *out)
{
    struct rt_checked_copy *c =
        &v->site->checked[(uint64_t)v->session_id % RT_CHECKED_COPIES];
    size_t len = strlen(text);

    if (c->session_id == v->session_id && strcmp(c->text, text) == 0) {
        *out = c->copy;
        return true;
    }
    if (rt_session_copy_read(&v->site->key, text, token, now, v->arena, out) !=
        RT_OK)
        return false;
    if (len < sizeof c->text) {
        *c =
            (struct rt_checked_copy){.session_id = v->session_id, .copy = *out};
        memcpy(c->text, text, len);
    }
    return true;
}

static bool
copy_is_good(struct rt_visit *v, const char *token, int64_t now)
{
    const char *text = rt_cookie_get(&v->rq.cookies, RT_COOKIE_COPY);
    struct rt_session_copy copy;

    return text != NULL && read_copy(v, text, token, now, &copy) &&
           now - copy.issued_at < RT_SESSION_COPY_RENEW_S &&
           copy.user.id == v->who.id && copy.user.role == v->who.role &&
           copy.user.has_lang == v->who.has_lang &&
           copy.user.lang == v->who.lang;
}

void
rt_access_renew(struct rt_visit *v)
{
    const char *token = rt_cookie_get(&v->rq.cookies, RT_COOKIE_SESSION);
    int64_t now = time(NULL);

    if (v->session_id == 0 || token == NULL || copy_is_good(v, token, now))
        return;
    set_copy(v, token, now);
}
