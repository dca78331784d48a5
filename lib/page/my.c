#include "page/my.h"

#include "base/date.h"
#include "desk/decide.h"
#include "desk/stand.h"
#include "desk/tell.h"
#include "http/cookie.h"
#include "page/carried_filter.h"
#include "page/instant.h"
#include "page/my_own.h"
#include "page/view.h"
#include "repo/client_links.h"
#include "repo/desk_client.h"
#include "repo/desk_staff.h"
#include "repo/desk_timeline.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { OPEN_S = 3600, CONFIRM_S = 300, NOT_FOUND = 404 };
static const char open_cookie[] = "__Host-my";

static const char *
use_of(const struct rt_my *my, const char *what)
{
    return rt_fmt(my->v->arena, "%s of link %s", what, my->token);
}

/* A text of ours that says when it was made. */
static const char *
seal_now(const struct rt_my *my, const char *what)
{
    return rt_seal(&my->v->site->key, use_of(my, what),
                   rt_fmt(my->v->arena, "%" PRId64, my->now), my->v->arena);
}

static bool
is_fresh(const struct rt_my *my, const char *what, const char *sealed,
         int64_t most_s)
{
    const char *at = sealed != NULL
                         ? rt_unseal(&my->v->site->key, use_of(my, what),
                                     sealed, my->v->arena)
                         : NULL;

    return at != NULL && my->now - strtoll(at, NULL, 10) <= most_s;
}

bool
rt_my_is_open(const struct rt_my *my)
{
    return is_fresh(my, "page", rt_cookie_get(&my->v->rq.cookies, open_cookie),
                    OPEN_S);
}

void
rt_my_set_open(struct rt_my *my)
{
    rt_response_header(&my->v->re, "Set-Cookie",
                       rt_cookie_format(my->v->arena, open_cookie,
                                        seal_now(my, "page"), OPEN_S));
}

const char *
rt_my_confirm_make(const struct rt_my *my, const char *what)
{
    return seal_now(my, what);
}

bool
rt_my_confirm_ok(const struct rt_my *my, const char *what, const char *token)
{
    return is_fresh(my, what, token, CONFIRM_S);
}

enum rt_code
rt_my_begin(struct rt_my *my, struct rt_err *err)
{
    struct rt_visit *v = my->v;
    enum rt_code rc;

    my->token = v->match.name;
    my->now = time(NULL);
    rt_visit_bind_link(v);
    rt_response_header(&v->re, "Referrer-Policy", "no-referrer");
    rc = rt_desk_visit_begin(v, err);
    if (rc != RT_OK)
        return rc;
    if (strlen(my->token) != RT_CLIENT_TOKEN - 1)
        return RT_NONE;
    return rt_client_link_find(v->app->db, my->token, my->now, &my->contract_id,
                               err);
}

/* Of a closed case only what can still be done is left: undo it.  A new request
 * is about the contract. */
static enum rt_code
add_request(struct rt_my *my, struct rt_err *err)
{
    struct rt_visit *v = my->v;
    struct rt_desk_scene *bare = rt_alloc(v->arena, sizeof *bare);
    enum rt_code rc =
        rt_desk_look(v->app->db, &v->site->desk, 0, my->contract_id, my->now,
                     v->arena, bare, err);

    if (rc == RT_OK)
        my->may |= rt_desk_may(&bare->facts, &my->who);
    return rc;
}

enum rt_code
rt_my_look(struct rt_my *my, struct rt_err *err)
{
    struct rt_visit *v = my->v;
    int64_t case_id = 0;
    enum rt_code rc =
        rt_desk_latest_case(v->app->db, my->contract_id, &case_id, err);

    if (rc == RT_OK || rc == RT_NONE)
        rc = rt_desk_look(v->app->db, &v->site->desk, case_id, my->contract_id,
                          my->now, v->arena, &my->scene, err);
    if (rc != RT_OK)
        return rc;
    my->who = (struct rt_desk_who){.role = RT_DESK_CLIENT,
                                   .client_id =
                                       my->scene.contract.contract.client_id};
    my->may = rt_desk_may(&my->scene.facts, &my->who);
    if (case_id != 0 && !rt_case_in(my->scene.the_case.state, RT_IN_OPEN))
        rc = add_request(my, err);
    return rc;
}

