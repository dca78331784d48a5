#include "stat/age.h"
#include "../dice.h"
#include "../tap.h"

enum { N = 80 };

static struct rt_arena *arena;

struct company {
    uint32_t first[N + 1];
    int32_t start[N], end[N];
};

static struct rt_churn_in
input(struct company *c, size_t n)
{
    for (size_t i = 0; i <= n; i++)
        c->first[i] = (uint32_t)i;
    return (struct rt_churn_in){
        .n_clients = n, .first = c->first, .start = c->start, .end = c->end};
}

/* The definition of METRICS 6.3, word for word. */
static size_t
wrong_cells(const struct company *c, const struct rt_periods *p, int months,
            const struct rt_ages *o)
{
    int32_t known = p->bound[p->n];
    size_t wrong = 0;

    for (size_t cohort = 0; cohort < p->n; cohort++)
        for (size_t k = 0; k < o->ages + 2; k++) {
            int64_t observable = 0, alive = 0;

            for (size_t i = 0; i < N; i++) {
                int32_t then = rt_day_add_months(c->start[i], (int)k * months);

                if (rt_period_of(p, c->start[i]) != (int64_t)cohort ||
                    then > known)
                    continue;
                observable++;
                alive += c->end[i] > then;
            }
            if (k >= o->ages)
                wrong += observable != 0;
            else
                wrong += o->observable[cohort * o->ages + k] != observable ||
                         o->alive[cohort * o->ages + k] != alive;
        }
    return wrong;
}

static void
test_oracle(void)
{
    static const enum rt_by kinds[] = {RT_BY_WEEK, RT_BY_MONTH, RT_BY_YEAR};
    static const int steps[] = {1, 3, 12};
    size_t wrong = 0;

    for (int round = 0; round < 180; round++) {
        struct company *c = rt_alloc(arena, sizeof *c);
        int32_t low = day(2019, 12, 31), last = low + 900 + dice(60);
        struct rt_churn_in in = input(c, N);
        struct rt_periods p;
        struct rt_ages o;

        for (int i = 0; i < N; i++) {
            c->start[i] = dice(20) == 0 ? RT_DAY_NONE : low + dice(1000) - 20;
            /* Many contracts end on the anniversary or the day after it. */
            c->end[i] = rt_day_add_months(c->start[i], dice(30)) + dice(3);
            if (c->start[i] == RT_DAY_NONE || dice(5) == 0)
                c->end[i] = RT_DAY_OPEN;
            if (c->end[i] <= c->start[i])
                c->end[i] = c->start[i] + 1;
        }
        rt_periods_make(kinds[round % 3], low, last, last + 1, arena, &p);
        rt_ages_of(&in, &p, steps[round / 3 % 3], arena, &o);
        wrong += wrong_cells(c, &p, steps[round / 3 % 3], &o);
        rt_arena_reset(arena);
    }
    is_int((int64_t)wrong, 0, "180 companies equal the definition");
}

static void
test_by_hand(void)
{
    struct company *c = rt_alloc(arena, sizeof *c);
    struct rt_churn_in in = input(c, 3);
    struct rt_periods p;
    struct rt_ages o;

    c->start[0] = c->start[1] = c->start[2] = day(2023, 1, 31);
    c->end[0] = day(2023, 2, 28); /* the day of the first step */
    c->end[1] = day(2023, 3, 1);
    c->end[2] = RT_DAY_OPEN;
    rt_periods_make(RT_BY_MONTH, day(2023, 1, 1), day(2023, 3, 30),
                    day(2023, 3, 31), arena, &p);
    rt_ages_of(&in, &p, 1, arena, &o);
    is_int((int64_t)o.ages, 3, "there is no age beyond two months");
    is_int(o.alive[0], 3, "all three are alive at the start");
    is_int(o.alive[1], 2, "an end on 28 February is before one month");
    is_int(o.alive[2], 1, "31 January and two months is 31 March");
    is_int(o.observable[2], 3,
           "the last step ends at the midnight that ends the observation");
    rt_periods_make(RT_BY_MONTH, day(2023, 1, 1), day(2023, 3, 29),
                    day(2023, 3, 30), arena, &p);
    rt_ages_of(&in, &p, 1, arena, &o);
    is_int(o.observable[2], 0,
           "if it ends a day earlier, nobody is observable");
    c->start[0] = c->start[1] = c->start[2] = day(2023, 1, 1);
    rt_periods_make(RT_BY_MONTH, day(2023, 1, 1), day(2023, 2, 28),
                    day(2023, 3, 1), arena, &p);
    rt_ages_of(&in, &p, 1, arena, &o);
    is_int((int64_t)o.ages, 3, "two steps end within two months");
    is_int(o.observable[2], 3, "the second ends at the midnight after them");
    rt_periods_make(RT_BY_MONTH, 10, 9, 11, arena, &p);
    rt_ages_of(&in, &p, 1, arena, &o);
    is_int((int64_t)o.n, 0, "without periods there are no cohorts");
    rt_arena_reset(arena);
}

int
main(void)
{
    arena = rt_arena_new();
    test_by_hand();
    test_oracle();
    rt_arena_free(arena);
    return done();
}
