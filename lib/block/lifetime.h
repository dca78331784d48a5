/* What a client brings over a lifetime, estimated from the months before a
 * day. */
#ifndef RT_BLOCK_LIFETIME_H
#define RT_BLOCK_LIFETIME_H

#include "block/revenue.h"
#include "stat/ltv.h"

enum {
    RT_LTV_MONTHS = 6,   /* whole months that an estimate looks back */
    RT_LTV_HORIZON = 60, /* months after which a value is capped */
    RT_LTV_FEW = 10      /* with fewer losses the estimate says too little */
};

/* Sums over whole months. */
struct rt_lifetime {
    const struct rt_data *data;
    enum rt_basis basis;
    bool no_contracts;  /* of the selected clients */
    int32_t first, end; /* days; first == end: there is no whole month */
    int64_t lost, client_months; /* churn = lost / client_months */
    double arpu; /* a month, in currency units; NaN: not known */
};

/*
 * The whole months of [first, end), from the month of the selected clients'
 * first contract on, as seen on the as-of day of `r`.  RT_ELIMIT as rt_mrr().
 */
enum rt_code rt_lifetime_of(const struct rt_block_env *env,
                            const uint8_t *picked, const struct rt_result *r,
                            int32_t first, int32_t end, struct rt_arena *a,
                            struct rt_lifetime *out,
                            struct rt_err *err) RT_CHECK;

/* NaN when there were no clients to lose. */
double rt_lifetime_churn(const struct rt_lifetime *l);

/* Why there is no lifetime value: a catalogue key; NULL when there is one. */
const char *rt_lifetime_why(const struct rt_lifetime *l);

#endif
