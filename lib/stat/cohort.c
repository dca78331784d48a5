#include "stat/cohort.h"

#include "stat/cohort_count.h"

#include <string.h>

void
rt_count_init(struct count *c, const struct rt_periods *p, struct rt_arena *a)
{
    *c = (struct count){.n = p->n};
    c->active = rt_alloc_n(a, p->n * p->n, sizeof *c->active);
    c->last = rt_alloc_n(a, p->n * p->n, sizeof *c->last);
    if (p->n <= 64)
        c->slices = rt_alloc_n(a, p->n, sizeof *c->slices);
}

/* Move the planes of one cohort into its row of counters. */
static void
flush(struct count *c, size_t cohort)
{
    struct slices *s = &c->slices[cohort];
    int64_t *row = c->active + cohort * c->n;

    for (size_t k = 0; k < c->n - cohort; k++)
        for (size_t j = 0; j < PLANES; j++)
            row[k] += (int64_t)(s->plane[j] >> k & 1) << j;
    memset(s->plane, 0, sizeof s->plane);
    s->n_added = 0;
}

/* Add two bits to a plane, in each of 64 places; returns the carries. */
static uint64_t
add_bits(uint64_t *plane, uint64_t a, uint64_t b)
{
    uint64_t was = *plane, half = was ^ a;

    *plane = half ^ b;
    return (was & a) | (half & b);
}

void
rt_count_batch(struct count *c, size_t cohort)
{
    struct slices *s = &c->slices[cohort];
    uint64_t carry;

    for (size_t j = 0, n = BATCH; n > 1; j++, n /= 2)
        for (size_t i = 0; i < n / 2; i++)
            s->wait[i] =
                add_bits(&s->plane[j], s->wait[2 * i], s->wait[2 * i + 1]);
    carry = s->wait[0];
    for (size_t j = 4; carry != 0;
         j++) { /* from here on one bit is worth BATCH */
        uint64_t next = s->plane[j] & carry;

        s->plane[j] ^= carry;
        carry = next;
    }
    memset(s->wait, 0, sizeof s->wait);
    s->n_waiting = 0;
    s->n_added += BATCH;
    if (s->n_added + BATCH >= 1 << PLANES)
        flush(c, cohort);
}

/* A client last seen at age k or later was not lost before. */
void
rt_count_finish(struct count *c, struct rt_cohorts *out)
{
    if (c->slices != NULL)
        for (size_t cohort = 0; cohort < c->n; cohort++) {
            rt_count_batch(c, cohort);
            flush(c, cohort);
        }
    for (size_t cohort = 0; cohort < c->n; cohort++)
        for (size_t k = c->n - cohort; k-- > 1;)
            c->last[cohort * c->n + k - 1] += c->last[cohort * c->n + k];
    *out =
        (struct rt_cohorts){.n = c->n, .active = c->active, .rolling = c->last};
}

/* Periods with a day of the contract, before the observation ends; none when
 * low > high. */
struct reach {
    int64_t low, high;
};

static struct reach
reach_of(const struct rt_periods *p, int32_t start, int32_t end)
{
    int32_t last = end < p->bound[p->n] ? end - 1 : p->bound[p->n] - 1;

    return (struct reach){rt_period_of(p, start), rt_period_of(p, last)};
}

/* True when the pause before the next contract does not count. */
static bool
bridges(const struct rt_churn_in *in, const struct rt_periods *p, uint32_t next,
        int32_t covered)
{
    return in->start[next] > covered &&
           in->start[next] <= (int64_t)covered + in->gap_days &&
           in->start[next] < p->known;
}

/* The row of active counts holds differences between one age and the next. */
static void
count_contracts(struct count *k, const struct rt_churn_in *in,
                const struct rt_periods *p, size_t client)
{
    uint32_t first = in->first[client], stop = in->first[client + 1];
    int64_t cohort = rt_period_of(p, in->start[first]), seen;
    int32_t covered = in->start[first];

    if (cohort < 0 || cohort >= (int64_t)p->n)
        return;
    seen = cohort - 1; /* the last period that has been counted */
    for (uint32_t c = first; c < stop; c++) {
        int64_t *row = k->active + (size_t)cohort * k->n;
        struct reach r;

        covered = in->end[c] > covered ? in->end[c] : covered;
        if (c + 1 < stop && bridges(in, p, c + 1, covered))
            covered = in->start[c + 1];
        r = reach_of(p, in->start[c], covered);
        if (r.low <= seen)
            r.low = seen + 1;
        if (r.low > r.high || r.low >= (int64_t)p->n)
            continue;
        row[r.low - cohort]++;
        if (r.high + 1 < (int64_t)p->n)
            row[r.high + 1 - cohort]--;
        seen = r.high;
    }
    k->last[cohort * (int64_t)k->n + seen - cohort]++;
}

void
rt_cohorts_contracts(const struct rt_churn_in *in, const struct rt_periods *p,
                     struct rt_arena *a, struct rt_cohorts *out)
{
    struct count k;

    rt_count_init(&k, p, a);
    for (size_t i = 0; i < in->n_clients; i++)
        if ((in->picked == NULL || in->picked[i]) &&
            in->first[i] < in->first[i + 1])
            count_contracts(&k, in, p, i);
    for (size_t c = 0; c < k.n; c++)
        for (size_t age = 1; age < k.n - c; age++)
            k.active[c * k.n + age] += k.active[c * k.n + age - 1];
    rt_count_finish(&k, out);
}
