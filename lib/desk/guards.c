#include "desk/guards.h"

#include "base/date.h"
#include "base/utf8.h"

#include <string.h>

enum { HOUR = 3600, DAY = 86400 };

const char rt_desk_too_late[] = "expired";
const char rt_desk_not_yours[] = "not_yours";

static bool
runs(const struct rt_turn *t)
{
    return rt_desk_runs(t->f->contract, t->today);
}

static bool
is_ending(const struct rt_turn *t)
{
    return t->f->contract->end != RT_DAY_OPEN || rt_turn_termination(t) != NULL;
}

/* Within `days` of the close of the contract's last case. */
static bool
closed_within(const struct rt_turn *t, int days)
{
    return t->f->last_case_id != 0 &&
           t->f->now - t->f->last_closed_at <= (int64_t)days * DAY;
}

const char *
rt_may_request(struct rt_turn *t)
{
    if (t->f->open_case_id != 0)
        return "open_case";
    if (!runs(t)) {
        t->p->say = RT_SAY_NO_CONTRACT;
        return "no_contract";
    }
    if (is_ending(t)) {
        t->p->say = RT_SAY_ENDING;
        return "ending";
    }
    return NULL;
}

const char *
rt_may_list(struct rt_turn *t)
{
    const char *why = rt_may_request(t);

    if (why == NULL && closed_within(t, RT_DESK_AGAIN_DAYS))
        return "closed_lately";
    return why;
}

const char *
rt_may_accept(struct rt_turn *t)
{
    const struct rt_offering *o = rt_turn_offering(t, t->a->n);

    if (o == NULL || o->state != RT_OFFERING_SHOWN) {
        t->p->say = RT_SAY_GONE;
        return "gone";
    }
    if (t->f->now >= o->expires_at) {
        t->p->say = RT_SAY_GONE;
        return rt_desk_too_late;
    }
    if (!runs(t)) {
        t->p->say = RT_SAY_NO_CONTRACT;
        return "no_contract";
    }
    return NULL;
}

const char *
rt_may_answer(struct rt_turn *t)
{
    const struct rt_offering *o = rt_turn_offering(t, t->a->n);

    return o == NULL || o->state != RT_OFFERING_SHOWN ? "gone" : NULL;
}

const char *
rt_may_end(struct rt_turn *t)
{
    if (!runs(t)) {
        t->p->say = RT_SAY_NO_CONTRACT;
        return "no_contract";
    }
    if (rt_turn_termination(t) != NULL) {
        t->p->say = RT_SAY_ENDING;
        return "ending";
    }
    return NULL;
}

const char *
rt_may_expire(struct rt_turn *t)
{
    const struct rt_offering *o = rt_turn_shown(t);
    int64_t at = t->p->after.due_at;

    if (o != NULL)
        at = o->expires_at;
    else if (rt_case_in(t->p->after.state, RT_IN_QUEUE | RT_IN_WORK))
        at = 0;
    return at == 0 || t->f->now < at ? "not_due" : NULL;
}

const char *
rt_may_remind(struct rt_turn *t)
{
    const struct rt_case *c = &t->p->after;
    int64_t at = rt_due_remind_at(c, t->p->offerings, t->p->n_offerings,
                                  &t->f->rules->due);

    return at == 0 || t->f->now < at || t->f->now >= c->due_at ? "not_due"
                                                               : NULL;
}

const char *
rt_may_assign(struct rt_turn *t)
{
    if (t->p->by == RT_DESK_SYSTEM && !rt_hours_open(t->f->calendar, t->f->now))
        return "closed_now";
    if (t->a->user_id == 0 && t->f->nobody_told_on == t->today &&
        rt_turn_choose(t, t->f->passed_over_id) == 0)
        return "nobody";
    return NULL;
}

const char *
rt_may_take_over(struct rt_turn *t)
{
    return t->p->after.manager_id == t->a->who.user_id && !t->before.imported
               ? "own"
               : NULL;
}

const char *
rt_may_release(struct rt_turn *t)
{
    const struct rt_desk_facts *f = t->f;
    const struct rt_worker *w =
        rt_worker_find(f->workers, f->n_workers, t->p->after.manager_id);

    if (t->p->by != RT_DESK_SYSTEM)
        return NULL;
    return w != NULL && rt_worker_takes(w, f->workers, f->n_workers) &&
                   !rt_worker_away(w, t->today)
               ? "still_there"
               : NULL;
}

static size_t
count_by_hand(const struct rt_turn *t)
{
    size_t n = 0;

    for (size_t i = 0; i < t->p->n_offerings; i++)
        n += t->p->offerings[i].by_user != 0;
    return n;
}

