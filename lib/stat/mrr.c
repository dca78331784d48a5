#include "stat/mrr.h"

#include "base/arena.h"
#include "snap/data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * A client is "at" bound i when active on the day before bound[i], as in
 * stat/churn.c.  What a client pays changes between bounds in steps; sorted,
 * the steps describe everything that the client does.
 */
struct step {
    int64_t at; /* bound */
    int64_t contracts, amount;
};

/* What is at a bound and was not at the one before. */
struct bound {
    int64_t clients, money;
    struct rt_mrr_row moved; /* of the period before the bound */
};

struct pass {
    const struct rt_mrr_in *in;
    const struct rt_periods *p;
    struct bound *bounds;     /* [n + 2] */
    struct rt_mrr_part *part; /* [n] of the client's group; NULL: not asked */
    struct step *steps;
    size_t n_steps, room;
    int64_t weight; /* of all amounts that were seen, without their signs */
    bool too_large;
};

/* Sums of amounts that weigh too much together may wrap around. */
static inline void
add(int64_t *sum, int64_t value)
{
    *sum = (int64_t)((uint64_t)*sum + (uint64_t)value);
}

static inline int64_t
less(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a - (uint64_t)b);
}

/* An amount that is going to be counted.  Each counts a few times at most, so
 * one look at each does for all the sums. */
static inline int64_t
weigh(struct pass *s, int64_t amount)
{
    if (amount > RT_MRR_MAX || amount < -RT_MRR_MAX)
        s->too_large = true;
    else
        s->weight += amount < 0 ? -amount : amount;
    if (s->weight > RT_MRR_MAX) {
        s->too_large = true;
        s->weight = 0;
    }
    return amount;
}

static void
put_step(struct pass *s, int64_t at, int64_t contracts, int64_t amount)
{
    if (s->n_steps == s->room) {
        s->room = s->room != 0 ? s->room * 2 : 64;
        s->steps = rt_heap_grow(s->steps, s->room, sizeof *s->steps);
    }
    s->steps[s->n_steps++] = (struct step){at, contracts, amount};
}

/* Service in [start, end): one step up, one down; no step when the interval
 * covers no bound. */
static void
put_span(struct pass *s, int32_t start, int32_t end, int64_t contracts,
         int64_t amount)
{
    int64_t low = rt_period_of(s->p, start) + 1;
    int64_t high = rt_period_of(s->p, end);

    if (low > high)
        return;
    put_step(s, low, contracts, amount);
    put_step(s, high + 1, -contracts, less(0, amount));
}

static int64_t
own_amount(const struct rt_mrr_in *in, uint32_t c)
{
    return in->amount[c] != RT_NO_AMOUNT ? in->amount[c] : 0;
}

/* Split the contract into pieces with one amount each. */
static void
put_contract(struct pass *s, uint32_t c)
{
    const struct rt_mrr_in *in = s->in;
    int32_t from = in->start[c], end = in->end[c];
    int64_t amount = weigh(s, own_amount(in, c)), contracts = 1;
    uint32_t j = 0, stop = 0;

    if (in->change_first != NULL) {
        j = in->change_first[c];
        stop = in->change_first[c + 1];
    }
    if (j != stop) {
        put_span(s, from, end, 1, 0);
        contracts = 0;
    }
    for (; j < stop; j++) {
        int32_t day = in->change_day[j];

        if (in->change_amount[j] == RT_NO_AMOUNT || day >= end)
            continue;
        if (day > from) {
            put_span(s, from, day, 0, amount);
            from = day;
        }
        amount = weigh(s, in->change_amount[j]);
    }
    put_span(s, from, end, contracts, amount);
}

int64_t
rt_mrr_amount(const struct rt_mrr_in *in, uint32_t c, int32_t day)
{
    int64_t amount = own_amount(in, c);

    if (in->change_first == NULL)
        return amount;
    for (uint32_t j = in->change_first[c];
         j < in->change_first[c + 1] && in->change_day[j] <= day; j++)
        if (in->change_amount[j] != RT_NO_AMOUNT)
            amount = in->change_amount[j];
    return amount;
}

/* The last amount of those contracts of first..stop-1 that end on `end`. */
static int64_t
paid_last(struct pass *s, uint32_t first, uint32_t stop, int32_t end)
{
    int64_t sum = 0;

    for (uint32_t c = first; c < stop; c++)
        if (s->in->end[c] == end)
            add(&sum, rt_mrr_amount(s->in, c, end - 1));
    return sum;
}

