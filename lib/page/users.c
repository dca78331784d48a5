/* What the pages of users show. */
#include "page/users.h"

#include "page/carried_filter.h"
#include "page/form_view.h"
#include "page/instant.h"
#include "page/users_own.h"
#include "page/view.h"
#include "repo/invitations.h"
#include "repo/sessions.h"
#include "repo/staff.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What was just done; catalogue "users_done_%s". */
static const char *const done_words[] = {"added",    "withdrawn", "role",
                                         "language", "enabled",   "disabled",
                                         "sessions", NULL};

const struct rt_field rt_users_inputs[] = {
    {.name = "done", .kind = RT_INPUT_WORD, .words = done_words},
    {.name = NULL},
};

static json_t *
done_json(const struct rt_visit *v, const struct rt_exchange *x)
{
    const char *word = rt_form_text(&x->form, "done");

    if (word == NULL)
        return json_null();
    return json_string(
        rt_text(v->lang, rt_fmt(v->arena, "users_done_%s", word)));
}

static const char *
language_text(const struct rt_visit *v, bool has, enum rt_lang lang)
{
    return has ? rt_text(v->lang,
                         rt_fmt(v->arena, "language_%s", rt_lang_name(lang)))
               : "—";
}

static const char *
role_text(const struct rt_visit *v, enum rt_role role)
{
    return rt_text(v->lang, rt_fmt(v->arena, "role_%s", rt_role_name(role)));
}

static json_t *
person_json(const struct rt_visit *v, const struct rt_staff *s)
{
    const struct rt_user *u = &s->user;

    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:s, s:b}", "href",
        rt_carry_lang(v, rt_fmt(v->arena, "/users/%" PRId64, u->id)), "name",
        u->login != NULL ? u->login : u->name, "role", role_text(v, u->role),
        "language", language_text(v, u->has_lang, u->lang), "state",
        rt_text(v->lang, u->active ? "user_active" : "user_off"), "off",
        !u->active, "sessions", rt_text_count(v->lang, v->arena, s->sessions),
        "seen", rt_instant_text(v, s->seen_at), "self", u->id == v->who.id);
}

static json_t *
invitation_json(struct rt_visit *v, const struct rt_invitation *in)
{
    return json_pack(
        "{s:I, s:s, s:s, s:s, s:s, s:s, s:s}", "id", (json_int_t)in->id, "name",
        in->name[0] != '\0' ? in->name : "—", "role", role_text(v, in->role),
        "by", in->by != NULL ? in->by : rt_text(v->lang, "actor_operator"),
        "until", rt_instant_text(v, in->expires_at), "action",
        rt_carry_lang(v, "/users/uninvite"), "csrf", rt_visit_csrf(v));
}

/* The link of an invitation that was just made is shown once: only this
 * browser has it. */
static enum rt_code
show_link(struct rt_visit *v, json_t *view, struct rt_err *err)
{
    const char *token = rt_users_link_take(v);
    struct rt_invitation in;
    enum rt_code rc;

    if (token == NULL)
        return RT_OK;
    rc = rt_invitations_peek(v->app->db, token, v->arena, &in, err);
    if (rc == RT_OK) {
        json_object_set_new(
            view, "link",
            json_string(rt_fmt(v->arena, "%s/join?t=%s",
                               rt_conf_get(v->site->conf, "DASHBOARD_URL"),
                               token)));
        json_object_set_new(view, "link_until",
                            json_string(rt_instant_text(v, in.expires_at)));
        json_object_set_new(view, "link_role",
                            json_string(role_text(v, in.role)));
    }
    return rc == RT_NONE ? RT_OK : rc;
}

static enum rt_code
list_people(struct rt_visit *v, json_t *view, struct rt_err *err)
{
    struct rt_staff *list;
    size_t n;
    json_t *people = json_array();
    enum rt_code rc = rt_staff_list(v->app->db, v->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++)
        json_array_append_new(people, person_json(v, &list[i]));
    json_object_set_new(view, "people", people);
    return rc;
}

static enum rt_code
list_invitations(struct rt_visit *v, json_t *view, struct rt_err *err)
{
    struct rt_invitation *list;
    size_t n;
    json_t *open = json_array();
    enum rt_code rc = rt_invitations_list(v->app->db, v->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++)
        json_array_append_new(open, invitation_json(v, &list[i]));
    json_object_set_new(view, "invitations", open);
    json_object_set_new(view, "any_invitation", json_boolean(n != 0));
    return rc;
}

/* Who is let in by nginx needs no link. */
static bool
has_links(const struct rt_visit *v)
{
    return v->site->auth_var == NULL;
}

