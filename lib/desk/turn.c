#include "desk/turn.h"

#include "base/date.h"
#include "desk/zones.h"

#include <string.h>

enum { MINUTE = 60 };

struct rt_turn
rt_turn_begin(const struct rt_desk_facts *f, const struct rt_desk_ask *a,
              struct rt_desk_plan *p)
{
    struct rt_turn t = {.f = f, .a = a, .p = p};

    t.today = rt_zone_day(f->calendar->zone, f->now);
    *p = (struct rt_desk_plan){.event = a->event, .by = a->who.role};
    if (f->the_case != NULL) {
        p->after = t.before = *f->the_case;
        p->n_offerings = f->n_offerings < RT_DESK_OFFERINGS ? f->n_offerings
                                                            : RT_DESK_OFFERINGS;
        if (p->n_offerings > 0)
            memcpy(p->offerings, f->offerings,
                   p->n_offerings * sizeof *p->offerings);
    }
    return t;
}

bool
rt_turn_is_staff(const struct rt_turn *t)
{
    return (t->a->who.role & (RT_DESK_MANAGER | RT_DESK_ADMIN)) != 0;
}

struct rt_offering *
rt_turn_shown(struct rt_turn *t)
{
    for (size_t i = t->p->n_offerings; i > 0; i--) {
        if (t->p->offerings[i - 1].state == RT_OFFERING_SHOWN)
            return &t->p->offerings[i - 1];
    }
    return NULL;
}

struct rt_offering *
rt_turn_offering(struct rt_turn *t, int32_t n)
{
    if (n == 0)
        return rt_turn_shown(t);
    for (size_t i = 0; i < t->p->n_offerings; i++) {
        if (t->p->offerings[i].n == n)
            return &t->p->offerings[i];
    }
    return NULL;
}

static void
mark_offering(struct rt_turn *t, const struct rt_offering *o)
{
    t->p->offerings_changed |= UINT32_C(1) << (o - t->p->offerings);
}

void
rt_turn_answer(struct rt_turn *t, struct rt_offering *o,
               enum rt_offering_state state)
{
    o->state = state;
    o->answered_at = state == RT_OFFERING_SHOWN ? 0 : t->f->now;
    if (state == RT_OFFERING_ACCEPTED)
        t->p->after.offer_id = o->offer_id;
    mark_offering(t, o);
}

static int32_t
next_number(const struct rt_turn *t)
{
    int32_t n = 0;

    for (size_t i = 0; i < t->p->n_offerings; i++) {
        if (t->p->offerings[i].n > n)
            n = t->p->offerings[i].n;
    }
    return n + 1;
}

void
rt_turn_show(struct rt_turn *t, const struct rt_offer *o, int64_t by_user)
{
    const struct rt_desk_facts *f = t->f;
    struct rt_offering *shown = &t->p->offerings[t->p->n_offerings];

    *shown = (struct rt_offering){
        .n = next_number(t),
        .offer_id = o->id,
        .by_user = by_user,
        .type = o->type,
        .description = o->description,
        .effect = o->effect,
        .cost = o->cost,
        .net12 = rt_effect_net12(&o->effect, f->contract->amounts, o->cost),
        .shown_at = f->now,
        .expires_at = rt_offer_expires(o, f->now, f->rules->offer_hours,
                                       f->calendar->zone),
    };
    t->p->n_offerings++;
    t->p->after.offer_id = o->id;
    mark_offering(t, shown);
}

struct rt_offer_ask
rt_turn_offer_ask(struct rt_turn *t, int64_t *shown)
{
    const struct rt_desk_facts *f = t->f;
    struct rt_offer_ask ask = {
        .today = t->today,
        .reason = t->p->after.reason,
        .amounts = f->contract->amounts,
        .plan = f->contract->plan,
        .can_be_retained = f->contract->can_be_retained,
        .shown = shown,
        .n_shown = t->p->n_offerings,
        .taken = f->taken,
        .n_taken = f->n_taken,
        .busy = rt_desk_is_busy(f),
        .again_months = f->rules->again_months,
        .rest_months = f->rules->rest_months,
    };

    for (size_t i = 0; i < t->p->n_offerings; i++)
        shown[i] = t->p->offerings[i].offer_id;
    return ask;
}

const struct rt_offer *
rt_turn_find_offer(const struct rt_turn *t, int64_t id)
{
    for (size_t i = 0; i < t->f->n_offers; i++) {
        if (t->f->offers[i].id == id)
            return &t->f->offers[i];
    }
    return NULL;
}

