#include "stat/mrr.h"
#include "snap/data.h"
#include "../dice.h"
#include "../tap.h"

enum { MAX_CLIENTS = 48, MAX_CONTRACTS = 4, MAX_CHANGES = 3 };
/* Some clients have so many contracts that their steps are sorted by another
 * algorithm. */
enum { MANY_CONTRACTS = 24 };
enum { ALL = MAX_CLIENTS * MANY_CONTRACTS };

/* A company small enough to count by the definitions, client by client. */
struct company {
    size_t n, n_contracts, n_changes;
    uint32_t first[MAX_CLIENTS + 1];
    int32_t start[ALL], end[ALL];
    int64_t amount[ALL];
    uint32_t change_first[ALL + 1];
    int32_t change_day[ALL * MAX_CHANGES];
    int64_t change_amount[ALL * MAX_CHANGES];
};

static struct rt_arena *arena;

static void
add_contract(struct company *c, int32_t start, int32_t end, int64_t amount)
{
    c->start[c->n_contracts] = start;
    c->end[c->n_contracts] = end;
    c->amount[c->n_contracts] = amount;
    c->n_contracts++;
    c->change_first[c->n_contracts] = (uint32_t)c->n_changes;
}

/* Add a change to the contract that was added last. */
static void
add_change(struct company *c, int32_t on, int64_t amount)
{
    c->change_day[c->n_changes] = on;
    c->change_amount[c->n_changes++] = amount;
    c->change_first[c->n_contracts] = (uint32_t)c->n_changes;
}

static void
next_client(struct company *c)
{
    c->first[++c->n] = (uint32_t)c->n_contracts;
}

static struct rt_mrr_in
input(const struct company *c, int32_t gap_days)
{
    return (struct rt_mrr_in){.n_clients = c->n,
                              .first = c->first,
                              .start = c->start,
                              .end = c->end,
                              .amount = c->amount,
                              .change_first = c->change_first,
                              .change_day = c->change_day,
                              .change_amount = c->change_amount,
                              .gap_days = gap_days};
}

struct state {
    bool active;
    int64_t mrr;
};

static int64_t
in_force(const struct company *c, uint32_t k, int32_t d)
{
    int64_t amount = c->amount[k] == RT_NO_AMOUNT ? 0 : c->amount[k];

    for (uint32_t j = c->change_first[k]; j < c->change_first[k + 1]; j++)
        if (c->change_day[j] <= d && c->change_amount[j] != RT_NO_AMOUNT)
            amount = c->change_amount[j];
    return amount;
}

static struct state
on_day(const struct company *c, size_t i, int32_t d)
{
    struct state s = {false, 0};

    for (uint32_t k = c->first[i]; k < c->first[i + 1]; k++)
        if (c->start[k] <= d && d < c->end[k]) {
            s.active = true;
            s.mrr += in_force(c, k, d);
        }
    return s;
}

/* The same, but a pause of at most `gap` days does not count: the last day
 * before it continues, if there is a start after it and before `known`. */
static struct state
bridged(const struct company *c, size_t i, int32_t d, int32_t gap,
        int32_t known)
{
    struct state s = on_day(c, i, d);
    int32_t before = d;

    for (int32_t back = 1; back <= gap && !s.active; back++) {
        s = on_day(c, i, d - back);
        before = d - back;
    }
    if (before == d || !s.active)
        return s;
    for (int32_t ahead = d + 1; ahead <= before + 1 + gap && ahead < known;
         ahead++)
        if (on_day(c, i, ahead).active)
            return s;
    return (struct state){false, 0};
}

static void
oracle(const struct company *c, const struct rt_periods *p, size_t i,
       int32_t gap, struct rt_mrr_row *r)
{
    int32_t p0 = p->bound[i], p1 = p->bound[i + 1], known = p->bound[p->n];

    *r = (struct rt_mrr_row){0};
    for (size_t x = 0; x < c->n; x++) {
        struct state a = bridged(c, x, p0 - 1, gap, known);
        struct state b = bridged(c, x, p1 - 1, gap, known);
        bool first = c->first[x] < c->first[x + 1] &&
                     c->start[c->first[x]] >= p0 && c->start[c->first[x]] < p1;

        r->opening += a.mrr;
        r->closing += b.mrr;
        r->n_opening += a.active;
        r->n_closing += b.active;
        if (!a.active && b.active) {
            *(first ? &r->added : &r->reactivation) += b.mrr;
            *(first ? &r->n_added : &r->n_reactivated) += 1;
        }
        if (a.active && !b.active) {
            r->churned += a.mrr;
            r->n_churned++;
        }
        if (a.active && b.active && b.mrr > a.mrr) {
            r->expansion += b.mrr - a.mrr;
            r->n_expansions++;
        }
        if (a.active && b.active && b.mrr < a.mrr) {
            r->contraction += a.mrr - b.mrr;
            r->n_contractions++;
        }
    }
}