const char *
rt_my_address(const struct rt_my *my)
{
    return rt_carry_lang(my->v, rt_fmt(my->v->arena, "/my/%s", my->token));
}

static json_t *
new_view(struct rt_my *my)
{
    struct rt_visit *v = my->v;
    json_t *view = rt_view_new(v, rt_text(v->lang, "my_title"));

    json_object_set_new(view, "action", json_string(rt_my_address(my)));
    json_object_set_new(view, "nonce", json_string(rt_desk_visit_nonce(v)));
    return view;
}

enum rt_code
rt_my_render_dead(struct rt_my *my, struct rt_err *err)
{
    struct rt_visit *v = my->v;
    json_t *view = new_view(my);

    json_object_set_new(
        view, "dead",
        json_string(rt_text_fill(v->lang, v->arena, "my_dead", "support",
                                 v->site->desk.support, NULL)));
    v->re.status = NOT_FOUND;
    return rt_view_render(v, "my", view, err);
}

enum rt_code
rt_my_render_ask(struct rt_my *my, const char *wrong, struct rt_err *err)
{
    json_t *view = new_view(my);

    json_object_set_new(view, "ask", json_true());
    if (wrong != NULL)
        json_object_set_new(view, "four_error", json_string(wrong));
    if (my->status != 0)
        my->v->re.status = my->status;
    return rt_view_render(my->v, "my", view, err);
}

static void
add_contract(struct rt_my *my, json_t *view)
{
    struct rt_visit *v = my->v;
    const struct rt_desk_contract *k = &my->scene.contract.contract;
    int32_t today = rt_zone_day(v->site->zone, my->now);
    bool ends = k->end != RT_DAY_OPEN;

    json_object_set_new(
        view, "contract",
        json_pack(
            "{s:s, s:s, s:s, s:s, s:s, s:s}", "heading",
            rt_text_fill(v->lang, v->arena, "my_contract", "contract",
                         my->scene.contract.external_id, NULL),
            "plan", k->plan != NULL ? k->plan : "", "fee",
            k->amounts.has_fee ? rt_desk_visit_money(v, k->amounts.fee) : "",
            "since",
            k->start != RT_DAY_NONE ? rt_text_day(v->lang, v->arena, k->start)
                                    : "",
            "last", ends ? rt_text_day(v->lang, v->arena, k->end - 1) : "",
            "runs",
            rt_text(v->lang, rt_desk_runs(k, today) ? "my_runs" : "my_over")));
}

/* How the case stands; a client without a messenger was told nothing else. */
static enum rt_code
add_stand(struct rt_my *my, json_t *view, struct rt_err *err)
{
    struct rt_visit *v = my->v;
    const struct rt_case *k = &my->scene.the_case;
    const struct rt_desk_speech like = rt_desk_visit_speech(v, &my->scene);
    const char *manager = NULL;
    struct rt_desk_stand stand;
    json_t *list = json_array();
    enum rt_code rc = RT_OK;

    if (k->manager_id != 0)
        rc = rt_desk_staff_name(v->app->db, k->manager_id, v->arena, &manager,
                                err);
    rt_desk_stand(&my->scene.facts, &like, manager, v->arena, &stand);
    for (size_t i = 0; i < stand.n; i++)
        json_array_append_new(list, json_string(stand.text[i]));
    json_object_set_new(view, "stand", list);
    return rc == RT_NONE ? RT_OK : rc;
}

