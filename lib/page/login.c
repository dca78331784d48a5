#include "page/login.h"

#include "app/logged_out.h"
#include "http/cookie.h"
#include "page/access.h"
#include "page/link.h"
#include "page/view.h"

const struct rt_field rt_login_show_inputs[] = {
    {.name = "t", .kind = RT_INPUT_TEXT, .high = 200},
    {.name = NULL},
};

const struct rt_field rt_login_inputs[] = {
    {.name = "t", .kind = RT_INPUT_TEXT, .high = 200, .required = true},
    {.name = "trusted", .kind = RT_INPUT_YES_NO},
    {.name = NULL},
};

/* Where a form leads back to. */
#define RETURN \
    { \
        .name = "return", .kind = RT_INPUT_TEXT, .high = RT_QUERY_MAX \
    }

const struct rt_field rt_language_inputs[] = {
    {.name = "language",
     .kind = RT_INPUT_WORD,
     .words = rt_lang_words,
     .required = true},
    RETURN,
    {.name = NULL},
};

const struct rt_field rt_theme_inputs[] = {
    {.name = "theme",
     .kind = RT_INPUT_WORD,
     .words = rt_view_themes,
     .required = true},
    RETURN,
    {.name = NULL},
};

static enum rt_code
show_confirm(struct rt_visit *v, const char *token, struct rt_err *err)
{
    struct rt_user u;
    enum rt_code rc = rt_link_check_address(v, err);
    json_t *view;

    if (rc == RT_OK)
        rc = rt_app_db(v->app, err);
    if (rc == RT_OK)
        rc = rt_links_peek(v->app->db, token, v->arena, &u, err);
    if (rc == RT_NONE)
        return rt_visit_refuse(v, 403, "login_link_dead", err);
    if (rc != RT_OK)
        return rc;
    view = rt_view_new(v, rt_text(v->lang, "sign_in_title"));
    json_object_set_new(view, "name", json_string(u.name));
    json_object_set_new(view, "token", json_string(token));
    return rt_view_render(v, "sign-in", view, err);
}

enum rt_code
rt_login_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    const char *token = rt_form_text(&x->form, "t");

    rt_visit_no_store(v);
    if (token != NULL)
        return show_confirm(v, token, err);
    return rt_view_render(v, "login",
                          rt_view_new(v, rt_text(v->lang, "login_title")), err);
}

enum rt_code
rt_login_use(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_login how = rt_link_login(x);
    struct rt_session s;
    char token[RT_TOKEN];
    enum rt_code rc = rt_link_check_address(v, err);

    if (rc == RT_OK)
        rc = rt_app_db(v->app, err);
    if (rc == RT_OK)
        rc = rt_link_check_tries(v, how.link, err);
    if (rc == RT_OK)
        rc = rt_links_use(v->app->db, &how, v->arena, &s, token, err);
    if (rc == RT_NONE)
        return rt_link_refuse(v, how.link, "login_link_dead", err);
    if (rc != RT_OK)
        return rc;
    rt_visit_no_store(v);
    rt_link_sign_in(v, &how, &s.user, token);
    return RT_OK;
}

/* While the database is away, the log-out is recorded and done when it is
 * back. */
static enum rt_code
end_session_later(struct rt_visit *v, struct rt_err *err)
{
    const char *token = rt_cookie_get(&v->rq.cookies, RT_COOKIE_SESSION);
    enum rt_code rc =
        token != NULL ? rt_logged_out_note(v->app, token, err) : RT_NONE;

    return rc == RT_NONE ? RT_OK : rc;
}

static enum rt_code
end_session(struct rt_visit *v, struct rt_err *err)
{
    struct rt_audit row = rt_visit_audit_row(v, "logout", RT_AUDIT_DONE);
    struct rt_err away = {0};
    enum rt_code rc = v->degraded ? RT_EAWAY : rt_app_db(v->app, &away);

    if (rc == RT_OK)
        rc = rt_sessions_leave(v->app->db, v->session_id, &row, &away);
    if (rc == RT_EAWAY || rc == RT_EUNKNOWN)
        return end_session_later(v, err);
    if (rc != RT_OK)
        *err = away;
    return rc;
}

enum rt_code
rt_logout(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    enum rt_code rc = end_session(v, err);

    if (rc != RT_OK)
        return rc;
    rt_access_sign_out(v);
    rt_visit_no_store(v);
    rt_response_header(&v->re, "Clear-Site-Data", "\"cache\"");
    rt_response_redirect(&v->re, "/login");
    return RT_OK;
}

enum rt_code
rt_set_language(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    enum rt_lang lang = (enum rt_lang)rt_form_get(&x->form, "language")->n;
    enum rt_code rc = rt_app_db(v->app, err);

    if (rc == RT_OK)
        rc = rt_users_set_lang(v->app->db, v->who.id, lang, err);
    if (rc != RT_OK)
        return rc;
    v->who.has_lang = true;
    v->who.lang = lang;
    rt_response_redirect(&v->re,
                         rt_visit_return(rt_form_text(&x->form, "return")));
    return RT_OK;
}

enum rt_code
rt_set_theme(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;

    (void)err;
    rt_view_set_theme(v, rt_form_text(&x->form, "theme"));
    rt_response_redirect(&v->re,
                         rt_visit_return(rt_form_text(&x->form, "return")));
    return RT_OK;
}
