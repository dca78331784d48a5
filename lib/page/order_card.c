/* One order, and what is done about it by hand. */
#include "page/orders.h"

#include "base/date.h"
#include "desk/decide.h"
#include "page/carried_filter.h"
#include "page/desk_answer.h"
#include "page/form_view.h"
#include "page/instant.h"
#include "page/order_own.h"
#include "page/problem.h"
#include "page/view.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

static const char *const done_words[] = {"done", "refused", "reissue", "reopen",
                                         "undo", "same",    NULL};
static const char *const results[] = {"done", "refused", NULL};
static const char *const events[] = {"reissue", "reopen", "undo", NULL};
static const char *const sources[] = {"phone", "office", "letter", NULL};

#define ID_MOST 9007199254740991.
#define ORDER \
    { \
        .name = "order", .kind = RT_INPUT_INT, .low = 1, .high = ID_MOST, \
        .required = true \
    }
#define NONCE \
    { \
        .name = "nonce", .kind = RT_INPUT_TEXT, .high = 100, .required = true \
    }

const struct rt_field rt_order_inputs[] = {
    {.name = "done", .kind = RT_INPUT_WORD, .words = done_words},
    {.name = NULL},
};

const struct rt_field rt_order_answer_inputs[] = {
    ORDER,
    NONCE,
    {.name = "result",
     .label = "order_state",
     .kind = RT_INPUT_WORD,
     .words = results,
     .required = true},
    {.name = "day",
     .label = "order_day",
     .hint = "order_day_hint",
     .kind = RT_INPUT_TEXT,
     .high = 40},
    {.name = "answer",
     .label = "order_answer",
     .hint = "order_answer_hint",
     .kind = RT_INPUT_TEXT,
     .high = 1000},
    {.name = NULL},
};

const struct rt_field rt_order_event_inputs[] = {
    ORDER,
    NONCE,
    {.name = "event", .kind = RT_INPUT_WORD, .words = events, .required = true},
    {.name = "source", .kind = RT_INPUT_WORD, .words = sources},
    {.name = "version",
     .kind = RT_INPUT_INT,
     .low = 1,
     .high = INT32_MAX,
     .required = true},
    {.name = NULL},
};

/* An order on its way to its page. */
struct order_card {
    struct rt_visit *v;
    struct rt_order_entry entry;
    struct rt_desk_who who;
    struct rt_desk_scene scene;
    bool has_scene; /* of its case */
    uint64_t may;
    const char *done, *alert; /* sentences; NULL */
    const struct rt_err *why; /* of the form of an answer; NULL */
};

static enum rt_code
not_there(struct rt_err *err)
{
    return rt_fail_key(err, RT_NONE, "order_not_there", NULL);
}

static enum rt_code
look_at_case(struct order_card *c, struct rt_err *err)
{
    struct rt_visit *v = c->v;
    int64_t case_id = c->entry.order.case_id;
    enum rt_code rc;

    if (case_id == 0)
        return RT_OK;
    rc = rt_desk_look(v->app->db, &v->site->desk, case_id, 0, time(NULL),
                      v->arena, &c->scene, err);
    if (rc == RT_OK) {
        c->has_scene = true;
        c->may = rt_desk_may(&c->scene.facts, &c->who);
    }
    return rc == RT_NONE ? RT_OK : rc;
}

static enum rt_code
open_order(struct order_card *c, int64_t id, struct rt_err *err)
{
    struct rt_visit *v = c->v;
    struct rt_desk_sight view;
    enum rt_code rc = rt_desk_visit_begin(v, err);

    if (rc == RT_OK)
        rc = rt_desk_visit_who(v, &c->who, err);
    if (rc == RT_OK)
        rc = rt_desk_visit_sight(v, &view, err);
    if (rc == RT_OK)
        rc =
            rt_order_book_find(v->app->db, &view, id, v->arena, &c->entry, err);
    if (rc == RT_NONE)
        return not_there(err);
    return rc == RT_OK ? look_at_case(c, err) : rc;
}

static bool
may(const struct order_card *c, enum rt_desk_event e)
{
    return (c->may >> e & 1) != 0;
}

static bool
is_waiting(const struct rt_order *o)
{
    return o->state == RT_ORDER_NEW || o->state == RT_ORDER_SENT;
}

/* A button that is an event of the case. */
static void
add_button(const struct order_card *c, json_t *list, enum rt_desk_event e)
{
    const struct rt_visit *v = c->v;
    const char *word = rt_desk_event_name(e);

    json_array_append_new(
        list,
        json_pack("{s:s, s:s, s:s, s:b, s:s}", "event", word, "text",
                  rt_text(v->lang, rt_fmt(v->arena, "order_do_%s", word)),
                  "hint",
                  rt_text(v->lang, rt_fmt(v->arena, "order_do_%s_hint", word)),
                  "asks_source", e == RT_DO_REOPEN, "nonce",
                  rt_desk_visit_nonce(c->v)));
}

