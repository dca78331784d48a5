#include "stat/cohort.h"
#include "stat/cohort_count.h"
#include "snap/build.h"
#include "../dice.h"
#include "../tap.h"

#include <limits.h>

enum { MAX_CLIENTS = 60, MAX_EVENTS = 40 };

struct event {
    int32_t day;
    int64_t amount;
};

/* The events of clients, sorted by day for each client. */
struct log {
    size_t n;
    size_t n_events[MAX_CLIENTS];
    struct event events[MAX_CLIENTS][MAX_EVENTS];
};

static struct rt_arena *arena;

static int
by_day(const void *a, const void *b)
{
    return ((const struct event *)a)->day - ((const struct event *)b)->day;
}

static void
random_log(struct log *g, int32_t low, int32_t span)
{
    *g = (struct log){.n = MAX_CLIENTS};
    for (size_t i = 0; i < g->n; i++) {
        int32_t at = low + dice(span);

        g->n_events[i] = (size_t)dice(MAX_EVENTS + 1);
        for (size_t k = 0; k < g->n_events[i]; k++) {
            at += dice(3) == 0 ? 0 : dice(span / 16 + 1);
            g->events[i][k] =
                (struct event){at, dice(6) == 0 ? -dice(900) : dice(1000)};
        }
        qsort(g->events[i], g->n_events[i], sizeof g->events[i][0], by_day);
    }
}

/* The columns of a snapshot, where the clients are in another order. */
static struct rt_data *
snapshot(const struct log *g)
{
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);

    for (size_t i = 0; i < g->n; i++)
        rt_build_client(b, &(struct rt_build_client){
                               .id = (int64_t)i + 1,
                               .external_id = rt_fmt(arena, "%03zu", i)});
    for (size_t i = 0; i < g->n; i++)
        for (size_t k = 0; k < g->n_events[i]; k++) {
            rt_build_payment(b, (int64_t)i + 1, g->events[i][k].day,
                             g->events[i][k].amount);
            rt_build_activity(b, (int64_t)i + 1, g->events[i][k].day);
        }
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    return d;
}

/* Every third client, by the number in the name. */
static uint8_t *
every_third(const struct rt_data *d)
{
    uint8_t *picked = rt_alloc(arena, d->n_clients);

    for (size_t i = 0; i < d->n_clients; i++)
        picked[i] = atoi(d->names + d->client_name_at[i]) % 3 == 0;
    return picked;
}

struct want {
    bool third;     /* only every third client */
    bool purchases; /* refunds do not count as events */
};

static bool
counts(const struct want *w, const struct event *e)
{
    return !w->purchases || e->amount >= 0;
}

/* The cohort of client i: the period of the first event; INT_MIN: none. */
static int64_t
cohort_of(const struct log *g, const struct want *w, const struct rt_periods *p,
          size_t i)
{
    for (size_t k = 0; k < g->n_events[i]; k++)
        if (counts(w, &g->events[i][k]))
            return rt_period_of(p, g->events[i][k].day);
    return INT_MIN;
}

static void
oracle(const struct log *g, const struct want *w, const struct rt_periods *p,
       size_t c, size_t k, int64_t got[3])
{
    got[0] = got[1] = got[2] = 0;
    for (size_t i = 0; i < g->n; i++) {
        bool here = false, later = false;

        if ((w->third && i % 3 != 0) || cohort_of(g, w, p, i) != (int64_t)c)
            continue;
        for (size_t e = 0; e < g->n_events[i]; e++) {
            int64_t at = rt_period_of(p, g->events[i][e].day);

            if (at < (int64_t)(c + k) || at >= (int64_t)p->n)
                continue;
            got[2] += at == (int64_t)(c + k) ? g->events[i][e].amount : 0;
            if (counts(w, &g->events[i][e])) {
                here |= at == (int64_t)(c + k);
                later = true;
            }
        }
        got[0] += here;
        got[1] += later;
    }
}

