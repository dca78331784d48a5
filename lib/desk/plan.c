#include "desk/plan.h"

#include "base/date.h"

#define WORD_KEY(name, key, must, staff) key,
static const char *const word_keys[RT_SAY__MAX] = {RT_DESK_WORDS(WORD_KEY)};

#define WORD_MUST(name, key, must, staff) must,
static const bool word_must[RT_SAY__MAX] = {RT_DESK_WORDS(WORD_MUST)};

#define WORD_STAFF(name, key, must, staff) staff,
static const bool word_staff[RT_SAY__MAX] = {RT_DESK_WORDS(WORD_STAFF)};

static const char *const answer_names[] = {
    [RT_DESK_DONE] = "DONE",     [RT_DESK_SAME] = "SAME",
    [RT_DESK_STALE] = "STALE",   [RT_DESK_NOT_NOW] = "NOT_NOW",
    [RT_DESK_DENIED] = "DENIED", [RT_DESK_BAD] = "BAD",
};

const char *
rt_desk_answer_name(enum rt_desk_answer a)
{
    return answer_names[a];
}

const char *
rt_desk_word_key(enum rt_desk_word w)
{
    return word_keys[w];
}

bool
rt_desk_word_must(enum rt_desk_word w)
{
    return word_must[w];
}

bool
rt_desk_word_is_staff(enum rt_desk_word w)
{
    return word_staff[w];
}

bool
rt_desk_runs(const struct rt_desk_contract *c, int32_t today)
{
    return !c->deleted && c->start <= today && c->end > today &&
           !(c->end == RT_DAY_OPEN && c->active == 0);
}

bool
rt_desk_has_ended(const struct rt_desk_contract *c, int32_t today)
{
    return c->start <= today && !rt_desk_runs(c, today);
}

static bool
is_in_force(const struct rt_order *o, int32_t today)
{
    if (o->kind != RT_ORDER_OFFER)
        return false;
    if (o->state == RT_ORDER_NEW || o->state == RT_ORDER_SENT)
        return true;
    return o->state == RT_ORDER_DONE &&
           rt_effect_rest_until(&o->effect, o->effective_on) > today;
}

bool
rt_desk_is_busy(const struct rt_desk_facts *f)
{
    int32_t today = rt_zone_day(f->calendar->zone, f->now);

    for (size_t i = 0; i < f->n_orders; i++) {
        if (is_in_force(&f->orders[i], today))
            return true;
    }
    return false;
}

struct rt_offer_ask
rt_desk_offer_ask(const struct rt_desk_facts *f,
                  int64_t shown[RT_DESK_OFFERINGS])
{
    struct rt_offer_ask ask = {
        .today = rt_zone_day(f->calendar->zone, f->now),
        .reason = f->the_case != NULL ? f->the_case->reason : NULL,
        .amounts = f->contract->amounts,
        .plan = f->contract->plan,
        .can_be_retained = f->contract->can_be_retained,
        .shown = shown,
        .taken = f->taken,
        .n_taken = f->n_taken,
        .busy = rt_desk_is_busy(f),
        .again_months = f->rules->again_months,
        .rest_months = f->rules->rest_months,
        .by_hand = true,
    };

    for (; ask.n_shown < f->n_offerings && ask.n_shown < RT_DESK_OFFERINGS;
         ask.n_shown++)
        shown[ask.n_shown] = f->offerings[ask.n_shown].offer_id;
    return ask;
}
