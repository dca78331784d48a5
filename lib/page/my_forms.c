/* What the client does on the page of one contract. */
#include "page/my.h"

#include "base/date.h"
#include "page/case_own.h"
#include "page/form_view.h"
#include "page/my_own.h"
#include "page/problem.h"
#include "repo/client_links.h"
#include "repo/consents.h"
#include "repo/desk_cases.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

enum { FORBIDDEN = 403, CONFLICT = 409, FOUR = 4 };

static const char *const acts[] = {
    "open",    "request",     "reason",    "skip", "accept",
    "decline", "ask_manager", "withdraw",  "end",  "undo",
    "message", "consent",     "take_back", NULL};

const struct rt_field rt_my_inputs[] = {
    {.name = "act", .kind = RT_INPUT_WORD, .words = acts, .required = true},
    {.name = "four", .kind = RT_INPUT_TEXT, .high = 191},
    {.name = "nonce", .kind = RT_INPUT_TEXT, .high = 100, .required = true},
    {.name = "case", .kind = RT_INPUT_INT, .low = 1, .high = RT_CASE_ID_MAX},
    {.name = "n", .kind = RT_INPUT_INT, .low = 1, .high = 1000},
    {.name = "reason", .kind = RT_INPUT_TEXT, .high = 64},
    {.name = "words",
     .label = "my_words",
     .kind = RT_INPUT_TEXT,
     .high = RT_DESK_OWN_WORDS},
    {.name = "text",
     .label = "my_write",
     .kind = RT_INPUT_TEXT,
     .high = RT_DESK_MESSAGE},
    {.name = "confirm", .kind = RT_INPUT_TEXT, .high = 200},
    {.name = "policy", .kind = RT_INPUT_TEXT, .high = RT_CONSENT_VERSION},
    {.name = NULL},
};

static bool
is_act(const struct rt_exchange *x, const char *word)
{
    return strcmp(rt_form_text(&x->form, "act"), word) == 0;
}

/* The last characters of a number of `len` bytes are these, letters without
 * regard to case. */
static bool
ends_with(const char *number, size_t len, const char *typed)
{
    size_t at = len, n = 0;

    while (at > 0 && n < FOUR) {
        at--;
        n += (number[at] & 0xc0) != 0x80;
    }
    return n != 0 && strlen(typed) == len - at &&
           strncasecmp(number + at, typed, len - at) == 0;
}

/* What was typed: blanks do no harm.  A later stretch of a number has a day
 * behind it, which its client has never seen. */
static bool
is_right(const char *number, const char *typed)
{
    char plain[4 * FOUR + 1] = "";
    size_t n = 0;

    for (; typed != NULL && *typed != '\0'; typed++) {
        if (isspace((unsigned char)*typed))
            continue;
        if (n == sizeof plain - 1)
            return false;
        plain[n++] = *typed;
    }
    return number != NULL && (ends_with(number, strlen(number), plain) ||
                              ends_with(number, strcspn(number, "@"), plain));
}

static void
go_on(struct rt_my *my)
{
    rt_response_redirect(&my->v->re, rt_my_address(my));
}

/* Who opened it is not known by name: the log has the contract. */
static enum rt_code
audit_open(struct rt_my *my, enum rt_audit_result result, struct rt_err *err)
{
    struct rt_audit row = rt_visit_audit_row(my->v, "client_link_open", result);

    row.entity = "contract";
    row.entity_id = my->contract_id;
    return rt_audit_put(my->v->app->db, &row, err);
}

