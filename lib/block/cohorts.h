/* Cohorts of the selected clients, for the blocks that show them. */
#ifndef RT_BLOCK_COHORTS_H
#define RT_BLOCK_COHORTS_H

#include "block/block.h"
#include "stat/cohort.h"

/* What makes a client active. */
enum rt_source {
    RT_SOURCE_CONTRACTS, /* a day of service */
    RT_SOURCE_PAYMENTS,  /* a purchase */
    RT_SOURCE_ACTIVITY,
    RT_SOURCE__MAX
};

struct rt_cohort_set {
    enum rt_source source;
    struct rt_periods periods; /* from the first cohort to the as-of day */
    size_t n_shown;    /* cohorts 0 .. n_shown-1 are selected by the dates */
    int32_t first_day; /* first day in the source, of all clients */
    int32_t until;     /* the last day that is known of the source */
    struct rt_cohorts c;
};

/* The words of the option `source`, in the order of enum rt_source. */
extern const char *const rt_source_words[];

/* The option `source`; by default contracts when there are any, else payments,
 * else activity. */
enum rt_source rt_source_of(const struct rt_result *r);

/* The kind of data with those events. */
enum rt_group rt_source_group(enum rt_source source);

/* The last day that is known of a source, or the filter's as_of. */
int32_t rt_source_until(const struct rt_result *r, enum rt_source source);

/* The periods from `first_day` or filter.from to `until`.  The first n_shown
 * are the cohorts selected by the dates: filter.to ends the cohorts, not their
 * observation.  If there are more than RT_COHORT_PERIODS, the latest are taken
 * and a note says so; RT_ELIMIT "too_many_periods" when filter.to is before
 * those. */
enum rt_code rt_cohort_periods(struct rt_result *r, int32_t first_day,
                               int32_t until, struct rt_arena *a,
                               struct rt_periods *out, size_t *n_shown,
                               struct rt_err *err) RT_CHECK;

/* Count the cohorts whose start the filter's from and to select.  RT_ELIMIT
 * "too_many_periods", "sum_too_large". */
enum rt_code rt_cohort_set_of(const struct rt_block_env *env,
                              const uint8_t *picked, struct rt_result *r,
                              enum rt_source source, struct rt_arena *a,
                              struct rt_cohort_set *out,
                              struct rt_err *err) RT_CHECK;

/* Clients of a cohort. */
static inline int64_t
rt_cohort_size(const struct rt_cohort_set *s, size_t c)
{
    return s->c.active[c * s->c.n];
}

/* The first cohort of the data: its clients may be older. */
static inline bool
rt_cohort_first_seen(const struct rt_cohort_set *s, size_t c)
{
    return s->periods.bound[c] <= s->first_day;
}

/* In cohorts smaller than this, shares say little (METRICS 0). */
enum { RT_COHORT_FEW = 30 };

/* Add a note that this many of the cohorts shown are that small; 0: no note. */
void rt_note_few_in_cohort(int64_t n_small, struct rt_result *out);

/* Add notes about what is not in cohorts: clients without a start, refunds
 * before a purchase. */
void rt_cohort_notes(const struct rt_cohort_set *s, const uint8_t *picked,
                     enum rt_lang lang, struct rt_arena *a,
                     struct rt_result *out);

#endif