/* What they were told before. */
static enum rt_code
add_told(struct rt_my *my, json_t *view, struct rt_err *err)
{
    struct rt_visit *v = my->v;
    struct rt_notice *list;
    size_t n, last;
    json_t *told = json_array();
    enum rt_code rc =
        rt_notices_list(v->app->db, RT_NOTICES_OF_CASE, my->scene.the_case.id,
                        v->arena, &list, &n, err);

    last = rc == RT_OK ? rt_notices_last(list, n) : 0;
    for (size_t i = 0; rc == RT_OK && i < last; i++) {
        struct rt_notice *notice = &list[i];
        const char *text = "";

        if (notice->user_id != 0 || notice->word == RT_SAY_REPLY)
            continue;
        notice->lang = NULL; /* the page's, not the account's */
        rc = rt_desk_tell(v->app->db, &v->site->desk, notice, v->lang, my->now,
                          v->arena, &text, err);
        json_array_append_new(told,
                              json_pack("{s:s, s:s}", "time",
                                        rt_instant_text(v, notice->created_at),
                                        "text", text));
    }
    json_object_set_new(view, "any_told",
                        json_boolean(json_array_size(told) != 0));
    json_object_set_new(view, "told", told);
    return rc;
}

static enum rt_code
add_messages(struct rt_my *my, json_t *view, struct rt_err *err)
{
    struct rt_visit *v = my->v;
    struct rt_desk_entry *list;
    size_t n;
    json_t *messages = json_array();
    enum rt_code rc = rt_desk_timeline(v->app->db, my->scene.the_case.id,
                                       v->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++)
        if (list[i].is_message)
            json_array_append_new(
                messages,
                json_pack(
                    "{s:s, s:s, s:s}", "time", rt_instant_text(v, list[i].at),
                    "who",
                    rt_text(v->lang, strcmp(list[i].kind, "from_client") == 0
                                         ? "my_you"
                                         : "my_we"),
                    "text", list[i].text != NULL ? list[i].text : ""));
    json_object_set_new(view, "any_message",
                        json_boolean(json_array_size(messages) != 0));
    json_object_set_new(view, "messages", messages);
    return rc;
}

static enum rt_code
add_case(struct rt_my *my, json_t *view, struct rt_err *err)
{
    struct rt_visit *v = my->v;
    const struct rt_case *k = &my->scene.the_case;
    enum rt_code rc = add_stand(my, view, err);

    if (rc == RT_OK)
        rc = add_told(my, view, err);
    json_object_set_new(
        view, "case_heading",
        json_string(rt_text_fill(v->lang, v->arena, "my_case", "case",
                                 rt_fmt(v->arena, "%" PRId64, k->id), NULL)));
    json_object_set_new(view, "case", json_integer(k->id));
    for (size_t i = 0; i < my->scene.facts.n_offerings; i++)
        if (my->scene.facts.offerings[i].state == RT_OFFERING_SHOWN)
            json_object_set_new(view, "shown",
                                json_integer(my->scene.facts.offerings[i].n));
    return rc == RT_OK ? add_messages(my, view, err) : rc;
}

static enum rt_code
add_reasons(struct rt_my *my, json_t *view, struct rt_err *err)
{
    const struct rt_desk_facts *f = &my->scene.facts;
    json_t *list = json_array();
    enum rt_code rc = RT_OK;

    for (size_t i = 0; rc == RT_OK && i < f->n_reasons; i++) {
        const char *text = "";

        rc = rt_desk_visit_reason(my->v, f->reasons[i], NULL, &text, err);
        json_array_append_new(list, json_pack("{s:s, s:s}", "code",
                                              f->reasons[i], "label", text));
    }
    json_object_set_new(view, "reasons", list);
    return rc;
}

static bool
may(const struct rt_my *my, enum rt_desk_event e)
{
    return (my->may >> e & 1) != 0;
}

/* The client's buttons, as the desk's table has them.  Who may ask may also
 * end the contract at once, which makes the request on the way. */
