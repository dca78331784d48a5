#include "desk/acts.h"

#include "base/date.h"

static void
set_reason(struct rt_turn *t)
{
    t->p->after.reason = t->a->reason;
    t->p->after.words = t->a->words;
}

/* A new case of the contract. */
static void
open_case(struct rt_turn *t, enum rt_case_source source)
{
    const struct rt_desk_facts *f = t->f;
    bool lately =
        f->last_case_id != 0 && f->now - f->last_closed_at <=
                                    (int64_t)RT_DESK_AGAIN_DAYS * 24 * 60 * 60;

    t->p->opens = true;
    t->p->after.contract_id = f->contract->id;
    t->p->after.client_id = f->contract->client_id;
    t->p->after.source = source;
    t->p->after.opened_by = t->a->who.user_id;
    t->p->after.created_at = f->now;
    t->p->after.previous_id = lately ? f->last_case_id : 0;
}

/* Clients ask by their link or by the bot. */
void
rt_act_request(struct rt_turn *t)
{
    bool said = t->on_word || t->a->source == RT_FROM_LINK;

    open_case(t, said ? t->a->source : RT_FROM_BOT);
    rt_turn_tell_client(t, RT_SAY_RECEIPT);
    rt_turn_tell_client(t, RT_SAY_ASK);
}

void
rt_act_list(struct rt_turn *t)
{
    open_case(t, RT_FROM_LIST);
    set_reason(t);
    rt_turn_escalate(t, false);
}

static size_t
count_automatic(const struct rt_turn *t)
{
    size_t n = 0;

    for (size_t i = 0; i < t->p->n_offerings; i++)
        n += t->p->offerings[i].by_user == 0;
    return n;
}

/* The next automatic offer; NULL: none fits, or there were enough. */
static const struct rt_offer *
next_offer(struct rt_turn *t)
{
    int64_t shown[RT_DESK_OFFERINGS];
    struct rt_offer_ask ask = rt_turn_offer_ask(t, shown);

    if (count_automatic(t) >= (size_t)t->f->rules->offers ||
        t->p->n_offerings == RT_DESK_OFFERINGS ||
        !rt_desk_runs(t->f->contract, t->today))
        return NULL;
    return rt_offer_pick(t->f->offers, t->f->n_offers, &ask);
}

void
rt_act_pick(struct rt_turn *t)
{
    struct rt_case *c = &t->p->after;
    const struct rt_offer *o;

    set_reason(t);
    o = next_offer(t);
    if (o != NULL)
        c->arm =
            rt_holdout_has(&t->f->rules->holdout, t->f->contract->client_id)
                ? RT_ARM_HOLDOUT
                : RT_ARM_OFFER;
    if (c->arm != RT_ARM_OFFER) {
        c->state = RT_STEP_CONFIRM;
        rt_turn_tell_client(t, RT_SAY_NONE);
        return;
    }
    c->state = RT_STEP_OFFER;
    rt_turn_show(t, o, 0);
    rt_turn_tell_client(t, RT_SAY_OFFER);
}

void
rt_act_reason(struct rt_turn *t)
{
    set_reason(t);
}

void
rt_act_accept(struct rt_turn *t)
{
    struct rt_offering *o = rt_turn_offering(t, t->a->n);
    int32_t from = rt_effect_from(t->today, t->f->rules->effect_by_day);

    rt_turn_answer(t, o, RT_OFFERING_ACCEPTED);
    rt_turn_give(t, (struct rt_order){
                        .kind = RT_ORDER_OFFER,
                        .offer_id = o->offer_id,
                        .effective_on = from,
                        .effect = o->effect,
                    });
}

/* The next offer, else to the staff; what was answered is answered already. */
static void
offer_or_escalate(struct rt_turn *t)
{
    const struct rt_offer *o = next_offer(t);

    if (o != NULL) {
        rt_turn_show(t, o, 0);
        rt_turn_tell_client(t, RT_SAY_OFFER_MORE);
        return;
    }
    t->p->after.state = RT_STEP_QUEUE;
    rt_turn_escalate(t, true);
    rt_turn_tell_client(t, RT_SAY_TO_MANAGER);
}

void
rt_act_decline(struct rt_turn *t)
{
    rt_turn_answer(t, rt_turn_offering(t, t->a->n), RT_OFFERING_DECLINED);
}

void
rt_act_next(struct rt_turn *t)
{
    rt_act_decline(t);
    offer_or_escalate(t);
}

