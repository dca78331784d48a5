/* The client's consent on the page of one contract: a screen of its own, apart
 * from everything else that is agreed there. */
#include "page/instant.h"
#include "page/my_own.h"
#include "repo/consents.h"

#include <string.h>

enum { CONFLICT = 409 };

static const char *
policy(const struct rt_my *my)
{
    const struct rt_conf *conf = my->v->site->conf;

    return rt_conf_get(conf, "POLICY_URL") != NULL
               ? rt_conf_get(conf, "POLICY_VERSION")
               : NULL;
}

static int64_t
client_of(const struct rt_my *my)
{
    return my->scene.contract.contract.client_id;
}

static void
add_screen(const struct rt_my *my, json_t *view, const char *now)
{
    struct rt_visit *v = my->v;

    json_object_set_new(
        view, "asks",
        json_boolean(my->ask_end || my->ask_consent != RT_MY_CONSENT_NO));
    if (my->ask_consent == RT_MY_CONSENT_NO)
        return;
    /* Nothing else is done on this screen. */
    json_object_set_new(view, "any_told", json_false());
    json_object_set_new(view, "may_message", json_false());
    if (my->ask_consent == RT_MY_CONSENT_GIVE)
        json_object_set_new(
            view, "ask_consent",
            json_pack("{s:s, s:s, s:s}", "policy", now, "url",
                      rt_conf_get(v->site->conf, "POLICY_URL"), "document",
                      rt_text_fill(v->lang, v->arena, "my_consent_document",
                                   "version", now, NULL)));
    if (my->ask_consent == RT_MY_CONSENT_TAKE_BACK)
        json_object_set_new(
            view, "ask_take_back",
            json_pack("{s:s}", "confirm", rt_my_confirm_make(my, "consent")));
}

/* What was agreed to, and when; where neither was and there is nothing to agree
 * to, nothing. */
enum rt_code
rt_my_add_consent(struct rt_my *my, json_t *view, struct rt_err *err)
{
    struct rt_visit *v = my->v;
    const char *now = policy(my);
    struct rt_consent c;
    const char *text = rt_text(v->lang, "my_consent_none");
    bool current;
    enum rt_code rc =
        rt_consent_read(v->app->db, client_of(my), v->arena, &c, err);

    if (rc != RT_OK)
        return rc;
    add_screen(my, view, now);
    if (c.version == NULL && now == NULL)
        return RT_OK;
    current = c.version != NULL && now != NULL && strcmp(c.version, now) == 0;
    if (c.version != NULL)
        text = rt_text_fill(v->lang, v->arena, "my_consent_given", "version",
                            c.version, "at",
                            c.at != 0 ? rt_instant_text(v, c.at) : "—", NULL);
    json_object_set_new(view, "consent", json_pack("{s:s}", "text", text));
    json_object_set_new(view, "may_consent",
                        json_boolean(now != NULL && !current));
    json_object_set_new(view, "may_take_back", json_boolean(c.version != NULL));
    if (c.version != NULL && now != NULL && !current)
        json_object_set_new(
            view, "consent_old",
            json_string(rt_text_fill(v->lang, v->arena, "my_consent_old",
                                     "version", now, NULL)));
    return RT_OK;
}

static enum rt_code
ask(struct rt_my *my, enum rt_my_consent what, bool again, struct rt_err *err)
{
    my->ask_consent = what;
    if (again) {
        my->status = CONFLICT;
        my->alert = rt_text(my->v->lang, what == RT_MY_CONSENT_GIVE
                                             ? "my_consent_changed"
                                             : "my_consent_late");
    }
    return rt_my_render(my, err);
}

static enum rt_code
store(struct rt_my *my, const char *version, struct rt_err *err)
{
    const struct rt_actor by = rt_visit_actor(my->v);
    enum rt_code rc = rt_consent_set(my->v->app->db, &by, client_of(my),
                                     version, my->now, err);

    if (rc == RT_OK)
        rt_response_redirect(&my->v->re, rt_my_address(my));
    return rc;
}

enum rt_code
rt_my_consent(struct rt_my *my, const char *shown, struct rt_err *err)
{
    const char *now = policy(my);
    enum rt_code rc = rt_my_look(my, err);

    if (rc != RT_OK)
        return rc;
    if (now == NULL)
        return rt_my_render_dead(my, err);
    if (shown == NULL || strcmp(shown, now) != 0)
        return ask(my, RT_MY_CONSENT_GIVE, shown != NULL, err);
    return store(my, now, err);
}

enum rt_code
rt_my_take_back(struct rt_my *my, const char *confirm, struct rt_err *err)
{
    enum rt_code rc = rt_my_look(my, err);

    if (rc != RT_OK)
        return rc;
    if (!rt_my_confirm_ok(my, "consent", confirm))
        return ask(my, RT_MY_CONSENT_TAKE_BACK, confirm != NULL, err);
    return store(my, NULL, err);
}
