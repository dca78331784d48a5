#include "stat/save.h"

#include "base/money.h"

#include <stdlib.h>

static int32_t
last_day(const struct rt_save_in *in, size_t i)
{
    return in->from[i] + in->days;
}

bool
rt_save_is_due(const struct rt_save_in *in, size_t i)
{
    return in->picked[i] && last_day(in, i) <= in->as_of;
}

/* The contract that continues one that has ended; of several the one that
 * runs longest.  RT_NOBODY: none does, or the end is not known. */
static uint32_t
next_contract(const struct rt_save_in *in, uint32_t client, uint32_t c)
{
    int32_t end = in->end[c];
    uint32_t next = RT_NOBODY;

    for (uint32_t k = in->first[client];
         end != RT_DAY_NONE && k < in->first[client + 1]; k++)
        if (in->start[k] >= end && in->start[k] - end <= in->gap_days &&
            (next == RT_NOBODY || in->end[k] > in->end[next]))
            next = k;
    return next;
}

static bool
is_kept(const struct rt_save_in *in, size_t i)
{
    uint32_t c = in->contract[i];
    int32_t day;

    if (!rt_save_is_due(in, i))
        return false;
    day = last_day(in, i);
    if (in->start[c] > day || (in->ordered[i] != 0 && in->ordered[i] <= day))
        return false;
    while (c != RT_NOBODY && in->end[c] <= day)
        c = next_contract(in, in->client[i], c);
    return c != RT_NOBODY;
}

static bool
in_whole(const struct rt_save_in *in, size_t i)
{
    return in->apart == NULL || !in->apart[i];
}

static void
count_case(const struct rt_save_in *in, size_t i, struct rt_save_row *row)
{
    row->retained += in->picked[i];
    row->due += rt_save_is_due(in, i);
    row->kept += is_kept(in, i);
}

void
rt_save_count(const struct rt_save_in *in, struct rt_save_row *rows)
{
    for (size_t g = 0; g <= in->n_groups; g++)
        rows[g] = (struct rt_save_row){0};
    for (size_t i = 0; i < in->n; i++) {
        count_case(in, i, &rows[in->group[i]]);
        if (in_whole(in, i))
            count_case(in, i, &rows[in->n_groups]);
    }
}

static enum rt_code
add_costs(const struct rt_save_in *in, struct rt_save_row *rows,
          struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < in->n && rc == RT_OK; i++) {
        struct rt_save_row *own = &rows[in->group[i]];
        struct rt_save_row *all = &rows[in->n_groups];

        if (!rt_save_is_due(in, i))
            continue;
        rc =
            rt_money_add(own->cost, in->cost[i], &own->cost, "offer_cost", err);
        if (rc == RT_OK && in_whole(in, i))
            rc = rt_money_add(all->cost, in->cost[i], &all->cost, "offer_cost",
                              err);
    }
    return rc;
}

/* A multiple of the lengths of all months: 4 * 7 * 29 * 3 * 5 * 31. */
enum { DAY_PARTS = 377580 };

static enum rt_code
round_even(__int128 parts, int64_t *out, struct rt_err *err)
{
    __int128 whole = parts / DAY_PARTS, rest = parts % DAY_PARTS;
    int side = rest < 0 ? -1 : 1;

    rest *= side;
    if (rest * 2 > DAY_PARTS || (rest * 2 == DAY_PARTS && whole % 2 != 0))
        whole += side;
    *out = (int64_t)whole;
    if (*out != whole)
        return rt_fail_key(err, RT_ELIMIT, "sum_too_large", "what",
                           "money_kept", NULL);
    return RT_OK;
}

/* What one contract brings from `first` to `last`. */
static __int128
parts_of(const struct rt_save_in *in, uint32_t c, int32_t first, int32_t last)
{
    __int128 parts = 0;
    int32_t month_end = first;
    int share = 0;

    if (first < in->start[c])
        first = month_end = in->start[c];
    for (int32_t day = first; day <= last && day < in->end[c]; day++) {
        if (day == month_end) {
            int32_t start = rt_period_start(RT_BY_MONTH, day);

            month_end = rt_period_add(RT_BY_MONTH, start, 1);
            share = DAY_PARTS / (month_end - start);
        }
        parts += (__int128)rt_mrr_amount(in->amounts, c, day) * share;
    }
    return parts;
}