static void
random_contract(struct company *c, int32_t at, int32_t end)
{
    int n = dice(3) == 0 ? dice(MAX_CHANGES + 1) : 0;
    int32_t on = at == RT_DAY_NONE ? RT_DAY_MIN : at;

    add_contract(c, at, end, dice(9) == 0 ? RT_NO_AMOUNT : dice(5) * 100);
    for (int j = 0; j < n; j++) {
        add_change(c, on, dice(5) == 0 ? RT_NO_AMOUNT : dice(5) * 100);
        on += 1 + dice(70);
    }
}

static void
random_company(struct company *c, int32_t low, int32_t span)
{
    *c = (struct company){0};
    for (int i = 0; i < MAX_CLIENTS; i++) {
        bool many = dice(MAX_CLIENTS / 2) == 0;
        int n = many ? MANY_CONTRACTS : dice(MAX_CONTRACTS + 1);
        int32_t at = low + dice(span) - span / 4;

        for (int k = 0; k < n; k++) {
            bool ever = k == 0 && dice(12) == 0;
            int32_t end = at + 1 + dice(k % 2 == 0 ? 12 : 90);

            if (dice(6) == 0)
                end = RT_DAY_OPEN;
            random_contract(c, ever ? RT_DAY_NONE : at, end);
            at += dice(many ? 12 : 60);
        }
        next_client(c);
    }
}

static void
test_oracle(void)
{
    static const enum rt_by kinds[] = {RT_BY_WEEK, RT_BY_MONTH, RT_BY_QUARTER};
    size_t wrong = 0, broken = 0, rows_seen = 0;

    for (int round = 0; round < 300; round++) {
        struct company *c = rt_alloc(arena, sizeof *c);
        int32_t low = day(2023, 12, 1), last = low + 200 + dice(60);
        int32_t gap = round % 2 == 0 ? 0 : dice(20);
        struct rt_mrr_row *rows, want;
        struct rt_err err = {0};
        struct rt_periods p;
        struct rt_mrr_in in;

        random_company(c, low, 220);
        rt_periods_make(kinds[round % 3], low, last, last + 1, arena, &p);
        rows = rt_alloc_n(arena, p.n, sizeof *rows);
        in = input(c, gap);
        broken += rt_mrr(&in, &p, rows, &err) != RT_OK;
        for (size_t i = 0; i < p.n; i++, rows_seen++) {
            const struct rt_mrr_row *r = &rows[i];

            oracle(c, &p, i, gap, &want);
            wrong += memcmp(r, &want, sizeof want) != 0;
            broken += r->closing != r->opening + r->added + r->expansion +
                                        r->reactivation - r->contraction -
                                        r->churned;
            broken += r->n_closing != r->n_opening + r->n_added +
                                          r->n_reactivated - r->n_churned;
        }
        rt_arena_reset(arena);
    }
    ok(rows_seen > 3000, "random companies give many periods");
    is_int((int64_t)wrong, 0, "every period equals the definitions");
    is_int((int64_t)broken, 0, "closing is opening with what moved it");
}