static json_t *
list_buttons(const struct order_card *c)
{
    json_t *list = json_array();
    bool refused = c->entry.order.state == RT_ORDER_REFUSED;

    if (refused && may(c, RT_DO_REISSUE))
        add_button(c, list, RT_DO_REISSUE);
    if (refused && may(c, RT_DO_REOPEN))
        add_button(c, list, RT_DO_REOPEN);
    if (c->entry.order.state == RT_ORDER_NEW && may(c, RT_DO_UNDO))
        add_button(c, list, RT_DO_UNDO);
    return list;
}

static json_t *
list_sources(const struct rt_visit *v)
{
    json_t *list = json_array();

    for (size_t i = 0; sources[i] != NULL; i++)
        json_array_append_new(
            list, json_pack("{s:s, s:s}", "code", sources[i], "label",
                            rt_text(v->lang, rt_fmt(v->arena, "order_source_%s",
                                                    sources[i]))));
    return list;
}

static const char *
until_text(const struct rt_visit *v, const struct rt_order *o)
{
    int32_t until = rt_order_until(o);

    if (until == RT_DAY_OPEN || until <= o->effective_on)
        return NULL;
    return rt_text_day(v->lang, v->arena, until - 1);
}

static void
add_facts(const struct order_card *c, json_t *view)
{
    struct rt_visit *v = c->v;
    const struct rt_order_entry *e = &c->entry;
    const char *until = until_text(v, &e->order);

    json_object_update_new(view, rt_order_json(v, e));
    json_object_set_new(view, "number", json_string(e->number));
    json_object_set_new(
        view, "client_href",
        json_string(rt_carry_lang(
            v, rt_fmt(v->arena, "/clients/%" PRId64, e->client_id))));
    json_object_set_new(view, "until",
                        until != NULL ? json_string(until) : json_null());
    json_object_set_new(view, "file",
                        e->export_id != 0 ? json_integer(e->export_id)
                                          : json_null());
    json_object_set_new(view, "closed",
                        e->closed_at != 0
                            ? json_string(rt_instant_text(v, e->closed_at))
                            : json_null());
    json_object_set_new(view, "seen", json_integer(e->version));
    json_object_set_new(view, "back", json_string(rt_carry_lang(v, "/orders")));
}

static json_t *
answer_form(const struct order_card *c)
{
    struct rt_visit *v = c->v;

    if (!is_waiting(&c->entry.order) || !may(c, RT_DO_ORDER_DONE))
        return json_null();
    return json_pack("{s:o, s:s}", "fields",
                     rt_form_fields(v, "answer", rt_order_answer_inputs,
                                    c->why != NULL ? &v->rq.form : NULL,
                                    c->why),
                     "nonce", rt_desk_visit_nonce(v));
}

static enum rt_code
show_card(struct order_card *c, struct rt_err *err)
{
    struct rt_visit *v = c->v;
    const char *title =
        rt_text_fill(v->lang, v->arena, "order_title", "id",
                     rt_fmt(v->arena, "%" PRId64, c->entry.order.id), NULL);
    json_t *view = rt_view_new(v, title);
    const char *key = c->why != NULL ? rt_err_arg(c->why, "key") : NULL;

    add_facts(c, view);
    json_object_set_new(view, "done",
                        c->done != NULL ? json_string(c->done) : json_null());
    json_object_set_new(view, "alert",
                        c->alert != NULL ? json_string(c->alert) : json_null());
    json_object_set_new(view, "form", answer_form(c));
    json_object_set_new(view, "buttons", list_buttons(c));
    json_object_set_new(view, "sources", list_sources(v));
    if (c->why != NULL) {
        v->re.status = RT_FORM_WRONG;
        json_object_set_new(view, "problem",
                            json_string(rt_problem_text(v, c->why)));
    }
    if (key != NULL)
        json_object_set_new(view, "target",
                            json_string(rt_fmt(v->arena, "answer-%s", key)));
    return rt_view_render(v, "order", view, err);
}

enum rt_code
rt_order_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct order_card c = {.v = v};
    const char *done = rt_form_text(&x->form, "done");
    enum rt_code rc = rt_carry_check(v, &x->rest, err);

    if (rc == RT_OK)
        rc = open_order(&c, rt_desk_visit_id(v), err);
    if (rc != RT_OK)
        return rc;
    if (done != NULL)
        c.done = rt_text(v->lang, rt_fmt(v->arena, "order_did_%s", done));
    return show_card(&c, err);
}

static enum rt_code
go_to(struct rt_visit *v, int64_t id, const char *done)
{
    return rt_desk_answer_go(v, rt_fmt(v->arena, "/orders/%" PRId64, id), done);
}

/* Ask the desk, and say what it answered; of an order that was not found it
 * says no more than of one that is not there. */
