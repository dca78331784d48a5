/* Counting clients by cohort and age.  Private to the cohort kernels. */
#ifndef RT_STAT_COHORT_COUNT_H
#define RT_STAT_COHORT_COUNT_H

#include "stat/cohort.h"

enum { PLANES = 8, FULL = (1 << PLANES) - 1 };

/*
 * Sixty-four counters side by side: bit k of plane j is bit j of the counter
 * of age k.  A client is added by one carry chain instead of one increment
 * per active period.
 */
struct slices {
    uint64_t plane[PLANES];
    unsigned n; /* clients added since the planes were emptied */
};

struct count {
    size_t n;
    int64_t *active;       /* [n][n] */
    int64_t *last;         /* [n][n] clients by cohort and last age */
    struct slices *slices; /* [n] of each cohort; NULL when n > 64 */
};

/* Empty the planes of one cohort into its row of counters. */
void rt_count_flush(struct count *c, size_t cohort);

void rt_count_init(struct count *c, const struct rt_periods *p,
                   struct rt_arena *a);
/* Turns counters into `out`; revenue and the refunds are left alone. */
void rt_count_finish(struct count *c, struct rt_cohorts *out);

/* A client by the periods with an event: bit i is period i.  n <= 64 and
 * mask != 0. */
static inline void
rt_count_mask(struct count *c, uint64_t mask)
{
    size_t cohort = (size_t)__builtin_ctzll(mask);
    struct slices *s = &c->slices[cohort];
    uint64_t carry = mask >> cohort;

    c->last[cohort * c->n + 63 - (size_t)__builtin_clzll(carry)]++;
    for (size_t j = 0; carry != 0; j++) {
        uint64_t next = s->plane[j] & carry;

        s->plane[j] ^= carry;
        carry = next;
    }
    if (++s->n == FULL)
        rt_count_flush(c, cohort);
}

#endif
