/* The lists of a client's card: payments, cases, offers, messages, edits. */
#include "page/client_card.h"

#include "page/carried_filter.h"
#include "page/client_figures.h"
#include "page/instant.h"
#include "repo/desk_days.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { EDITS = 5, DAY = 86400 };

const char *
rt_card_or_dash(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : "—";
}

const char *
rt_card_href(const struct rt_visit *v, const char *what, int64_t id,
             const char *more)
{
    return rt_carry_lang(v,
                         rt_fmt(v->arena, "/%s/%" PRId64 "%s", what, id, more));
}

/* "SECONDS.ID": behind which payment the list begins. */
static enum rt_code
read_key(const char *text, int64_t *at, int64_t *id, struct rt_err *err)
{
    char *end = NULL;

    *at = *id = 0;
    if (text == NULL)
        return RT_OK;
    *at = strtoll(text, &end, 10);
    if (end != text && *end == '.') {
        const char *rest = end + 1;

        *id = strtoll(rest, &end, 10);
        if (end != rest && *end == '\0' && *id > 0 && *at != 0)
            return RT_OK;
    }
    return rt_fail_key(err, RT_EINVAL, "bad_value", "key", "paid", "value",
                       text, NULL);
}

/* A payment of which only the day is known has no time. */
static const char *
paid_text(const struct rt_visit *v, const struct rt_card_payment *p)
{
    int64_t day = p->at / DAY - (p->at % DAY < 0);

    return p->day_only ? rt_text_day(v->lang, v->arena, (int32_t)day)
                       : rt_instant_text(v, p->at);
}

static const char *
older_address(const struct rt_card_page *k, const struct rt_card_payment *last)
{
    struct rt_visit *v = k->v;
    const char *lang = rt_pairs_get(&v->rq.query, "lang");
    struct rt_pairs q = {0};

    rt_pairs_add(&q, v->arena, "paid",
                 rt_fmt(v->arena, "%" PRId64 ".%" PRId64, last->at, last->id));
    if (lang != NULL)
        rt_pairs_add(&q, v->arena, "lang", lang);
    return rt_visit_address(v, &q);
}

enum rt_code
rt_card_add_payments(struct rt_card_page *k, const char *key,
                     struct rt_err *err)
{
    struct rt_visit *v = k->v;
    struct rt_card_payment *list;
    size_t n, shown;
    int64_t at, id;
    json_t *rows = json_array();
    enum rt_code rc = read_key(key, &at, &id, err);

    json_object_set_new(k->view, "payments", rows);
    if (rc == RT_OK)
        rc = rt_client_payments(v->app->db, k->c.id, at, id, v->arena, &list,
                                &n, err);
    if (rc != RT_OK)
        return rc;
    shown = n > RT_CARD_PAYMENTS ? RT_CARD_PAYMENTS : n;
    for (size_t i = 0; i < shown; i++)
        json_array_append_new(
            rows, json_pack("{s:s, s:s, s:s}", "at", paid_text(v, &list[i]),
                            "amount", rt_card_money(v, list[i].amount),
                            "contract", rt_card_or_dash(list[i].contract)));
    json_object_set_new(k->view, "any_payment", json_boolean(n != 0));
    if (n > shown)
        json_object_set_new(k->view, "older",
                            json_string(older_address(k, &list[shown - 1])));
    if (at != 0)
        json_object_set_new(
            k->view, "newest",
            json_string(rt_card_href(v, "clients", k->c.id, "")));
    return RT_OK;
}

void
rt_card_add_activity(struct rt_card_page *k, const struct rt_client_sums *s)
{
    struct rt_visit *v = k->v;

    if (s->visits == 0)
        return;
    json_object_set_new(
        k->view, "activity",
        json_pack("{s:s, s:s, s:s, s:s}", "all",
                  rt_text_count(v->lang, v->arena, s->visits), "late",
                  rt_text_count(v->lang, v->arena, s->visits_30), "first",
                  rt_instant_text(v, s->first_visit_at), "last",
                  rt_instant_text(v, s->last_visit_at)));
}

static enum rt_code
case_json(struct rt_card_page *k, const struct rt_card_case *c, json_t *rows,
          struct rt_err *err)
{
    struct rt_visit *v = k->v;
    const char *reason = NULL, *state;
    enum rt_code rc = RT_OK;

    if (c->reason != NULL)
        rc = rt_desk_reason_text(v->app->db, c->reason, v->lang == RT_LANG_RU,
                                 v->arena, &reason, err);
    if (rc != RT_OK)
        return rc;
    state = c->voided ? "card_case_void"
                      : rt_fmt(v->arena, "card_case_%s", c->status);
    json_array_append_new(
        rows,
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b}", "href",
                  rt_card_href(v, "cases", c->id, ""), "number",
                  rt_fmt(v->arena, "%" PRId64, c->id), "contract",
                  rt_card_or_dash(c->contract), "reason",
                  rt_card_or_dash(reason), "state", rt_text(v->lang, state),
                  "created", rt_instant_text(v, c->created_at), "manager",
                  rt_card_or_dash(c->manager), "off", c->completed_at != 0));
    return RT_OK;
}