/* How many cells differ from the simple computation. */
static size_t
wrong_cells(const struct log *g, const struct want *w,
            const struct rt_periods *p, const struct rt_cohorts *o)
{
    size_t wrong = o->n != p->n;

    for (size_t c = 0; c < p->n; c++) {
        int64_t sum = 0;

        for (size_t k = 0; k < p->n - c; k++) {
            size_t at = c * p->n + k;
            int64_t want[3];

            oracle(g, w, p, c, k, want);
            sum += want[2];
            wrong += o->active[at] != want[0] || o->rolling[at] != want[1];
            if (o->revenue != NULL)
                wrong += o->revenue[at] != want[2] || o->cum[at] != sum;
        }
    }
    return wrong;
}

/* What clients without a purchase before the start paid before the end. */
static uint64_t
paid_of(const struct log *g, const struct want *w, const struct rt_periods *p)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < g->n; i++)
        for (size_t e = 0; e < g->n_events[i]; e++)
            if ((!w->third || i % 3 == 0) && cohort_of(g, w, p, i) != -1 &&
                rt_period_of(p, g->events[i][e].day) < (int64_t)p->n)
                sum += (uint64_t)g->events[i][e].amount;
    return sum;
}

static bool
same(const struct rt_cohorts *a, const struct rt_cohorts *b)
{
    size_t size = a->n * a->n * sizeof *a->active;

    return a->n == b->n && memcmp(a->active, b->active, size) == 0 &&
           memcmp(a->rolling, b->rolling, size) == 0;
}

/* How often one company was computed from its days, its payments and its month
 * masks, and how often the result was wrong. */
struct tally {
    size_t rounds, wrong_days, wrong_payments, masks, wrong_masks;
};

static void
try_log(const struct log *g, const struct rt_periods *p, bool third,
        struct tally *t)
{
    struct rt_data *d = snapshot(g);
    const uint8_t *picked = third ? every_third(d) : NULL;
    struct want any = {third, false}, purchases = {third, true};
    struct rt_cohorts days, paid, masks;
    struct rt_err err = {0};

    t->rounds++;
    rt_cohorts_events(&d->activity, d->n_clients, picked, p, arena, &days);
    t->wrong_days += wrong_cells(g, &any, p, &days);
    if (rt_cohorts_payments(&d->payments, d->n_clients, picked, p, arena, &paid,
                            &err) != RT_OK)
        t->wrong_payments++;
    else
        t->wrong_payments += wrong_cells(g, &purchases, p, &paid) +
                             (paid.paid != paid_of(g, &purchases, p));
    if (rt_cohorts_fit(&d->activity_months, &d->activity, p)) {
        t->masks++;
        rt_cohorts_months(&d->activity_months, d->n_clients, picked, p, arena,
                          &masks);
        t->wrong_masks += !same(&masks, &days);
    }
    if (rt_cohorts_fit(&d->payments.months, &d->payments.events, p)) {
        rt_cohorts_months(&d->payments.months, d->n_clients, picked, p, arena,
                          &masks);
        t->wrong_masks += !same(&masks, &paid);
    }
}

static void
report(const struct tally *t, const char *what)
{
    ok(t->wrong_days == 0, "%s: events, %zu logs", what, t->rounds);
    ok(t->wrong_payments == 0, "%s: payments", what);
    ok(t->wrong_masks == 0, "%s: month masks, %zu logs", what, t->masks);
}

/* Random companies with `days` from the first event to the last known day.  The
 * periods begin up to `late` days after the first event. */
