#include "stat/churn.h"
#include "../tap.h"

enum { MAX_CLIENTS = 64, MAX_CONTRACTS = 4 };

/* A company small enough to count by the definitions, client by client. */
struct company {
    size_t n;
    uint32_t first[MAX_CLIENTS + 1];
    int32_t start[MAX_CLIENTS * MAX_CONTRACTS];
    int32_t end[MAX_CLIENTS * MAX_CONTRACTS];
    uint32_t cause[MAX_CLIENTS * MAX_CONTRACTS];
};

static struct rt_arena *arena;

static int32_t
day(int y, int m, int d)
{
    return rt_day_of((struct rt_date){y, m, d});
}

static void
add_contract(struct company *c, int32_t start, int32_t end, uint32_t cause)
{
    uint32_t k = c->first[c->n]++;

    c->start[k] = start;
    c->end[k] = end;
    c->cause[k] = cause;
}

static void
next_client(struct company *c)
{
    c->n++;
    c->first[c->n] = c->first[c->n - 1];
}

static bool
active(const struct company *c, size_t i, int32_t d)
{
    uint32_t from = i == 0 ? 0 : c->first[i - 1], to = c->first[i];

    for (uint32_t k = from; k < to; k++)
        if (c->start[k] <= d && d < c->end[k])
            return true;
    return false;
}

static void
oracle(const struct company *c, const struct rt_periods *p, size_t i,
       const uint8_t *voluntary, struct rt_churn_row *r)
{
    int32_t p0 = p->bound[i], p1 = p->bound[i + 1];

    *r = (struct rt_churn_row){0};
    for (size_t x = 0; x < c->n; x++) {
        uint32_t from = x == 0 ? 0 : c->first[x - 1], to = c->first[x];
        bool open = active(c, x, p0 - 1), close = active(c, x, p1 - 1);
        bool started = false, chose = false;

        for (uint32_t k = from; k < to; k++) {
            bool ended = c->end[k] >= p0 && c->end[k] < p1;

            started |= c->start[k] >= p0 && c->start[k] < p1;
            chose |= ended && voluntary[c->cause[k]];
            r->contracts_ended += ended;
        }
        r->opening += open;
        r->closing += close;
        r->lost += open && !close;
        r->lost_voluntary += open && !close && chose;
        if (close && !open && from < to && c->start[from] >= p0)
            r->added++;
        else if (close && !open)
            r->reactivated++;
        r->intra += started && !open && !close;
    }
}

/* The offsets of the company as the function takes them: [n + 1], from 0. */
static struct rt_churn_in
input(const struct company *c, uint32_t *first)
{
    first[0] = 0;
    for (size_t i = 0; i < c->n; i++)
        first[i + 1] = c->first[i];
    return (struct rt_churn_in){.n_clients = c->n,
                                .first = first,
                                .start = c->start,
                                .end = c->end,
                                .cause = c->cause};
}

