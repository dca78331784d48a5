#include "desk/offer.h"

#include "base/date.h"

#include <stdlib.h>
#include <string.h>

enum { HOUR = 3600 };

static const char *const rule_names[RT_RULE__MAX] = {
    [RT_RULE_FITS] = "fits",
    [RT_RULE_ARCHIVED] = "archived",
    [RT_RULE_BY_HAND] = "by_hand",
    [RT_RULE_NOT_YET] = "not_yet",
    [RT_RULE_OVER] = "over",
    [RT_RULE_RETAINED] = "may_not_be_retained",
    [RT_RULE_THRESHOLD] = "threshold",
    [RT_RULE_REASON] = "reason",
    [RT_RULE_SHOWN] = "shown",
    [RT_RULE_AGAIN] = "again",
    [RT_RULE_REST] = "rest",
    [RT_RULE_STACKED] = "stacked",
    [RT_RULE_SAME_PLAN] = "same_plan",
    [RT_RULE_NO_PRICE] = "no_price",
};

const char *
rt_offer_rule_name(enum rt_offer_rule rule)
{
    return rule_names[rule];
}

static bool
names_reason(const struct rt_offer *o, const char *reason)
{
    for (size_t i = 0; reason != NULL && i < o->n_reasons; i++) {
        if (strcmp(o->reasons[i], reason) == 0)
            return true;
    }
    return false;
}

static bool
was_shown(int64_t id, const struct rt_offer_ask *ask)
{
    for (size_t i = 0; i < ask->n_shown; i++) {
        if (ask->shown[i] == id)
            return true;
    }
    return false;
}

/* Accepted less than `months` ago; `id` 0: any offer. */
static bool
was_taken(int64_t id, int32_t months, const struct rt_offer_ask *ask)
{
    for (size_t i = 0; i < ask->n_taken; i++) {
        const struct rt_taken_offer *t = &ask->taken[i];

        if ((id == 0 || t->offer_id == id) &&
            rt_day_add_months(t->day, months) > ask->today)
            return true;
    }
    return false;
}

static bool
lacks_value(const struct rt_effect *e)
{
    return e->kind != RT_EFFECT_NONE &&
           (!e->has_value || (e->kind == RT_EFFECT_PLAN && e->plan == NULL));
}

static bool
is_same_plan(const struct rt_effect *e, const char *plan)
{
    return e->kind == RT_EFFECT_PLAN && e->plan != NULL && plan != NULL &&
           strcmp(e->plan, plan) == 0;
}

/* Rules about the offer alone and the company's wishes. */
static enum rt_offer_rule
check_company(const struct rt_offer *o, const struct rt_offer_ask *ask)
{
    if (o->archived)
        return RT_RULE_ARCHIVED;
    if (!o->automatic && !ask->by_hand)
        return RT_RULE_BY_HAND;
    if (o->valid_from > ask->today)
        return RT_RULE_NOT_YET;
    if (o->valid_to <= ask->today)
        return RT_RULE_OVER;
    if (!ask->can_be_retained)
        return RT_RULE_RETAINED;
    if (o->threshold > ask->amounts.profit && !ask->override)
        return RT_RULE_THRESHOLD;
    if (o->n_reasons > 0 && !names_reason(o, ask->reason))
        return RT_RULE_REASON;
    return RT_RULE_FITS;
}

/* Rules about what the client has or had. */
static enum rt_offer_rule
check_client(const struct rt_offer *o, const struct rt_offer_ask *ask)
{
    if (was_shown(o->id, ask))
        return RT_RULE_SHOWN;
    if (was_taken(o->id, ask->again_months, ask))
        return RT_RULE_AGAIN;
    if (was_taken(0, ask->rest_months, ask) && !ask->override)
        return RT_RULE_REST;
    if (ask->busy)
        return RT_RULE_STACKED;
    if (is_same_plan(&o->effect, ask->plan))
        return RT_RULE_SAME_PLAN;
    return lacks_value(&o->effect) ? RT_RULE_NO_PRICE : RT_RULE_FITS;
}

enum rt_offer_rule
rt_offer_check(const struct rt_offer *o, const struct rt_offer_ask *ask)
{
    enum rt_offer_rule rule = check_company(o, ask);

    return rule != RT_RULE_FITS ? rule : check_client(o, ask);
}

static struct rt_offer_choice
judge_offer(const struct rt_offer *o, const struct rt_offer_ask *ask)
{
    return (struct rt_offer_choice){
        .offer = o,
        .rule = rt_offer_check(o, ask),
        .names_reason = names_reason(o, ask->reason),
        .net12 = rt_effect_net12(&o->effect, ask->amounts, o->cost),
    };
}

static int
compare_int(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int
compare_choices(const void *left, const void *right)
{
    const struct rt_offer_choice *a = left, *b = right;
    int by = compare_int(a->rule, b->rule);

    if (by == 0 && a->rule == RT_RULE_FITS) {
        by = compare_int(a->offer->priority, b->offer->priority);
        if (by == 0)
            by = compare_int(b->names_reason, a->names_reason);
        if (by == 0)
            by = compare_int(b->net12, a->net12);
    }
    return by != 0 ? by : compare_int(a->offer->id, b->offer->id);
}

size_t
rt_offer_rank(const struct rt_offer *offers, size_t n,
              const struct rt_offer_ask *ask, struct rt_offer_choice *out)
{
    size_t fit = 0;

    for (size_t i = 0; i < n; i++) {
        out[i] = judge_offer(&offers[i], ask);
        fit += out[i].rule == RT_RULE_FITS;
    }
    if (n > 0)
        qsort(out, n, sizeof *out, compare_choices);
    return fit;
}

const struct rt_offer *
rt_offer_pick(const struct rt_offer *offers, size_t n,
              const struct rt_offer_ask *ask)
{
    struct rt_offer_choice best = {.rule = RT_RULE__MAX}, other;

    for (size_t i = 0; i < n; i++) {
        other = judge_offer(&offers[i], ask);
        if (other.rule == RT_RULE_FITS &&
            (best.offer == NULL || compare_choices(&other, &best) < 0))
            best = other;
    }
    return best.offer;
}

int64_t
rt_offer_expires(const struct rt_offer *o, int64_t now, int32_t hours,
                 const struct rt_zone *zone)
{
    int64_t at = now + (int64_t)hours * HOUR, end;

    if (o->valid_to == RT_DAY_OPEN)
        return at;
    end = rt_zone_instant(zone, o->valid_to, 0);
    return end < at ? end : at;
}