const struct rt_order *
rt_turn_find_order(const struct rt_turn *t, int64_t id)
{
    for (size_t i = 0; i < t->f->n_orders; i++) {
        if (t->f->orders[i].id == id)
            return &t->f->orders[i];
    }
    return NULL;
}

static bool
is_live(const struct rt_order *o)
{
    return o->state == RT_ORDER_NEW || o->state == RT_ORDER_SENT;
}

const struct rt_order *
rt_turn_termination(const struct rt_turn *t)
{
    for (size_t i = 0; i < t->f->n_orders; i++) {
        if (t->f->orders[i].kind == RT_ORDER_TERMINATION &&
            is_live(&t->f->orders[i]))
            return &t->f->orders[i];
    }
    return NULL;
}

const struct rt_order *
rt_turn_pause(const struct rt_turn *t)
{
    const struct rt_order *last = NULL;

    for (size_t i = 0; i < t->f->n_orders; i++) {
        const struct rt_order *o = &t->f->orders[i];

        if ((o->kind == RT_ORDER_PAUSE || o->kind == RT_ORDER_RESUME) &&
            (is_live(o) || o->state == RT_ORDER_DONE))
            last = o;
    }
    return last != NULL && last->kind == RT_ORDER_PAUSE ? last : NULL;
}

int32_t
rt_turn_earliest_end(const struct rt_turn *t)
{
    return t->today + 1 + t->f->rules->notice_days;
}

static struct rt_order_plan *
add_order(struct rt_turn *t, enum rt_order_step step, struct rt_order order)
{
    struct rt_order_plan *o = &t->p->orders[t->p->n_orders++];

    if (t->p->n_orders > RT_DESK_ORDERS)
        rt_die("a plan has more than %d orders", RT_DESK_ORDERS);
    *o = (struct rt_order_plan){step, order};
    return o;
}

static int32_t
next_k(const struct rt_turn *t, const struct rt_order *order)
{
    int32_t k = 0;

    for (size_t i = 0; i < t->f->n_orders; i++) {
        const struct rt_order *o = &t->f->orders[i];

        if (o->kind == order->kind && o->case_id == order->case_id && o->k > k)
            k = o->k;
    }
    return k + 1;
}

static void
add_change(struct rt_turn *t, int32_t day, struct rt_amounts amounts,
           const char *plan, bool restores)
{
    t->p->changes[t->p->n_changes++] =
        (struct rt_change_plan){day, amounts, plan, restores};
}

void
rt_turn_apply_order(struct rt_turn *t, const struct rt_order *order)
{
    const struct rt_desk_contract *c = t->f->contract;
    const struct rt_effect *e = &order->effect;
    bool other_plan = e->kind == RT_EFFECT_PLAN;

    if (order->kind == RT_ORDER_TERMINATION) {
        t->p->ends_contract = true;
        t->p->end_date = order->effective_on;
        if (!c->has_end_cause)
            t->p->end_cause = t->p->after.reason;
    }
    if (order->kind != RT_ORDER_OFFER || e->kind == RT_EFFECT_NONE)
        return;
    add_change(t, order->effective_on, rt_effect_apply(e, c->amounts),
               other_plan ? e->plan : c->plan, false);
    if (order->direct && rt_order_until(order) != RT_DAY_OPEN)
        add_change(t, rt_order_until(order), c->amounts, c->plan, true);
}

void
rt_turn_give(struct rt_turn *t, struct rt_order order)
{
    order.case_id = t->p->after.id;
    order.k = next_k(t, &order);
    order.created_at = t->f->now;
    order.direct = t->f->rules->direct;
    order.state = order.direct ? RT_ORDER_DONE : RT_ORDER_NEW;
    add_order(t, RT_ORDER_GIVE, order);
    if (order.direct)
        rt_turn_apply_order(t, &order);
}

void
rt_turn_cancel(struct rt_turn *t, const struct rt_order *order)
{
    struct rt_order_plan *o = add_order(t, RT_ORDER_CANCEL, *order);

    o->order.state = RT_ORDER_CANCELLED;
}

void
rt_turn_cancel_new(struct rt_turn *t)
{
    for (size_t i = 0; i < t->f->n_orders; i++) {
        const struct rt_order *o = &t->f->orders[i];

        if (o->case_id == t->before.id && o->state == RT_ORDER_NEW)
            rt_turn_cancel(t, o);
    }
}

