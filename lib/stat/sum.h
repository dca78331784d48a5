/* Sums of doubles with little rounding error (Neumaier, ZAMM 54 (1974) 39-51):
 * what each addition loses is added at the end. */
#ifndef RT_STAT_SUM_H
#define RT_STAT_SUM_H

#include <math.h>

struct rt_sum {
    double high, lost;
};

static inline void
rt_sum_add(struct rt_sum *s, double x)
{
    double t = s->high + x;

    s->lost += fabs(s->high) >= fabs(x) ? (s->high - t) + x : (x - t) + s->high;
    s->high = t;
}

static inline double
rt_sum_of(const struct rt_sum *s)
{
    return s->high + s->lost;
}

#endif
