/* The card of a client. */
#include "page/clients.h"

#include "page/carried_filter.h"
#include "page/client_figures.h"
#include "page/instant.h"
#include "page/view.h"
#include "repo/card_views.h"
#include "repo/client_links.h"
#include "repo/desk_days.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { EDITS = 5, DAY = 86400 };

/* What was just done; catalogue "card_done_%s". */
static const char *const done_words[] = {"saved", "undone", "created",
                                         "archived", "link", NULL};

const struct rt_field rt_client_card_inputs[] = {
    {.name = "done", .kind = RT_INPUT_WORD, .words = done_words},
    {.name = "paid", .kind = RT_INPUT_TEXT, .high = 42},
    {.name = NULL},
};

/* A card while it is put together. */
struct card {
    struct rt_visit *v;
    struct rt_client_head c;
    int32_t today;
    bool editable;
    json_t *view;
};

static const char *
or_dash(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : "—";
}

static const char *
link_to(const struct rt_visit *v, const char *what, int64_t id,
        const char *more)
{
    return rt_carry_lang(
        v, rt_fmt(v->arena, "/%s/%" PRId64 "%s", what, id, more));
}

static void
add_fact(const struct card *k, json_t *list, const char *name,
         const char *value)
{
    json_array_append_new(
        list, json_pack("{s:s, s:s}", "name", rt_text(k->v->lang, name),
                        "value", or_dash(value)));
}

static const char *
full_name(const struct card *k)
{
    const char *parts[] = {k->c.last_name, k->c.first_name, k->c.middle_name};
    const char *out = "";

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i] != NULL && parts[i][0] != '\0')
            out = rt_fmt(k->v->arena, "%s%s%s", out, out[0] != '\0' ? " " : "",
                         parts[i]);
    return out;
}

static enum rt_code
add_person(struct card *k, struct rt_err *err)
{
    struct rt_visit *v = k->v;
    json_t *person = json_array(), *filters = json_array();
    struct rt_card_attr *attrs;
    size_t n;
    enum rt_code rc = rt_client_attrs_list(v->app->db, k->c.id, NULL, 0,
                                           v->arena, &attrs, &n, err);

    add_fact(k, person, "card_phone", k->c.phone);
    add_fact(k, person, "card_email", k->c.email);
    add_fact(k, person, "card_telegram",
             k->c.telegram_id != 0
                 ? rt_fmt(v->arena, "%" PRId64, k->c.telegram_id)
                 : NULL);
    add_fact(k, filters, "card_region", k->c.region);
    add_fact(k, filters, "card_channel", k->c.channel);
    add_fact(k, filters, "card_segment", k->c.segment);
    if (k->c.acquired_on != RT_DAY_NONE)
        add_fact(k, filters, "card_acquired",
                 rt_text_day(v->lang, v->arena, k->c.acquired_on));
    for (size_t i = 0; rc == RT_OK && i < n; i++)
        json_array_append_new(filters,
                              json_pack("{s:s, s:s}", "name", attrs[i].name,
                                        "value", attrs[i].value));
    json_object_set_new(k->view, "person", person);
    json_object_set_new(k->view, "filters", filters);
    return rc;
}

static const char *
state_key(const struct card *k, const struct rt_card_contract *c)
{
    const struct rt_desk_contract *d = &c->row.contract;

    if (d->start != RT_DAY_NONE && d->start > k->today)
        return "card_state_later";
    if (d->end != RT_DAY_OPEN)
        return d->end <= k->today ? "card_state_ended" : "card_state_ends";
    return d->active == 0 ? "card_state_off" : "card_state_runs";
}

static const char *
end_text(const struct card *k, int32_t end)
{
    return end == RT_DAY_OPEN ? "—"
                              : rt_text_day(k->v->lang, k->v->arena, end - 1);
}