/* January to March 2024; the comments say what happens. */
static void
test_by_hand(void)
{
    struct company *c = rt_alloc(arena, sizeof *c);
    struct rt_mrr_row rows[3];
    struct rt_err err = {0};
    struct rt_periods p;
    struct rt_mrr_in in;

    add_contract(c, day(2023, 5, 1), RT_DAY_OPEN, 900); /* latest amount */
    add_change(c, day(2023, 5, 1), 500);
    add_change(c, day(2024, 2, 1), 900); /* in force on that first day */
    next_client(c);
    add_contract(c, day(2023, 5, 1), RT_DAY_OPEN, 0); /* free plan, ... */
    next_client(c);
    add_contract(c, day(2023, 5, 1), day(2024, 2, 10), 300); /* +50 -20 */
    add_contract(c, day(2024, 2, 10), RT_DAY_OPEN, 350);
    add_change(c, day(2024, 2, 10), 350);
    add_change(c, day(2024, 2, 20), 330);
    next_client(c);
    rt_periods_make(RT_BY_MONTH, day(2024, 1, 1), day(2024, 3, 31),
                    day(2024, 4, 1), arena, &p);
    in = input(c, 0);
    ok(rt_mrr(&in, &p, rows, &err) == RT_OK, "three clients");
    is_int(rows[0].opening, 800, "the amounts before the first change count");
    is_int(rows[0].n_opening, 3, "a contract of 0 is a client");
    is_int(rows[1].opening, 800, "a change on 1 February is not in force yet");
    is_int(rows[1].expansion, 430, "up 400, and +50 with -20 is +30 of one");
    is_int(rows[1].n_expansions, 2, "of two clients");
    is_int(rows[1].contraction, 0,
           "a client who ends higher has no contraction");
    is_int(rows[2].closing, 1230, "closing");
    is_close(rt_mrr_net_churn(&rows[1]), -430 / 800.0, 1e-15,
             "net churn is negative when the others pay more");
    ok(isnan(rt_mrr_gross_churn(&(struct rt_mrr_row){.churned = 1})),
       "without revenue at the start there is no share of it");
    is_int(rt_mrr_amount(&in, 0, day(2024, 1, 31)), 500, "on the day before");
    is_int(rt_mrr_amount(&in, 0, day(2024, 2, 1)), 900,
           "also on the day itself");
    rt_arena_reset(arena);
}

static void
test_gap(void)
{
    struct company *c = rt_alloc(arena, sizeof *c);
    struct rt_mrr_row rows[2];
    struct rt_err err = {0};
    struct rt_periods p;
    struct rt_mrr_in in;

    add_contract(c, day(2023, 5, 1), day(2024, 1, 20), 300);
    add_contract(c, day(2024, 2, 5), RT_DAY_OPEN, 400);
    next_client(c);
    rt_periods_make(RT_BY_MONTH, day(2024, 1, 1), day(2024, 2, 29),
                    day(2024, 3, 1), arena, &p);
    in = input(c, 16);
    ok(rt_mrr(&in, &p, rows, &err) == RT_OK, "a pause of 16 days");
    is_int(rows[0].closing, 300, "is bridged by 16: the old amount goes on");
    is_int(rows[1].expansion, 100, "the renewal is an expansion");
    in = input(c, 15);
    ok(rt_mrr(&in, &p, rows, &err) == RT_OK, "the same pause");
    is_int(rows[0].churned, 300, "a limit of 15 days does not bridge it");
    is_int(rows[1].reactivation, 400, "the renewal brings the client back");
    rt_periods_make(RT_BY_MONTH, day(2024, 1, 1), day(2024, 1, 31),
                    day(2024, 2, 1), arena, &p);
    in = input(c, 16);
    ok(rt_mrr(&in, &p, rows, &err) == RT_OK, "seen on 31 January");
    is_int(rows[0].churned, 300, "a renewal that has not come bridges nothing");
    rt_arena_reset(arena);
}

static void
test_limits(void)
{
    struct company *c = rt_alloc(arena, sizeof *c);
    struct rt_mrr_row rows[1];
    struct rt_err err = {0};
    struct rt_periods p;
    struct rt_mrr_in in;

    add_contract(c, day(2023, 5, 1), RT_DAY_OPEN, RT_MRR_MAX - 1);
    next_client(c);
    add_contract(c, day(2023, 5, 1), RT_DAY_OPEN, 1);
    next_client(c);
    rt_periods_make(RT_BY_MONTH, day(2024, 1, 1), day(2024, 1, 31),
                    day(2024, 2, 1), arena, &p);
    in = input(c, 0);
    ok(rt_mrr(&in, &p, rows, &err) == RT_OK, "a sum of RT_MRR_MAX");
    is_int(rows[0].closing, RT_MRR_MAX, "is exact");
    c->amount[1] = 2;
    ok(rt_mrr(&in, &p, rows, &err) == RT_ELIMIT, "one more is refused");
    is_str(err.key, "sum_too_large", "the error says so");
    rt_periods_make(RT_BY_MONTH, 10, 9, 11, arena, &p);
    err = (struct rt_err){0};
    c->amount[1] = 1;
    ok(rt_mrr(&in, &p, rows, &err) == RT_OK, "no periods, nothing to do");
    rt_arena_reset(arena);
}

