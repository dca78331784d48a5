#include "repo/desk_store.h"

#include "base/date.h"
#include "desk/wake.h"
#include "repo/audit.h"
#include "repo/desk_cases.h"
#include "repo/desk_events.h"
#include "repo/desk_notices.h"
#include "repo/desk_offers.h"
#include "repo/desk_orders.h"
#include "repo/desk_staff.h"

#include <inttypes.h>
#include <stdio.h>

enum { KEY_MAX = 64 };

/* A deed while it is written. */
struct writing {
    struct rt_db *db;
    const struct rt_desk_deed *d;
    const struct rt_desk_plan *p;
    struct rt_desk_stored *out;
    int64_t case_offer_id; /* the offering that changed last */
    int n_notices;         /* written so far */
};

static int64_t
now_of(const struct writing *w)
{
    return w->d->scene->facts.now;
}

/* Who did it; nobody of ours where the system did something else. */
static int64_t
user_of(const struct writing *w)
{
    return w->p->by == RT_DESK_SYSTEM ? 0 : w->d->ask->who.user_id;
}

/* A case that was opened by this deed has its number only now. */
static bool
has_case(const struct writing *w)
{
    return w->p->opens || w->d->scene->facts.the_case != NULL;
}

static bool
says_nobody(const struct rt_desk_plan *p)
{
    for (size_t i = 0; i < p->n_notices; i++) {
        if (p->notices[i].word == RT_SAY_STAFF_NOBODY)
            return true;
    }
    return false;
}

static int64_t
wake_of(const struct writing *w)
{
    const struct rt_desk_facts *f = &w->d->scene->facts;
    const struct rt_desk_plan *p = w->p;
    int32_t today = rt_zone_day(f->calendar->zone, f->now);
    bool stays = f->the_case != NULL && !p->opens &&
                 f->the_case->state == p->after.state;
    bool reminded = p->event == RT_DO_REMIND || (stays && f->reminded);
    bool nobody = says_nobody(p) || (!p->opens && f->nobody_told_on == today);

    return rt_desk_wake_at(&p->after, p->offerings, p->n_offerings, reminded,
                           nobody, f->now, f->calendar, f->rules);
}

/* The row of users is written before anything refers to it, so that two who
 * deal cases at once do not wait for each other. */
static enum rt_code
write_case(struct writing *w, struct rt_err *err)
{
    const struct rt_desk_facts *f = &w->d->scene->facts;
    enum rt_code rc = RT_OK;

    if (w->p->dealt_to != 0)
        rc = rt_desk_staff_dealt(w->db, w->p->dealt_to, f->now, err);
    if (rc != RT_OK || !has_case(w))
        return rc;
    if (w->p->opens)
        return rt_desk_case_insert(w->db, &w->p->after, wake_of(w),
                                   &w->out->case_id, err);
    w->out->case_id = f->the_case->id;
    if (w->p->columns != 0)
        return rt_desk_case_update(w->db, f->the_case, &w->p->after, wake_of(w),
                                   err);
    return w->p->after.imported
               ? RT_OK
               : rt_desk_case_wake(w->db, w->out->case_id, wake_of(w), err);
}

static enum rt_offering_state
state_before(const struct writing *w, int64_t offering_id)
{
    const struct rt_desk_facts *f = &w->d->scene->facts;

    for (size_t i = 0; i < f->n_offerings; i++) {
        if (f->offerings[i].id == offering_id)
            return f->offerings[i].state;
    }
    return RT_OFFERING_SHOWN;
}

static enum rt_code
write_offerings(struct writing *w, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < w->p->n_offerings && rc == RT_OK; i++) {
        const struct rt_offering *o = &w->p->offerings[i];

        if ((w->p->offerings_changed >> i & 1) == 0)
            continue;
        w->case_offer_id = o->id;
        if (o->id == 0)
            rc = rt_desk_offering_insert(w->db, w->out->case_id, o,
                                         &w->case_offer_id, err);
        else
            rc = rt_desk_offering_answer(w->db, o, state_before(w, o->id), err);
    }
    return rc;
}

/* What an undo needs, where the event closes the case. */
static const char *
was_of(const struct writing *w, struct rt_arena *a)
{
    const struct rt_desk_scene *s = w->d->scene;
    const struct rt_desk_was was = {
        .c = s->the_case,
        .end = s->contract.contract.end,
        .active = s->contract.contract.active,
        .cause = s->contract.end_cause,
    };

    if (w->p->opens || s->facts.the_case == NULL ||
        !rt_case_in(s->the_case.state, RT_IN_OPEN) ||
        !rt_case_in(w->p->after.state, RT_IN_CLOSED))
        return NULL;
    return rt_desk_was_write(&was, a);
}

/* What a person wrote with the event. */
static const char *
note_of(const struct writing *w)
{
    const struct rt_desk_ask *ask = w->d->ask;

    if (w->p->event != ask->event || ask->event == RT_DO_MESSAGE)
        return NULL;
    return ask->event == RT_DO_COMMENT ? ask->text : ask->note;
}

