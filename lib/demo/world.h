/* What all clients of the demo have in common: tables, prices, calendar. */
#ifndef RT_DEMO_WORLD_H
#define RT_DEMO_WORLD_H

#include "demo/demo.h"
#include "demo/random.h"

#include <stddef.h>

enum {
    RT_DEMO_PLANS = 4,
    RT_DEMO_REGIONS = 10,
    RT_DEMO_CHANNELS = 5,
    RT_DEMO_SEGMENTS = 3,
    RT_DEMO_OFFERS = 4,
    RT_DEMO_MANAGERS = 6,
    RT_DEMO_RISES = RT_DEMO_MONTHS_MAX / 12 + 1
};

/* Why a client leaves. */
enum rt_demo_cause {
    RT_DEMO_PRICE,
    RT_DEMO_QUALITY,
    RT_DEMO_COMPETITOR,
    RT_DEMO_MOVING,
    RT_DEMO_SERVICE,
    RT_DEMO_NO_NEED,
    RT_DEMO_UNPAID, /* never a reason of a case */
    RT_DEMO_CAUSES
};
struct rt_demo_reason {
    const char *code, *words;
};
extern const struct rt_demo_reason rt_demo_causes[RT_DEMO_CAUSES];

struct rt_demo_plan {
    const char *name;
    int64_t fee;       /* on the first day, minor units */
    int64_t churn;     /* % of the base hazard */
    int64_t profit;    /* % of the fee, on average */
    int64_t taken_ppm; /* share of new contracts */
};
extern const struct rt_demo_plan rt_demo_plans[RT_DEMO_PLANS];

/* A value of an attribute with its share of clients and its churn. */
struct rt_demo_value {
    const char *name;
    int64_t ppm;
    int64_t churn; /* % of the base hazard */
};
extern const struct rt_demo_value rt_demo_regions[RT_DEMO_REGIONS];
extern const struct rt_demo_value rt_demo_channels[RT_DEMO_CHANNELS];
extern const struct rt_demo_value rt_demo_segments[RT_DEMO_SEGMENTS];
/* 0: by hand, 1: automatic. */
extern const struct rt_demo_value rt_demo_paying[2];

struct rt_demo_offer {
    const char *id, *type, *description;
    int64_t threshold, cost; /* minor units */
    int64_t accepted_ppm;
    const char *effect, *effect_value, *audience;
};
extern const struct rt_demo_offer rt_demo_offers[RT_DEMO_OFFERS];

/* An index drawn by the shares of a table. */
size_t rt_demo_pick(struct rt_demo_rng *r, const struct rt_demo_value *values,
                    size_t n);

struct rt_demo_world {
    struct rt_demo_options o;
    int32_t first, last;                      /* days of the window */
    int32_t month[RT_DEMO_MONTHS_MAX + 1];    /* its months; then the day
                                                 after the last */
    int64_t arrivals[RT_DEMO_MONTHS_MAX + 1]; /* weight of the months before */
    int64_t n_clients; /* expected: the others are second contracts */
    size_t n_rises;
    int32_t rise[RT_DEMO_RISES]; /* days */
    int64_t price[RT_DEMO_RISES + 1][RT_DEMO_PLANS];
    int32_t campaign[RT_DEMO_CAMPAIGNS]; /* days */
};

void rt_demo_world_make(const struct rt_demo_options *o,
                        struct rt_demo_world *out);

/* The first day of client `i`: later for a larger i; for a client beyond
 * n_clients, drawn. */
int32_t rt_demo_arrival(const struct rt_demo_world *w, int64_t i,
                        struct rt_demo_rng *r);

/* Minor units a month for a client who comes on this day. */
int64_t rt_demo_price(const struct rt_demo_world *w, size_t plan, int32_t day);
/* The fee after a rise, rounded to tens. */
int64_t rt_demo_raised(int64_t fee);

/* A client at a point in the life of a contract. */
struct rt_demo_risk {
    size_t plan, region, channel;
    bool automatic;
    int month;   /* 0: the first of the contract */
    int32_t day; /* on which this month begins */
    bool calmed; /* the desk kept the client in the last half year */
};
/* The chance to want to leave within this month of a contract before anything
 * else is known, in 1,000,000; from RT_DEMO_HAZARDS on it stays the same. */
enum { RT_DEMO_HAZARDS = 24 };
int64_t rt_demo_base_hazard(int month);
/* %, January to December. */
extern const int64_t rt_demo_season_of_arrivals[12],
    rt_demo_season_of_leaving[12];
/* The same chance with everything that is known. */
int64_t rt_demo_hazard(const struct rt_demo_world *w,
                       const struct rt_demo_risk *k);
/* True in the two months after a rise of prices. */
bool rt_demo_after_rise(const struct rt_demo_world *w, int32_t day);

#endif