static enum rt_code
ask_desk(struct order_card *c, struct rt_desk_wish *w, const char *nonce,
         const char *done, struct rt_err *err)
{
    struct rt_visit *v = c->v;
    int64_t id = w->ask.order_id != 0 ? w->ask.order_id : c->entry.order.id;
    struct rt_desk_result r;
    const char *alert = NULL;
    enum rt_code rc = rt_desk_answer_ask(v, w, nonce, &r, err);

    if (rc != RT_OK)
        return rc;
    if (r.plan.answer == RT_DESK_DENIED)
        return not_there(err);
    if (r.plan.answer == RT_DESK_DONE)
        return go_to(v, id, done);
    if (r.plan.answer == RT_DESK_SAME)
        return go_to(v, id, "same");
    rc = rt_desk_answer_text(v, w->case_id, &r.plan, &alert, err);
    if (rc == RT_OK)
        rc = open_order(c, id, err);
    if (rc != RT_OK)
        return rc;
    c->alert = alert;
    v->re.status = rt_desk_answer_status(&r.plan);
    return show_card(c, err);
}

/* When it was done: today, or a day that is over. */
static enum rt_code
read_day(const struct rt_exchange *x, int32_t *day, struct rt_err *err)
{
    static const struct rt_field field = {.name = "day", .kind = RT_INPUT_DAY};
    const struct rt_visit *v = x->host;
    const struct rt_field_env env = {
        .today = rt_zone_day(v->site->zone, time(NULL))};
    const char *text = rt_form_text(&x->form, "day");
    struct rt_value value;

    *day = RT_DAY_NONE;
    if (text == NULL)
        return RT_OK;
    if (rt_field_read(&field, text, &env, v->arena, &value, NULL) != RT_OK)
        return rt_fail_key(err, RT_EINVAL, "offer_bad_day", "key", "day",
                           "value", text, NULL);
    *day = value.period.first;
    if (*day > env.today)
        return rt_fail_key(err, RT_EINVAL, "order_day_later", "key", "day",
                           NULL);
    return RT_OK;
}

/* A refusal says why: somebody has to deal with it. */
static enum rt_code
read_answer(const struct rt_exchange *x, struct rt_desk_ask *ask,
            struct rt_err *err)
{
    bool done = rt_desk_visit_number(x, "result") == 0;

    ask->event = done ? RT_DO_ORDER_DONE : RT_DO_ORDER_REFUSED;
    ask->note = rt_form_text(&x->form, "answer");
    if (!done && ask->note == NULL)
        return rt_fail_key(err, RT_EINVAL, "missing_key", "key", "answer",
                           NULL);
    return read_day(x, &ask->day, err);
}

enum rt_code
rt_order_post_answer(struct rt_exchange *x, struct rt_err *err)
{
    struct order_card c = {.v = x->host};
    int64_t id = rt_desk_visit_number(x, "order");
    struct rt_desk_wish w = {.ask = {.order_id = id}};
    struct rt_err why = {0};
    enum rt_code rc = open_order(&c, id, err);

    if (rc != RT_OK)
        return rc;
    if (read_answer(x, &w.ask, &why) != RT_OK) {
        c.why = &why;
        return show_card(&c, err);
    }
    w.case_id = c.entry.order.case_id;
    w.ask.who = c.who;
    return ask_desk(&c, &w, rt_form_text(&x->form, "nonce"),
                    w.ask.event == RT_DO_ORDER_DONE ? "done" : "refused", err);
}

enum rt_code
rt_order_again(struct rt_exchange *x, const struct rt_err *why,
               struct rt_err *err)
{
    struct order_card c = {.v = x->host, .why = why};
    const char *id = rt_pairs_get(&c.v->rq.form, "order");
    enum rt_code rc = open_order(&c, rt_desk_visit_id_of(id), err);

    return rc == RT_OK ? show_card(&c, err) : rc;
}

enum rt_code
rt_order_post_event(struct rt_exchange *x, struct rt_err *err)
{
    struct order_card c = {.v = x->host};
    const char *word = rt_form_text(&x->form, "event");
    const char *source = rt_form_text(&x->form, "source");
    struct rt_desk_wish w = {
        .ask = {.day = RT_DAY_NONE,
                .source = RT_FROM_PHONE,
                .version = (int32_t)rt_desk_visit_number(x, "version")}};
    enum rt_code rc = open_order(&c, rt_desk_visit_number(x, "order"), err);

    if (rc != RT_OK)
        return rc;
    if (rt_desk_event_parse(word, &w.ask.event) != RT_OK ||
        (source != NULL &&
         rt_case_source_parse(source, &w.ask.source) != RT_OK))
        return rt_fail(err, RT_EINVAL, "%s: no event of an order", word);
    if (w.ask.event == RT_DO_REISSUE)
        w.ask.order_id = c.entry.order.id;
    w.case_id = c.entry.order.case_id;
    w.ask.who = c.who;
    return ask_desk(&c, &w, rt_form_text(&x->form, "nonce"), word, err);
}
