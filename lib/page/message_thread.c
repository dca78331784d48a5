/* One client's messages, and the answer to them. */
#include "page/messages.h"

#include "page/carried_filter.h"
#include "page/desk_answer.h"
#include "page/form_view.h"
#include "page/instant.h"
#include "page/mask.h"
#include "page/message_own.h"
#include "page/problem.h"
#include "page/view.h"
#include "repo/wordings.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

enum { SHOWN = RT_MESSAGES_SOME - 1 };

static const char *const done_words[] = {"reply", "none", "same", NULL};

#define ID_MOST 9007199254740991.
#define CLIENT \
    { \
        .name = "client", .kind = RT_INPUT_INT, .low = 1, .high = ID_MOST, \
        .required = true \
    }
#define NONCE \
    { \
        .name = "nonce", .kind = RT_INPUT_TEXT, .high = 100, .required = true \
    }

const struct rt_field rt_thread_inputs[] = {
    {.name = "template", .kind = RT_INPUT_INT, .low = 1, .high = ID_MOST},
    {.name = "before", .kind = RT_INPUT_INT, .low = 1, .high = ID_MOST},
    {.name = "done", .kind = RT_INPUT_WORD, .words = done_words},
    {.name = NULL},
};

const struct rt_field rt_message_reply_inputs[] = {
    CLIENT,
    NONCE,
    {.name = "text",
     .label = "message_text",
     .kind = RT_INPUT_LINES,
     .high = RT_DESK_MESSAGE,
     .required = true},
    {.name = NULL},
};

const struct rt_field rt_message_none_inputs[] = {
    CLIENT,
    NONCE,
    {.name = "last",
     .kind = RT_INPUT_INT,
     .low = 1,
     .high = ID_MOST,
     .required = true},
    {.name = NULL},
};

/* A thread on its way to its page. */
struct thread_page {
    struct rt_visit *v;
    struct rt_thread thread;
    struct rt_desk_who who;
    int64_t contract_id;      /* what a message without a case is about; 0 */
    int64_t before, template; /* of the address; 0 */
    const char *done, *alert; /* sentences; NULL */
    const struct rt_err *why; /* of the form; NULL */
};

static enum rt_code
not_there(struct rt_err *err)
{
    return rt_fail_key(err, RT_NONE, "thread_not_there", NULL);
}

static enum rt_code
open_thread(struct thread_page *p, int64_t client_id, struct rt_err *err)
{
    struct rt_visit *v = p->v;
    struct rt_desk_sight view;
    enum rt_code rc = rt_desk_visit_begin(v, err);

    if (rc == RT_OK)
        rc = rt_desk_visit_who(v, &p->who, err);
    if (rc == RT_OK)
        rc = rt_desk_visit_sight(v, &view, err);
    if (rc == RT_OK)
        rc = rt_thread_find(v->app->db, &view, client_id, v->arena, &p->thread,
                            err);
    if (rc == RT_NONE)
        return not_there(err);
    if (rc == RT_OK)
        rc = rt_thread_contract(v->app->db, client_id,
                                rt_zone_day(v->site->zone, time(NULL)),
                                &p->contract_id, err);
    return rc == RT_NONE ? RT_OK : rc;
}

/* How a message of ours gets to the client, where that is not done. */
static const char *
way_text(const struct rt_visit *v, const struct rt_message_entry *m)
{
    const char *key = rt_fmt(v->arena, "message_is_%s",
                             m->notice != NULL ? m->notice : "told");

    return m->from_client ? "" : rt_text(v->lang, key);
}

static json_t *
message_json(const struct rt_visit *v, const struct rt_message_entry *m)
{
    json_t *row = json_pack(
        "{s:s, s:b, s:s, s:s, s:s, s:b, s:b}", "text", m->text, "ours",
        !m->from_client, "at", rt_instant_text(v, m->at), "who",
        m->from_client    ? rt_text(v->lang, "message_client")
        : m->user != NULL ? m->user
                          : rt_text(v->lang, "actor_system"),
        "way", way_text(v, m), "waits", m->from_client && m->answered_at == 0,
        "by_hand", m->notice != NULL && strcmp(m->notice, "by_hand") == 0);

    json_object_set_new(
        row, "case_href",
        m->case_id != 0
            ? json_string(rt_carry_lang(
                  v, rt_fmt(v->arena, "/cases/%" PRId64, m->case_id)))
            : json_null());
    json_object_set_new(row, "case", json_integer(m->case_id));
    return row;
}

static enum rt_code
list_messages(struct thread_page *p, json_t *view, struct rt_err *err)
{
    struct rt_visit *v = p->v;
    struct rt_message_entry *list;
    json_t *rows = json_array();
    size_t n, first;
    enum rt_code rc = rt_messages_list(v->app->db, p->thread.client_id,
                                       p->before, v->arena, &list, &n, err);

    json_object_set_new(view, "rows", rows);
    if (rc != RT_OK)
        return rc;
    first = n > SHOWN ? n - SHOWN : 0;
    for (size_t i = first; i < n; i++)
        json_array_append_new(rows, message_json(v, &list[i]));
    if (first != 0)
        json_object_set_new(
            view, "older",
            json_string(rt_carry_lang(
                v, rt_fmt(v->arena, "/messages/%" PRId64 "?before=%" PRId64,
                          p->thread.client_id, list[first].id))));
    json_object_set_new(view, "any", json_boolean(n != 0));
    return RT_OK;
}

