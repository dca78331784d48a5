#include "stat/age.h"

/* A calendar from the first start to the end of the observation, so that an
 * age is a subtraction. */
struct month_day {
    int32_t month; /* months since year 0 */
    int8_t day;
    bool last; /* day of its month */
};

struct pass {
    const struct rt_churn_in *in;
    const struct rt_periods *p;
    const struct month_day *calendar; /* [bound[n] - bound[0] + 1] */
    int months;
    struct rt_ages *out;
};

static const struct month_day *
calendar_of(const struct rt_periods *p, struct rt_arena *a)
{
    size_t n = (size_t)(p->bound[p->n] - p->bound[0]) + 1;
    struct month_day *list = rt_alloc_n(a, n, sizeof *list);

    for (size_t i = 0; i < n; i++) {
        struct rt_date d = rt_date_of(p->bound[0] + (int32_t)i);

        list[i] = (struct month_day){.month = d.year * 12 + d.month,
                                     .day = (int8_t)d.day,
                                     .last = d.day ==
                                             rt_days_in_month(d.year, d.month)};
    }
    return list;
}

/* Whole steps from a start to a day that is not before it: the largest k with
 * start + k steps <= day. */
static size_t
age_on(const struct pass *s, int32_t start, int32_t day)
{
    const struct month_day *from = &s->calendar[start - s->p->bound[0]];
    const struct month_day *to = &s->calendar[day - s->p->bound[0]];
    int months = to->month - from->month;

    if (to->day < from->day && !to->last)
        months--;
    return (size_t)(months / s->months);
}

static void
count_contract(struct pass *s, uint32_t c)
{
    int32_t start = s->in->start[c], end = s->in->end[c];
    int32_t known = s->p->bound[s->p->n]; /* itself included: the midnight */
    int64_t cohort = rt_period_of(s->p, start);
    size_t row, seen, lived;

    if (cohort < 0 || cohort >= (int64_t)s->p->n)
        return;
    row = (size_t)cohort * s->out->ages;
    seen = age_on(s, start, known);
    lived = end > known ? seen : age_on(s, start, end - 1);
    if (lived > seen)
        lived = seen;
    s->out->observable[row + seen]++;
    s->out->alive[row + lived]++;
}

/* A contract that has reached an age has passed all ages before. */
static void
add_up(int64_t *row, size_t ages)
{
    for (size_t k = ages; k-- > 1;)
        row[k - 1] += row[k];
}

void
rt_ages_of(const struct rt_churn_in *in, const struct rt_periods *p, int months,
           struct rt_arena *a, struct rt_ages *out)
{
    struct pass s = {.in = in, .p = p, .months = months, .out = out};

    *out = (struct rt_ages){.n = p->n};
    if (p->n == 0)
        return;
    s.calendar = calendar_of(p, a);
    out->ages = age_on(&s, p->bound[0], p->bound[p->n]) + 1;
    out->observable = rt_alloc_n(a, out->n * out->ages, sizeof(int64_t));
    out->alive = rt_alloc_n(a, out->n * out->ages, sizeof(int64_t));
    for (size_t i = 0; i < in->n_clients; i++)
        for (uint32_t c = in->first[i]; c < in->first[i + 1]; c++)
            if (in->picked == NULL || in->picked[i])
                count_contract(&s, c);
    for (size_t c = 0; c < out->n; c++) {
        add_up(out->observable + c * out->ages, out->ages);
        add_up(out->alive + c * out->ages, out->ages);
    }
}