/* Bridge the pauses that do not count. */
static void
bridge_gaps(struct pass *s, uint32_t first, uint32_t stop)
{
    const struct rt_mrr_in *in = s->in;
    int32_t end = in->end[first];

    for (uint32_t c = first + 1; c < stop && in->start[c] < s->p->known; c++) {
        if (in->start[c] > end && in->start[c] <= (int64_t)end + in->gap_days)
            put_span(s, end, in->start[c], 1, paid_last(s, first, c, end));
        if (in->end[c] > end)
            end = in->end[c];
    }
}

static int
by_bound(const void *a, const void *b)
{
    int64_t x = ((const struct step *)a)->at, y = ((const struct step *)b)->at;

    return (x > y) - (x < y);
}

/* Usually there are a few steps, almost sorted. */
static void
sort_steps(struct pass *s)
{
    enum { FEW = 32 };

    if (s->n_steps > FEW) {
        qsort(s->steps, s->n_steps, sizeof *s->steps, by_bound);
        return;
    }
    for (size_t i = 1; i < s->n_steps; i++) {
        struct step one = s->steps[i];
        size_t k = i;

        for (; k > 0 && s->steps[k - 1].at > one.at; k--)
            s->steps[k] = s->steps[k - 1];
        s->steps[k] = one;
    }
}

/* So many clients more than at the bound before, and so much more money.  A
 * part has its differences in the row of the period before the bound; those
 * of the first bound are the first period's, too. */
static inline void
count_part(const struct pass *s, int64_t at, int clients, int64_t more)
{
    struct rt_mrr_part *part = s->part + at - (at > 0);

    if (at > (int64_t)s->p->n)
        return;
    part->n_closing += (uint64_t)clients;
    part->closing += (uint64_t)more;
    part->n_churned += at > 0 && clients < 0;
}

static inline struct rt_mrr_row *
count_difference(struct pass *s, int64_t at, int clients, int64_t more)
{
    struct bound *b = &s->bounds[at];

    b->clients += clients;
    add(&b->money, more);
    if (s->part != NULL)
        count_part(s, at, clients, more);
    return &b->moved;
}

/* The client is at bound `at` and was not at the one before. */
static inline void
count_arrival(struct pass *s, int64_t at, int64_t entry, int64_t amount)
{
    struct rt_mrr_row *r = count_difference(s, at, 1, amount);

    if (entry == at - 1) {
        add(&r->added, amount);
        r->n_added++;
    } else {
        add(&r->reactivation, amount);
        r->n_reactivated++;
    }
}

/* The client was at the bound before `at` and is not any more. */
static inline void
count_leave(struct pass *s, int64_t at, int64_t amount)
{
    struct rt_mrr_row *r = count_difference(s, at, -1, less(0, amount));

    add(&r->churned, amount);
    r->n_churned++;
}

/* The client was at the bound before `at` and still is. */
static inline void
count_change(struct pass *s, int64_t at, int64_t was, int64_t now)
{
    int64_t more = less(now, was);
    bool up = more > 0;
    struct rt_mrr_row *r;

    if (more == 0)
        return;
    r = count_difference(s, at, 0, more);
    /* Chosen, not branched to: nobody foresees who will pay more. */
    add(up ? &r->expansion : &r->contraction, up ? more : less(0, more));
    *(up ? &r->n_expansions : &r->n_contractions) += 1;
}

/* Go through the sorted steps, bound by bound. */
static void
count_steps(struct pass *s, int64_t entry)
{
    struct step was = {0};

    for (size_t i = 0; i < s->n_steps;) {
        struct step now = was;
        int64_t at = s->steps[i].at;

        for (; i < s->n_steps && s->steps[i].at == at; i++) {
            now.contracts += s->steps[i].contracts;
            add(&now.amount, s->steps[i].amount);
        }
        if (was.contracts == 0 && now.contracts != 0)
            count_arrival(s, at, entry, now.amount);
        else if (was.contracts != 0 && now.contracts == 0)
            count_leave(s, at, was.amount);
        else
            count_change(s, at, was.amount, now.amount);
        was = now;
    }
}

/* The first bound at which something that begins on `day` is seen. */
static int64_t
bound_after(const struct pass *s, int32_t day)
{
    return rt_period_of(s->p, day) + 1;
}

/* At bound `at` of a contract that is first seen at bound `low`. */
static inline void
count_state(struct pass *s, int64_t low, int64_t at, int64_t was, int64_t now)
{
    if (at == low)
        count_arrival(s, at, low - 1, now);
    else
        count_change(s, at, was, now);
}

