/* The card of a client. */
#include "page/clients.h"

#include "page/carried_filter.h"
#include "page/client_card.h"
#include "page/client_figures.h"
#include "page/instant.h"
#include "page/view.h"
#include "repo/client_links.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

/* What was just done; catalogue "card_done_%s". */
static const char *const done_words[] = {"saved",    "undone", "created",
                                         "archived", "link",   NULL};

const struct rt_field rt_client_card_inputs[] = {
    {.name = "done", .kind = RT_INPUT_WORD, .words = done_words},
    {.name = "paid", .kind = RT_INPUT_TEXT, .high = 42},
    {.name = NULL},
};

static void
add_fact(const struct rt_card_page *k, json_t *list, const char *name,
         const char *value)
{
    json_array_append_new(list, json_pack("{s:s, s:s}", "name",
                                          rt_text(k->v->lang, name), "value",
                                          rt_card_or_dash(value)));
}

static const char *
full_name(const struct rt_card_page *k)
{
    const char *parts[] = {k->c.last_name, k->c.first_name, k->c.middle_name};
    const char *out = "";

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i] != NULL && parts[i][0] != '\0')
            out = rt_fmt(k->v->arena, "%s%s%s", out, out[0] != '\0' ? " " : "",
                         parts[i]);
    return out;
}

enum { MERGED_MOST = 50 };

/* Other cards of the same person.  A member of the staff has no way to the card
 * that is their own. */
static enum rt_code
add_merged(struct rt_card_page *k, struct rt_err *err)
{
    struct rt_visit *v = k->v;
    struct rt_client_same *list;
    size_t n;
    json_t *from = json_array();
    enum rt_code rc = rt_client_merged(v->app->db, k->c.id, MERGED_MOST + 1,
                                       v->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n && i < MERGED_MOST; i++) {
        json_t *o;

        if (list[i].id == k->who.client_id)
            continue;
        o = json_pack("{s:s, s:s}", "href",
                      rt_card_href(v, "clients", list[i].id, ""), "number",
                      list[i].external_id);
        if (list[i].into)
            json_object_set_new(k->view, "merged_into", o);
        else
            json_array_append_new(from, o);
    }
    json_object_set_new(k->view, "any_merged",
                        json_boolean(json_array_size(from) != 0));
    json_object_set_new(k->view, "more_merged",
                        json_boolean(rc == RT_OK && n > MERGED_MOST));
    json_object_set_new(k->view, "merged", from);
    return rc;
}

/* NULL: there is none. */
static const char *
consent_text(const struct rt_card_page *k)
{
    const struct rt_consent *c = &k->c.consent;
    struct rt_visit *v = k->v;

    if (c->version == NULL)
        return NULL;
    return rt_text_fill(v->lang, v->arena, "card_consent_is", "version",
                        c->version, "at",
                        c->at != 0 ? rt_instant_text(v, c->at) : "—", NULL);
}

static enum rt_code
add_person(struct rt_card_page *k, struct rt_err *err)
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
    add_fact(k, person, "card_consent", consent_text(k));
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
state_key(const struct rt_card_page *k, const struct rt_card_contract *c)
{
    const struct rt_desk_contract *d = &c->row.contract;

    if (d->start != RT_DAY_NONE && d->start > k->today)
        return "card_state_later";
    if (d->end != RT_DAY_OPEN)
        return d->end <= k->today ? "card_state_ended" : "card_state_ends";
    return d->active == 0 ? "card_state_off" : "card_state_runs";
}

static const char *
end_text(const struct rt_card_page *k, int32_t end)
{
    return end == RT_DAY_OPEN ? "—"
                              : rt_text_day(k->v->lang, k->v->arena, end - 1);
}

static json_t *
contract_actions(const struct rt_card_page *k, const struct rt_card_contract *c)
{
    struct rt_visit *v = k->v;
    int64_t id = c->row.contract.id;
    bool admin = v->who.role == RT_ROLE_ADMIN;
    bool runs = rt_desk_runs(&c->row.contract, k->today);
    bool theirs = rt_desk_visit_sees(v, &k->who, k->c.id, c->open_manager);
    json_t *o =
        json_pack("{s:s}", "edit", rt_card_href(v, "contracts", id, "/edit"));

    if (runs && theirs) {
        json_object_set_new(
            o, "make_link",
            json_string(rt_card_href(v, "contracts", id, "/link")));
        json_object_set_new(o, "csrf", json_string(rt_visit_csrf(v)));
    }
    if (runs && c->open_case == 0)
        json_object_set_new(o, "open",
                            json_string(rt_card_href(v, "calls", id, "")));
    if (admin) {
        json_object_set_new(
            o, "past", json_string(rt_card_href(v, "contracts", id, "/past")));
        json_object_set_new(
            o, "archive",
            json_string(rt_card_href(v, "contracts", id, "/archive")));
    }
    return o;
}

