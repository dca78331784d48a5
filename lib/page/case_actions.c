/* What the page of a case and the call screen offer to do. */
#include "base/date.h"
#include "desk/decide.h"
#include "desk/say.h"
#include "page/carried_filter.h"
#include "page/case_own.h"
#include "repo/desk_days.h"
#include "repo/desk_orders.h"
#include "repo/desk_staff.h"

#include <inttypes.h>
#include <string.h>

const char *const rt_case_word_sources[] = {"phone", "office", "letter", NULL};

/* Events that have a form or a button on the page of a case. */
static const enum rt_desk_event buttons[] = {
    RT_DO_REASON,   RT_DO_ACCEPT,    RT_DO_DECLINE, RT_DO_ASK_MANAGER,
    RT_DO_WITHDRAW, RT_DO_END,       RT_DO_TAKE,    RT_DO_CALLBACK,
    RT_DO_RELEASE,  RT_DO_NO_ANSWER, RT_DO_PASS,    RT_DO_ASSIGN,
    RT_DO_PROPOSE,  RT_DO_RECALL,    RT_DO_COMMENT, RT_DO_MESSAGE,
    RT_DO_STAYED,   RT_DO_LEFT,      RT_DO_UNDO,    RT_DO_REOPEN,
    RT_DO_VOID,     RT_DO_LAPSE,
};