void
rt_act_recall(struct rt_turn *t)
{
    rt_turn_answer(t, rt_turn_offering(t, t->a->n), RT_OFFERING_RECALLED);
    rt_turn_tell_client(t, RT_SAY_GONE);
}

void
rt_act_recall_next(struct rt_turn *t)
{
    rt_act_recall(t);
    offer_or_escalate(t);
}

void
rt_act_recall_proposal(struct rt_turn *t)
{
    rt_act_recall(t);
    rt_turn_tell_client(t, RT_SAY_TO_MANAGER);
}

void
rt_act_expire(struct rt_turn *t)
{
    struct rt_offering *o = rt_turn_shown(t);

    if (o != NULL)
        rt_turn_answer(t, o, RT_OFFERING_EXPIRED);
}

void
rt_act_callback(struct rt_turn *t)
{
    t->p->after.callback_at = t->a->at;
    if (t->p->after.manager_id == 0)
        rt_turn_deal(t, t->a->who.user_id);
}

/* The third day without an answer closes the case: it counts nowhere. */
void
rt_act_no_answer(struct rt_turn *t)
{
    struct rt_case *c = &t->p->after;
    const struct rt_zone *zone = t->f->calendar->zone;

    if (c->last_attempt_at == 0 ||
        rt_zone_day(zone, c->last_attempt_at) != t->today)
        c->attempts++;
    c->last_attempt_at = t->f->now;
    c->callback_at = 0;
    if (c->attempts < RT_DESK_ATTEMPTS)
        return;
    rt_turn_settle(t, false);
    c->state = RT_STEP_VOID;
    c->outcome = RT_OUTCOME_NO_CONTACT;
    c->deleted_at = t->f->now;
    rt_turn_tell_client(t, RT_SAY_NO_CONTACT);
}

void
rt_act_assign(struct rt_turn *t)
{
    int64_t to = t->a->user_id;

    if (to == 0)
        to = rt_turn_choose(t, t->f->passed_over_id);
    if (to != 0) {
        rt_turn_deal(t, to);
        return;
    }
    t->p->after.state = RT_STEP_QUEUE;
    rt_turn_tell(t, RT_SAY_STAFF_NOBODY, RT_TELL_ADMINS, 0);
}

void
rt_act_take(struct rt_turn *t)
{
    bool from_client = rt_case_in(t->before.state, RT_IN_CLIENT);
    int64_t former = t->p->after.manager_id;

    rt_turn_escalate(t, from_client);
    t->p->after.manager_id = t->a->who.user_id;
    rt_turn_tell_user(t, RT_SAY_STAFF_MOVED, former);
}

void
rt_act_release(struct rt_turn *t)
{
    int64_t former = t->p->after.manager_id;

    t->p->after.manager_id = 0;
    if (rt_turn_choose(t, former) == 0)
        rt_turn_tell(t, RT_SAY_STAFF_NOBODY, RT_TELL_ADMINS, 0);
}

void
rt_act_pass(struct rt_turn *t)
{
    int64_t former = t->p->after.manager_id;

    t->p->after.manager_id = t->a->user_id;
    t->p->dealt_to = t->a->user_id;
    rt_turn_tell_user(t, RT_SAY_STAFF_ASSIGNED, t->a->user_id);
    rt_turn_tell_user(t, RT_SAY_STAFF_MOVED, former);
    rt_turn_tell_client(t, RT_SAY_PASSED);
}

static void
note_first_answer(struct rt_turn *t)
{
    if (t->p->after.first_answer_at == 0)
        t->p->after.first_answer_at = t->f->now;
}

void
rt_act_propose(struct rt_turn *t)
{
    t->p->override = t->a->override;
    t->p->after.callback_at = 0;
    rt_turn_show(t, rt_turn_find_offer(t, t->a->offer_id), t->a->who.user_id);
    note_first_answer(t);
}

void
rt_act_message_of_client(struct rt_turn *t)
{
    t->p->stores_message = true;
    t->p->message_due_at =
        rt_due_message(t->f->now, t->f->calendar, &t->f->rules->due);
    rt_turn_tell_client(t, RT_SAY_GOT);
    if (t->p->after.manager_id != 0)
        rt_turn_tell_user(t, RT_SAY_STAFF_MESSAGE, t->p->after.manager_id);
    else
        rt_turn_tell(t, RT_SAY_STAFF_MESSAGE, RT_TELL_ADMINS, 0);
}

