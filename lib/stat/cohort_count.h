/* Counting clients by cohort and age.  Private to the cohort kernels. */
#ifndef RT_STAT_COHORT_COUNT_H
#define RT_STAT_COHORT_COUNT_H

#include "stat/cohort.h"

enum { PLANES = 12, BATCH = 16 /* how many clients are added at once */ };

/*
 * Sixty-four counters side by side: bit k of plane j is bit j of the counter
 * of age k. Clients wait until there are enough of them for one tree of
 * adders.  This costs a few operations a client, however many periods the
 * client was active in (Harley and Seal; Warren, Hacker's Delight, 5-1).
 */
struct slices {
    uint64_t wait[BATCH], plane[PLANES];
    unsigned n_waiting, n_added;
};

struct count {
    size_t n;
    int64_t *active;       /* [n][n] */
    int64_t *last;         /* [n][n] clients by cohort and last age */
    struct slices *slices; /* [n] of each cohort; NULL when n > 64 */
};

void rt_count_init(struct count *c, const struct rt_periods *p,
                   struct rt_arena *a);
/* Turn counters into `out`; revenue and refunds are not touched. */
void rt_count_finish(struct count *c, struct rt_cohorts *out);

/* Add the waiting clients to the cohort's planes. */
void rt_count_batch(struct count *c, size_t cohort);

/* Count a client by the periods with an event: bit i is period i.  n <= 64 and
 * mask != 0. */
static inline void
rt_count_mask(struct count *c, uint64_t mask)
{
    size_t cohort = (size_t)__builtin_ctzll(mask);
    struct slices *s = &c->slices[cohort];

    c->last[cohort * c->n + 63 - (size_t)__builtin_clzll(mask) - cohort]++;
    s->wait[s->n_waiting++] = mask >> cohort;
    if (s->n_waiting == BATCH)
        rt_count_batch(c, cohort);
}

#endif