static void
test_random(const char *what, enum rt_by by, int32_t days, int32_t late,
            int rounds)
{
    struct tally t = {0};

    for (int i = 0; i < rounds; i++) {
        struct log *g = rt_alloc(arena, sizeof *g);
        int32_t low = day(2020, 11, 1) + dice(100);
        int32_t last = low + days - 1 - dice(days / 8);
        struct rt_periods p;

        if (by == RT_BY_MONTH && i % 3 != 0) /* whole months */
            last = rt_period_start(by, last) - 1;
        random_log(g, low, days);
        rt_periods_make(by, low + (late != 0 ? dice(late) : 0), last, last + 1,
                        arena, &p);
        try_log(g, &p, i % 2 == 1, &t);
        rt_arena_reset(arena);
    }
    report(&t, what);
    if (by == RT_BY_MONTH)
        ok(t.masks > (size_t)rounds / 2, "%s: most have masks", what);
}

/* Clients of one cohort that stay active, twice as many as fit into one counter
 * of the bit planes. */
static void
test_full_planes(void)
{
    enum { N = (2 << PLANES) + BATCH + 1 };
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);
    struct rt_cohorts o;
    struct rt_periods p;

    for (int i = 0; i < N; i++)
        rt_build_client(
            b, &(struct rt_build_client){
                   .id = i + 1, .external_id = rt_fmt(arena, "%05d", i)});
    for (int i = 0; i < N; i++)
        for (int m = 0; m < 64; m++)
            rt_build_activity(b, i + 1, rt_day_add_months(day(2019, 1, 31), m));
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    rt_periods_make(RT_BY_MONTH, day(2019, 1, 1), day(2024, 4, 30),
                    day(2024, 5, 1), arena, &p);
    rt_cohorts_months(&d->activity_months, d->n_clients, NULL, &p, arena, &o);
    is_int((int64_t)p.n, 64, "64 months fit one word");
    ok(o.active[0] == N && o.active[63] == N && o.rolling[63] == N,
       "a cell of many clients");
    rt_cohorts_events(&d->activity, d->n_clients, NULL, &p, arena, &o);
    ok(o.active[0] == N && o.active[63] == N && o.rolling[63] == N,
       "by days too");
    rt_arena_reset(arena);
}

/* When a month is cut, its mask is not used: it knows more than the last known
 * day. */
static void
test_fit(void)
{
    struct log g = {.n = 1, .n_events = {2}};
    struct rt_data *d;
    struct rt_periods p;

    g.events[0][0] = (struct event){day(2024, 1, 10), 5};
    g.events[0][1] = (struct event){day(2024, 2, 20), 5};
    d = snapshot(&g);
    rt_periods_make(RT_BY_MONTH, day(2024, 1, 1), day(2024, 2, 20),
                    day(2024, 2, 21), arena, &p);
    ok(rt_cohorts_fit(&d->activity_months, &d->activity, &p),
       "the last event is known");
    rt_periods_make(RT_BY_MONTH, day(2024, 1, 1), day(2024, 2, 19),
                    day(2024, 2, 20), arena, &p);
    ok(!rt_cohorts_fit(&d->activity_months, &d->activity, &p),
       "the day before it is not");
    rt_periods_make(RT_BY_MONTH, day(2024, 1, 1), day(2024, 1, 31),
                    day(2024, 2, 1), arena, &p);
    ok(rt_cohorts_fit(&d->activity_months, &d->activity, &p),
       "a whole month needs no day");
    rt_periods_make(RT_BY_WEEK, day(2024, 1, 1), day(2024, 1, 31),
                    day(2024, 2, 1), arena, &p);
    ok(!rt_cohorts_fit(&d->activity_months, &d->activity, &p),
       "weeks have no masks");
    rt_arena_reset(arena);
}