void
rt_act_message_of_staff(struct rt_turn *t)
{
    t->p->stores_message = true;
    t->p->answers_messages = true;
    if (rt_case_in(t->p->after.state, RT_IN_STAFF) && !t->p->after.imported)
        note_first_answer(t);
}

void
rt_act_no_reply(struct rt_turn *t)
{
    t->p->answers_messages = true;
}

/* Whether the client's next contract goes on where this one ended. */
static bool
goes_on(const struct rt_turn *t)
{
    const struct rt_desk_contract *c = t->f->contract;
    int32_t end = c->end == RT_DAY_OPEN ? t->today : c->end;

    return c->next_start != RT_DAY_OPEN && c->next_start >= end &&
           c->next_start <= end + t->f->rules->gap_days;
}

void
rt_act_ended(struct rt_turn *t)
{
    struct rt_case *c = &t->p->after;

    if (!goes_on(t)) {
        c->state = RT_STEP_CHURNED;
        rt_turn_close(t, RT_OUTCOME_ENDED, true);
        rt_turn_tell_client(t, RT_SAY_ENDED);
        return;
    }
    rt_turn_settle(t, true);
    t->p->marks = true;
    c->state = RT_STEP_QUEUE;
    rt_turn_escalate(t, false);
}

/* What the close answered is shown again. */
static void
restore_offerings(struct rt_turn *t)
{
    for (size_t i = 0; i < t->p->n_offerings; i++) {
        struct rt_offering *o = &t->p->offerings[i];

        if (o->answered_at == t->before.completed_at &&
            (o->state == RT_OFFERING_ACCEPTED ||
             o->state == RT_OFFERING_RECALLED))
            rt_turn_answer(t, o, RT_OFFERING_SHOWN);
    }
}

static void
take_back_orders(struct rt_turn *t)
{
    for (size_t i = 0; i < t->f->n_orders; i++) {
        const struct rt_order *o = &t->f->orders[i];

        if (o->case_id == t->before.id &&
            o->created_at >= t->before.completed_at &&
            (o->state == RT_ORDER_NEW || o->state == RT_ORDER_DONE))
            rt_turn_cancel(t, o);
    }
}

/* A pause that the close took back before anybody had it. */
static void
pause_again(struct rt_turn *t)
{
    const struct rt_order *last = NULL;

    for (size_t i = 0; i < t->f->n_orders; i++) {
        const struct rt_order *o = &t->f->orders[i];

        if (o->case_id == t->before.id && o->kind == RT_ORDER_PAUSE)
            last = o;
    }
    if (last != NULL && last->state == RT_ORDER_CANCELLED &&
        rt_case_in(t->p->after.state, RT_IN_STAFF))
        rt_turn_give(t, (struct rt_order){.kind = RT_ORDER_PAUSE,
                                          .effective_on = t->today + 1});
}

void
rt_act_undo(struct rt_turn *t)
{
    struct rt_case *c = &t->p->after;
    int32_t version = c->version;

    *c = *t->f->was;
    c->version = version;
    if (c->imported) {
        /* the event that is undone was its first one here */
        c->imported = false;
        c->adopted_at = c->since = t->before.adopted_at;
    }
    restore_offerings(t);
    take_back_orders(t);
    pause_again(t);
    rt_turn_tell_client(t, RT_SAY_REOPENED);
}

void
rt_act_reopen(struct rt_turn *t)
{
    enum rt_case_source source =
        t->a->source != RT_FROM_BOT ? t->a->source : t->before.source;
    int64_t previous = t->before.id;
    const char *reason = t->before.reason, *words = t->before.words;

    rt_turn_cancel_new(t);
    t->before = (struct rt_case){.state = RT_STEP_NONE};
    t->p->after = (struct rt_case){
        .state = RT_STEP_QUEUE, .reason = reason, .words = words};
    t->p->n_offerings = 0;
    open_case(t, source);
    t->p->after.previous_id = previous;
    rt_turn_escalate(t, false);
    rt_turn_tell_client(t, RT_SAY_REOPENED);
}

/* A resume stays: it ends the pause of an earlier case, which this one has
 * only kept up. */
void
rt_act_void(struct rt_turn *t)
{
    for (size_t i = 0; i < t->f->n_orders; i++) {
        const struct rt_order *o = &t->f->orders[i];

        if (o->case_id == t->before.id && o->state == RT_ORDER_NEW &&
            o->kind != RT_ORDER_RESUME)
            rt_turn_cancel(t, o);
    }
}