const char *
rt_may_propose(struct rt_turn *t)
{
    const struct rt_offer *o = rt_turn_find_offer(t, t->a->offer_id);
    int64_t shown[RT_DESK_OFFERINGS];
    struct rt_offer_ask ask = rt_turn_offer_ask(t, shown);
    enum rt_offer_rule rule;

    if (!runs(t))
        return "no_contract";
    if (rt_turn_shown(t) != NULL)
        return "one_is_shown";
    if (count_by_hand(t) >= RT_DESK_BY_HAND ||
        t->p->n_offerings == RT_DESK_OFFERINGS)
        return "enough_offers";
    if (o == NULL)
        return NULL;
    ask.by_hand = true;
    ask.override = t->a->override && t->a->who.role == RT_DESK_ADMIN;
    rule = rt_offer_check(o, &ask);
    return rule == RT_RULE_FITS ? NULL : rt_offer_rule_name(rule);
}

const char *
rt_may_finish(struct rt_turn *t)
{
    if (t->f->marked)
        return "marked";
    return rt_desk_has_ended(t->f->contract, t->today) ? NULL : "runs";
}

/* Given out by the event that closed the case. */
static bool
is_of_close(const struct rt_turn *t, const struct rt_order *o)
{
    return o->case_id == t->before.id &&
           o->created_at >= t->before.completed_at;
}

static bool
can_take_back(const struct rt_turn *t, const struct rt_order *o)
{
    return o->state == RT_ORDER_NEW || o->state == RT_ORDER_CANCELLED ||
           (o->direct && o->state == RT_ORDER_DONE &&
            o->effective_on > t->today);
}

/* The end that is known comes of the case's own order, done directly. */
static bool
is_own_end(const struct rt_turn *t)
{
    for (size_t i = 0; i < t->f->n_orders; i++) {
        const struct rt_order *o = &t->f->orders[i];

        if (o->kind == RT_ORDER_TERMINATION && is_of_close(t, o) && o->direct &&
            o->state == RT_ORDER_DONE)
            return true;
    }
    return t->f->contract->end == RT_DAY_OPEN;
}

/* Doer, admin; the client what he accepted or ended, also by staff's hand. */
static bool
is_doer(const struct rt_turn *t)
{
    enum rt_case_outcome o = t->before.outcome;
    bool clients = o == RT_OUTCOME_ACCEPTED || o == RT_OUTCOME_INSISTED;

    if (t->a->who.role == RT_DESK_ADMIN || clients)
        return true;
    return t->a->who.role == RT_DESK_MANAGER && t->a->who.user_id != 0 &&
           t->a->who.user_id == t->f->closed_by;
}

const char *
rt_may_undo(struct rt_turn *t)
{
    if (!is_doer(t))
        return rt_desk_not_yours;
    if (t->before.imported || t->f->was == NULL)
        return "not_known";
    if (t->f->now - t->before.completed_at > (int64_t)RT_DESK_UNDO_HOURS * HOUR)
        return "too_late";
    if (t->f->open_case_id != 0)
        return "open_case";
    if (!runs(t) || !is_own_end(t))
        return "ended";
    for (size_t i = 0; i < t->f->n_orders; i++) {
        if (is_of_close(t, &t->f->orders[i]) &&
            !can_take_back(t, &t->f->orders[i]))
            return "order_sent";
    }
    return NULL;
}

static bool
is_given_away(const struct rt_order *o)
{
    return o->state == RT_ORDER_SENT || o->state == RT_ORDER_DONE;
}

const char *
rt_may_reopen(struct rt_turn *t)
{
    if (t->f->now - t->before.completed_at > (int64_t)RT_DESK_AGAIN_DAYS * DAY)
        return "too_late";
    if (t->f->open_case_id != 0)
        return "open_case";
    if (!runs(t))
        return "no_contract";
    for (size_t i = 0; i < t->f->n_orders; i++) {
        if (t->f->orders[i].kind == RT_ORDER_TERMINATION &&
            is_given_away(&t->f->orders[i]))
            return "ending";
    }
    return t->f->contract->end != RT_DAY_OPEN ? "ending" : NULL;
}

const char *
rt_may_void(struct rt_turn *t)
{
    if (t->a->who.role != RT_DESK_ADMIN &&
        t->f->now - t->before.created_at > (int64_t)RT_DESK_UNDO_HOURS * HOUR)
        return "too_late";
    for (size_t i = 0; i < t->f->n_orders; i++) {
        if (t->f->orders[i].case_id == t->before.id &&
            is_given_away(&t->f->orders[i]))
            return "order_sent";
    }
    return NULL;
}

/* What came after the page was made has been read by nobody. */
const char *
rt_may_leave(struct rt_turn *t)
{
    return t->a->message_id != 0 && t->f->message_id > t->a->message_id
               ? "newer_message"
               : NULL;
}

const char *
rt_may_close_order(struct rt_turn *t)
{
    const struct rt_order *o = rt_turn_find_order(t, t->a->order_id);

    return o == NULL || o->state == RT_ORDER_NEW || o->state == RT_ORDER_SENT
               ? NULL
               : "order_closed";
}

static bool
has_other_live(const struct rt_turn *t, const struct rt_order *o)
{
    for (size_t i = 0; i < t->f->n_orders; i++) {
        const struct rt_order *other = &t->f->orders[i];

        if (other != o && other->kind == o->kind &&
            other->case_id == o->case_id && other->k > o->k)
            return true;
    }
    return false;
}

