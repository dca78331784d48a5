/* Which offer fits a case: rules with names, and the order (DESK 3). */
#ifndef RT_DESK_OFFER_H
#define RT_DESK_OFFER_H

#include "base/zone.h"
#include "desk/effect.h"

#include <stddef.h>

/* A row of offers, as it is now.  Strings are borrowed. */
struct rt_offer {
    int64_t id;
    const char *type;
    const char *description;
    int32_t priority; /* the lower goes first */
    bool automatic;   /* auto; else a manager must propose it */
    bool archived;
    int32_t valid_from; /* RT_DAY_NONE: always */
    int32_t valid_to;   /* the day after the last; RT_DAY_OPEN: for ever */
    int64_t threshold;  /* of monthly profit */
    int64_t cost;
    struct rt_effect effect;
    const char *const *reasons; /* [n_reasons] codes; none: all */
    size_t n_reasons;
};

/* What an offering has of the client's acceptance, in any case of theirs. */
struct rt_taken_offer {
    int64_t offer_id;
    int32_t day; /* of the acceptance, report zone */
};

/* What the offers are measured against. */
struct rt_offer_ask {
    int32_t today;             /* report zone */
    const char *reason;        /* code; NULL: skipped, or own words */
    struct rt_amounts amounts; /* of the contract, in force */
    const char *plan;          /* of the contract; NULL: none */
    bool can_be_retained;
    const int64_t *shown; /* [n_shown] offers already shown in the case */
    size_t n_shown;
    const struct rt_taken_offer *taken; /* [n_taken] by the client */
    size_t n_taken;
    bool busy;            /* an offer is ordered or in force on the contract */
    int32_t again_months; /* DESK_AGAIN_MONTHS */
    int32_t rest_months;  /* DESK_REST_MONTHS */
    bool by_hand;         /* by a person: offers that are not automatic, too */
    bool override;        /* an admin's: threshold and rest do not count */
};

/* The first rule that fails, in the order in which they are tried. */
enum rt_offer_rule {
    RT_RULE_FITS,
    RT_RULE_ARCHIVED,
    RT_RULE_BY_HAND,   /* not automatic */
    RT_RULE_NOT_YET,   /* valid_from is later */
    RT_RULE_OVER,      /* valid_to is reached */
    RT_RULE_RETAINED,  /* the contract may not be retained */
    RT_RULE_THRESHOLD, /* monthly profit is below it */
    RT_RULE_REASON,    /* reasons are listed, the case's is not among them */
    RT_RULE_SHOWN,     /* already shown in this case */
    RT_RULE_AGAIN,     /* the client accepted it within again_months */
    RT_RULE_REST,      /* ... or any within rest_months */
    RT_RULE_STACKED,   /* another is ordered or in force */
    RT_RULE_SAME_PLAN, /* the client has this plan */
    RT_RULE_NO_PRICE,  /* an effect without its value, a plan without price */
    RT_RULE__MAX
};

/* "fits", "archived", "by_hand", "not_yet", "over", "may_not_be_retained",
 * "threshold", "reason", "shown", "again", "rest", "stacked", "same_plan",
 * "no_price": what the tool and the pages name. */
const char *rt_offer_rule_name(enum rt_offer_rule rule);

/* Today + months: a client who accepted on day d is free again from d + months
 * on, that day included. */
enum rt_offer_rule rt_offer_check(const struct rt_offer *o,
                                  const struct rt_offer_ask *ask);

/* An offer with its rule and place. */
struct rt_offer_choice {
    const struct rt_offer *offer;
    enum rt_offer_rule rule;
    bool names_reason; /* lists the reason of the case */
    int64_t net12;
};

/*
 * All offers with the rule that fails: those that fit first, in the order of
 * DESK 3 (priority; naming the reason; net12, the higher first; id), then the
 * rest by rule and id.  Returns how many fit.
 *
 *   out   [n]
 */
size_t rt_offer_rank(const struct rt_offer *offers, size_t n,
                     const struct rt_offer_ask *ask,
                     struct rt_offer_choice *out);

/* The first of that order; NULL: none fits. */
const struct rt_offer *rt_offer_pick(const struct rt_offer *offers, size_t n,
                                     const struct rt_offer_ask *ask);

/* Until when an offer shown at `now` can be accepted: `hours` later, or the
 * local midnight that ends its validity if that is sooner. */
int64_t rt_offer_expires(const struct rt_offer *o, int64_t now, int32_t hours,
                         const struct rt_zone *zone);

#endif