static bool
same_rows(const struct rt_churn_row *a, const struct rt_churn_row *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static uint64_t seed = 20071231;

static int32_t
dice(int32_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (int32_t)((seed >> 33) % (uint64_t)n);
}

static void
random_company(struct company *c, int32_t low, int32_t span)
{
    *c = (struct company){0};
    for (int i = 0; i < MAX_CLIENTS; i++) {
        int n = dice(MAX_CONTRACTS + 1);
        int32_t at = low + dice(span) - span / 4;

        for (int k = 0; k < n; k++) {
            int32_t end = at + 1 + dice(k % 2 == 0 ? 12 : 90);

            if (dice(6) == 0)
                end = RT_DAY_OPEN;
            if (k == 0 && dice(12) == 0)
                at = RT_DAY_NONE;
            add_contract(c, at, end, (uint32_t)dice(3));
            if (at == RT_DAY_NONE)
                at = low;
            at += dice(60);
        }
        next_client(c);
    }
}

static void
test_oracle(void)
{
    static const uint8_t voluntary[3] = {0, 1, 0};
    static const enum rt_by kinds[] = {RT_BY_WEEK, RT_BY_MONTH, RT_BY_QUARTER};
    size_t wrong = 0, rows_seen = 0;

    for (int round = 0; round < 300; round++) {
        struct company *c = rt_alloc(arena, sizeof *c);
        int32_t low = day(2023, 12, 1), last = low + 200 + dice(60);
        uint32_t first[MAX_CLIENTS + 1];
        struct rt_churn_row *rows, want;
        struct rt_periods p;
        struct rt_churn_in in;

        random_company(c, low, 220);
        rt_periods_make(kinds[round % 3], low, last, last + 1, arena, &p);
        rows = rt_alloc_n(arena, p.n, sizeof *rows);
        in = input(c, first);
        in.voluntary = voluntary;
        rt_churn(&in, &p, rows);
        for (size_t i = 0; i < p.n; i++, rows_seen++) {
            oracle(c, &p, i, voluntary, &want);
            wrong += !same_rows(&rows[i], &want);
            wrong += rows[i].closing != rows[i].opening + rows[i].added +
                                            rows[i].reactivated - rows[i].lost;
        }
        rt_arena_reset(arena);
    }
    ok(rows_seen > 3000, "random companies give many periods");
    is_int((int64_t)wrong, 0, "every period equals the definitions");
}

/* Four clients from January to March 2024; the test names say what happens. */
static void
test_by_hand(void)
{
    struct company *c = rt_alloc(arena, sizeof *c);
    uint32_t first[MAX_CLIENTS + 1];
    struct rt_churn_row rows[3];
    struct rt_periods p;
    struct rt_churn_in in;

    add_contract(c, RT_DAY_NONE, day(2024, 2, 1), 0); /* ends on a P0 */
    next_client(c);
    add_contract(c, day(2024, 1, 10), day(2024, 1, 20), 0); /* inside one */
    next_client(c);
    add_contract(c, day(2023, 6, 1), day(2024, 1, 15), 0); /* pause inside */
    add_contract(c, day(2024, 1, 25), RT_DAY_OPEN, 0);
    next_client(c);
    add_contract(c, day(2023, 6, 1), day(2024, 1, 15), 0); /* gap of a month */
    add_contract(c, day(2024, 3, 1), RT_DAY_OPEN, 0);
    next_client(c);
    rt_periods_make(RT_BY_MONTH, day(2024, 1, 1), day(2024, 3, 31),
                    day(2024, 4, 1), arena, &p);
    in = input(c, first);
    rt_churn(&in, &p, rows);
    is_int(rows[0].opening, 3, "a contract without a start runs from before");
    is_int(rows[0].lost, 1, "January loses only the client with the gap");
    is_int(rows[0].intra, 1,
           "coming and leaving within January is counted separately");
    is_int(rows[1].lost, 1, "an end on 1 February is lost in February");
    is_int(rows[2].reactivated, 1,
           "a client who comes back in March is reactivated");
    is_int(rows[2].added, 0, "and not new");
    in.gap_days = 46;
    rt_churn(&in, &p, rows);
    is_int(rows[0].lost, 0, "a gap of 46 days is bridged by 46");
    in.gap_days = 45;
    rt_churn(&in, &p, rows);
    is_int(rows[0].lost, 1, "a limit of 45 days does not bridge it");
    rt_periods_make(RT_BY_MONTH, day(2024, 1, 1), day(2024, 1, 31),
                    day(2024, 3, 1), arena, &p);
    in.gap_days = 46;
    rt_churn(&in, &p, rows);
    is_int(rows[0].lost, 1, "a renewal in the future bridges nothing");
    p.known++;
    rt_churn(&in, &p, rows);
    is_int(rows[0].lost, 0, "a known one does, also after the last period");
    rt_arena_reset(arena);
}

/* A renewal by a new row on the day when the old one ends changes nothing. */
static void
test_split(void)
{
    struct company *one = rt_alloc(arena, sizeof *one);
    struct company *two = rt_alloc(arena, sizeof *two);
    uint32_t f1[MAX_CLIENTS + 1], f2[MAX_CLIENTS + 1];
    struct rt_churn_row a[12], b[12];
    struct rt_churn_in in1, in2;
    struct rt_periods p;
    bool same = true;

    for (int i = 0; i < 20; i++) {
        int32_t start = day(2023, 1, 1) + 11 * i, end = start + 200 + 3 * i;
        int32_t mid = start + 40 + 5 * i;

        add_contract(one, start, end, 0);
        next_client(one);
        add_contract(two, start, mid, 0);
        add_contract(two, mid, end, 0);
        next_client(two);
    }
    rt_periods_make(RT_BY_MONTH, day(2023, 1, 1), day(2023, 12, 31),
                    day(2024, 1, 1), arena, &p);
    in1 = input(one, f1);
    in2 = input(two, f2);
    rt_churn(&in1, &p, a);
    rt_churn(&in2, &p, b);
    for (size_t i = 0; i < p.n; i++) {
        b[i].contracts_ended = a[i].contracts_ended;
        same &= same_rows(&a[i], &b[i]);
    }
    ok(same, "splitting a contract at a renewal changes no client count");
    rt_arena_reset(arena);
}

static void
test_periods(void)
{
    struct rt_periods p;

    rt_periods_make(RT_BY_MONTH, day(2024, 1, 15), day(2024, 3, 10),
                    day(2024, 3, 11), arena, &p);
    is_int((int64_t)p.n, 3, "the days are in three months");
    ok(p.cut && p.bound[3] == day(2024, 3, 11), "the last month is cut");
    is_int(rt_period_of(&p, day(2023, 12, 31)), -1,
           "a day before the first period");
    is_int(rt_period_of(&p, day(2024, 1, 1)), 0, "the first day of a month");
    is_int(rt_period_of(&p, day(2024, 2, 29)), 1, "a leap day");
    is_int(rt_period_of(&p, day(2024, 3, 11)), 3,
           "a day after the last known one");
    rt_periods_make(RT_BY_YEAR, 10, 9, 11, arena, &p);
    is_int((int64_t)p.n, 0, "an empty span has no periods");
    is_int(rt_period_of(&p, 10), -1, "and no day is in any");
}

int
main(void)
{
    arena = rt_arena_new();
    test_by_hand();
    test_oracle();
    test_split();
    test_periods();
    rt_arena_free(arena);
    return done();
}