/* A client with one contract, as most are: its bounds come in order. */
static void
count_only(struct pass *s, uint32_t c)
{
    const struct rt_mrr_in *in = s->in;
    int64_t low = bound_after(s, in->start[c]), at = low;
    int64_t high = rt_period_of(s->p, in->end[c]);
    int64_t was = 0, now = weigh(s, own_amount(in, c));
    uint32_t j = 0, stop = 0;

    if (low > high)
        return;
    if (in->change_first != NULL) {
        j = in->change_first[c];
        stop = in->change_first[c + 1];
    }
    for (; j < stop && in->change_day[j] < in->end[c]; j++) {
        int64_t next = bound_after(s, in->change_day[j]);

        if (in->change_amount[j] == RT_NO_AMOUNT)
            continue;
        if (next > high)
            break;
        if (next > at) {
            count_state(s, low, at, was, now);
            was = now;
            at = next;
        }
        now = weigh(s, in->change_amount[j]);
    }
    count_state(s, low, at, was, now);
    count_leave(s, high + 1, now);
}

static void
count_client(struct pass *s, uint32_t first, uint32_t stop)
{
    const struct rt_mrr_in *in = s->in;

    if (stop - first == 1) {
        count_only(s, first);
        return;
    }
    s->n_steps = 0;
    for (uint32_t c = first; c < stop; c++)
        put_contract(s, c);
    if (in->gap_days > 0)
        bridge_gaps(s, first, stop);
    sort_steps(s);
    count_steps(s, rt_period_of(s->p, in->start[first]));
}

static void
count_clients(struct pass *s, struct rt_mrr_part *parts)
{
    const struct rt_mrr_in *in = s->in;

    for (size_t i = 0; i < in->n_clients; i++) {
        uint32_t first = in->first[i], stop = in->first[i + 1];

        if (first == stop || (in->picked != NULL && !in->picked[i]))
            continue;
        if (parts != NULL)
            s->part = parts + in->group[i] * s->p->n;
        count_client(s, first, stop);
    }
}

/* The rows from what moved, opening and closing from the differences. */
static void
add_up(const struct pass *s, struct rt_mrr_row *rows)
{
    int64_t clients = 0, money = 0;

    for (size_t i = 0; i < s->p->n; i++) {
        const struct bound *end = &s->bounds[i + 1];

        clients += s->bounds[i].clients;
        add(&money, s->bounds[i].money);
        rows[i] = end->moved;
        rows[i].n_opening = clients;
        rows[i].n_closing = clients + end->clients;
        rows[i].opening = money;
        rows[i].closing = money;
        add(&rows[i].closing, end->money);
    }
}

/* The same of one group. */
static void
add_up_part(struct rt_mrr_part *part, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        part[i].n_closing += part[i - 1].n_closing;
        part[i].closing += part[i - 1].closing;
    }
}

enum rt_code
rt_mrr_parts(const struct rt_mrr_in *in, const struct rt_periods *p,
             struct rt_mrr_row *rows, struct rt_mrr_part *parts,
             struct rt_err *err)
{
    struct pass s = {.in = in, .p = p};

    if (parts != NULL)
        memset(parts, 0, in->n_groups * p->n * sizeof *parts);
    s.bounds = rt_heap((p->n + 2) * sizeof *s.bounds);
    count_clients(&s, parts);
    add_up(&s, rows);
    for (size_t g = 0; parts != NULL && g < in->n_groups; g++)
        add_up_part(parts + g * p->n, p->n);
    free(s.bounds);
    free(s.steps);
    if (s.too_large)
        return rt_fail_key(err, RT_ELIMIT, "sum_too_large", "what", "MRR",
                           NULL);
    return RT_OK;
}

enum rt_code
rt_mrr(const struct rt_mrr_in *in, const struct rt_periods *p,
       struct rt_mrr_row *rows, struct rt_err *err)
{
    return rt_mrr_parts(in, p, rows, NULL, err);
}

int64_t
rt_mrr_gross_lost(const struct rt_mrr_row *r)
{
    int64_t lost = r->churned + r->contraction;

    return lost > 0 ? lost : 0;
}

double
rt_mrr_gross_churn(const struct rt_mrr_row *r)
{
    return r->opening > 0 ? (double)rt_mrr_gross_lost(r) / (double)r->opening
                          : NAN;
}

double
rt_mrr_net_churn(const struct rt_mrr_row *r)
{
    return r->opening > 0 ? ((double)r->churned + (double)r->contraction -
                             (double)r->expansion) /
                                (double)r->opening
                          : NAN;
}