void
rt_turn_terminate(struct rt_turn *t, int32_t day)
{
    rt_turn_give(t, (struct rt_order){
                        .kind = RT_ORDER_TERMINATION,
                        .effective_on =
                            day == RT_DAY_NONE ? rt_turn_earliest_end(t) : day,
                    });
}

void
rt_turn_escalate(struct rt_turn *t, bool pause)
{
    if (t->p->after.escalated_at == 0)
        t->p->after.escalated_at = t->f->now;
    if (t->p->after.state == RT_STEP_QUEUE && t->p->after.manager_id != 0)
        t->p->after.state = RT_STEP_WORK;
    if (pause && t->f->rules->pause && rt_turn_pause(t) == NULL)
        rt_turn_give(t, (struct rt_order){.kind = RT_ORDER_PAUSE,
                                          .effective_on = t->today + 1});
}

static bool
is_in_plan(const struct rt_turn *t, const struct rt_order *order)
{
    for (size_t i = 0; i < t->p->n_orders; i++) {
        if (t->p->orders[i].order.id == order->id)
            return true;
    }
    return false;
}

/* End the pause: take the order back while nobody has it, else resume. */
static void
end_pause(struct rt_turn *t, bool ends)
{
    const struct rt_order *pause = rt_turn_pause(t);

    if (pause == NULL || is_in_plan(t, pause))
        return;
    if (pause->state == RT_ORDER_NEW)
        rt_turn_cancel(t, pause);
    else if (!ends)
        rt_turn_give(t, (struct rt_order){.kind = RT_ORDER_RESUME,
                                          .effective_on = t->today + 1});
}

void
rt_turn_settle(struct rt_turn *t, bool ends)
{
    struct rt_offering *shown;

    while ((shown = rt_turn_shown(t)) != NULL)
        rt_turn_answer(t, shown, RT_OFFERING_RECALLED);
    end_pause(t, ends);
}

static int64_t
accepted_cost(const struct rt_turn *t)
{
    for (size_t i = 0; i < t->p->n_offerings; i++) {
        if (t->p->offerings[i].state == RT_OFFERING_ACCEPTED)
            return t->p->offerings[i].cost;
    }
    return 0;
}

void
rt_turn_close(struct rt_turn *t, enum rt_case_outcome outcome, bool ends)
{
    struct rt_case *c = &t->p->after;
    struct rt_amounts amounts = t->f->contract->amounts;

    rt_turn_settle(t, ends);
    c->outcome = outcome;
    c->completed_at = t->f->now;
    c->fee_at_close = amounts.has_fee ? amounts.fee : 0;
    c->has_fee_at_close = amounts.has_fee;
    c->profit_at_close = amounts.profit;
    c->cost_at_close = accepted_cost(t);
}

static struct rt_deal
deal_of(const struct rt_turn *t, int64_t not_id)
{
    return (struct rt_deal){.today = t->today,
                            .client_id = t->f->contract->client_id,
                            .former_id = t->f->former_id,
                            .former_at = t->f->former_at,
                            .now = t->f->now,
                            .not_id = not_id};
}

int64_t
rt_turn_choose(const struct rt_turn *t, int64_t not_id)
{
    struct rt_deal d = deal_of(t, not_id);

    return rt_worker_choose(t->f->workers, t->f->n_workers, &d);
}

bool
rt_turn_can_have(const struct rt_turn *t, int64_t user_id)
{
    const struct rt_worker *w =
        rt_worker_find(t->f->workers, t->f->n_workers, user_id);
    struct rt_deal d = deal_of(t, 0);

    return w != NULL &&
           rt_worker_can_have(w, t->f->workers, t->f->n_workers, &d);
}

void
rt_turn_deal(struct rt_turn *t, int64_t user_id)
{
    int64_t named = t->f->named_manager_id, former = t->p->after.manager_id;
    bool first = former == 0 && t->f->passed_over_id == 0 && named == 0;

    t->p->after.manager_id = user_id;
    t->p->dealt_to = user_id;
    rt_turn_tell_user(t, first ? RT_SAY_STAFF_NEW : RT_SAY_STAFF_ASSIGNED,
                      user_id);
    if (former != user_id)
        rt_turn_tell_user(t, RT_SAY_STAFF_MOVED, former);
    if (named != 0 && named != user_id)
        rt_turn_tell_client(t, RT_SAY_PASSED);
}

void
rt_turn_tell(struct rt_turn *t, enum rt_desk_word word, enum rt_desk_to to,
             int64_t user_id)
{
    struct rt_desk_notice *n = &t->p->notices[t->p->n_notices++];

    if (t->p->n_notices > RT_DESK_NOTICES)
        rt_die("a plan has more than %d notices", RT_DESK_NOTICES);
    *n = (struct rt_desk_notice){.word = word, .to = to, .user_id = user_id};
}