static enum rt_code
write_event(struct writing *w, struct rt_err *err)
{
    struct rt_arena *a;
    struct rt_desk_event_row row = {
        .key = w->d->key,
        .case_id = w->out->case_id,
        .kind = w->p->event,
        .after = &w->p->after,
        .offer_id = w->p->after.offer_id,
        .case_offer_id = w->case_offer_id,
        .by = w->p->by,
        .user_id = user_of(w),
        .note = note_of(w),
        .at = now_of(w),
    };
    enum rt_code rc;

    if (!has_case(w))
        return RT_OK;
    a = rt_arena_new();
    row.was = was_of(w, a);
    rc = rt_desk_event_insert(w->db, &row, &w->out->event_id, err);
    w->out->twice = rc == RT_ECONFLICT;
    rt_arena_free(a);
    return rc;
}

/* The rows of the contract's history that an order writes. */
static enum rt_code
write_changes(struct writing *w, const struct rt_order *o, int64_t order_id,
              struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    if (o->kind != RT_ORDER_OFFER || o->state != RT_ORDER_DONE)
        return RT_OK;
    for (size_t i = 0; i < w->p->n_changes && rc == RT_OK; i++)
        rc = rt_desk_contract_change(w->db, w->d->scene->facts.contract->id,
                                     order_id, o->effect.kind == RT_EFFECT_PLAN,
                                     &w->p->changes[i], err);
    return rc;
}

static enum rt_code
give_order(struct writing *w, const struct rt_order *given, struct rt_err *err)
{
    struct rt_order o = *given;
    int64_t id;
    enum rt_code rc;

    o.case_id = w->out->case_id;
    rc = rt_desk_order_insert(w->db, w->d->scene->facts.contract->id, &o,
                              user_of(w), &id, err);
    return rc == RT_OK ? write_changes(w, &o, id, err) : rc;
}

/* The contract is again as it was before the event that is undone. */
static enum rt_code
give_back(struct writing *w, const struct rt_order *o, struct rt_err *err)
{
    const struct rt_desk_was *was = &w->d->scene->was;
    const struct rt_desk_end end = {
        .day = was->end,
        .active = was->active,
        .cause = was->cause,
        .known_from =
            rt_zone_day(w->d->scene->facts.calendar->zone, o->created_at)};
    enum rt_code rc = rt_desk_contract_unchange(w->db, o->id, err);

    if (rc == RT_OK && o->kind == RT_ORDER_TERMINATION && o->direct)
        rc = rt_desk_contract_unend(w->db, w->d->scene->facts.contract->id,
                                    &end, o->effective_on, err);
    return rc;
}

static enum rt_code
write_order(struct writing *w, const struct rt_order_plan *op,
            struct rt_err *err)
{
    const struct rt_order *o = &op->order;
    const char *answer = op->step == RT_ORDER_CANCEL ? NULL : w->d->ask->note;
    unsigned from = 1u << RT_ORDER_NEW | 1u << RT_ORDER_SENT;
    enum rt_code rc;

    if (op->step == RT_ORDER_GIVE)
        return give_order(w, o, err);
    if (op->step == RT_ORDER_CANCEL)
        from = 1u << RT_ORDER_NEW | (o->direct ? 1u << RT_ORDER_DONE : 0);
    rc = rt_desk_order_close(w->db, o, from, answer, now_of(w), err);
    if (rc == RT_OK && op->step == RT_ORDER_CANCEL)
        rc = give_back(w, o, err);
    if (rc == RT_OK && op->step == RT_ORDER_FINISH)
        rc = write_changes(w, o, o->id, err);
    return rc;
}

static enum rt_code
write_orders(struct writing *w, struct rt_err *err)
{
    const struct rt_desk_scene *s = w->d->scene;
    const struct rt_desk_end end = {
        .day = w->p->end_date,
        .active = 0,
        .cause =
            w->p->end_cause != NULL ? w->p->end_cause : s->contract.end_cause,
        .known_from = rt_zone_day(s->facts.calendar->zone, s->facts.now),
        .user_id = user_of(w),
    };
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < w->p->n_orders && rc == RT_OK; i++)
        rc = write_order(w, &w->p->orders[i], err);
    if (rc == RT_OK && w->p->ends_contract)
        rc = rt_desk_contract_end(w->db, s->facts.contract->id, &end, err);
    return rc;
}

static enum rt_code
write_message(struct writing *w, struct rt_err *err)
{
    const struct rt_desk_ask *ask = w->d->ask;
    bool from_client = ask->who.role == RT_DESK_CLIENT;
    int64_t client = w->d->scene->facts.contract->client_id;
    const struct rt_desk_message m = {
        .key = w->d->key,
        .client_id = client,
        .case_id = w->out->case_id,
        .from_client = from_client,
        .user_id = from_client ? 0 : user_of(w),
        .channel = w->d->channel,
        .text = ask->text,
        .at = now_of(w),
    };
    enum rt_code rc = RT_OK;

    if (w->p->answers_messages)
        rc = rt_desk_messages_answer(w->db, client, ask->message_id, m.at, err);
    if (rc == RT_OK && w->p->stores_message) {
        rc = rt_desk_message_insert(w->db, &m, &w->out->message_id, err);
        w->out->twice = rc == RT_ECONFLICT;
    }
    return rc;
}

