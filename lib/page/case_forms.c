/* What the forms of a case do: each is an event of the desk. */
#include "page/case.h"

#include "base/moment.h"
#include "desk/decide.h"
#include "field/value.h"
#include "page/carried_filter.h"
#include "page/case_own.h"
#include "page/form_view.h"
#include "page/problem.h"
#include "repo/desk_timeline.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

enum { CONFLICT = 409 };

/* Events that a page may ask for; the rest are the system's, or have pages of
 * their own. */
static const char *const events[] = {
    "reason",  "accept",   "decline", "ask_manager", "withdraw", "end",
    "take",    "callback", "release", "no_answer",   "pass",     "assign",
    "propose", "recall",   "comment", "message",     "stayed",   "left",
    "undo",    "reopen",   "void",    "lapse",       "reissue",  NULL};
static const char *const from_words[] = {"call", NULL};

#define NUMBER(key) \
    { \
        .name = key, .kind = RT_INPUT_INT, .low = 1, .high = RT_CASE_ID_MAX \
    }
#define TEXT(key, most) \
    { \
        .name = key, .label = "case_" key, .kind = RT_INPUT_TEXT, .high = most \
    }

const struct rt_field rt_case_event_inputs[] = {
    {.name = "event", .kind = RT_INPUT_WORD, .words = events, .required = true},
    {.name = "nonce", .kind = RT_INPUT_TEXT, .high = 100, .required = true},
    {.name = "version", .kind = RT_INPUT_INT, .low = 1, .high = INT32_MAX},
    {.name = "n", .kind = RT_INPUT_INT, .low = 1, .high = 1000},
    {.name = "source", .kind = RT_INPUT_WORD, .words = rt_case_word_sources},
    TEXT("note", RT_DESK_COMMENT),
    TEXT("reason", 64),
    TEXT("words", RT_DESK_OWN_WORDS),
    TEXT("at", 40),
    TEXT("day", 40),
    NUMBER("user"),
    NUMBER("offer"),
    NUMBER("order"),
    {.name = "override", .kind = RT_INPUT_YES_NO},
    {.name = "confirmed", .kind = RT_INPUT_YES_NO},
    TEXT("text", RT_DESK_MESSAGE),
    {.name = "from", .kind = RT_INPUT_WORD, .words = from_words},
    {.name = NULL},
};

void
rt_case_go_on(struct rt_visit *v, bool call, int64_t id, bool quiet)
{
    const char *path = rt_carry_lang(
        v, rt_fmt(v->arena, "/%s/%" PRId64, call ? "calls" : "cases", id));

    rt_response_redirect(&v->re, rt_fmt(v->arena, "%s%cdone=%s", path,
                                        strchr(path, '?') != NULL ? '&' : '?',
                                        quiet ? "noted" : "yes"));
}

static bool
is_set(const struct rt_exchange *x, const char *name)
{
    return rt_desk_visit_number(x, name) != 0;
}

/* An hour and a day as people type them, and as a browser's field gives
 * them.  *field is the one that is wrong; NULL: none. */
static void
read_times(const struct rt_exchange *x, struct rt_desk_ask *ask,
           const char **field)
{
    const struct rt_visit *v = x->host;
    const struct rt_parse_how how = {
        .order = RT_DATE_DMY, .digits = 2, .zone = v->site->zone};
    const char *at = rt_form_text(&x->form, "at"),
               *day = rt_form_text(&x->form, "day");
    int64_t moment;

    if (at != NULL) {
        if (rt_parse_moment(at, &how, &moment, NULL) == RT_OK)
            ask->at = rt_moment_instant(moment, v->site->zone);
        else
            *field = "at";
    }
    if (day != NULL && rt_parse_day(day, &how, &ask->day, NULL) != RT_OK)
        *field = "day";
}

