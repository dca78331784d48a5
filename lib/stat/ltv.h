/* Lifetime value under constant churn (METRICS 5.1). */
#ifndef RT_STAT_LTV_H
#define RT_STAT_LTV_H

/*
 *   margin    share of revenue that stays, 0..1
 *   arpu      revenue per client and period
 *   churn     share of clients lost in a period, 0..1
 *   discount  per period, >= 0
 */
struct rt_ltv_in {
    double margin, arpu, churn, discount;
};

/* NaN where it does not exist: without churn the sum without discount has no
 * end, and without either none has. */
struct rt_ltv {
    double undiscounted; /* m A / c */
    double first_now;    /* m A (1 + d) / (d + c): paid at once */
    double first_next;   /* m A (1 - c) / (d + c): paid in one period */
    double lifetime;     /* 1 / c periods */
};

struct rt_ltv rt_ltv_simple(const struct rt_ltv_in *in);

/* The same for `periods` payments, the first one now:
 * m A sum_{t < periods} ((1 - c) / (1 + d))^t. */
double rt_ltv_horizon(const struct rt_ltv_in *in, int periods);

/* Per month from per year: (1 + D)^(1/12) - 1. */
double rt_ltv_monthly(double yearly);

#endif
