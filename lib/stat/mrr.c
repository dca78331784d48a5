#include "stat/mrr.h"

#include "base/arena.h"
#include "snap/data.h"

#include <math.h>
#include <stdlib.h>

/*
 * A client is "at" bound i when active on the day before bound[i], as in
 * stat/churn.c.  What a client pays changes from one bound to the next by
 * steps; sorted, they tell the client's whole story.
 */
struct step {
    int64_t at; /* bound */
    int64_t contracts, amount;
};

struct pass {
    const struct rt_mrr_in *in;
    const struct rt_periods *p;
    struct rt_mrr_row *rows; /* of the group at hand, like the next two */
    int64_t *arrivals; /* [n + 2] clients at bound i less those at i - 1 */
    int64_t *money;    /* [n + 2] the same for what they pay */
    struct step *steps;
    size_t n_steps, room;
    bool too_large;
};

static void
add(struct pass *s, int64_t *sum, int64_t value)
{
    s->too_large |= __builtin_add_overflow(*sum, value, sum) ||
                    *sum > RT_MRR_MAX || *sum < -RT_MRR_MAX;
}

/* a - b. */
static int64_t
less(struct pass *s, int64_t a, int64_t b)
{
    int64_t out;

    s->too_large |= __builtin_sub_overflow(a, b, &out);
    return out;
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

/* Service in [start, end): one step up, one down; none when the interval
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
    put_step(s, high + 1, -contracts, less(s, 0, amount));
}

static int64_t
own_amount(const struct rt_mrr_in *in, uint32_t c)
{
    return in->amount[c] != RT_NO_AMOUNT ? in->amount[c] : 0;
}

/* The contract in pieces of one amount each. */
static void
put_contract(struct pass *s, uint32_t c)
{
    const struct rt_mrr_in *in = s->in;
    int32_t from = in->start[c], end = in->end[c];
    int64_t amount = own_amount(in, c), contracts = 1;
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
        amount = in->change_amount[j];
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

/* What the contracts of first..stop-1 that end on `end` paid last. */
static int64_t
paid_last(struct pass *s, uint32_t first, uint32_t stop, int32_t end)
{
    int64_t sum = 0;

    for (uint32_t c = first; c < stop; c++)
        if (s->in->end[c] == end)
            add(s, &sum, rt_mrr_amount(s->in, c, end - 1));
    return sum;
}

/* Pauses that are none. */
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

/* A handful of steps that are nearly in order, as a rule. */
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

static void
count_arrival(struct pass *s, struct rt_mrr_row *r, bool first_ever,
              int64_t amount)
{
    add(s, first_ever ? &r->added : &r->reactivation, amount);
    *(first_ever ? &r->n_added : &r->n_reactivated) += 1;
}

/* The client was in one state at bound at - 1 and is in another at `at`. */
static void
count_move(struct pass *s, int64_t at, int64_t entry, const struct step *was,
           const struct step *now)
{
    struct rt_mrr_row *r = &s->rows[at - 1];
    int64_t more = less(s, now->amount, was->amount);

    if (was->contracts == 0) {
        count_arrival(s, r, entry == at - 1, now->amount);
    } else if (now->contracts == 0) {
        add(s, &r->churned, was->amount);
        r->n_churned++;
    } else if (more > 0) {
        add(s, &r->expansion, more);
        r->n_expansions++;
    } else if (more < 0) {
        add(s, &r->contraction, less(s, 0, more));
        r->n_contractions++;
    }
}

/* What changes from bound at - 1 to `at`. */
static void
count_bound(struct pass *s, int64_t at, int64_t entry, const struct step *was,
            const struct step *now)
{
    s->arrivals[at] += (now->contracts > 0) - (was->contracts > 0);
    add(s, &s->money[at], less(s, now->amount, was->amount));
    if (at > 0 && at <= (int64_t)s->p->n)
        count_move(s, at, entry, was, now);
}

/* Walk through the sorted steps, bound by bound. */
static void
count_steps(struct pass *s, int64_t entry)
{
    struct step was = {0};

    for (size_t i = 0; i < s->n_steps;) {
        struct step now = was;
        int64_t at = s->steps[i].at;

        for (; i < s->n_steps && s->steps[i].at == at; i++) {
            now.contracts += s->steps[i].contracts;
            add(s, &now.amount, s->steps[i].amount);
        }
        count_bound(s, at, entry, &was, &now);
        was = now;
    }
}

/* The first bound at which what begins on `day` is seen. */
static int64_t
bound_after(const struct pass *s, int32_t day)
{
    return rt_period_of(s->p, day) + 1;
}

/* A client with one contract, as most are: its bounds come in order. */
static void
count_only(struct pass *s, uint32_t c)
{
    const struct rt_mrr_in *in = s->in;
    int64_t low = bound_after(s, in->start[c]), at = low;
    int64_t high = rt_period_of(s->p, in->end[c]);
    struct step was = {0}, now = {.contracts = 1, .amount = own_amount(in, c)};
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
            count_bound(s, at, low - 1, &was, &now);
            was = now;
            at = next;
        }
        now.amount = in->change_amount[j];
    }
    count_bound(s, at, low - 1, &was, &now);
    count_bound(s, high + 1, low - 1, &now, &(struct step){0});
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

/* The client's group takes what is counted. */
static void
turn_to_group(struct pass *s, const struct pass *all, size_t client)
{
    size_t g = s->in->group[client], n = s->p->n;

    s->rows = all->rows + g * n;
    s->arrivals = all->arrivals + g * (n + 2);
    s->money = all->money + g * (n + 2);
}

static void
count_clients(struct pass *s)
{
    const struct rt_mrr_in *in = s->in;
    const struct pass all = *s;

    for (size_t i = 0; i < in->n_clients; i++) {
        uint32_t first = in->first[i], stop = in->first[i + 1];

        if (first == stop || (in->picked != NULL && !in->picked[i]))
            continue;
        if (in->group != NULL)
            turn_to_group(s, &all, i);
        count_client(s, first, stop);
    }
    s->rows = all.rows;
    s->arrivals = all.arrivals;
    s->money = all.money;
}

/* Opening and closing of each period of group `g` from the differences. */
static void
add_up(struct pass *s, size_t g)
{
    struct rt_mrr_row *rows = s->rows + g * s->p->n;
    const int64_t *arrivals = s->arrivals + g * (s->p->n + 2);
    const int64_t *change = s->money + g * (s->p->n + 2);
    int64_t clients = 0, money = 0;

    for (size_t i = 0; i < s->p->n; i++) {
        clients += arrivals[i];
        add(s, &money, change[i]);
        rows[i].n_opening = clients;
        rows[i].n_closing = clients + arrivals[i + 1];
        rows[i].opening = money;
        rows[i].closing = money;
        add(s, &rows[i].closing, change[i + 1]);
    }
}

enum rt_code
rt_mrr(const struct rt_mrr_in *in, const struct rt_periods *p,
       struct rt_mrr_row *rows, struct rt_err *err)
{
    struct pass s = {.in = in, .p = p, .rows = rows};
    size_t n_groups = in->group != NULL ? in->n_groups : 1;

    for (size_t i = 0; i < n_groups * p->n; i++)
        rows[i] = (struct rt_mrr_row){0};
    s.arrivals = rt_heap(n_groups * (p->n + 2) * sizeof *s.arrivals);
    s.money = rt_heap(n_groups * (p->n + 2) * sizeof *s.money);
    count_clients(&s);
    for (size_t g = 0; g < n_groups; g++)
        add_up(&s, g);
    free(s.arrivals);
    free(s.money);
    free(s.steps);
    if (s.too_large)
        return rt_fail_key(err, RT_ELIMIT, "sum_too_large", "what", "MRR",
                           NULL);
    return RT_OK;
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