static enum rt_code
open_page(struct rt_my *my, const struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = my->v;
    struct rt_desk_contract_row row;
    int64_t left = 0;
    enum rt_code rc =
        rt_client_link_try(v->app->db, my->token, my->now, &left, err);

    if (rc == RT_NONE)
        return rt_my_render_dead(my, err);
    if (rc == RT_OK)
        rc = rt_desk_contract_read(v->app->db, my->contract_id,
                                   rt_zone_day(v->site->zone, my->now),
                                   v->arena, &row, err);
    if (rc != RT_OK)
        return rc;
    if (is_right(row.external_id, rt_form_text(&x->form, "four"))) {
        rc = rt_client_link_right(v->app->db, my->token, err);
        if (rc == RT_OK)
            rc = audit_open(my, RT_AUDIT_DONE, err);
        if (rc != RT_OK)
            return rc;
        rt_my_set_open(my);
        go_on(my);
        return RT_OK;
    }
    rc = audit_open(my, RT_AUDIT_REFUSED, err);
    if (rc != RT_OK)
        return rc;
    if (left <= 0)
        return rt_my_render_dead(my, err);
    my->status = RT_FORM_WRONG;
    return rt_my_render_ask(
        my,
        rt_text_fill(v->lang, v->arena, "my_four_wrong", "n",
                     rt_fmt(v->arena, "%" PRId64, left), NULL),
        err);
}

static enum rt_desk_event
event_of(const struct rt_exchange *x)
{
    enum rt_desk_event e = RT_DO_REASON; /* skip: no reason */

    (void)!rt_desk_event_parse(rt_form_text(&x->form, "act"), &e);
    return e;
}

/* The case that was shown, which must be of this contract; 0: none was. */
static enum rt_code
find_case(struct rt_my *my, const struct rt_exchange *x, int64_t *case_id,
          struct rt_err *err)
{
    struct rt_visit *v = my->v;
    int64_t contract_id;
    enum rt_code rc;

    *case_id = rt_desk_visit_number(x, "case");
    if (*case_id == 0)
        return RT_OK;
    rc = rt_desk_case_contract(v->app->db, *case_id, &contract_id, err);
    return rc == RT_OK && contract_id != my->contract_id ? RT_NONE : rc;
}

static struct rt_desk_wish
wish_of(struct rt_my *my, const struct rt_exchange *x, const char *key,
        int64_t case_id)
{
    bool skip = is_act(x, "skip");

    return (struct rt_desk_wish){
        .case_id = case_id,
        .contract_id = my->contract_id,
        .ask =
            {
                .event = event_of(x),
                .who = my->who,
                .n = (int32_t)rt_desk_visit_number(x, "n"),
                .reason = skip ? NULL : rt_form_text(&x->form, "reason"),
                .words = skip ? NULL : rt_form_text(&x->form, "words"),
                .text = rt_form_text(&x->form, "text"),
                .source = RT_FROM_LINK,
                .day = RT_DAY_NONE,
                .confirmed = is_act(x, "end"),
            },
        .key = key,
        .channel = "link",
        .via = RT_VIA_WEB,
        .request_id = my->v->rq.id,
        .now = my->now,
    };
}

static enum rt_code
apply(struct rt_my *my, const struct rt_desk_wish *w,
      struct rt_desk_result *out, struct rt_err *err)
{
    return rt_desk_apply(my->v->app->db, &my->v->site->desk, w, my->v->arena,
                         out, err);
}

static enum rt_code
answer(struct rt_my *my, const struct rt_desk_plan *p, struct rt_err *err)
{
    struct rt_visit *v = my->v;
    enum rt_code rc;

    if (p->answer == RT_DESK_DONE || p->answer == RT_DESK_SAME) {
        go_on(my);
        return RT_OK;
    }
    if (p->answer == RT_DESK_DENIED)
        return rt_my_render_dead(my, err);
    my->status = CONFLICT;
    if (p->answer == RT_DESK_BAD) {
        my->status = RT_FORM_WRONG;
        my->problem = rt_text(v->lang, "my_field");
    } else {
        my->alert = rt_text_fill(v->lang, v->arena, "my_not_now", "why",
                                 rt_case_why_not(v, p->why), NULL);
    }
    rc = rt_my_look(my, err);
    return rc == RT_OK ? rt_my_render(my, err) : rc;
}

/* An end without a case makes its request first.  If only that was stored, the
 * same form goes on from there. */
static enum rt_code
open_case(struct rt_my *my, struct rt_desk_wish *w, bool *go,
          struct rt_err *err)
{
    struct rt_desk_result result;
    struct rt_desk_wish request = *w;
    enum rt_code rc;

