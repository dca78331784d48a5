/* Lifetime value under constant churn (METRICS 5.1). */
#ifndef RT_STAT_LTV_H
#define RT_STAT_LTV_H

/*
 * Inputs.
 *
 *   margin    share of revenue that is kept, 0..1
 *   arpu      revenue per client and period
 *   churn     share of clients lost in a period, 0..1
 *   discount  per period, >= 0
 */
struct rt_ltv_in {
    double margin, arpu, churn, discount;
};

/* NaN when the value does not exist: without churn the undiscounted sum has no
 * end, and with neither churn nor discount no sum has one. */
struct rt_ltv {
    double undiscounted; /* m A / c */
    double first_now;    /* m A (1 + d) / (d + c): paid at once */
    double first_next;   /* m A (1 - c) / (d + c): paid in one period */
    double lifetime;     /* 1 / c periods */
};

struct rt_ltv rt_ltv_simple(const struct rt_ltv_in *in);

/* The same for `periods` payments, the first of them now: m A sum_{t <
 * periods} ((1 - c) / (1 + d))^t. */
double rt_ltv_horizon(const struct rt_ltv_in *in, int periods);

/* A monthly rate from a yearly one: (1 + D)^(1/12) - 1. */
double rt_ltv_monthly(double yearly);

#endif
