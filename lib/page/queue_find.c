/* What the forms of the queue do. */
#include "page/queue.h"

#include "base/date.h"
#include "field/contact.h"
#include "page/carried_filter.h"
#include "page/desk_answer.h"
#include "page/mask.h"
#include "page/queue_own.h"
#include "repo/desk_client.h"
#include "repo/desk_notices.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

const struct rt_field rt_queue_find_inputs[] = {
    {.name = "q",
     .label = "queue_find",
     .kind = RT_INPUT_TEXT,
     .high = 191,
     .required = true},
    {.name = NULL},
};

const struct rt_field rt_queue_told_inputs[] = {
    {.name = "notice",
     .kind = RT_INPUT_INT,
     .low = 1,
     .high = 9007199254740991.,
     .required = true},
    {.name = NULL},
};

enum { FOUND_MAX = 3 * RT_DESK_FOUND, CASE_DIGITS = 15 };

/* What a search has found so far, each contract once. */
struct finding {
    struct rt_visit *v;
    struct rt_desk_who who;
    int32_t today;
    struct rt_desk_found list[FOUND_MAX];
    size_t n;
};

static bool
has_contract(const struct finding *f, int64_t id)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->list[i].contract_id == id)
            return true;
    return false;
}

static enum rt_code
look_by(struct finding *f, enum rt_found_by by, const char *text,
        struct rt_err *err)
{
    struct rt_visit *v = f->v;
    struct rt_desk_found *list;
    size_t n;
    enum rt_code rc = rt_desk_contracts_find(v->app->db, by, text, f->today,
                                             v->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n && f->n < FOUND_MAX; i++)
        if (!has_contract(f, list[i].contract_id) &&
            rt_desk_visit_sees(v, &f->who, list[i].client_id,
                               list[i].manager_id))
            f->list[f->n++] = list[i];
    return rc;
}

/* "512", "№ 512", "#512": NULL when it is no number of a case. */
static const char *
case_number(const char *text)
{
    static const char sign[] = "№";

    if (strncmp(text, sign, sizeof sign - 1) == 0)
        text += sizeof sign - 1;
    else if (*text == '#')
        text++;
    text += strspn(text, " ");
    if (*text == '\0' || strlen(text) > CASE_DIGITS ||
        text[strspn(text, "0123456789")] != '\0')
        return NULL;
    return text;
}

static enum rt_code
look_everywhere(struct finding *f, const char *text, struct rt_err *err)
{
    char phone[RT_PHONE_TEXT];
    const char *number = case_number(text);
    enum rt_code rc = look_by(f, RT_FOUND_NUMBER, text, err);

    if (rc == RT_OK && rt_phone_read(text, phone))
        rc = look_by(f, RT_FOUND_PHONE, phone, err);
    if (rc == RT_OK && number != NULL)
        rc = look_by(f, RT_FOUND_CASE, number, err);
    return rc;
}

static const char *
call_address(const struct rt_visit *v, int64_t contract_id)
{
    return rt_carry_lang(v, rt_fmt(v->arena, "/calls/%" PRId64, contract_id));
}

static const char *
found_state(const struct finding *f, const struct rt_desk_found *c)
{
    const struct rt_desk_contract contract = {
        .start = c->start, .end = c->end, .active = c->active};

    if (c->open_case_id != 0)
        return "found_open";
    return rt_desk_runs(&contract, f->today) ? "found_runs" : "found_over";
}

/* Several contracts: a person says which one. */
static json_t *
found_json(const struct finding *f)
{
    struct rt_visit *v = f->v;
    json_t *list = json_array();

    for (size_t i = 0; i < f->n; i++) {
        const struct rt_desk_found *c = &f->list[i];

        json_array_append_new(
            list, json_pack("{s:s, s:s, s:s, s:s, s:s}", "href",
                            call_address(v, c->contract_id), "number",
                            rt_mask_number(v->arena, c->number), "plan",
                            c->plan != NULL ? c->plan : "", "since",
                            rt_text_day(v->lang, v->arena, c->start), "state",
                            rt_text(v->lang, found_state(f, c))));
    }
    return list;
}

enum rt_code
rt_queue_find_again(struct rt_exchange *x, const struct rt_err *why,
                    struct rt_err *err)
{
    return rt_queue_page(x->host, &(struct rt_queue_page){.x = x, .why = why},
                         err);
}

static enum rt_code
answer_find(struct rt_exchange *x, const struct finding *f, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_err why = {0};
    enum rt_code rc;
    json_t *found;

    if (f->n == 1) {
        rt_response_redirect(&v->re, call_address(v, f->list[0].contract_id));
        return RT_OK;
    }
    if (f->n == 0) {
        (void)!rt_fail_key(&why, RT_EINVAL, "queue_nothing_found", "key", "q",
                           NULL);
        return rt_queue_find_again(x, &why, err);
    }
    found = found_json(f);
    rc = rt_queue_page(v, &(struct rt_queue_page){.x = x, .found = found}, err);
    json_decref(found);
    return rc;
}

enum rt_code
rt_queue_find(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct finding f = {.v = v,
                        .today = rt_zone_day(v->site->desk.zone, time(NULL))};
    enum rt_code rc = rt_desk_visit_begin(v, err);

    if (rc == RT_OK)
        rc = rt_desk_visit_who(v, &f.who, err);
    if (rc == RT_OK)
        rc = look_everywhere(&f, rt_form_text(&x->form, "q"), err);
    return rc == RT_OK ? answer_find(x, &f, err) : rc;
}

/* The task, if it is one of theirs.  RT_NONE: there is none. */
static enum rt_code
find_task(struct rt_visit *v, int64_t id, struct rt_notice *out,
          struct rt_err *err)
{
    struct rt_desk_who who;
    struct rt_notice *list;
    size_t n;
    enum rt_code rc = rt_desk_visit_who(v, &who, err);

    if (rc == RT_OK)
        rc = rt_notices_list(v->app->db, RT_NOTICES_ONE, id, v->arena, &list,
                             &n, err);
    if (rc != RT_OK)
        return rc;
    if (n == 0 || list[0].user_id != 0 ||
        !rt_desk_visit_sees(v, &who, list[0].client_id, list[0].manager_id))
        return RT_NONE;
    *out = list[0];
    return RT_OK;
}

static enum rt_code
close_task(struct rt_visit *v, const struct rt_notice *n, struct rt_err *err)
{
    struct rt_audit row = rt_visit_audit_row(v, "notice_told", RT_AUDIT_DONE);

    row.entity = "case";
    row.entity_id = n->case_id;
    row.field = NULL;
    return rt_notice_told(v->app->db, n->id, time(NULL), &row, err);
}

enum rt_code
rt_queue_told(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    int64_t id = rt_desk_visit_number(x, "notice");
    struct rt_notice notice;
    enum rt_code rc = rt_desk_visit_begin(v, err);

    if (rc == RT_OK)
        rc = find_task(v, id, &notice, err);
    if (rc == RT_NONE)
        return rt_fail_key(err, rc, "no_such_page", NULL);
    if (rc == RT_OK)
        rc = close_task(v, &notice, err);
    if (rc == RT_OK)
        return rt_desk_answer_go(v, "/queue?who=tell", "told");
    return rc;
}
