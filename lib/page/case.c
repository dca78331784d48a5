/* What the page of a case shows. */
#include "page/case.h"

#include "base/date.h"
#include "desk/decide.h"
#include "desk/say.h"
#include "page/carried_filter.h"
#include "page/case_own.h"
#include "page/client_own.h"
#include "page/instant.h"
#include "page/mask.h"
#include "page/view.h"
#include "repo/desk_client.h"
#include "repo/desk_staff.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

const char *const rt_case_done_words[] = {"yes", "noted", NULL};

const struct rt_field rt_case_inputs[] = {
    {.name = "done", .kind = RT_INPUT_WORD, .words = rt_case_done_words},
    {.name = NULL},
};

static enum rt_code
not_there(const struct rt_case_view *c, struct rt_err *err)
{
    return rt_fail_key(err, RT_NONE,
                       c->p->call ? "call_not_there" : "case_not_there", NULL);
}

/* The contract's open case stands for it on the call screen. */
static enum rt_code
look_at(struct rt_case_view *c, int64_t case_id, int64_t contract_id,
        struct rt_err *err)
{
    struct rt_visit *v = c->v;
    enum rt_code rc =
        rt_desk_look(v->app->db, &v->site->desk, case_id, contract_id, c->now,
                     v->arena, &c->scene, err);

    if (rc == RT_OK && case_id == 0 && c->scene.facts.open_case_id != 0)
        rc = rt_desk_look(v->app->db, &v->site->desk,
                          c->scene.facts.open_case_id, 0, c->now, v->arena,
                          &c->scene, err);
    return rc;
}

enum rt_code
rt_case_look(struct rt_case_view *c, int64_t case_id, int64_t contract_id,
             struct rt_err *err)
{
    struct rt_visit *v = c->v;
    const struct rt_desk_contract *k = &c->scene.contract.contract;
    struct rt_err own = {0};
    enum rt_code rc = rt_desk_visit_begin(v, err);

    c->now = time(NULL);
    if (rc == RT_OK)
        rc = rt_desk_visit_who(v, &c->who, err);
    if (rc != RT_OK)
        return rc;
    if (case_id == 0 && contract_id == 0)
        return not_there(c, err);
    rc = look_at(c, case_id, contract_id, &own);
    if (rc == RT_NONE || (rc == RT_OK && k->deleted && c->p->call) ||
        (rc == RT_OK && !rt_desk_visit_sees(v, &c->who, k->client_id,
                                            c->scene.the_case.manager_id)))
        return not_there(c, err);
    if (rc != RT_OK) {
        *err = own;
        return rc;
    }
    c->contract_id = k->id;
    c->may = rt_desk_may(&c->scene.facts, &c->who);
    return RT_OK;
}

bool
rt_case_may(const struct rt_case_view *c, enum rt_desk_event e)
{
    return (c->may >> e & 1) != 0;
}

const char *
rt_case_typed(const struct rt_case_view *c, const char *name)
{
    const char *text =
        c->p->event != NULL ? rt_pairs_get(&c->v->rq.form, name) : NULL;

    return text != NULL ? text : "";
}

static void
set_text(struct rt_case_view *c, const char *name, const char *text)
{
    json_object_set_new(c->json, name, json_string(text));
}

static const char *
or_dash(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : "—";
}

static const char *
instant_or_none(const struct rt_case_view *c, int64_t at)
{
    return at != 0 ? rt_instant_text(c->v, at) : "";
}

static const char *
address(const struct rt_case_view *c, const char *kind, int64_t id)
{
    return rt_carry_lang(c->v, rt_fmt(c->v->arena, "/%s/%" PRId64, kind, id));
}

/* Name and contacts: first letters and last digits, unless they were asked
 * for. */
static void
add_person(struct rt_case_view *c, const struct rt_desk_person *p)
{
    struct rt_arena *a = c->v->arena;
    bool full = c->p->reveal;
    const char *name =
        full ? rt_fmt(a, "%s %s %s", p->last_name != NULL ? p->last_name : "",
                      p->first_name != NULL ? p->first_name : "",
                      p->middle_name != NULL ? p->middle_name : "")
             : rt_mask_name(a, p->last_name, p->first_name);

    name += strspn(name, " ");
    json_object_set_new(
        c->json, "person",
        json_pack(
            "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b}", "client_id",
            or_dash(p->external_id), "name", or_dash(name), "phone",
            or_dash(full ? p->phone : rt_mask_contact(a, p->phone)), "email",
            or_dash(full ? p->email : rt_mask_contact(a, p->email)), "region",
            or_dash(c->scene.contract.region), "segment", or_dash(p->segment),
            "card", address(c, "clients", p->id), "masked", !full));
}

