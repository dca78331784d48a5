/* The life of one client of the demo: contracts, cases, what was paid. */
#ifndef RT_DEMO_LIFE_H
#define RT_DEMO_LIFE_H

#include "demo/world.h"

enum {
    RT_DEMO_CHANGES_MAX = 48,
    RT_DEMO_CASES_MAX = 8,
    RT_DEMO_CONTRACTS_A_CLIENT = 3,
    RT_DEMO_NO_OFFER = RT_DEMO_OFFERS
};

/* In force from `day` on. */
struct rt_demo_terms {
    int32_t day;
    size_t plan;
    int64_t fee, profit; /* a month, minor units */
};

enum rt_demo_status {
    RT_DEMO_ACTIVE,
    RT_DEMO_ESCALATED,
    RT_DEMO_RETAINED,
    RT_DEMO_CHURNED
};
extern const char *const rt_demo_statuses[];
extern const char *const rt_demo_sources[];

/* Local seconds since 1970-01-01 00:00. */
struct rt_demo_case {
    int64_t created,
        completed; /* completed has no meaning while the case is open */
    enum rt_demo_cause cause;
    size_t offer;   /* RT_DEMO_NO_OFFER: none */
    size_t manager; /* 1 .. RT_DEMO_MANAGERS; 0: none */
    size_t source;
    enum rt_demo_status status;
};

struct rt_demo_contract {
    int64_t number;     /* over all clients, from 1 */
    int32_t start, end; /* RT_DAY_OPEN */
    enum rt_demo_cause cause;
    bool can_be_retained;
    int64_t profit_percent;                          /* of the fee */
    struct rt_demo_terms terms[RT_DEMO_CHANGES_MAX]; /* the first at start */
    size_t n_terms;
    struct rt_demo_case cases[RT_DEMO_CASES_MAX];
    size_t n_cases;
};

struct rt_demo_client {
    int64_t number;                  /* from 1 */
    size_t region, channel, segment; /* region RT_DEMO_REGIONS: not known */
    bool automatic;                  /* payments */
    struct rt_demo_contract contracts[RT_DEMO_CONTRACTS_A_CLIENT];
    size_t n_contracts;
};

/* Simulate client number `i` + 1.  `next` is the number of its first contract;
 * `room` is how many more contracts may be made, at least 1. */
void rt_demo_live(const struct rt_demo_world *w, int64_t i, int64_t next,
                  int64_t room, struct rt_demo_client *out);

/* The terms in force on a day that is not before the start. */
const struct rt_demo_terms *rt_demo_terms_on(const struct rt_demo_contract *c,
                                             int32_t day);

#endif