static void
test_refunds(void)
{
    struct log g = {.n = 3, .n_events = {4, 1, 2}};
    struct rt_err err = {0};
    struct rt_cohorts o;
    struct rt_data *d;
    struct rt_periods p;

    g.events[0][0] =
        (struct event){day(2024, 1, 2), -300}; /* of a sale before */
    g.events[0][1] = (struct event){day(2024, 2, 1), -50}; /* same month */
    g.events[0][2] = (struct event){day(2024, 2, 2), 1000};
    g.events[0][3] = (struct event){day(2024, 3, 1), -400};
    g.events[1][0] = (struct event){day(2024, 2, 7), -20}; /* never bought */
    g.events[2][0] = (struct event){day(2024, 1, 5), 0};   /* a free sample */
    g.events[2][1] = (struct event){day(2024, 3, 31), 70};
    d = snapshot(&g);
    rt_periods_make(RT_BY_MONTH, day(2024, 1, 1), day(2024, 3, 30),
                    day(2024, 3, 31), arena, &p);
    ok(rt_cohorts_payments(&d->payments, d->n_clients, NULL, &p, arena, &o,
                           &err) == RT_OK,
       "payments with refunds");
    is_int(o.active[3], 1, "the buyer of February is no buyer of January");
    is_int(o.revenue[3], 950, "a refund of the same month counts");
    is_int(o.revenue[4], -400, "a later one lowers its own month");
    is_int(o.cum[4], 550, "it lowers what the cohort has paid");
    is_int(o.active[4], 0, "but makes nobody active");
    is_int(o.active[0], 1, "an amount of 0 is a purchase");
    is_int(o.revenue[2], 0, "what comes after the as-of day is not known");
    is_int(o.n_refunds_outside, 2, "refunds before any purchase are apart");
    is_int(o.refunds_outside, -320, "with their sum");
    is_int((int64_t)o.paid, 230, "the sum over all is what was paid");
    rt_arena_reset(arena);
}

static void
test_limit(void)
{
    struct log g = {.n = 1, .n_events = {2}};
    struct rt_err err = {0};
    struct rt_cohorts o;
    struct rt_data *d;
    struct rt_periods p;

    g.events[0][0] = (struct event){day(2024, 1, 2), INT64_MAX};
    g.events[0][1] = (struct event){day(2024, 2, 2), 0};
    rt_periods_make(RT_BY_MONTH, day(2024, 1, 1), day(2024, 2, 29),
                    day(2024, 3, 1), arena, &p);
    d = snapshot(&g);
    ok(rt_cohorts_payments(&d->payments, 1, NULL, &p, arena, &o, &err) ==
               RT_OK &&
           o.cum[1] == INT64_MAX,
       "64 bits are enough for 64 bits");
    g.events[0][1].amount = 1;
    d = snapshot(&g);
    ok(rt_cohorts_payments(&d->payments, 1, NULL, &p, arena, &o, &err) ==
           RT_ELIMIT,
       "one more in the next month is refused");
    is_str(err.key, "sum_too_large", "the error says so");
    rt_arena_reset(arena);
}

struct company {
    size_t n, n_contracts;
    uint32_t first[MAX_CLIENTS + 1];
    int32_t start[MAX_CLIENTS * 4], end[MAX_CLIENTS * 4];
};

static void
random_company(struct company *c, int32_t low, int32_t span)
{
    *c = (struct company){0};
    for (int i = 0; i < MAX_CLIENTS; i++) {
        int n = dice(5);
        int32_t at = low + dice(span) - span / 6;

        for (int k = 0; k < n; k++) {
            c->start[c->n_contracts] =
                k == 0 && dice(12) == 0 ? RT_DAY_NONE : at;
            c->end[c->n_contracts++] =
                dice(6) == 0 ? RT_DAY_OPEN : at + 1 + dice(90);
            at += dice(80);
        }
        c->first[++c->n] = (uint32_t)c->n_contracts;
    }
}

/* True when there is service on day d, or a pause of at most `gap` days before
 * a known start. */