enum rt_code
rt_users_page(struct rt_visit *v, const struct rt_users_page *p,
              struct rt_err *err)
{
    const char *title = rt_text(v->lang, "page_users");
    json_t *view;
    enum rt_code rc = rt_app_db(v->app, err);

    rt_visit_no_store(v);
    if (rc != RT_OK) {
        json_decref(p->done);
        return rc;
    }
    view = rt_view_new(v, title);
    json_object_set_new(view, "done", p->done);
    json_object_set_new(
        view, "add",
        rt_form_view(v, "add", "/users/add", rt_user_add_inputs, p->add));
    if (has_links(v))
        json_object_set_new(view, "invite",
                            rt_form_view(v, "invite", "/users/invite",
                                         rt_user_invite_inputs, p->invite));
    rc = list_people(v, view, err);
    if (rc == RT_OK)
        rc = list_invitations(v, view, err);
    if (rc == RT_OK)
        rc = show_link(v, view, err);
    if (p->add != NULL || p->invite != NULL)
        v->re.status = RT_FORM_WRONG;
    return rt_view_finish(v, rc, "users", view, err);
}

enum rt_code
rt_users_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    enum rt_code rc = rt_carry_check(v, &x->rest, err);

    return rc == RT_OK
               ? rt_users_page(
                     v, &(struct rt_users_page){.done = done_json(v, x)}, err)
               : rc;
}

static json_t *
session_json(struct rt_visit *v, const struct rt_session_row *s)
{
    return json_pack("{s:I, s:s, s:s, s:s, s:s, s:b, s:b}", "session",
                     (json_int_t)s->id, "began",
                     rt_instant_text(v, s->began_at), "last",
                     rt_instant_text(v, s->seen_at), "until",
                     rt_instant_text(v, s->until_at), "device", s->device,
                     "trusted", s->trusted, "here", s->id == v->session_id);
}

static enum rt_code
list_sessions(struct rt_visit *v, int64_t user_id, json_t *view,
              struct rt_err *err)
{
    struct rt_session_row *list;
    size_t n;
    json_t *open = json_array();
    enum rt_code rc =
        rt_sessions_list(v->app->db, user_id, v->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++)
        json_array_append_new(open, session_json(v, &list[i]));
    json_object_set_new(view, "open", open);
    json_object_set_new(view, "any_open", json_boolean(n != 0));
    return rc;
}

static json_t *
card_view(struct rt_visit *v, const struct rt_staff *s)
{
    static const struct rt_field role = RT_FORM_ROLE,
                                 language = RT_FORM_LANGUAGE;
    const struct rt_user *u = &s->user;
    const char *name = u->login != NULL ? u->login : u->name;
    const char *lang = u->has_lang ? rt_lang_name(u->lang) : "";
    json_t *view = rt_view_new(v, name);

    json_object_update_new(view, person_json(v, s));
    json_object_set_new(view, "id", json_integer(u->id));
    json_object_set_new(view, "roles",
                        rt_form_choices(v, &role, rt_role_name(u->role)));
    json_object_set_new(view, "languages", rt_form_choices(v, &language, lang));
    json_object_set_new(view, "no_language", json_boolean(!u->has_lang));
    json_object_set_new(view, "back", json_string(rt_carry_lang(v, "/users")));
    json_object_set_new(
        view, "log",
        json_string(rt_fmt(v->arena, "/audit?person=%" PRId64, u->id)));
    json_object_set_new(view, "may_disable",
                        json_boolean(u->active && u->id != v->who.id));
    json_object_set_new(view, "may_enable", json_boolean(!u->active));
    return view;
}

/* The number in the path; 0: there is none. */
static int64_t
id_of_path(const struct rt_visit *v)
{
    const char *name = v->match.name;

    if (name[strspn(name, "0123456789")] != '\0' || strlen(name) > 18)
        return 0;
    return strtoll(name, NULL, 10);
}

enum rt_code
rt_users_card(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_staff s;
    json_t *view;
    enum rt_code rc = rt_carry_check(v, &x->rest, err);

    rt_visit_no_store(v);
    if (rc == RT_OK)
        rc = rt_app_db(v->app, err);
    if (rc == RT_OK)
        rc = rt_staff_find(v->app->db, id_of_path(v), v->arena, &s, err);
    if (rc == RT_NONE)
        return rt_fail_key(err, rc, "user_not_there", NULL);
    if (rc != RT_OK)
        return rc;
    view = card_view(v, &s);
    json_object_set_new(view, "done", done_json(v, x));
    rc = list_sessions(v, s.user.id, view, err);
    return rt_view_finish(v, rc, "user", view, err);
}