/* One notice for one person; user_id 0: the client. */
static enum rt_code
write_notice(struct writing *w, const struct rt_desk_notice *n, int64_t user_id,
             struct rt_err *err)
{
    char key[KEY_MAX];
    bool by_channel = user_id == 0 && n->state == RT_NOTICE_WAITING;
    const struct rt_notice_row row = {
        .key = key,
        .case_id = w->out->case_id,
        .client_id = w->d->scene->facts.contract->client_id,
        .user_id = user_id,
        .message_id = w->out->message_id,
        .channel = by_channel ? "telegram" : "",
        .at = now_of(w),
    };
    bool of_event = w->out->event_id != 0;

    snprintf(key, sizeof key, "%c%" PRId64 ":%d", of_event ? 'e' : 'm',
             of_event ? w->out->event_id : w->out->message_id, ++w->n_notices);
    return rt_notice_insert(w->db, &row, n, err);
}

static enum rt_code
tell_admins(struct writing *w, const struct rt_desk_notice *n,
            struct rt_err *err)
{
    const struct rt_desk_facts *f = &w->d->scene->facts;
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < f->n_workers && rc == RT_OK; i++) {
        if (f->workers[i].admin && f->workers[i].active)
            rc = write_notice(w, n, f->workers[i].id, err);
    }
    return rc;
}

static enum rt_code
write_notices(struct writing *w, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < w->p->n_notices && rc == RT_OK; i++) {
        const struct rt_desk_notice *n = &w->p->notices[i];

        if (n->to == RT_TELL_ADMINS)
            rc = tell_admins(w, n, err);
        else
            rc =
                write_notice(w, n, n->to == RT_TELL_USER ? n->user_id : 0, err);
    }
    if (rc == RT_OK && w->p->makes_unreachable)
        rc = rt_notices_unreachable(
            w->db, w->d->scene->facts.contract->client_id, now_of(w), err);
    return rc;
}

static struct rt_actor
actor_of(enum rt_desk_role role, int64_t user_id, enum rt_via via,
         const char *request_id)
{
    enum rt_actor_kind kind = RT_ACTOR_USER;

    if (role == RT_DESK_SYSTEM)
        kind = RT_ACTOR_SYSTEM;
    else if (user_id == 0)
        kind = role == RT_DESK_CLIENT ? RT_ACTOR_NOBODY : RT_ACTOR_OPERATOR;
    return (struct rt_actor){kind, user_id, via, request_id};
}

static enum rt_code
write_audit(struct writing *w, struct rt_err *err)
{
    const struct rt_desk_facts *f = &w->d->scene->facts;
    char action[KEY_MAX];
    const struct rt_audit row = {
        .by = actor_of(w->p->by, user_of(w), w->d->via, w->d->request_id),
        .action = action,
        .result = RT_AUDIT_DONE,
        .entity = has_case(w) ? "case" : "contract",
        .entity_id = has_case(w) ? w->out->case_id : f->contract->id,
        .field = w->p->override ? "override" : "state",
        .before = f->the_case == NULL || w->p->opens
                      ? NULL
                      : rt_case_state_name(f->the_case->state),
        .after = rt_case_state_name(w->p->after.state),
    };

    snprintf(action, sizeof action, "case_%s", rt_desk_event_name(w->p->event));
    return rt_audit_put(w->db, &row, err);
}

enum rt_code
rt_desk_store(struct rt_db *db, const struct rt_desk_deed *deed,
              struct rt_desk_stored *out, struct rt_err *err)
{
    static enum rt_code (*const steps[])(struct writing *, struct rt_err *) = {
        write_case,    write_offerings, write_event, write_orders,
        write_message, write_notices,   write_audit,
    };
    struct writing w = {.db = db, .d = deed, .p = deed->plan, .out = out};
    enum rt_code rc = RT_OK;

    *out = (struct rt_desk_stored){0};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && rc == RT_OK; i++)
        rc = steps[i](&w, err);
    return rc;
}

enum rt_code
rt_desk_store_refusal(struct rt_db *db, enum rt_via via,
                      const struct rt_desk_ask *ask, int64_t case_id,
                      const char *request_id, struct rt_err *err)
{
    char action[KEY_MAX];
    const struct rt_audit row = {
        .by = actor_of(ask->who.role, ask->who.user_id, via, request_id),
        .action = action,
        .result = RT_AUDIT_REFUSED,
        .entity = "case",
        .entity_id = case_id,
    };

    snprintf(action, sizeof action, "case_%s", rt_desk_event_name(ask->event));
    return rt_audit_put(db, &row, err);
}