static void
add_contract(struct rt_case_view *c)
{
    const struct rt_desk_contract_row *row = &c->scene.contract;
    const struct rt_desk_contract *k = &row->contract;
    struct rt_visit *v = c->v;

    json_object_set_new(
        c->json, "contract",
        json_pack(
            "{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:s}", "number",
            c->p->reveal || c->p->call
                ? row->external_id
                : rt_mask_number(v->arena, row->external_id),
            "plan", or_dash(k->plan), "fee",
            k->amounts.has_fee ? rt_desk_visit_money(v, k->amounts.fee) : "—",
            "profit",
            row->has_profit ? rt_desk_visit_money(v, k->amounts.profit) : "—",
            "since", rt_text_day(v->lang, v->arena, k->start), "until",
            k->end == RT_DAY_OPEN ? rt_text(v->lang, "case_no_end")
                                  : rt_text_day(v->lang, v->arena, k->end - 1),
            "not_retained", !k->can_be_retained, "call",
            address(c, "calls", k->id)));
}

static const char *
state_of_past(const struct rt_case_view *c, const struct rt_desk_past_case *p)
{
    enum rt_desk_state state = RT_STEP_NONE;
    bool imported;
    const char *key = p->outcome != NULL
                          ? rt_fmt(c->v->arena, "case_outcome_%s", p->outcome)
                          : NULL;

    if (key != NULL && rt_text_find(c->v->lang, key) != NULL)
        return rt_text(c->v->lang, key);
    if (rt_case_state_read(p->status, p->step, p->deleted, false,
                           p->manager_id != 0, &state, &imported,
                           NULL) != RT_OK)
        state = RT_STEP_NONE;
    return rt_text(c->v->lang, rt_fmt(c->v->arena, "case_state_%s",
                                      rt_case_state_name(state)));
}

static enum rt_code
add_past(struct rt_case_view *c, struct rt_err *err)
{
    struct rt_visit *v = c->v;
    struct rt_desk_past_case *list;
    size_t n;
    json_t *past = json_array();
    enum rt_code rc =
        rt_desk_past_cases(v->app->db, c->scene.contract.contract.client_id,
                           c->scene.the_case.id, v->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++) {
        const struct rt_desk_past_case *p = &list[i];
        const char *reason = "";

        /* Another manager's case is not there for who sees own ones only. */
        if (!rt_desk_visit_sees(v, &c->who, 0, p->manager_id))
            continue;
        rc = rt_desk_visit_reason(v, p->reason, NULL, &reason, err);
        json_array_append_new(
            past,
            json_pack("{s:I, s:s, s:s, s:s, s:s, s:s}", "id", (json_int_t)p->id,
                      "href", address(c, "cases", p->id), "contract",
                      rt_mask_number(v->arena, p->number), "created",
                      rt_instant_text(v, p->created_at), "reason", reason,
                      "state", state_of_past(c, p)));
    }
    json_object_set_new(c->json, "any_past",
                        json_boolean(json_array_size(past) != 0));
    json_object_set_new(c->json, "past", past);
    return rc;
}

enum rt_code
rt_case_add_facts(struct rt_case_view *c, struct rt_err *err)
{
    struct rt_desk_person person;
    enum rt_code rc =
        rt_desk_person_read(c->v->app->db, c->scene.contract.contract.client_id,
                            c->v->arena, &person, err);

    if (rc != RT_OK)
        return rc;
    add_person(c, &person);
    add_contract(c);
    return add_past(c, err);
}

static enum rt_code
add_head(struct rt_case_view *c, struct rt_err *err)
{
    struct rt_visit *v = c->v;
    const struct rt_case *k = &c->scene.the_case;
    bool late = k->due_at != 0 && k->due_at <= c->now &&
                rt_case_in(k->state, RT_IN_OPEN);
    const char *reason, *manager = NULL, *state;
    enum rt_code rc =
        rt_desk_visit_reason(v, k->reason, k->words, &reason, err);

    if (rc == RT_OK && k->manager_id != 0)
        rc = rt_desk_staff_name(v->app->db, k->manager_id, v->arena, &manager,
                                err);
    if (rc != RT_OK && rc != RT_NONE)
        return rc;
    state = rt_text(v->lang, rt_fmt(v->arena, "case_state_%s",
                                    rt_case_state_name(k->state)));
    if (k->outcome != RT_OUTCOME_NONE)
        state =
            rt_fmt(v->arena, "%s: %s", state,
                   rt_text(v->lang, rt_fmt(v->arena, "case_outcome_%s",
                                           rt_case_outcome_name(k->outcome))));
    set_text(c, "state", state);
    set_text(c, "due", instant_or_none(c, k->due_at));
    json_object_set_new(c->json, "late", json_boolean(late));
    if (late)
        set_text(c, "late_by",
                 rt_desk_say_span(v->lang, c->now - k->due_at, v->arena));
    set_text(c, "callback", instant_or_none(c, k->callback_at));
    set_text(c, "opened", rt_instant_text(v, k->created_at));
    set_text(c, "source",
             rt_text(v->lang, rt_fmt(v->arena, "case_source_%s",
                                     rt_case_source_words[k->source])));
    set_text(c, "reason", or_dash(reason));
    set_text(c, "manager", or_dash(manager));
    set_text(c, "attempts",
             k->attempts > 0 ? rt_text_count(v->lang, v->arena, k->attempts)
                             : "");
    if (k->previous_id != 0)
        json_object_set_new(c->json, "previous",
                            json_pack("{s:I, s:s}", "id",
                                      (json_int_t)k->previous_id, "href",
                                      address(c, "cases", k->previous_id)));
    return RT_OK;
}

