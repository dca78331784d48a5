#include "page/join.h"

#include "page/form_view.h"
#include "page/link.h"
#include "page/view.h"
#include "repo/invitations.h"

const struct rt_field rt_join_show_inputs[] = {
    {.name = "t", .kind = RT_INPUT_TEXT, .high = 200, .required = true},
    {.name = NULL},
};

const struct rt_field rt_join_inputs[] = {
    {.name = "t", .kind = RT_INPUT_TEXT, .high = 200, .required = true},
    {.name = "name",
     .label = "user_name",
     .kind = RT_INPUT_TEXT,
     .high = RT_LOGIN_MAX,
     .required = true},
    {.name = "trusted", .kind = RT_INPUT_YES_NO},
    {.name = NULL},
};

enum { FORM_WRONG = 422 };

/* With AUTH_HEADER nginx says who somebody is, and a name that is chosen here
 * could be somebody else's. */
static enum rt_code
check_place(struct rt_visit *v, struct rt_err *err)
{
    enum rt_code rc = rt_link_check_address(v, err);

    rt_visit_no_store(v);
    if (rc == RT_OK && v->site->auth_var != NULL)
        return rt_visit_refuse(v, 403, "join_by_nginx", err);
    return rc == RT_OK ? rt_app_db(v->app, err) : rc;
}

/* The form; with `why` as it was filled in. */
static enum rt_code
show_form(struct rt_visit *v, const char *token, const struct rt_err *why,
          struct rt_err *err)
{
    struct rt_invitation in;
    json_t *view, *form;
    enum rt_code rc =
        rt_invitations_peek(v->app->db, token, v->arena, &in, err);

    if (rc == RT_NONE)
        return rt_visit_refuse(v, 403, "join_link_dead", err);
    if (rc != RT_OK)
        return rc;
    view = rt_view_new(v, rt_text(v->lang, "join_title"));
    form = rt_form_view(v, "join", "/join", rt_join_inputs, why);
    json_object_set_new(form, "token", json_string(token));
    json_object_set_new(
        form, "role",
        json_string(rt_text(
            v->lang, rt_fmt(v->arena, "role_%s", rt_role_name(in.role)))));
    if (why == NULL)
        json_object_set_new(form, "name", json_string(in.name));
    json_object_set_new(view, "join", form);
    v->re.status = why != NULL ? FORM_WRONG : v->re.status;
    return rt_view_render(v, "join", view, err);
}

enum rt_code
rt_join_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    enum rt_code rc = check_place(v, err);

    return rc == RT_OK ? show_form(v, rt_form_text(&x->form, "t"), NULL, err)
                       : rc;
}

enum rt_code
rt_join_again(struct rt_exchange *x, const struct rt_err *why,
              struct rt_err *err)
{
    struct rt_visit *v = x->host;
    const char *token = rt_pairs_get(&v->rq.form, "t");
    enum rt_code rc = check_place(v, err);

    return rc == RT_OK ? show_form(v, token != NULL ? token : "", why, err)
                       : rc;
}

/* A name that is taken or not possible: another one may be. */
static enum rt_code
answer_refusal(struct rt_exchange *x, enum rt_code rc, const char *link,
               const struct rt_err *own, struct rt_err *err)
{
    if (rc == RT_NONE)
        return rt_link_refuse(x->host, link, "join_link_dead", err);
    if (rt_err_arg(own, "name") != NULL)
        return rt_join_again(x, own, err);
    *err = *own;
    return rc;
}

enum rt_code
rt_join_use(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_login how = rt_link_login(x);
    struct rt_err own = {0};
    struct rt_session s;
    char token[RT_TOKEN];
    enum rt_code rc = check_place(v, err);

    if (rc == RT_OK)
        rc = rt_link_check_tries(v, how.link, err);
    if (rc != RT_OK)
        return rc;
    rc = rt_invitations_use(v->app->db, &how, rt_form_text(&x->form, "name"),
                            v->arena, &s, token, &own);
    if (rc != RT_OK)
        return answer_refusal(x, rc, how.link, &own, err);
    rt_link_sign_in(v, &how, &s.user, token);
    return RT_OK;
}