/* The reply in the language of the page; where there is none, the other. */
static const char *
text_of(const struct rt_visit *v, const struct rt_wording *w)
{
    const char *first = v->lang == RT_LANG_RU ? w->text_ru : w->text_en;
    const char *second = v->lang == RT_LANG_RU ? w->text_en : w->text_ru;

    return first[0] != '\0' ? first : second;
}

/* Templates to choose from; the chosen one is what the form begins with. */
static enum rt_code
add_templates(const struct thread_page *p, json_t *view,
              struct rt_pairs *values, struct rt_err *err)
{
    struct rt_visit *v = p->v;
    struct rt_wording *list;
    size_t n;
    json_t *choices = json_array();
    enum rt_code rc = rt_wordings_list(v->app->db, RT_WORDING_TEMPLATE, false,
                                       v->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++) {
        bool chosen = list[i].id == p->template;

        if (!list[i].active)
            continue;
        json_array_append_new(choices,
                              json_pack("{s:I, s:s, s:b}", "code",
                                        (json_int_t)list[i].id, "label",
                                        list[i].name, "chosen", chosen));
        if (chosen)
            rt_pairs_add(values, v->arena, "text", text_of(v, &list[i]));
    }
    json_object_set_new(view, "any_template",
                        json_boolean(json_array_size(choices) != 0));
    json_object_set_new(view, "templates", choices);
    return rc;
}

static enum rt_code
add_form(const struct thread_page *p, json_t *view, struct rt_err *err)
{
    struct rt_visit *v = p->v;
    struct rt_pairs values = {0};
    bool again = p->why != NULL || (p->alert != NULL && v->rq.form.n != 0);
    int64_t newest = 0;
    enum rt_code rc = add_templates(p, view, &values, err);

    if (rc == RT_OK)
        rc = rt_messages_newest(v->app->db, p->thread.client_id, &newest, err);
    if (rc != RT_OK)
        return rc;
    json_object_set_new(view, "last", json_integer(newest));
    json_object_set_new(view, "waits", json_boolean(newest != 0));
    json_object_set_new(view, "none_nonce",
                        json_string(rt_desk_visit_nonce(v)));
    json_object_set_new(
        view, "form",
        p->contract_id == 0
            ? json_null()
            : json_pack("{s:o, s:s}", "fields",
                        rt_form_fields(v, "reply", rt_message_reply_inputs,
                                       again ? &v->rq.form : &values, p->why),
                        "nonce", rt_desk_visit_nonce(v)));
    return RT_OK;
}

static void
add_head(const struct thread_page *p, json_t *view)
{
    struct rt_visit *v = p->v;
    const struct rt_thread *t = &p->thread;
    int64_t due = t->since != 0 ? rt_message_due(v, t->since) : 0;

    json_object_set_new(view, "id", json_integer(t->client_id));
    json_object_set_new(view, "back",
                        json_string(rt_carry_lang(v, "/messages")));
    json_object_set_new(view, "lang_kept", rt_carry_lang_field(v));
    json_object_set_new(view, "reply_action",
                        json_string(rt_carry_lang(v, "/messages/reply")));
    json_object_set_new(view, "none_action",
                        json_string(rt_carry_lang(v, "/messages/none")));
    json_object_set_new(
        view, "thread_href",
        json_string(rt_fmt(v->arena, "/messages/%" PRId64, t->client_id)));
    json_object_set_new(
        view, "client_href",
        json_string(rt_carry_lang(
            v, rt_fmt(v->arena, "/clients/%" PRId64, t->client_id))));
    json_object_set_new(
        view, "case_href",
        t->case_id != 0
            ? json_string(rt_carry_lang(
                  v, rt_fmt(v->arena, "/cases/%" PRId64, t->case_id)))
            : json_null());
    json_object_set_new(view, "case", json_integer(t->case_id));
    json_object_set_new(view, "manager",
                        json_string(t->manager != NULL ? t->manager : ""));
    json_object_set_new(view, "due",
                        due != 0 ? json_string(rt_instant_text(v, due))
                                 : json_null());
    json_object_set_new(view, "late",
                        json_boolean(due != 0 && due < time(NULL)));
}