static enum rt_code
add_offerings(struct rt_case_view *c, struct rt_err *err)
{
    struct rt_visit *v = c->v;
    const struct rt_desk_facts *f = &c->scene.facts;
    json_t *list = json_array();
    enum rt_code rc = RT_OK;

    for (size_t i = 0; rc == RT_OK && i < f->n_offerings; i++) {
        const struct rt_offering *o = &f->offerings[i];
        struct rt_desk_speech speech = rt_desk_visit_speech(v, &c->scene);
        const char *by = rt_text(v->lang, "case_by_rules");

        speech.offering = o;
        speech.from = rt_effect_from(rt_zone_day(v->site->zone, o->shown_at),
                                     v->site->desk.office.rules.effect_by_day);
        if (o->by_user != 0)
            rc = rt_desk_staff_name(v->app->db, o->by_user, v->arena, &by, err);
        rc = rc == RT_NONE ? RT_OK : rc;
        json_array_append_new(
            list,
            json_pack(
                "{s:I, s:s, s:s, s:s, s:s, s:s, s:b, s:s}", "n",
                (json_int_t)o->n, "type", o->type, "terms",
                rt_desk_say_terms(&speech, v->arena), "state",
                rt_text(v->lang, rt_fmt(v->arena, "offering_%s",
                                        rt_offering_state_words[o->state])),
                "until",
                rt_desk_say_hour(v->lang, v->site->zone, o->expires_at,
                                 v->arena),
                "by", by, "is_shown", o->state == RT_OFFERING_SHOWN,
                "description", o->description != NULL ? o->description : ""));
    }
    json_object_set_new(c->json, "any_offering",
                        json_boolean(f->n_offerings != 0));
    json_object_set_new(c->json, "offerings", list);
    return rc;
}

static enum rt_code
fill_view(struct rt_case_view *c, struct rt_err *err)
{
    enum rt_code rc = add_head(c, err);

    if (rc == RT_OK)
        rc = rt_case_add_facts(c, err);
    if (rc == RT_OK)
        rc = add_offerings(c, err);
    if (rc == RT_OK)
        rc = rt_case_add_timeline(c, err);
    if (rc == RT_OK && c->p->done != NULL && !c->p->reveal && !c->p->quiet)
        rc = rt_case_add_say(c, err);
    rt_case_add_offers(c);
    return rc == RT_OK ? rt_case_add_actions(c, err) : rc;
}

enum rt_code
rt_case_render(struct rt_case_view *c, struct rt_err *err)
{
    struct rt_visit *v = c->v;
    const char *id = rt_fmt(v->arena, "%" PRId64, c->scene.the_case.id);
    enum rt_code rc;

    c->json = rt_view_new(
        v, rt_text_fill(v->lang, v->arena, "case_title", "case", id, NULL));
    set_text(c, "back", rt_carry_lang(v, "/queue"));
    rc = fill_view(c, err);
    if (c->p->status != 0)
        v->re.status = c->p->status;
    return rt_view_finish(v, rc, "case", c->json, err);
}

enum rt_code
rt_case_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_case_page p = {0};
    struct rt_case_view c = {.v = v, .p = &p};
    enum rt_code rc = rt_carry_check(v, &x->rest, err);

    if (rt_form_text(&x->form, "done") != NULL)
        p.done = rt_text(v->lang, "case_done");
    p.quiet = rt_desk_visit_number(x, "done") != 0;
    if (rc == RT_OK)
        rc = rt_case_look(&c, rt_desk_visit_id(v), 0, err);
    return rc == RT_OK ? rt_case_render(&c, err) : rc;
}

enum rt_code
rt_case_reveal(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_case_page p = {.reveal = true,
                             .done = rt_text(v->lang, "case_shown_to")};
    struct rt_case_view c = {.v = v, .p = &p};
    struct rt_audit row = rt_visit_audit_row(v, "client_show", RT_AUDIT_DONE);
    enum rt_code rc = rt_case_look(&c, rt_desk_visit_id(v), 0, err);

    if (rc != RT_OK)
        return rc;
    row.entity = "client";
    row.entity_id = c.scene.contract.contract.client_id;
    rc = rt_audit_put(v->app->db, &row, err);
    if (rc == RT_OK) /* it counts as the client's card does */
        rc = rt_card_record_view(v, row.entity_id, err);
    return rc == RT_OK ? rt_case_render(&c, err) : rc;
}