static json_t *
contract_json(const struct rt_card_page *k, const struct rt_card_contract *c)
{
    struct rt_visit *v = k->v;
    const struct rt_desk_contract *d = &c->row.contract;
    const char *state = state_key(k, c);
    json_t *o = json_pack(
        "{s:s, s:s, s:b, s:s, s:s, s:s, s:s, s:s, s:s}", "number",
        c->row.external_id, "state", rt_text(v->lang, state), "off",
        !rt_desk_runs(d, k->today), "start",
        rt_text_day(v->lang, v->arena, d->start), "last", end_text(k, d->end),
        "plan", rt_card_or_dash(d->plan), "fee",
        d->amounts.has_fee ? rt_card_money(v, d->amounts.fee) : "—", "profit",
        c->row.has_profit ? rt_card_money(v, d->amounts.profit) : "—", "retain",
        rt_text(v->lang, d->can_be_retained ? "word_yes" : "word_no"));

    if (c->row.end_cause != NULL)
        json_object_set_new(o, "cause", json_string(c->row.end_cause));
    if (c->open_case != 0 &&
        rt_desk_visit_sees(v, &k->who, k->c.id, c->open_manager))
        json_object_set_new(
            o, "case",
            json_pack("{s:s, s:s}", "href",
                      rt_card_href(v, "cases", c->open_case, ""), "text",
                      rt_fmt(v->arena, "№ %" PRId64, c->open_case)));
    if (k->editable)
        json_object_set_new(o, "actions", contract_actions(k, c));
    return o;
}

/* Contracts, and the figures that are made of them. */
static enum rt_code
add_contracts(struct rt_card_page *k, const struct rt_client_sums *sums,
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

/* A link that was just made is shown once: only this browser has it. */
static void
add_link(struct rt_card_page *k)
{
    struct rt_visit *v = k->v;
    const char *token = rt_card_link_take(v, k->c.id);

    if (token == NULL || token[strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef"
                                             "ghijklmnopqrstuvwxyz0123456789"
                                             "_-")] != '\0')
        return;
    json_object_set_new(
        k->view, "link",
        json_string(rt_fmt(v->arena, "%s/my/%s",
                           rt_conf_get(v->site->conf, "DASHBOARD_URL"),
                           token)));
    json_object_set_new(
        k->view, "link_days",
        json_string(rt_text_plural(v->lang, v->arena, "card_link_days",
                                   RT_CLIENT_LINK_DAYS)));
}

static void
add_head(struct rt_card_page *k, const struct rt_exchange *x)
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
        json_object_set_new(k->view, "forgotten",
                            json_string(rt_instant_text(v, k->c.forgotten_at)));
    if (k->editable) {
        json_object_set_new(
            k->view, "edit",
            json_string(rt_card_href(v, "clients", k->c.id, "/edit")));
        json_object_set_new(
            k->view, "new_contract",
            json_string(rt_card_href(v, "clients", k->c.id, "/contract")));
    }
    k->just_changed = done != NULL && (strcmp(done, "saved") == 0 ||
                                       strcmp(done, "created") == 0 ||
                                       strcmp(done, "archived") == 0);
    if (done != NULL)
        json_object_set_new(
            k->view, "done",
            json_string(
                rt_text(v->lang, rt_fmt(v->arena, "card_done_%s", done))));
    if (v->who.role == RT_ROLE_ADMIN)
        json_object_set_new(
            k->view, "log",
            json_string(rt_fmt(v->arena, "/audit?object=client&number=%" PRId64,
                               k->c.id)));
}

static enum rt_code
fill_card(struct rt_card_page *k, const struct rt_exchange *x,
          struct rt_err *err)
{
    struct rt_client_sums sums;
    enum rt_code rc =
        rt_client_sums_read(k->v->app->db, k->c.id, time(NULL), &sums, err);

    add_head(k, x);
    add_link(k);
    if (rc == RT_OK)
        rc = add_merged(k, err);
    if (rc == RT_OK)
        rc = add_person(k, err);
    if (rc == RT_OK)
        rc = add_contracts(k, &sums, err);
    if (rc == RT_OK)
        rc = rt_card_add_payments(k, rt_form_text(&x->form, "paid"), err);
    if (rc == RT_OK)
        rt_card_add_activity(k, &sums);
    if (rc == RT_OK)
        rc = rt_card_add_cases(k, err);
    if (rc == RT_OK)
        rc = rt_card_add_offers(k, err);
    if (rc == RT_OK)
        rc = rt_card_add_messages(k, err);
    return rc == RT_OK ? rt_card_add_edits(k, err) : rc;
}

enum rt_code
rt_client_card_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_card_page k = {.v = v, .today = rt_edit_today(v)};
    enum rt_code rc = rt_carry_check(v, &x->rest, err);

    rt_visit_no_store(v);
    if (rc == RT_OK)
        rc = rt_card_find_client(v, &k.c, err);
    if (rc == RT_OK)
        rc = rt_desk_visit_who(v, &k.who, err);
    if (rc == RT_OK)
        rc = rt_card_record_view(v, k.c.id, err);
    if (rc != RT_OK)
        return rc;
    k.editable = k.c.forgotten_at == 0;
    k.view = rt_view_new(v, rt_text_fill(v->lang, v->arena, "card_title",
                                         "client", k.c.external_id, NULL));
    rc = fill_card(&k, x, err);
    return rt_view_finish(v, rc, "client", k.view, err);
}
