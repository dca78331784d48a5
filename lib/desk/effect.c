#include "desk/effect.h"

#include "base/date.h"

#include <stddef.h>

enum { PER_WHOLE = 10000, YEAR_MONTHS = 12 };

const char *const rt_effect_words[RT_EFFECT__MAX + 1] = {
    "none", "percent", "amount", "free_months", "plan", NULL};

static int64_t
saturated(__int128 v)
{
    return v > INT64_MAX ? INT64_MAX : v < INT64_MIN ? INT64_MIN : (int64_t)v;
}

/* v / unit to the nearest whole number, a half to the even one; v >= 0. */
static __int128
half_even(__int128 v, int64_t unit)
{
    __int128 q = v / unit, twice = v % unit * 2;

    return q + (twice > unit || (twice == unit && q % 2 != 0));
}

/* The amount `f` a month under the effect. */
static __int128
amount_under(const struct rt_effect *e, int64_t f)
{
    if (e->kind == RT_EFFECT_PLAN)
        return e->value;
    if (f <= 0)
        return f;
    switch (e->kind) {
    case RT_EFFECT_PERCENT:
        return f - half_even((__int128)f * e->value, PER_WHOLE);
    case RT_EFFECT_AMOUNT:
        return f > e->value ? (__int128)f - e->value : 0;
    case RT_EFFECT_FREE_MONTHS:
        return 0;
    default:
        return f;
    }
}

struct rt_amounts
rt_effect_apply(const struct rt_effect *e, struct rt_amounts before)
{
    int64_t f = before.has_fee ? before.fee : before.profit;
    __int128 changed =
        e->has_value || e->kind == RT_EFFECT_NONE ? amount_under(e, f) : f;
    struct rt_amounts after = before;

    if (before.has_fee)
        after.fee = saturated(changed);
    after.profit = saturated(before.profit + (changed - f));
    return after;
}

int32_t
rt_effect_months(const struct rt_effect *e)
{
    return e->kind == RT_EFFECT_FREE_MONTHS ? (int32_t)e->value : e->months;
}

int32_t
rt_effect_until(const struct rt_effect *e, int32_t from)
{
    int32_t months = rt_effect_months(e);

    if (e->kind == RT_EFFECT_NONE)
        return from;
    return months == 0 ? RT_DAY_OPEN : rt_day_add_months(from, months);
}

int32_t
rt_effect_rest_until(const struct rt_effect *e, int32_t from)
{
    int32_t until = rt_effect_until(e, from);

    return until == RT_DAY_OPEN ? rt_day_add_months(from, YEAR_MONTHS) : until;
}

int64_t
rt_effect_net12(const struct rt_effect *e, struct rt_amounts before,
                int64_t cost)
{
    int32_t months = rt_effect_months(e);
    struct rt_amounts after = rt_effect_apply(e, before);

    if (months == 0 || months > YEAR_MONTHS)
        months = YEAR_MONTHS;
    return saturated((__int128)after.profit * months +
                     (__int128)before.profit * (YEAR_MONTHS - months) - cost);
}

int32_t
rt_effect_from(int32_t today, bool by_day)
{
    return by_day ? today + 1
                  : rt_period_add(RT_BY_MONTH,
                                  rt_period_start(RT_BY_MONTH, today), 1);
}