static json_t *
contract_actions(const struct card *k, const struct rt_card_contract *c)
{
    struct rt_visit *v = k->v;
    int64_t id = c->row.contract.id;
    bool admin = v->who.role == RT_ROLE_ADMIN;
    bool runs = rt_desk_runs(&c->row.contract, k->today);
    json_t *o = json_pack("{s:s}", "edit", link_to(v, "contracts", id, "/edit"));

    if (runs) {
        json_object_set_new(o, "make_link",
                            json_string(link_to(v, "contracts", id, "/link")));
        json_object_set_new(o, "csrf", json_string(rt_visit_csrf(v)));
    }
    if (runs && c->open_case == 0)
        json_object_set_new(o, "open",
                            json_string(link_to(v, "calls", id, "")));
    if (admin) {
        json_object_set_new(o, "past",
                            json_string(link_to(v, "contracts", id, "/past")));
        json_object_set_new(
            o, "archive",
            json_string(link_to(v, "contracts", id, "/archive")));
    }
    return o;
}

static json_t *
contract_json(const struct card *k, const struct rt_card_contract *c)
{
    struct rt_visit *v = k->v;
    const struct rt_desk_contract *d = &c->row.contract;
    const char *state = state_key(k, c);
    json_t *o = json_pack(
        "{s:s, s:s, s:b, s:s, s:s, s:s, s:s, s:s, s:s}", "number",
        c->row.external_id, "state", rt_text(v->lang, state), "off",
        !rt_desk_runs(d, k->today), "start",
        rt_text_day(v->lang, v->arena, d->start), "last",
        end_text(k, d->end), "plan", or_dash(d->plan), "fee",
        d->amounts.has_fee ? rt_card_money(v, d->amounts.fee) : "—", "profit",
        c->row.has_profit ? rt_card_money(v, d->amounts.profit) : "—",
        "retain",
        rt_text(v->lang, d->can_be_retained ? "word_yes" : "word_no"));

    if (c->row.end_cause != NULL)
        json_object_set_new(o, "cause", json_string(c->row.end_cause));
    if (c->open_case != 0)
        json_object_set_new(
            o, "case",
            json_pack("{s:s, s:s}", "href", link_to(v, "cases", c->open_case, ""),
                      "text", rt_fmt(v->arena, "№ %" PRId64, c->open_case)));
    if (k->editable)
        json_object_set_new(o, "actions", contract_actions(k, c));
    return o;
}

/* Contracts, and the figures that are made of them. */
static enum rt_code
add_contracts(struct card *k, const struct rt_client_sums *sums,
              struct rt_err *err)
{
    struct rt_visit *v = k->v;
    struct rt_card_contract *list;
    size_t n;
    int64_t all = 0;
    json_t *rows = json_array(), *figures = NULL;
    enum rt_code rc = rt_client_contracts(v->app->db, k->c.id, k->today,
                                          v->arena, &list, &n, &all, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++)
        json_array_append_new(rows, contract_json(k, &list[i]));
    json_object_set_new(k->view, "contracts", rows);
    json_object_set_new(k->view, "no_contracts",
                        json_boolean(rc == RT_OK && n == 0));
    if (rc == RT_OK && all > (int64_t)n)
        json_object_set_new(
            k->view, "more_contracts",
            json_string(rt_text_plural(v->lang, v->arena, "card_more_contracts",
                                       all - (int64_t)n)));
    if (rc == RT_OK)
        rc = rt_client_figures(v, &k->c, list, n, sums, &figures, err);
    if (rc == RT_OK)
        json_object_set_new(k->view, "figures", figures);
    return rc;
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

static enum rt_code
add_payments(struct card *k, const char *key, struct rt_err *err)
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
                            "contract", or_dash(list[i].contract)));
    json_object_set_new(k->view, "any_payment", json_boolean(n != 0));
    if (n > shown)
        json_object_set_new(
            k->view, "older",
            json_string(rt_fmt(v->arena, "%s?paid=%" PRId64 ".%" PRId64,
                               rt_card_path(v, k->c.id), list[shown - 1].at,
                               list[shown - 1].id)));
    if (at != 0)
        json_object_set_new(k->view, "newest",
                            json_string(link_to(v, "clients", k->c.id, "")));
    return RT_OK;
}

static void
add_activity(struct card *k, const struct rt_client_sums *s)
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
case_json(struct card *k, const struct rt_card_case *c, json_t *rows,
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
                  link_to(v, "cases", c->id, ""), "number",
                  rt_fmt(v->arena, "%" PRId64, c->id), "contract",
                  or_dash(c->contract), "reason", or_dash(reason), "state",
                  rt_text(v->lang, state), "created",
                  rt_instant_text(v, c->created_at), "manager",
                  or_dash(c->manager), "off", c->completed_at != 0));
    return RT_OK;
}