static void
read_ask(const struct rt_exchange *x, struct rt_desk_ask *ask,
         const char **field)
{
    const char *source = rt_form_text(&x->form, "source");

    *ask = (struct rt_desk_ask){
        .version = (int32_t)rt_desk_visit_number(x, "version"),
        .n = (int32_t)rt_desk_visit_number(x, "n"),
        .reason = rt_form_text(&x->form, "reason"),
        .words = rt_form_text(&x->form, "words"),
        .note = rt_form_text(&x->form, "note"),
        .text = rt_form_text(&x->form, "text"),
        .source = RT_FROM_PHONE,
        .day = RT_DAY_NONE,
        .user_id = rt_desk_visit_number(x, "user"),
        .offer_id = rt_desk_visit_number(x, "offer"),
        .order_id = rt_desk_visit_number(x, "order"),
        .override = is_set(x, "override"),
        .confirmed = is_set(x, "confirmed"),
    };
    if (rt_desk_event_parse(rt_form_text(&x->form, "event"), &ask->event) !=
        RT_OK)
        ask->event = RT_DO__MAX; /* the words of the input are all there */
    if (source != NULL && rt_case_source_parse(source, &ask->source) != RT_OK)
        ask->source = RT_FROM_PHONE;
    *field = NULL;
    read_times(x, ask, field);
}

/* A wish on its way from the form to its answer. */
struct sending {
    struct rt_exchange *x;
    struct rt_visit *v;
    struct rt_case_page page;
    struct rt_desk_wish wish;
    struct rt_desk_result result;
};

static enum rt_code
no_case(const struct sending *s, struct rt_err *err)
{
    return rt_fail_key(
        err, RT_NONE, s->page.call ? "call_not_there" : "case_not_there", NULL);
}

/* The case as it is now, below what is to be said. */
static enum rt_code
show_again(struct sending *s, int status, struct rt_err *err)
{
    struct rt_case_view c = {.v = s->v, .p = &s->page};
    enum rt_code rc = rt_case_look(&c, s->wish.case_id, 0, err);

    if (rc != RT_OK)
        return rc;
    s->page.status = status;
    return s->page.call ? rt_call_render(&c, err) : rt_case_render(&c, err);
}

static enum rt_code
show_bad(struct sending *s, const char *field, struct rt_err *err)
{
    struct rt_visit *v = s->v;

    s->page.event = rt_pairs_get(&v->rq.form, "event");
    s->page.field = field;
    if (s->page.problem == NULL)
        s->page.problem =
            rt_text(v->lang, rt_fmt(v->arena, "case_field_%s", field));
    return show_again(s, RT_FORM_WRONG, err);
}

enum rt_code
rt_case_who_was_faster(struct rt_visit *v, int64_t case_id, const char **text,
                       struct rt_err *err)
{
    const char *name;
    int64_t at;
    enum rt_code rc =
        rt_desk_last_change(v->app->db, case_id, v->arena, &name, &at, err);
    struct rt_local local;

    if (rc != RT_OK && rc != RT_NONE)
        return rc;
    local = rt_zone_local(v->site->zone, at);
    *text = rt_text_fill(
        v->lang, v->arena, "staff_stale", "manager",
        name != NULL && name[0] != '\0' ? name : rt_text(v->lang, "who_system"),
        "time",
        rt_fmt(v->arena, "%02d:%02d", (int)(local.second / 3600),
               (int)(local.second / 60 % 60)),
        NULL);
    return RT_OK;
}

/* Somebody was faster.  Who may no longer see the case is told so all the
 * same. */
static enum rt_code
show_stale(struct sending *s, struct rt_err *err)
{
    struct rt_err own = {0};
    enum rt_code rc =
        rt_case_who_was_faster(s->v, s->wish.case_id, &s->page.alert, err);

    if (rc != RT_OK)
        return rc;
    s->page.event = rt_pairs_get(&s->v->rq.form, "event");
    rc = show_again(s, CONFLICT, &own);
    if (rc == RT_NONE) {
        s->v->status = CONFLICT;
        return rt_fail_key(err, RT_ECONFLICT, "case_stale", "text",
                           s->page.alert, NULL);
    }
    if (rc != RT_OK)
        *err = own;
    return rc;
}

static enum rt_code
show_not_now(struct sending *s, struct rt_err *err)
{
    struct rt_visit *v = s->v;

    s->page.alert = rt_text_fill(v->lang, v->arena, "not_now", "why",
                                 rt_case_why_not(v, s->result.plan.why), NULL);
    s->page.event = rt_pairs_get(&v->rq.form, "event");
    return show_again(s, CONFLICT, err);
}

/* A message that was written needs not be read out, too. */
static bool
tells_client(const struct rt_desk_plan *p)
{
    for (size_t i = 0; i < p->n_notices; i++)
        if (p->notices[i].to == RT_TELL_CLIENT &&
            p->notices[i].word != RT_SAY_REPLY)
            return true;
    return false;
}

