#include "page/call.h"

#include "desk/decide.h"
#include "page/carried_filter.h"
#include "page/case_own.h"
#include "page/form_view.h"
#include "page/mask.h"
#include "page/problem.h"
#include "page/view.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

enum { CONFLICT = 409 };

const struct rt_field rt_call_inputs[] = {
    {.name = "nonce", .kind = RT_INPUT_TEXT, .high = 100, .required = true},
    {.name = "source", .kind = RT_INPUT_WORD, .words = rt_case_word_sources},
    {.name = "note",
     .label = "case_note",
     .kind = RT_INPUT_TEXT,
     .high = RT_DESK_COMMENT},
    {.name = "reason",
     .label = "case_reason",
     .kind = RT_INPUT_TEXT,
     .high = 64},
    {.name = "words",
     .label = "case_own_words",
     .kind = RT_INPUT_TEXT,
     .high = RT_DESK_OWN_WORDS},
    {.name = NULL},
};

static struct rt_desk_ask
request_ask(const struct rt_desk_who *who, const char *note)
{
    return (struct rt_desk_ask){
        .event = RT_DO_REQUEST,
        .who = *who,
        .source = RT_FROM_PHONE,
        .note = note,
        .day = RT_DAY_NONE,
    };
}

/* Without a case: the form that opens one, or why that is not possible. */
static void
add_open(struct rt_case_view *c)
{
    struct rt_visit *v = c->v;
    const struct rt_desk_ask ask = request_ask(&c->who, "-");
    struct rt_desk_plan plan;

    rt_desk_decide(&c->scene.facts, &ask, &plan);
    if (plan.answer != RT_DESK_DONE)
        json_object_set_new(
            c->json, "cannot",
            json_string(rt_text_fill(v->lang, v->arena, "call_cannot", "why",
                                     rt_case_why_not(v, plan.why), NULL)));
    json_object_set_new(c->json, "may_request",
                        json_boolean(plan.answer == RT_DESK_DONE));
}

static enum rt_code
add_case(struct rt_case_view *c, struct rt_err *err)
{
    struct rt_visit *v = c->v;
    const struct rt_case *k = &c->scene.the_case;
    const char *id = rt_fmt(v->arena, "%" PRId64, k->id);
    const char *reason;
    enum rt_code rc =
        rt_desk_visit_reason(v, k->reason, k->words, &reason, err);

    if (rc != RT_OK)
        return rc;
    json_object_set_new(
        c->json, "open",
        json_pack(
            "{s:s, s:s, s:s, s:s}", "heading",
            rt_text_fill(v->lang, v->arena, "call_case", "case", id, NULL),
            "href", rt_carry_lang(v, rt_fmt(v->arena, "/cases/%s", id)),
            "state",
            rt_text(v->lang, rt_fmt(v->arena, "case_state_%s",
                                    rt_case_state_name(k->state))),
            "reason_now", reason[0] != '\0' ? reason : "—"));
    return rt_case_add_say(c, err);
}

static enum rt_code
fill_view(struct rt_case_view *c, struct rt_err *err)
{
    bool open = c->scene.facts.the_case != NULL;
    enum rt_code rc = rt_case_add_facts(c, err);

    if (rc == RT_OK)
        rc = rt_case_add_actions(c, err);
    if (rc == RT_OK && open)
        rc = add_case(c, err);
    else if (rc == RT_OK)
        add_open(c);
    rt_case_add_offers(c);
    return rc;
}

enum rt_code
rt_call_render(struct rt_case_view *c, struct rt_err *err)
{
    struct rt_visit *v = c->v;
    const char *number = c->scene.contract.external_id;
    enum rt_code rc;

    /* Titles stay in a browser's history. */
    c->json =
        rt_view_new(v, rt_text_fill(v->lang, v->arena, "call_title", "contract",
                                    rt_mask_number(v->arena, number), NULL));
    json_object_set_new(
        c->json, "heading",
        json_string(rt_text_fill(v->lang, v->arena, "call_title", "contract",
                                 number, NULL)));
    json_object_set_new(c->json, "back",
                        json_string(rt_carry_lang(v, "/queue")));
    json_object_set_new(
        c->json, "call_action",
        json_string(rt_carry_lang(
            v, rt_fmt(v->arena, "/calls/%" PRId64, c->contract_id))));
    rc = fill_view(c, err);
    if (c->p->status != 0)
        v->re.status = c->p->status;
    return rt_view_finish(v, rc, "call", c->json, err);
}

enum rt_code
rt_call_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_case_page p = {.call = true};
    struct rt_case_view c = {.v = v, .p = &p};
    enum rt_code rc = rt_carry_check(v, &x->rest, err);

    if (rt_form_text(&x->form, "done") != NULL)
        p.done = rt_text(v->lang, "case_done");
    if (rc == RT_OK)
        rc = rt_case_look(&c, 0, rt_desk_visit_id(v), err);
    return rc == RT_OK ? rt_call_render(&c, err) : rc;
}

