/* What an offer does to a contract's amounts (DESK 3). */
#ifndef RT_DESK_EFFECT_H
#define RT_DESK_EFFECT_H

#include "base/err.h"

#include <stdint.h>

enum rt_effect_kind {
    RT_EFFECT_NONE, /* somebody does it: the order tells them */
    RT_EFFECT_PERCENT,
    RT_EFFECT_AMOUNT,
    RT_EFFECT_FREE_MONTHS,
    RT_EFFECT_PLAN,
    RT_EFFECT__MAX
};

/* "none", "percent", ..., NULL: as offers.effect stores them. */
extern const char *const rt_effect_words[RT_EFFECT__MAX + 1];

struct rt_effect {
    enum rt_effect_kind kind;
    int64_t value; /* per cent times 100, 0..10000; minor units taken off;
                      free months; minor units a month of the plan */
    bool has_value;
    int32_t months;   /* how long; 0: for good.  Free months: `value` says */
    const char *plan; /* PLAN: its name; borrowed */
};

/* What a contract brings a month, minor units. */
struct rt_amounts {
    int64_t fee; /* what the client pays */
    bool has_fee;
    int64_t profit; /* unknown is 0 */
};

/*
 * The amounts while the effect is in force.
 *
 *   percent      F - half-even(F * value / 10000)
 *   amount       max(0, F - value)
 *   free months  0
 *   plan         value
 *   none         F
 *
 * F is the fee, and the profit moves by the same difference.  Without a fee F
 * is the profit (METRICS 16.3); one that is not above 0 cannot be lowered and
 * stays as it is but for a plan.  Amounts saturate at the ends of int64_t.
 */
struct rt_amounts rt_effect_apply(const struct rt_effect *e,
                                  struct rt_amounts before);

/* For how many months it is in force; 0: for good. */
int32_t rt_effect_months(const struct rt_effect *e);

/* The first day without the effect, when it begins on `from`; RT_DAY_OPEN for
 * good, and `from` where there is nothing to end (none). */
int32_t rt_effect_until(const struct rt_effect *e, int32_t from);

/* The day up to which it counts as in force when another offer is thought of:
 * that of rt_effect_until(), 12 months when it is for good. */
int32_t rt_effect_rest_until(const struct rt_effect *e, int32_t from);

/* The sum of 12 months of profit with the effect from the first of them on,
 * less the offer's cost, minor units; exact, saturating. */
int64_t rt_effect_net12(const struct rt_effect *e, struct rt_amounts before,
                        int64_t cost);

/* The first day of the effect for an offer accepted on `today`: the first of
 * next month, or tomorrow (DESK_EFFECT_FROM=day). */
int32_t rt_effect_from(int32_t today, bool by_day);

#endif