/* A case that is closed has no place on the call screen any more. */
static enum rt_code
go_on(struct sending *s)
{
    const struct rt_desk_plan *p = &s->result.plan;
    bool call = s->page.call && (p->answer == RT_DESK_SAME ||
                                 rt_case_in(p->after.state, RT_IN_OPEN));
    int64_t id = s->result.scene.contract.contract.id;

    if (!call || id == 0) {
        call = false;
        id = s->result.case_id;
    }
    rt_case_go_on(s->v, call, id, !tells_client(p));
    return RT_OK;
}

static enum rt_code
answer(struct sending *s, struct rt_err *err)
{
    const struct rt_desk_plan *p = &s->result.plan;

    switch (p->answer) {
    case RT_DESK_DONE:
    case RT_DESK_SAME:
        return go_on(s);
    case RT_DESK_STALE:
        return show_stale(s, err);
    case RT_DESK_NOT_NOW:
        return show_not_now(s, err);
    case RT_DESK_BAD:
        return show_bad(s, p->field, err);
    default:
        return no_case(s, err);
    }
}

/* The end is asked once more: what would happen if it were confirmed. */
static enum rt_code
ask_end(struct sending *s, bool *asked, struct rt_err *err)
{
    struct rt_case_view c = {.v = s->v, .p = &s->page};
    struct rt_desk_ask sure = s->wish.ask;
    struct rt_desk_plan plan;
    enum rt_code rc = rt_case_look(&c, s->wish.case_id, 0, err);

    *asked = false;
    if (rc != RT_OK)
        return rc;
    sure.confirmed = true;
    sure.who = c.who;
    rt_desk_decide(&c.scene.facts, &sure, &plan);
    if (plan.answer != RT_DESK_DONE)
        return RT_OK; /* the desk says what is wrong */
    *asked = true;
    s->page.ask_end = true;
    s->page.event = "end";
    return s->page.call ? rt_call_render(&c, err) : rt_case_render(&c, err);
}

static enum rt_code
send(struct sending *s, struct rt_err *err)
{
    struct rt_visit *v = s->v;
    struct rt_desk_wish *w = &s->wish;
    bool asked = false;
    enum rt_code rc = rt_desk_visit_who(v, &w->ask.who, err);

    if (rc == RT_OK && w->ask.event == RT_DO_END && !w->ask.confirmed)
        rc = ask_end(s, &asked, err);
    if (rc != RT_OK || asked)
        return rc;
    w->channel = rt_case_source_words[w->ask.source];
    w->via = RT_VIA_WEB;
    w->request_id = v->rq.id;
    w->now = time(NULL);
    rc =
        rt_desk_apply(v->app->db, &v->site->desk, w, v->arena, &s->result, err);
    return rc == RT_OK ? answer(s, err) : rc;
}

static bool
is_from_call(const struct rt_visit *v)
{
    const char *from = rt_pairs_get(&v->rq.form, "from");

    return from != NULL && strcmp(from, "call") == 0;
}

enum rt_code
rt_case_event(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    const char *nonce = rt_form_text(&x->form, "nonce"), *field;
    struct sending s = {.x = x, .v = v, .page.call = is_from_call(v)};
    enum rt_code rc = rt_desk_visit_begin(v, err);

    if (rc != RT_OK)
        return rc;
    s.wish.case_id = rt_desk_visit_id(v);
    s.wish.key = rt_desk_visit_key(v, nonce);
    if (s.wish.case_id == 0)
        return no_case(&s, err);
    if (s.wish.key == NULL)
        return rt_fail_key(err, RT_EINVAL, "bad_value", "key", "nonce", "value",
                           nonce, NULL);
    read_ask(x, &s.wish.ask, &field);
    return field != NULL ? show_bad(&s, field, err) : send(&s, err);
}

/* A field is too long, or has what it may not have. */
enum rt_code
rt_case_event_again(struct rt_exchange *x, const struct rt_err *why,
                    struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct sending s = {.x = x, .v = v, .page.call = is_from_call(v)};
    enum rt_code rc = rt_desk_visit_begin(v, err);

    if (rc != RT_OK)
        return rc;
    s.wish.case_id = rt_desk_visit_id(v);
    if (s.wish.case_id == 0)
        return no_case(&s, err);
    s.page.problem = rt_problem_text(v, why);
    return show_bad(&s, rt_err_arg(why, "key"), err);
}