/* What the client says to the staff. */
static const enum rt_desk_event on_word[] = {
    RT_DO_REASON,      RT_DO_ACCEPT,   RT_DO_DECLINE,
    RT_DO_ASK_MANAGER, RT_DO_WITHDRAW, RT_DO_END,
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

const char *
rt_case_why_not(const struct rt_visit *v, const char *why)
{
    const char *text = NULL;

    if (why != NULL)
        text = rt_text_find(v->lang, rt_fmt(v->arena, "not_now_%s", why));
    if (text == NULL && why != NULL)
        text =
            rt_text_find(v->lang, rt_fmt(v->arena, "cli_offer_rule_%s", why));
    return text != NULL ? text : rt_text(v->lang, "not_now_other");
}

static json_t *
choice(const char *code, const char *label, bool chosen)
{
    return json_pack("{s:s, s:s, s:b}", "code", code, "label", label, "chosen",
                     chosen);
}

enum rt_code
rt_case_add_reasons(struct rt_case_view *c, const char *chosen,
                    struct rt_err *err)
{
    const struct rt_desk_facts *f = &c->scene.facts;
    json_t *list = json_array();
    enum rt_code rc = RT_OK;

    for (size_t i = 0; rc == RT_OK && i < f->n_reasons; i++) {
        const char *text = "";

        rc = rt_desk_visit_reason(c->v, f->reasons[i], NULL, &text, err);
        json_array_append_new(
            list, choice(f->reasons[i], text,
                         chosen != NULL && strcmp(chosen, f->reasons[i]) == 0));
    }
    json_object_set_new(c->json, "reasons", list);
    return rc;
}

static void
add_sources(struct rt_case_view *c)
{
    const char *typed = rt_case_typed(c, "source");
    json_t *list = json_array();

    for (size_t i = 0; rt_case_word_sources[i] != NULL; i++) {
        const char *code = rt_case_word_sources[i];

        json_array_append_new(
            list, choice(code,
                         rt_text(c->v->lang,
                                 rt_fmt(c->v->arena, "case_source_%s", code)),
                         typed[0] != '\0' ? strcmp(typed, code) == 0 : i == 0));
    }
    json_object_set_new(c->json, "sources", list);
}

/* Whom the case can be given to. */
static enum rt_code
add_workers(struct rt_case_view *c, struct rt_err *err)
{
    const struct rt_desk_facts *f = &c->scene.facts;
    const struct rt_deal deal = {
        .today = rt_zone_day(f->calendar->zone, c->now),
        .client_id = f->contract->client_id,
        .now = c->now,
    };
    const char *typed = rt_case_typed(c, "user");
    json_t *list = json_array();
    enum rt_code rc = RT_OK;

    for (size_t i = 0; rc == RT_OK && i < f->n_workers; i++) {
        const struct rt_worker *w = &f->workers[i];
        const char *name = "", *code;

        if (w->id == c->scene.the_case.manager_id ||
            !rt_worker_can_have(w, f->workers, f->n_workers, &deal))
            continue;
        rc = rt_desk_staff_name(c->v->app->db, w->id, c->v->arena, &name, err);
        code = rt_fmt(c->v->arena, "%" PRId64, w->id);
        json_array_append_new(list,
                              choice(code, name, strcmp(typed, code) == 0));
    }
    json_object_set_new(c->json, "workers", list);
    return rc;
}

/* The form that is shown again is open, and says what is wrong where it is. */
static void
add_problem(struct rt_case_view *c)
{
    const struct rt_case_page *p = c->p;
    struct rt_arena *a = c->v->arena;

    if (p->event == NULL)
        return;
    json_object_set_new(c->json, rt_fmt(a, "open_%s", p->event), json_true());
    if (p->problem != NULL)
        json_object_set_new(c->json, "problem", json_string(p->problem));
    if (p->field != NULL) {
        json_object_set_new(c->json, rt_fmt(a, "%s_error", p->field),
                            json_string(p->problem));
        json_object_set_new(c->json, "target",
                            json_string(rt_fmt(a, "case-%s", p->field)));
    }
}

/* A text belongs to the form that it was typed into. */
static void
add_typed(struct rt_case_view *c)
{
    static const char *const names[] = {"note", "words", "at", "day"};
    const char *event = c->p->event != NULL ? c->p->event : "";

    for (size_t i = 0; i < COUNT(names); i++)
        json_object_set_new(c->json, names[i],
                            json_string(rt_case_typed(c, names[i])));
    json_object_set_new(c->json, "comment",
                        json_string(strcmp(event, "comment") == 0
                                        ? rt_case_typed(c, "text")
                                        : ""));
    json_object_set_new(c->json, "message",
                        json_string(strcmp(event, "message") == 0
                                        ? rt_case_typed(c, "text")
                                        : ""));
}

static void
add_end(struct rt_case_view *c)
{
    const struct rt_desk_rules *rules = &c->v->site->desk.office.rules;
    struct rt_desk_speech s = rt_desk_visit_speech(c->v, &c->scene);
    struct rt_desk_notice n = {
        .word = RT_SAY_END_ASK,
        .last_day = rt_zone_day(c->v->site->zone, c->now) + rules->notice_days,
    };

    s.word = RT_SAY_END_ASK;
    s.n = &n;
    json_object_set_new(c->json, "end_ask",
                        json_string(rt_desk_say(&s, c->v->arena)));
}

/* Orders that billing has refused and that can be given again. */
static enum rt_code
add_refused(struct rt_case_view *c, struct rt_err *err)
{
    const struct rt_desk_facts *f = &c->scene.facts;
    const char *answer = NULL;
    json_t *list = json_array();
    enum rt_code rc = RT_OK;

    for (size_t i = 0; f->the_case != NULL && i < f->n_orders; i++) {
        const struct rt_desk_ask ask = {.event = RT_DO_REISSUE,
                                        .who = c->who,
                                        .version = f->the_case->version,
                                        .order_id = f->orders[i].id,
                                        .day = RT_DAY_NONE};
        struct rt_desk_plan plan;

        if (f->orders[i].state != RT_ORDER_REFUSED)
            continue;
        rt_desk_decide(f, &ask, &plan);
        if (plan.answer == RT_DESK_DONE)
            json_array_append_new(
                list, json_pack("{s:I}", "order", (json_int_t)f->orders[i].id));
    }
    if (json_array_size(list) != 0)
        rc = rt_desk_order_answer(c->v->app->db, f->the_case->id, c->v->arena,
                                  &answer, err);
    json_object_set_new(
        c->json, "answer",
        json_string(answer != NULL ? answer
                                   : rt_text(c->v->lang, "staff_no_answer")));
    json_object_set_new(c->json, "refused", list);
    return rc == RT_NONE ? RT_OK : rc;
}

/* The offering that waits for an answer; 0: none. */
static int32_t
shown_n(const struct rt_case_view *c)
{
    const struct rt_desk_facts *f = &c->scene.facts;

    for (size_t i = 0; i < f->n_offerings; i++)
        if (f->offerings[i].state == RT_OFFERING_SHOWN)
            return f->offerings[i].n;
    return 0;
}

static bool
is_any(const struct rt_case_view *c, const enum rt_desk_event *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (rt_case_may(c, list[i]))
            return true;
    return false;
}

/* A manager who may not yet is shown the button that lets them. */
static void
add_buttons(struct rt_case_view *c)
{
    struct rt_arena *a = c->v->arena;

    for (size_t i = 0; i < COUNT(buttons); i++)
        json_object_set_new(c->json,
                            rt_fmt(a, "may_%s", rt_desk_event_name(buttons[i])),
                            json_boolean(rt_case_may(c, buttons[i])));
    json_object_set_new(c->json, "may_word",
                        json_boolean(is_any(c, on_word, COUNT(on_word))));
    json_object_set_new(c->json, "may_any",
                        json_boolean(is_any(c, buttons, COUNT(buttons))));
}

enum rt_code
rt_case_add_actions(struct rt_case_view *c, struct rt_err *err)
{
    struct rt_visit *v = c->v;
    const struct rt_case *k = &c->scene.the_case;
    const char *reason = rt_case_typed(c, "reason");
    int32_t n = shown_n(c);
    enum rt_code rc;

    add_buttons(c);
    add_sources(c);
    add_typed(c);
    add_problem(c);
    if (c->p->ask_end)
        add_end(c);
    if (n != 0)
        json_object_set_new(c->json, "shown", json_integer(n));
    if (k->id != 0)
        json_object_set_new(c->json, "id", json_integer(k->id));
    json_object_set_new(c->json, "case_version", json_integer(k->version));
    json_object_set_new(c->json, "nonce", json_string(rt_desk_visit_nonce(v)));
    json_object_set_new(c->json, "action",
                        json_string(rt_carry_lang(
                            v, rt_fmt(v->arena, "/cases/%" PRId64, k->id))));
    json_object_set_new(c->json, "on_call", json_boolean(c->p->call));
    if (c->p->alert != NULL)
        json_object_set_new(c->json, "alert", json_string(c->p->alert));
    if (c->p->done != NULL)
        json_object_set_new(c->json, "done", json_string(c->p->done));
    rc = rt_case_add_reasons(c, reason[0] != '\0' ? reason : k->reason, err);
    if (rc == RT_OK)
        rc = add_refused(c, err);
    return rc == RT_OK ? add_workers(c, err) : rc;
}

/* An admin may propose an offer against the rules that do not count for them.
 */
static bool
may_override(const struct rt_case_view *c, const struct rt_offer *o,
             struct rt_offer_ask ask)
{
    ask.override = true;
    return c->who.role == RT_DESK_ADMIN && rt_case_may(c, RT_DO_PROPOSE) &&
           rt_offer_check(o, &ask) == RT_RULE_FITS;
}

static void
add_offer(struct rt_case_view *c, const struct rt_offer_choice *o, size_t place,
          const struct rt_offer_ask *ask, json_t *fits, json_t *rest)
{
    struct rt_visit *v = c->v;
    struct rt_desk_speech speech = rt_desk_visit_speech(v, &c->scene);
    const struct rt_offering as_shown = {.type = o->offer->type,
                                         .effect = o->offer->effect};
    bool good = o->rule == RT_RULE_FITS;
    const char *why = rt_text(v->lang, rt_fmt(v->arena, "cli_offer_rule_%s",
                                              rt_offer_rule_name(o->rule)));

    speech.offering = &as_shown;
    json_array_append_new(
        good ? fits : rest,
        json_pack("{s:I, s:I, s:s, s:s, s:s, s:s, s:s, s:b}", "place",
                  (json_int_t)place, "offer", (json_int_t)o->offer->id, "type",
                  o->offer->type, "description",
                  o->offer->description != NULL ? o->offer->description : "",
                  "terms", rt_desk_say_terms(&speech, v->arena), "net",
                  rt_desk_visit_money(v, o->net12), "why", why, "still",
                  !good && may_override(c, o->offer, *ask)));
}

void
rt_case_add_offers(struct rt_case_view *c)
{
    const struct rt_desk_facts *f = &c->scene.facts;
    int32_t today = rt_zone_day(c->v->site->zone, f->now);
    bool open = f->the_case != NULL
                    ? rt_case_in(f->the_case->state, RT_IN_OPEN)
                    : rt_desk_runs(&c->scene.contract.contract, today);
    int64_t shown[RT_DESK_OFFERINGS];
    struct rt_offer_ask ask = rt_desk_offer_ask(f, shown);
    struct rt_offer_choice *all =
        rt_alloc_n(c->v->arena, f->n_offers + 1, sizeof *all);
    size_t fit = rt_offer_rank(f->offers, f->n_offers, &ask, all);
    json_t *fits = json_array(), *rest = json_array();

    for (size_t i = 0; i < f->n_offers; i++)
        add_offer(c, &all[i], i + 1, &ask, fits, rest);
    json_object_set_new(c->json, "offers_shown", json_boolean(open));
    json_object_set_new(c->json, "fits_none", json_boolean(fit == 0));
    json_object_set_new(c->json, "any_rest", json_boolean(fit < f->n_offers));
    json_object_set_new(c->json, "fits", fits);
    json_object_set_new(c->json, "rest", rest);
}