static enum rt_code
show_thread(struct thread_page *p, struct rt_err *err)
{
    struct rt_visit *v = p->v;
    const char *name =
        rt_mask_name(v->arena, p->thread.last_name, p->thread.first_name);
    json_t *view =
        rt_view_new(v, name[0] != '\0' ? name
                                       : rt_fmt(v->arena, "№ %" PRId64,
                                                p->thread.client_id));
    enum rt_code rc;

    add_head(p, view);
    json_object_set_new(view, "done",
                        p->done != NULL ? json_string(p->done) : json_null());
    json_object_set_new(view, "alert",
                        p->alert != NULL ? json_string(p->alert) : json_null());
    if (p->why != NULL) {
        v->re.status = RT_FORM_WRONG;
        json_object_set_new(view, "problem",
                            json_string(rt_problem_text(v, p->why)));
        json_object_set_new(view, "target", json_string("reply-text"));
    }
    rc = list_messages(p, view, err);
    if (rc == RT_OK)
        rc = add_form(p, view, err);
    return rt_view_finish(v, rc, "thread", view, err);
}

/* Messages may say anything about a client: who has read them is known. */
static enum rt_code
note_view(struct rt_visit *v, int64_t client_id, struct rt_err *err)
{
    struct rt_audit row = rt_visit_audit_row(v, "thread_view", RT_AUDIT_DONE);

    row.entity = "client";
    row.entity_id = client_id;
    row.field = NULL;
    return rt_audit_put(v->app->db, &row, err);
}

enum rt_code
rt_thread_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct thread_page p = {.v = v,
                            .before = rt_desk_visit_number(x, "before"),
                            .template = rt_desk_visit_number(x, "template")};
    const char *done = rt_form_text(&x->form, "done");
    enum rt_code rc = rt_carry_check(v, &x->rest, err);

    if (rc == RT_OK)
        rc = open_thread(&p, rt_desk_visit_id(v), err);
    if (rc == RT_OK)
        rc = note_view(v, p.thread.client_id, err);
    if (rc != RT_OK)
        return rc;
    if (done != NULL)
        p.done = rt_text(v->lang, rt_fmt(v->arena, "message_did_%s", done));
    return show_thread(&p, err);
}

static enum rt_code
go_to(struct rt_visit *v, int64_t client_id, const char *done)
{
    return rt_desk_answer_go(
        v, rt_fmt(v->arena, "/messages/%" PRId64, client_id), done);
}

/* An event of the client's open case, else of their contract. */
static enum rt_code
ask_desk(struct thread_page *p, struct rt_desk_ask ask, const char *nonce,
         const char *done, struct rt_err *err)
{
    struct rt_desk_wish w = {.case_id = p->thread.case_id,
                             .contract_id = p->contract_id,
                             .ask = ask};
    struct rt_desk_result r;
    enum rt_code rc;

    if (w.case_id == 0 && w.contract_id == 0)
        return not_there(err);
    w.ask.who = p->who;
    rc = rt_desk_answer_ask(p->v, &w, nonce, &r, err);
    if (rc != RT_OK)
        return rc;
    if (r.plan.answer == RT_DESK_DENIED)
        return not_there(err);
    if (r.plan.answer == RT_DESK_DONE || r.plan.answer == RT_DESK_SAME)
        return go_to(p->v, p->thread.client_id,
                     r.plan.answer == RT_DESK_DONE ? done : "same");
    rc = rt_desk_answer_text(p->v, w.case_id, &r.plan, &p->alert, err);
    if (rc != RT_OK)
        return rc;
    p->v->re.status = rt_desk_answer_status(&r.plan);
    return show_thread(p, err);
}

enum rt_code
rt_message_post_reply(struct rt_exchange *x, struct rt_err *err)
{
    struct thread_page p = {.v = x->host};
    const struct rt_desk_ask ask = {.event = RT_DO_MESSAGE,
                                    .text = rt_form_text(&x->form, "text"),
                                    .day = RT_DAY_NONE};
    enum rt_code rc = open_thread(&p, rt_desk_visit_number(x, "client"), err);

    return rc == RT_OK ? ask_desk(&p, ask, rt_form_text(&x->form, "nonce"),
                                  "reply", err)
                       : rc;
}

enum rt_code
rt_message_reply_again(struct rt_exchange *x, const struct rt_err *why,
                       struct rt_err *err)
{
    struct thread_page p = {.v = x->host, .why = why};
    const char *id = rt_pairs_get(&p.v->rq.form, "client");
    enum rt_code rc = open_thread(&p, rt_desk_visit_id_of(id), err);

    return rc == RT_OK ? show_thread(&p, err) : rc;
}

/* What came after the page was made has been read by nobody: the desk looks
 * for it under its lock. */
enum rt_code
rt_message_post_none(struct rt_exchange *x, struct rt_err *err)
{
    struct thread_page p = {.v = x->host};
    const struct rt_desk_ask ask = {.event = RT_DO_NO_REPLY,
                                    .message_id =
                                        rt_desk_visit_number(x, "last"),
                                    .day = RT_DAY_NONE};
    enum rt_code rc = open_thread(&p, rt_desk_visit_number(x, "client"), err);

    return rc == RT_OK
               ? ask_desk(&p, ask, rt_form_text(&x->form, "nonce"), "none", err)
               : rc;
}