    request.case_id = 0;
    request.key = rt_fmt(my->v->arena, "%s-first", w->key);
    request.ask.event = RT_DO_REQUEST;
    rc = apply(my, &request, &result, err);
    *go = rc == RT_OK && (result.plan.answer == RT_DESK_DONE ||
                          result.plan.answer == RT_DESK_SAME);
    if (rc != RT_OK)
        return rc;
    if (!*go)
        return answer(my, &result.plan, err);
    w->case_id = result.case_id;
    return RT_OK;
}

static enum rt_code
ask_end(struct rt_my *my, const char *confirm, struct rt_err *err)
{
    if (confirm != NULL) {
        my->alert = rt_text(my->v->lang, "my_end_old");
        my->status = CONFLICT;
    }
    my->ask_end = true;
    return rt_my_render(my, err);
}

/* A closed case is not asked to end: the contract is. */
static bool
needs_request(const struct rt_my *my, const struct rt_desk_wish *w)
{
    return w->ask.event == RT_DO_END &&
           (my->scene.facts.the_case == NULL ||
            (!rt_case_in(my->scene.the_case.state, RT_IN_OPEN) &&
             my->scene.the_case.outcome != RT_OUTCOME_INSISTED));
}

static enum rt_code
send_wish(struct rt_my *my, struct rt_exchange *x, const char *key,
          struct rt_err *err)
{
    const char *confirm = rt_form_text(&x->form, "confirm");
    struct rt_desk_result result;
    struct rt_desk_wish w;
    int64_t case_id;
    bool go = true;
    enum rt_code rc = rt_my_look(my, err);

    if (rc == RT_OK && is_act(x, "end") &&
        !rt_my_confirm_ok(my, "end", confirm))
        return ask_end(my, confirm, err);
    if (rc == RT_OK)
        rc = find_case(my, x, &case_id, err);
    if (rc == RT_NONE)
        return rt_my_render_dead(my, err);
    if (rc != RT_OK)
        return rc;
    w = wish_of(my, x, key, case_id);
    if (w.ask.event == RT_DO_REQUEST)
        w.case_id = 0;
    if (needs_request(my, &w))
        rc = open_case(my, &w, &go, err);
    if (rc != RT_OK || !go)
        return rc;
    rc = apply(my, &w, &result, err);
    return rc == RT_OK ? answer(my, &result.plan, err) : rc;
}

enum rt_code
rt_my_act(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_my my = {.v = x->host};
    const char *nonce = rt_form_text(&x->form, "nonce");
    const char *key = rt_desk_visit_key(x->host, nonce);
    enum rt_code rc = rt_my_begin(&my, err);

    if (rc == RT_NONE)
        return rt_my_render_dead(&my, err);
    if (rc != RT_OK)
        return rc;
    if (key == NULL)
        return rt_fail_key(err, RT_EINVAL, "bad_value", "key", "nonce", "value",
                           nonce, NULL);
    if (is_act(x, "open"))
        return open_page(&my, x, err);
    if (!rt_my_is_open(&my)) {
        my.status = FORBIDDEN;
        return rt_my_render_ask(&my, NULL, err);
    }
    if (is_act(x, "consent"))
        return rt_my_consent(&my, rt_form_text(&x->form, "policy"), err);
    if (is_act(x, "take_back"))
        return rt_my_take_back(&my, rt_form_text(&x->form, "confirm"), err);
    return send_wish(
        &my, x,
        rt_fmt(my.v->arena, "%s-%s", key, rt_form_text(&x->form, "act")), err);
}

enum rt_code
rt_my_act_again(struct rt_exchange *x, const struct rt_err *why,
                struct rt_err *err)
{
    struct rt_my my = {.v = x->host};
    enum rt_code rc = rt_my_begin(&my, err);

    if (rc == RT_NONE)
        return rt_my_render_dead(&my, err);
    my.status = RT_FORM_WRONG;
    if (rc == RT_OK && !rt_my_is_open(&my))
        return rt_my_render_ask(&my, NULL, err);
    my.problem = rt_problem_text(my.v, why);
    if (rc == RT_OK)
        rc = rt_my_look(&my, err);
    return rc == RT_OK ? rt_my_render(&my, err) : rc;
}