/* What the order is for has been settled otherwise since. */
static bool
is_out_of_date(const struct rt_turn *t, const struct rt_order *o)
{
    if (o->kind == RT_ORDER_PAUSE)
        return !rt_case_in(t->before.state, RT_IN_STAFF);
    if (o->kind == RT_ORDER_RESUME)
        return false;
    return t->f->last_case_id != 0 && t->f->last_case_id != t->before.id;
}

const char *
rt_may_reissue(struct rt_turn *t)
{
    const struct rt_order *o = rt_turn_find_order(t, t->a->order_id);

    if (!runs(t))
        return "no_contract";
    if (o == NULL)
        return NULL;
    if (o->case_id != t->before.id || o->state != RT_ORDER_REFUSED)
        return "not_refused";
    if (t->f->open_case_id != 0 || is_out_of_date(t, o))
        return "settled";
    return has_other_live(t, o) ? "reissued" : NULL;
}

const char *
rt_may_lapse(struct rt_turn *t)
{
    return t->before.imported ? NULL : "not_imported";
}

const char *
rt_may_alert(struct rt_turn *t)
{
    const struct rt_case *c = &t->p->after;
    bool again = c->alert_level == RT_ALERT_OTHER &&
                 t->f->nobody_told_on != RT_DAY_NONE &&
                 t->f->nobody_told_on < t->today &&
                 rt_hours_open(t->f->calendar, t->f->now);

    if (again || rt_alert_next(c, t->f->now, t->f->calendar) != RT_ALERT_NONE)
        return NULL;
    return "not_due";
}

static bool
fits(const char *text, size_t max)
{
    size_t len = text == NULL ? 0 : strlen(text);

    return rt_utf8_count(text == NULL ? "" : text, len) <= max;
}

static bool
is_given(const char *text)
{
    return text != NULL && text[strspn(text, " \t\r\n")] != '\0';
}

const char *
rt_check_reason(struct rt_turn *t)
{
    const char *code = t->a->reason;
    bool known = code == NULL;

    for (size_t i = 0; i < t->f->n_reasons && !known; i++)
        known = strcmp(t->f->reasons[i], code) == 0;
    if (!known)
        return "reason";
    return fits(t->a->words, RT_DESK_OWN_WORDS) ? NULL : "words";
}

const char *
rt_check_n(struct rt_turn *t)
{
    return t->a->n < 1 ? "n" : NULL;
}

static const char *
check_last_day(const struct rt_turn *t)
{
    int32_t day = t->a->day;

    if (day != RT_DAY_NONE &&
        (day < rt_turn_earliest_end(t) || day > t->today + RT_DESK_END_DAYS))
        return "day";
    return NULL;
}

const char *
rt_check_end(struct rt_turn *t)
{
    return t->a->confirmed ? check_last_day(t) : "confirm";
}

const char *
rt_check_left(struct rt_turn *t)
{
    if (!is_given(t->a->note) || !fits(t->a->note, RT_DESK_COMMENT))
        return "note";
    return check_last_day(t);
}

const char *
rt_check_callback(struct rt_turn *t)
{
    int64_t at = t->a->at;

    if (at <= t->f->now ||
        at > t->f->now + (int64_t)RT_DESK_CALLBACK_DAYS * DAY ||
        !rt_hours_open(t->f->calendar, at))
        return "at";
    return t->p->after.manager_id == 0 ? rt_check_self(t) : NULL;
}

const char *
rt_check_user(struct rt_turn *t)
{
    return rt_turn_can_have(t, t->a->user_id) ? NULL : "user";
}

const char *
rt_check_assign(struct rt_turn *t)
{
    return t->a->user_id == 0 ? NULL : rt_check_user(t);
}

const char *
rt_check_self(struct rt_turn *t)
{
    return t->a->who.user_id == 0 ? "user" : NULL;
}

const char *
rt_check_propose(struct rt_turn *t)
{
    if (rt_turn_find_offer(t, t->a->offer_id) == NULL)
        return "offer";
    return t->a->override && t->a->who.role != RT_DESK_ADMIN ? "override"
                                                             : NULL;
}

const char *
rt_check_comment(struct rt_turn *t)
{
    return is_given(t->a->text) && fits(t->a->text, RT_DESK_COMMENT) ? NULL
                                                                     : "text";
}

const char *
rt_check_message(struct rt_turn *t)
{
    return is_given(t->a->text) && fits(t->a->text, RT_DESK_MESSAGE) ? NULL
                                                                     : "text";
}

const char *
rt_check_order(struct rt_turn *t)
{
    const struct rt_order *o = rt_turn_find_order(t, t->a->order_id);

    return o == NULL || o->case_id != t->before.id ? "order" : NULL;
}

const char *
rt_check_word(const struct rt_desk_ask *a)
{
    if (a->source != RT_FROM_PHONE && a->source != RT_FROM_OFFICE &&
        a->source != RT_FROM_LETTER)
        return "source";
    return is_given(a->note) && fits(a->note, RT_DESK_COMMENT) ? NULL : "note";
}