static bool
has_task(const struct rt_turn *t)
{
    for (size_t i = 0; i < t->p->n_notices; i++) {
        if (t->p->notices[i].state == RT_NOTICE_BY_HAND)
            return true;
    }
    return false;
}

void
rt_turn_tell_client(struct rt_turn *t, enum rt_desk_word word)
{
    bool reachable = t->on_word || t->f->has_channel;
    struct rt_desk_notice *n;

    if (word == RT_SAY_NOTHING ||
        (!reachable && (!rt_desk_word_must(word) || has_task(t))))
        return;
    rt_turn_tell(t, word, RT_TELL_CLIENT, 0);
    n = &t->p->notices[t->p->n_notices - 1];
    n->state = t->on_word  ? RT_NOTICE_TOLD
               : reachable ? RT_NOTICE_WAITING
                           : RT_NOTICE_BY_HAND;
    if (t->p->by == RT_DESK_SYSTEM) {
        const struct rt_zone *zone = t->f->client_zone != NULL
                                         ? t->f->client_zone
                                         : t->f->calendar->zone;

        n->not_before = rt_client_hour(zone, t->f->now);
    }
}

void
rt_turn_tell_user(struct rt_turn *t, enum rt_desk_word word, int64_t user_id)
{
    bool self = user_id == t->a->who.user_id && t->p->by != RT_DESK_SYSTEM &&
                rt_turn_is_staff(t);

    if (word != RT_SAY_NOTHING && user_id != 0 && !self)
        rt_turn_tell(t, word, RT_TELL_USER, user_id);
}

/* Values of the order that the notice is about: the last one in the plan. */
static void
fill_order(const struct rt_turn *t, struct rt_desk_notice *n)
{
    for (size_t i = 0; i < t->p->n_orders; i++) {
        const struct rt_order *o = &t->p->orders[i].order;

        if (t->p->orders[i].step == RT_ORDER_CANCEL)
            continue;
        n->day = o->effective_on;
        if (o->kind == RT_ORDER_TERMINATION)
            n->last_day = o->effective_on - 1;
    }
}

static void
fill_notice(struct rt_turn *t, struct rt_desk_notice *n)
{
    const struct rt_case *c = &t->p->after;
    const struct rt_offering *shown = rt_turn_shown(t);
    int32_t end = t->f->contract->end;

    n->what = t->p->event;
    n->manager_id = c->manager_id;
    n->due_at = c->due_at;
    n->until = shown != NULL ? shown->expires_at : c->due_at;
    n->n = shown != NULL ? shown->n : 0;
    n->undo_until = t->f->now + (int64_t)t->f->rules->undo_minutes * MINUTE;
    n->callback_at = c->callback_at;
    n->last_day = end == RT_DAY_OPEN ? t->today - 1 : end - 1;
    if (t->p->message_due_at != 0)
        n->due_at = t->p->message_due_at;
    fill_order(t, n);
}

static void
set_due(struct rt_turn *t)
{
    struct rt_case *c = &t->p->after;
    int64_t message_at = t->f->message_at, told_for = t->before.due_at;

    if (t->p->answers_messages)
        message_at = 0;
    else if (t->p->stores_message && message_at == 0)
        message_at = t->f->now;
    c->due_at = rt_due_at(c, t->p->offerings, t->p->n_offerings, message_at,
                          t->f->calendar, &t->f->rules->due);
    if (t->p->event == RT_DO_UNDO)
        told_for = t->f->was->due_at;
    if (c->due_at != told_for && t->p->event != RT_DO_ALERT)
        c->alert_level = 0;
}

void
rt_turn_finish(struct rt_turn *t)
{
    struct rt_case *c = &t->p->after;

    if (c->state != t->before.state && t->p->event != RT_DO_UNDO)
        c->since = t->f->now;
    c->imported = c->imported && c->state == t->before.state;
    if (c->state != RT_STEP_NONE && !c->imported)
        set_due(t);
    if (c->state != t->before.state || c->imported != t->before.imported ||
        c->manager_id != t->before.manager_id || t->p->offerings_changed != 0)
        c->version = t->before.version + 1;
    t->p->columns = rt_case_changed(&t->before, c);
    t->p->writes = true;
    for (size_t i = 0; i < t->p->n_notices; i++)
        fill_notice(t, &t->p->notices[i]);
}