static enum rt_code
add_buttons(struct rt_my *my, json_t *view, struct rt_err *err)
{
    static const enum rt_desk_event buttons[] = {
        RT_DO_REQUEST,     RT_DO_ACCEPT,   RT_DO_DECLINE,
        RT_DO_ASK_MANAGER, RT_DO_WITHDRAW, RT_DO_UNDO};
    bool ends = may(my, RT_DO_END) || may(my, RT_DO_REQUEST);
    bool asks = my->scene.the_case.state == RT_STEP_REASON;
    bool any = ends;

    for (size_t i = 0; i < sizeof buttons / sizeof buttons[0]; i++) {
        json_object_set_new(
            view,
            rt_fmt(my->v->arena, "may_%s", rt_desk_event_name(buttons[i])),
            json_boolean(may(my, buttons[i])));
        any = any || may(my, buttons[i]);
    }
    json_object_set_new(view, "may_end", json_boolean(ends));
    json_object_set_new(view, "may_any", json_boolean(any));
    json_object_set_new(view, "may_begin",
                        json_boolean(any && my->scene.facts.the_case == NULL));
    json_object_set_new(view, "may_reason", json_boolean(asks));
    json_object_set_new(view, "may_message",
                        json_boolean(may(my, RT_DO_MESSAGE)));
    return asks ? add_reasons(my, view, err) : RT_OK;
}

static void
add_end(struct rt_my *my, json_t *view)
{
    struct rt_visit *v = my->v;
    struct rt_desk_speech s = rt_desk_visit_speech(v, &my->scene);
    struct rt_desk_notice n = {
        .word = RT_SAY_END_ASK,
        .last_day = rt_zone_day(v->site->zone, my->now) +
                    v->site->desk.office.rules.notice_days,
    };

    s.word = RT_SAY_END_ASK;
    s.n = &n;
    json_object_set_new(view, "ask_end",
                        json_string(rt_desk_say(&s, v->arena)));
    json_object_set_new(view, "confirm",
                        json_string(rt_my_confirm_make(my, "end")));
}

static enum rt_code
fill_view(struct rt_my *my, json_t *view, struct rt_err *err)
{
    const char *words = rt_pairs_get(&my->v->rq.form, "words");
    const char *text = rt_pairs_get(&my->v->rq.form, "text");
    enum rt_code rc = RT_OK;

    add_contract(my, view);
    if (my->scene.facts.the_case != NULL)
        rc = add_case(my, view, err);
    if (rc == RT_OK)
        rc = add_buttons(my, view, err);
    if (my->ask_end)
        add_end(my, view);
    if (rc == RT_OK)
        rc = rt_my_add_consent(my, view, err);
    if (my->alert != NULL)
        json_object_set_new(view, "alert", json_string(my->alert));
    if (my->problem != NULL)
        json_object_set_new(view, "problem", json_string(my->problem));
    json_object_set_new(
        view, "words",
        json_string(my->status != 0 && words != NULL ? words : ""));
    json_object_set_new(
        view, "typed",
        json_string(my->status != 0 && text != NULL ? text : ""));
    return rc;
}

enum rt_code
rt_my_render(struct rt_my *my, struct rt_err *err)
{
    json_t *view = new_view(my);
    enum rt_code rc;

    json_object_set_new(view, "page", json_true());
    rc = fill_view(my, view, err);
    if (my->status != 0)
        my->v->re.status = my->status;
    return rt_view_finish(my->v, rc, "my", view, err);
}

enum rt_code
rt_my_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_my my = {.v = x->host};
    enum rt_code rc = rt_my_begin(&my, err);

    if (rc == RT_NONE)
        return rt_my_render_dead(&my, err);
    if (rc == RT_OK && !rt_my_is_open(&my))
        return rt_my_render_ask(&my, NULL, err);
    if (rc == RT_OK)
        rc = rt_my_look(&my, err);
    return rc == RT_OK ? rt_my_render(&my, err) : rc;
}