/* A renewal by a new row, or a change instead of a row, does not change the
 * result. */
static void
test_split(void)
{
    struct company *one = rt_alloc(arena, sizeof *one);
    struct company *two = rt_alloc(arena, sizeof *two);
    struct rt_mrr_row a[12], b[12];
    struct rt_err err = {0};
    struct rt_mrr_in in;
    struct rt_periods p;

    for (int i = 0; i < 20; i++) {
        int32_t start = day(2023, 1, 1) + 11 * i, end = start + 200 + 3 * i;
        int32_t mid = start + 40 + 5 * i;

        add_contract(one, start, end, 700);
        add_change(one, start, 100 + i);
        add_change(one, mid, 700);
        next_client(one);
        add_contract(two, start, mid, 100 + i);
        add_contract(two, mid, mid + 9, 700);
        add_contract(two, mid + 9, end, 700);
        next_client(two);
    }
    rt_periods_make(RT_BY_MONTH, day(2023, 1, 1), day(2023, 12, 31),
                    day(2024, 1, 1), arena, &p);
    in = input(one, 0);
    ok(rt_mrr(&in, &p, a, &err) == RT_OK, "contracts with a change");
    in = input(two, 0);
    ok(rt_mrr(&in, &p, b, &err) == RT_OK, "contracts split there");
    ok(memcmp(a, b, sizeof a) == 0, "give the same movements");
    rt_arena_reset(arena);
}

static bool
is_part(const struct rt_mrr_part *part, const struct rt_mrr_row *r)
{
    return part->n_closing == (uint64_t)r->n_closing &&
           part->n_churned == (uint64_t)r->n_churned &&
           part->closing == (uint64_t)r->closing;
}

/* Groups that are computed in the same pass get the same results as alone, and
 * do not change the whole. */
static void
test_groups(void)
{
    enum { GROUPS = 5, EMPTY = 3 };
    uint16_t group[MAX_CLIENTS];
    uint8_t picked[MAX_CLIENTS];
    size_t wrong = 0, counted = 0;

    for (int round = 0; round < 60; round++) {
        struct company *c = rt_alloc(arena, sizeof *c);
        int32_t low = day(2023, 12, 1), last = low + 200;
        struct rt_mrr_row *rows, *whole, *alone;
        struct rt_mrr_part *parts;
        struct rt_err err = {0};
        struct rt_periods p;
        struct rt_mrr_in in;

        random_company(c, low, 220);
        for (size_t i = 0; i < c->n; i++)
            group[i] = (uint16_t)(dice(GROUPS) % EMPTY);
        rt_periods_make(RT_BY_MONTH, low, last, last + 1, arena, &p);
        parts = rt_alloc_n(arena, GROUPS * p.n, sizeof *parts);
        rows = rt_alloc_n(arena, p.n, sizeof *rows);
        whole = rt_alloc_n(arena, p.n, sizeof *whole);
        alone = rt_alloc_n(arena, p.n, sizeof *alone);
        in = input(c, 7);
        in.group = group;
        in.n_groups = GROUPS;
        wrong += rt_mrr(&in, &p, whole, &err) != RT_OK;
        wrong += rt_mrr_parts(&in, &p, rows, parts, &err) != RT_OK;
        wrong += memcmp(rows, whole, p.n * sizeof *rows) != 0;
        in.picked = picked;
        for (size_t g = 0; g < GROUPS; g++) {
            for (size_t i = 0; i < c->n; i++)
                picked[i] = group[i] == g;
            wrong += rt_mrr(&in, &p, alone, &err) != RT_OK;
            for (size_t i = 0; i < p.n; i++)
                wrong += !is_part(&parts[g * p.n + i], &alone[i]);
            counted += alone[p.n - 1].n_closing != 0;
        }
        rt_arena_reset(arena);
    }
    is_int((int64_t)wrong, 0, "every group is what its clients give alone");
    ok(counted > 100, "groups have clients");
}

int
main(void)
{
    arena = rt_arena_new();
    test_by_hand();
    test_gap();
    test_limits();
    test_split();
    test_groups();
    test_oracle();
    rt_arena_free(arena);
    return done();
}