void
rt_act_unreachable(struct rt_turn *t)
{
    t->p->makes_unreachable = true;
}

static enum rt_desk_word
word_of_done(enum rt_order_kind kind)
{
    switch (kind) {
    case RT_ORDER_OFFER:
    case RT_ORDER_TERMINATION:
        return RT_SAY_ORDER_DONE;
    case RT_ORDER_PAUSE:
        return RT_SAY_PAUSED;
    default:
        return RT_SAY_NOTHING;
    }
}

static void
close_order(struct rt_turn *t, enum rt_order_step step,
            enum rt_order_state state)
{
    struct rt_order_plan *o = &t->p->orders[t->p->n_orders++];

    *o = (struct rt_order_plan){step, *rt_turn_find_order(t, t->a->order_id)};
    o->order.state = state;
}

void
rt_act_order_done(struct rt_turn *t)
{
    close_order(t, RT_ORDER_FINISH, RT_ORDER_DONE);
    rt_turn_apply_order(t, &t->p->orders[0].order);
    rt_turn_tell_client(t, word_of_done(t->p->orders[0].order.kind));
}

void
rt_act_order_refused(struct rt_turn *t)
{
    enum rt_order_kind kind;

    close_order(t, RT_ORDER_REFUSE, RT_ORDER_REFUSED);
    kind = t->p->orders[0].order.kind;
    t->p->message_due_at =
        rt_due_message(t->f->now, t->f->calendar, &t->f->rules->due);
    rt_turn_tell_user(t, RT_SAY_STAFF_REFUSED, t->p->after.manager_id);
    rt_turn_tell(t, RT_SAY_STAFF_REFUSED, RT_TELL_ADMINS, 0);
    if (kind == RT_ORDER_OFFER || kind == RT_ORDER_TERMINATION)
        rt_turn_tell_client(t, RT_SAY_ORDER_FAILED);
}

/* The order of old, from the first day that is still possible. */
void
rt_act_reissue(struct rt_turn *t)
{
    struct rt_order o = *rt_turn_find_order(t, t->a->order_id);
    int32_t first =
        o.kind == RT_ORDER_TERMINATION ? rt_turn_earliest_end(t) : t->today + 1;

    if (o.kind == RT_ORDER_OFFER)
        first = rt_effect_from(t->today, t->f->rules->effect_by_day);
    if (o.effective_on < first)
        o.effective_on = first;
    o.id = 0;
    rt_turn_give(t, o);
}

/* The time is up for good: somebody else, or the admins each morning. */
static void
deal_to_another(struct rt_turn *t)
{
    int64_t to = rt_turn_choose(t, t->p->after.manager_id);

    if (to == 0) {
        rt_turn_tell(t, RT_SAY_STAFF_NOBODY, RT_TELL_ADMINS, 0);
        return;
    }
    t->p->after.state = RT_STEP_WORK;
    rt_turn_deal(t, to);
}

void
rt_act_alert(struct rt_turn *t)
{
    struct rt_case *c = &t->p->after;
    enum rt_alert step = rt_alert_next(c, t->f->now, t->f->calendar);

    if (step != RT_ALERT_NONE)
        c->alert_level = (int32_t)step;
    if (step == RT_ALERT_SOON) {
        rt_turn_tell_user(t, RT_SAY_STAFF_SOON, c->manager_id);
    } else if (step == RT_ALERT_OVERDUE) {
        rt_turn_tell_user(t, RT_SAY_STAFF_OVERDUE, c->manager_id);
        rt_turn_tell(t, RT_SAY_STAFF_OVERDUE, RT_TELL_ADMINS, 0);
    } else {
        deal_to_another(t);
    }
}

void
rt_act_adopt(struct rt_turn *t)
{
    struct rt_case *c = &t->p->after;
    const struct rt_offer *o = rt_turn_find_offer(t, c->offer_id);

    t->p->adopts = true;
    c->imported = false;
    c->adopted_at = c->since = t->f->now;
    if (c->state == RT_STEP_OFFER && o != NULL)
        rt_turn_show(t, o, 0);
    else if (c->state == RT_STEP_OFFER)
        c->state = RT_STEP_CONFIRM;
    if (rt_case_in(c->state, RT_IN_STAFF) && c->escalated_at == 0)
        c->escalated_at = t->f->now;
}