static bool
serves(const struct company *c, size_t i, int32_t d, int32_t gap, int32_t known)
{
    int32_t ended = RT_DAY_NONE, starts = RT_DAY_OPEN;

    for (uint32_t k = c->first[i]; k < c->first[i + 1]; k++) {
        if (c->start[k] <= d && d < c->end[k])
            return true;
        if (c->start[k] <= d && c->end[k] > ended)
            ended = c->end[k];
        if (c->start[k] > d && c->start[k] < starts)
            starts = c->start[k];
    }
    return ended != RT_DAY_NONE && starts < known &&
           starts <= (int64_t)ended + gap;
}

static size_t
wrong_company(const struct company *c, const struct rt_periods *p, int32_t gap)
{
    int32_t known = p->bound[p->n];
    struct rt_churn_in in = {.n_clients = c->n,
                             .first = c->first,
                             .start = c->start,
                             .end = c->end,
                             .gap_days = gap};
    int64_t *active = rt_alloc_n(arena, p->n * p->n, sizeof *active);
    int64_t *rolling = rt_alloc_n(arena, p->n * p->n, sizeof *rolling);
    struct rt_cohorts o;

    for (size_t i = 0; i < c->n; i++) {
        int64_t at = c->first[i] < c->first[i + 1]
                         ? rt_period_of(p, c->start[c->first[i]])
                         : -1;
        bool later = false;

        for (size_t k = p->n;
             at >= 0 && at < (int64_t)p->n && k-- > (size_t)at;) {
            size_t cell = (size_t)at * p->n + k - (size_t)at;
            bool here = false;

            for (int32_t d = p->bound[k]; d < p->bound[k + 1]; d++)
                here |= serves(c, i, d, gap, known);
            later |= here;
            active[cell] += here;
            rolling[cell] += later;
        }
    }
    rt_cohorts_contracts(&in, p, arena, &o);
    return memcmp(active, o.active, p->n * p->n * sizeof *active) != 0 ||
           memcmp(rolling, o.rolling, p->n * p->n * sizeof *rolling) != 0;
}

static void
test_contracts(void)
{
    static const enum rt_by kinds[] = {RT_BY_WEEK, RT_BY_MONTH, RT_BY_QUARTER};
    size_t wrong = 0;

    for (int round = 0; round < 150; round++) {
        struct company *c = rt_alloc(arena, sizeof *c);
        int32_t low = day(2023, 12, 1), last = low + 200 + dice(60);
        struct rt_periods p;

        random_company(c, low, 220);
        rt_periods_make(kinds[round % 3], low, last, last + 1, arena, &p);
        wrong += wrong_company(c, &p, round % 2 == 0 ? 0 : dice(20));
        rt_arena_reset(arena);
    }
    is_int((int64_t)wrong, 0, "contracts: 150 companies equal the definition");
}

static void
test_empty(void)
{
    struct log g = {.n = 1, .n_events = {1}};
    struct rt_cohorts o;
    struct rt_data *d;
    struct rt_periods p;

    g.events[0][0] = (struct event){5, 5};
    d = snapshot(&g);
    rt_periods_make(RT_BY_MONTH, 10, 9, 11, arena, &p);
    rt_cohorts_events(&d->activity, 1, NULL, &p, arena, &o);
    is_int((int64_t)o.n, 0, "no periods, no cohorts");
    rt_arena_reset(arena);
}

int
main(void)
{
    arena = rt_arena_new();
    test_random("months", RT_BY_MONTH, 500, 0, 60);
    test_random("months from a later day on", RT_BY_MONTH, 500, 200, 40);
    test_random("weeks, over 64", RT_BY_WEEK, 600, 0, 20);
    test_random("100 months in two words", RT_BY_MONTH, 3050, 0, 12);
    test_random("60 months of 100", RT_BY_MONTH, 3050, 2400, 12);
    test_random("days beyond 16 bits", RT_BY_YEAR, 70000, 0, 8);
    test_random("months beyond masks", RT_BY_QUARTER, 12000, 0, 4);
    test_full_planes();
    test_fit();
    test_refunds();
    test_limit();
    test_contracts();
    test_empty();
    rt_arena_free(arena);
    return done();
}