/* With DESK_SEE=own a manager sees their own cases and nobody's. */
static bool
may_see(const struct rt_visit *v, const struct rt_card_case *c)
{
    return v->who.role == RT_ROLE_ADMIN || c->manager_id == 0 ||
           c->manager_id == v->who.id ||
           strcmp(rt_conf_get(v->site->conf, "DESK_SEE"), "all") == 0;
}

static enum rt_code
add_cases(struct card *k, struct rt_err *err)
{
    struct rt_card_case *list;
    size_t n;
    json_t *rows = json_array();
    enum rt_code rc = rt_client_cases(k->v->app->db, k->c.id, k->v->arena,
                                      &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++)
        if (may_see(k->v, &list[i]))
            rc = case_json(k, &list[i], rows, err);
    json_object_set_new(k->view, "any_case",
                        json_boolean(json_array_size(rows) != 0));
    json_object_set_new(k->view, "cases", rows);
    return rc;
}

static enum rt_code
add_offers(struct card *k, struct rt_err *err)
{
    struct rt_visit *v = k->v;
    struct rt_card_offer *list;
    size_t n;
    json_t *rows = json_array();
    enum rt_code rc =
        rt_client_offers(v->app->db, k->c.id, v->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++)
        json_array_append_new(
            rows, json_pack("{s:s, s:s, s:s, s:s}", "at",
                            rt_instant_text(v, list[i].at), "type",
                            or_dash(list[i].type), "contract",
                            or_dash(list[i].contract), "href",
                            link_to(v, "cases", list[i].case_id, "")));
    json_object_set_new(k->view, "any_offer",
                        json_boolean(json_array_size(rows) != 0));
    json_object_set_new(k->view, "offers", rows);
    return rc;
}

static enum rt_code
add_messages(struct card *k, struct rt_err *err)
{
    struct rt_visit *v = k->v;
    struct rt_card_message *list;
    size_t n;
    json_t *rows = json_array();
    enum rt_code rc =
        rt_client_messages(v->app->db, k->c.id, v->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++)
        json_array_append_new(
            rows,
            json_pack("{s:s, s:s, s:s, s:b}", "at",
                      rt_instant_text(v, list[i].at), "who",
                      list[i].from_client
                          ? rt_text(v->lang, "card_message_client")
                          : or_dash(list[i].who),
                      "body", or_dash(list[i].body), "waits",
                      list[i].from_client && !list[i].answered));
    json_object_set_new(k->view, "any_message",
                        json_boolean(json_array_size(rows) != 0));
    json_object_set_new(k->view, "messages", rows);
    return rc;
}

static json_t *
edit_json(const struct card *k, const struct rt_card_edit *e)
{
    struct rt_visit *v = k->v;
    const char *kind = rt_fmt(v->arena, "card_kind_%s", e->kind);
    json_t *o = json_pack(
        "{s:s, s:s, s:s}", "at", rt_instant_text(v, e->made_at), "who",
        or_dash(e->who), "what",
        e->contract != NULL
            ? rt_fmt(v->arena, "%s · %s", rt_text(v->lang, kind), e->contract)
            : rt_text(v->lang, kind));

    if (e->undone_at != 0)
        json_object_set_new(o, "undone",
                            json_string(rt_instant_text(v, e->undone_at)));
    else if (e->can_undo && k->editable)
        json_object_set_new(
            o, "undo",
            json_pack("{s:s, s:s, s:I}", "action",
                      link_to(v, "clients", k->c.id, "/undo"), "csrf",
                      rt_visit_csrf(v), "edit", (json_int_t)e->id));
    return o;
}

static enum rt_code
add_edits(struct card *k, struct rt_err *err)
{
    struct rt_visit *v = k->v;
    struct rt_card_edit *list;
    size_t n;
    json_t *rows = json_array();
    enum rt_code rc = rt_card_edits_list(v->app->db, k->c.id, EDITS, v->arena,
                                         &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++)
        json_array_append_new(rows, edit_json(k, &list[i]));
    json_object_set_new(k->view, "any_edit",
                        json_boolean(json_array_size(rows) != 0));
    json_object_set_new(k->view, "edits", rows);
    return rc;
}