/* What the contract of a case and those that continue it bring by their
 * monthly amounts. */
static enum rt_code
sum_amounts(const struct rt_save_in *in, size_t i, int32_t first, int32_t last,
            int64_t *out, struct rt_err *err)
{
    __int128 parts = 0;

    for (uint32_t c = in->contract[i]; c != RT_NOBODY && in->start[c] <= last;
         c = next_contract(in, in->client[i], c))
        parts += parts_of(in, c, first, last);
    return round_even(parts, out, err);
}

static enum rt_code
sum_payments(const struct rt_payments *p, uint32_t client, int32_t first,
             int32_t last, int64_t *out, struct rt_err *err)
{
    const struct rt_events *e = &p->events;
    enum rt_code rc = RT_OK;

    *out = 0;
    for (uint32_t k = e->first[client]; k < e->first[client + 1] && rc == RT_OK;
         k++) {
        int32_t day = rt_event_day(e, k);

        if (day > last)
            break;
        if (day >= first)
            rc = rt_money_add(*out, rt_payment_amount(p, k), out, "money_kept",
                              err);
    }
    return rc;
}

/* Kept cases in the order of clients and days. */
struct kept {
    uint32_t client;
    int32_t from;
    size_t i;
};

static int
by_client(const void *a, const void *b)
{
    const struct kept *x = a, *y = b;

    if (x->client != y->client)
        return x->client < y->client ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->i > y->i) - (x->i < y->i);
}

static size_t
list_kept(const struct rt_save_in *in, struct rt_arena *a, struct kept **out)
{
    struct kept *list = rt_alloc_n(a, in->n, sizeof *list);
    size_t n = 0;

    for (size_t i = 0; i < in->n; i++)
        if (is_kept(in, i))
            list[n++] = (struct kept){in->client[i], in->from[i], i};
    if (n != 0)
        qsort(list, n, sizeof *list, by_client);
    *out = list;
    return n;
}

/* The days of a client's payments that a row has counted. */
struct counted {
    uint32_t client;
    int32_t until; /* first day that is not counted yet */
};

static enum rt_code
add_money(const struct rt_save_in *in, const struct kept *k,
          struct counted *counted, struct rt_save_row *row, struct rt_err *err)
{
    int32_t first = k->from + 1, last = last_day(in, k->i);
    int64_t money = 0;
    enum rt_code rc;

    if (in->payments == NULL) {
        rc = sum_amounts(in, k->i, first, last, &money, err);
    } else {
        if (counted->client == k->client && counted->until > first)
            first = counted->until;
        rc = sum_payments(in->payments, k->client, first, last, &money, err);
        *counted = (struct counted){k->client, last + 1};
    }
    return rc == RT_OK
               ? rt_money_add(row->money, money, &row->money, "money_kept", err)
               : rc;
}

enum rt_code
rt_save_rows(const struct rt_save_in *in, struct rt_arena *a,
             struct rt_save_row *rows, struct rt_err *err)
{
    struct counted *counted = rt_alloc_n(a, in->n_groups + 1, sizeof *counted);
    struct kept *list;
    size_t n = list_kept(in, a, &list);
    enum rt_code rc;

    for (size_t g = 0; g <= in->n_groups; g++)
        counted[g].client = RT_NOBODY;
    rt_save_count(in, rows);
    rc = add_costs(in, rows, err);
    for (size_t k = 0; k < n && rc == RT_OK; k++) {
        uint32_t own = in->group[list[k].i];

        rc = add_money(in, &list[k], &counted[own], &rows[own], err);
        if (rc == RT_OK && in_whole(in, list[k].i))
            rc = add_money(in, &list[k], &counted[in->n_groups],
                           &rows[in->n_groups], err);
    }
    return rc;
}