/* With DESK_SEE=own a manager sees their own cases and nobody's. */
static bool
may_see(const struct rt_card_page *k, int64_t manager_id)
{
    return rt_desk_visit_sees(k->v, &k->who, k->c.id, manager_id);
}

enum rt_code
rt_card_add_cases(struct rt_card_page *k, struct rt_err *err)
{
    struct rt_card_case *list;
    size_t n;
    json_t *rows = json_array();
    enum rt_code rc =
        rt_client_cases(k->v->app->db, k->c.id, k->v->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++)
        if (may_see(k, list[i].manager_id))
            rc = case_json(k, &list[i], rows, err);
    json_object_set_new(k->view, "any_case",
                        json_boolean(json_array_size(rows) != 0));
    json_object_set_new(k->view, "cases", rows);
    return rc;
}

enum rt_code
rt_card_add_offers(struct rt_card_page *k, struct rt_err *err)
{
    struct rt_visit *v = k->v;
    struct rt_card_offer *list;
    size_t n;
    json_t *rows = json_array();
    enum rt_code rc =
        rt_client_offers(v->app->db, k->c.id, v->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++)
        if (may_see(k, list[i].manager_id))
            json_array_append_new(
                rows, json_pack("{s:s, s:s, s:s, s:s}", "at",
                                rt_instant_text(v, list[i].at), "type",
                                rt_card_or_dash(list[i].type), "contract",
                                rt_card_or_dash(list[i].contract), "href",
                                rt_card_href(v, "cases", list[i].case_id, "")));
    json_object_set_new(k->view, "any_offer",
                        json_boolean(json_array_size(rows) != 0));
    json_object_set_new(k->view, "offers", rows);
    return rc;
}

enum rt_code
rt_card_add_messages(struct rt_card_page *k, struct rt_err *err)
{
    struct rt_visit *v = k->v;
    struct rt_card_message *list = NULL;
    size_t n = 0;
    int64_t manager_id = 0;
    json_t *rows = json_array();
    enum rt_code rc =
        rt_client_open_manager(v->app->db, k->c.id, &manager_id, err);

    if (rc == RT_OK && may_see(k, manager_id))
        rc = rt_client_messages(v->app->db, k->c.id, v->arena, &list, &n, err);
    for (size_t i = 0; rc == RT_OK && i < n; i++)
        json_array_append_new(
            rows, json_pack("{s:s, s:s, s:s, s:b}", "at",
                            rt_instant_text(v, list[i].at), "who",
                            list[i].from_client
                                ? rt_text(v->lang, "card_message_client")
                                : rt_card_or_dash(list[i].who),
                            "body", rt_card_or_dash(list[i].body), "waits",
                            list[i].from_client && !list[i].answered));
    json_object_set_new(k->view, "any_message",
                        json_boolean(json_array_size(rows) != 0));
    json_object_set_new(k->view, "messages", rows);
    return rc;
}

static json_t *
edit_json(const struct rt_card_page *k, const struct rt_card_edit *e)
{
    struct rt_visit *v = k->v;
    const char *kind = rt_fmt(v->arena, "card_kind_%s", e->kind);
    json_t *o = json_pack(
        "{s:s, s:s, s:s}", "at", rt_instant_text(v, e->made_at), "who",
        rt_card_or_dash(e->who), "what",
        e->contract != NULL
            ? rt_fmt(v->arena, "%s · %s", rt_text(v->lang, kind), e->contract)
            : rt_text(v->lang, kind));

    if (e->undone_at != 0)
        json_object_set_new(o, "undone",
                            json_string(rt_instant_text(v, e->undone_at)));
    else if (e->can_undo && k->editable &&
             (!e->admin_only || v->who.role == RT_ROLE_ADMIN))
        json_object_set_new(
            o, "undo",
            json_pack("{s:s, s:s, s:I}", "action",
                      rt_card_href(v, "clients", k->c.id, "/undo"), "csrf",
                      rt_visit_csrf(v), "edit", (json_int_t)e->id));
    return o;
}

enum rt_code
rt_card_add_edits(struct rt_card_page *k, struct rt_err *err)
{
    struct rt_visit *v = k->v;
    struct rt_card_edit *list;
    size_t n;
    json_t *rows = json_array();
    const struct rt_card_today day = rt_edit_today_from(v);
    enum rt_code rc = rt_card_edits_list(v->app->db, k->c.id, &day, EDITS,
                                         v->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++)
        json_array_append_new(rows, edit_json(k, &list[i]));
    if (k->just_changed)
        json_object_set(k->view, "done_undo",
                        json_object_get(json_array_get(rows, 0), "undo"));
    json_object_set_new(k->view, "any_edit",
                        json_boolean(json_array_size(rows) != 0));
    json_object_set_new(k->view, "edits", rows);
    return rc;
}