/* A link that was just made is shown once: only this browser has it. */
static void
add_link(struct card *k)
{
    struct rt_visit *v = k->v;
    const char *token = rt_card_link_take(v);

    if (token == NULL || token[strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef"
                                             "ghijklmnopqrstuvwxyz0123456789"
                                             "_-")] != '\0')
        return;
    json_object_set_new(
        k->view, "link",
        json_string(rt_fmt(v->arena, "%s/my/%s",
                           rt_conf_get(v->site->conf, "DASHBOARD_URL"),
                           token)));
    json_object_set_new(k->view, "link_days",
                        json_string(rt_text_plural(v->lang, v->arena,
                                                   "card_link_days",
                                                   RT_CLIENT_LINK_DAYS)));
}

/* Who has looked is on record before anything is shown. */
static enum rt_code
record_view(struct card *k, struct rt_err *err)
{
    struct rt_visit *v = k->v;
    const struct rt_actor by = rt_edit_actor(v);
    const struct rt_card_day day = {
        .day = k->today,
        .from = rt_zone_instant(v->site->zone, k->today, 0),
        .now = time(NULL),
        .most = rt_conf_int(v->site->conf, "CARD_LIMIT"),
    };

    return rt_card_viewed(v->app->db, &by, k->c.id, &day, err);
}

static void
add_head(struct card *k, const struct rt_exchange *x)
{
    struct rt_visit *v = k->v;
    const char *done = rt_form_text(&x->form, "done");
    const char *name = full_name(k);
    bool forgotten = k->c.forgotten_at != 0;

    json_object_set_new(k->view, "number", json_string(k->c.external_id));
    json_object_set_new(k->view, "name", json_string(name));
    json_object_set_new(k->view, "back",
                        json_string(rt_carry_lang(v, "/clients")));
    if (forgotten)
        json_object_set_new(
            k->view, "forgotten",
            json_string(rt_instant_text(v, k->c.forgotten_at)));
    if (k->editable) {
        json_object_set_new(
            k->view, "edit",
            json_string(link_to(v, "clients", k->c.id, "/edit")));
        json_object_set_new(
            k->view, "new_contract",
            json_string(link_to(v, "clients", k->c.id, "/contract")));
    }
    if (done != NULL)
        json_object_set_new(
            k->view, "done",
            json_string(
                rt_text(v->lang, rt_fmt(v->arena, "card_done_%s", done))));
    if (v->who.role == RT_ROLE_ADMIN)
        json_object_set_new(
            k->view, "log",
            json_string(rt_fmt(v->arena,
                               "/audit?object=client&number=%" PRId64,
                               k->c.id)));
}

static enum rt_code
fill_card(struct card *k, const struct rt_exchange *x, struct rt_err *err)
{
    struct rt_client_sums sums;
    enum rt_code rc = rt_client_sums_read(k->v->app->db, k->c.id, time(NULL),
                                          &sums, err);

    add_head(k, x);
    add_link(k);
    if (rc == RT_OK)
        rc = add_person(k, err);
    if (rc == RT_OK)
        rc = add_contracts(k, &sums, err);
    if (rc == RT_OK)
        rc = add_payments(k, rt_form_text(&x->form, "paid"), err);
    if (rc == RT_OK)
        add_activity(k, &sums);
    if (rc == RT_OK)
        rc = add_cases(k, err);
    if (rc == RT_OK)
        rc = add_offers(k, err);
    if (rc == RT_OK)
        rc = add_messages(k, err);
    return rc == RT_OK ? add_edits(k, err) : rc;
}

enum rt_code
rt_client_card_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct card k = {.v = v, .today = rt_edit_today(v)};
    enum rt_code rc = rt_carry_check(v, &x->rest, err);

    rt_visit_no_store(v);
    if (rc == RT_OK)
        rc = rt_card_find_client(v, &k.c, err);
    if (rc == RT_OK)
        rc = record_view(&k, err);
    if (rc != RT_OK)
        return rc;
    k.editable = k.c.forgotten_at == 0;
    k.view = rt_view_new(v, rt_text_fill(v->lang, v->arena, "card_title",
                                         "client", k.c.external_id, NULL));
    rc = fill_card(&k, x, err);
    if (rc == RT_OK)
        return rt_view_render(v, "client", k.view, err);
    json_decref(k.view);
    return rc;
}