static enum rt_code
show_again(struct rt_visit *v, struct rt_case_page *p, int status,
           struct rt_err *err)
{
    struct rt_case_view c = {.v = v, .p = p};
    enum rt_code rc = rt_case_look(&c, 0, rt_desk_visit_id(v), err);

    p->status = status;
    return rc == RT_OK ? rt_call_render(&c, err) : rc;
}

enum rt_code
rt_call_open_again(struct rt_exchange *x, const struct rt_err *why,
                   struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_case_page p = {.call = true,
                             .event = "request",
                             .field = rt_err_arg(why, "key"),
                             .problem = rt_problem_text(v, why)};

    return show_again(v, &p, RT_FORM_WRONG, err);
}

static struct rt_desk_wish
wish_of(struct rt_exchange *x, const struct rt_desk_who *who)
{
    struct rt_visit *v = x->host;
    const char *source = rt_form_text(&x->form, "source");
    struct rt_desk_wish w = {
        .ask = request_ask(who, rt_form_text(&x->form, "note")),
        .via = RT_VIA_WEB,
        .request_id = v->rq.id,
        .now = time(NULL),
    };

    if (source != NULL && rt_case_source_parse(source, &w.ask.source) != RT_OK)
        w.ask.source = RT_FROM_PHONE;
    w.channel = rt_case_source_words[w.ask.source];
    return w;
}

/* The reason, or that none was named: the rules pick an offer.  *out is what
 * the desk answers to that. */
static enum rt_code
send_reason(struct rt_exchange *x, struct rt_desk_wish *w, int64_t case_id,
            struct rt_desk_result *out, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_desk_scene scene;
    enum rt_code rc = rt_desk_look(v->app->db, &v->site->desk, case_id, 0,
                                   w->now, v->arena, &scene, err);

    if (rc != RT_OK)
        return rc;
    w->case_id = case_id;
    w->key = rt_fmt(v->arena, "%s-why", w->key);
    w->ask.event = RT_DO_REASON;
    w->ask.version = scene.the_case.version;
    w->ask.reason = rt_form_text(&x->form, "reason");
    w->ask.words = rt_form_text(&x->form, "words");
    return rt_desk_apply(v->app->db, &v->site->desk, w, v->arena, out, err);
}

static bool
is_done(const struct rt_desk_plan *p)
{
    return p->answer == RT_DESK_DONE || p->answer == RT_DESK_SAME;
}

/* The call screen as it is now, with what was typed and why it was not done.
 * After `reason` the case is open all the same. */
static enum rt_code
show_refused(struct rt_visit *v, const char *event,
             const struct rt_desk_result *r, struct rt_err *err)
{
    struct rt_case_page p = {.call = true, .event = event};
    enum rt_code rc = RT_OK;

    switch (r->plan.answer) {
    case RT_DESK_BAD:
        p.field = r->plan.field;
        p.problem =
            rt_text(v->lang, rt_fmt(v->arena, "case_field_%s", p.field));
        return show_again(v, &p, RT_FORM_WRONG, err);
    case RT_DESK_NOT_NOW:
        p.alert = rt_text_fill(v->lang, v->arena, "not_now", "why",
                               rt_case_why_not(v, r->plan.why), NULL);
        break;
    case RT_DESK_STALE:
        rc = rt_case_who_was_faster(v, r->case_id, &p.alert, err);
        break;
    default:
        return rt_fail_key(err, RT_NONE, "call_not_there", NULL);
    }
    return rc == RT_OK ? show_again(v, &p, CONFLICT, err) : rc;
}

static enum rt_code
answer_open(struct rt_exchange *x, struct rt_desk_wish *w,
            const struct rt_desk_result *r, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_desk_result named = {.plan.answer = RT_DESK_SAME};
    enum rt_code rc = RT_OK;

    if (!is_done(&r->plan))
        return show_refused(v, "request", r, err);
    if (r->plan.answer == RT_DESK_DONE)
        rc = send_reason(x, w, r->case_id, &named, err);
    if (rc != RT_OK)
        return rc;
    if (!is_done(&named.plan))
        return show_refused(v, "reason", &named, err);
    rt_case_go_on(v, true, w->contract_id, false);
    return RT_OK;
}

enum rt_code
rt_call_open(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    const char *nonce = rt_form_text(&x->form, "nonce");
    struct rt_case_page p = {.call = true};
    struct rt_case_view c = {.v = v, .p = &p};
    struct rt_desk_result result;
    struct rt_desk_wish w;
    enum rt_code rc = rt_case_look(&c, 0, rt_desk_visit_id(v), err);

    if (rc != RT_OK)
        return rc;
    w = wish_of(x, &c.who);
    w.contract_id = c.contract_id;
    w.key = rt_desk_visit_key(v, nonce);
    if (w.key == NULL)
        return rt_fail_key(err, RT_EINVAL, "bad_value", "key", "nonce", "value",
                           nonce, NULL);
    rc = rt_desk_apply(v->app->db, &v->site->desk, &w, v->arena, &result, err);
    return rc == RT_OK ? answer_open(x, &w, &result, err) : rc;
}
