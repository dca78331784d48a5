/* Payments and activity: from rows by client as given to columns by client in
 * order. */
#include "snap/rows.h"

#include <string.h>

/* Masks of more months than this are not kept: a stray date would make them
 * large, and readers then go through the days. */
enum { MONTH_WORDS = 4 };

/* The client of the next row; rows come by rising client id. */
static size_t
advance(const struct rt_build *b, struct events *e, int64_t client_id)
{
    while (e->cursor < b->n_clients && b->clients[e->cursor].id < client_id)
        e->cursor++;
    return e->cursor < b->n_clients && b->clients[e->cursor].id == client_id
               ? e->cursor
               : SIZE_MAX;
}

/* Append the place for an event; SIZE_MAX where its client is not there. */
static size_t
put(struct rt_build *b, struct events *e, int64_t client_id, int32_t day,
    bool has_amount)
{
    size_t client = advance(b, e, client_id), room;

    if (client == SIZE_MAX)
        return SIZE_MAX;
    room = e->room;
    e->client = rt_rows_room(e->client, e->n, &room, sizeof *e->client);
    if (room != e->room) {
        e->day = rt_heap_grow(e->day, room, sizeof *e->day);
        if (has_amount)
            e->amount = rt_heap_grow(e->amount, room, sizeof *e->amount);
        e->room = room;
    }
    e->client[e->n] = (uint32_t)client;
    e->day[e->n] = day;
    if (day < b->clients[client].first_event)
        b->clients[client].first_event = day;
    return e->n++;
}

void
rt_build_payment(struct rt_build *b, int64_t client_id, int32_t day,
                 int64_t amount)
{
    size_t i = put(b, &b->payments, client_id, day, true);

    if (i != SIZE_MAX)
        b->payments.amount[i] = amount;
}

void
rt_build_activity(struct rt_build *b, int64_t client_id, int32_t day)
{
    (void)put(b, &b->activity, client_id, day, false);
}

/* --- columns
 * ------------------------------------------------------------------ */

/* Where the events of each client as given begin: [n_clients + 1]. */
static uint32_t *
given_first(const struct finish *f, const struct events *e)
{
    uint32_t *first = rt_alloc_n(f->a, f->b->n_clients + 1, sizeof *first);

    for (size_t i = 0; i < e->n; i++)
        first[e->client[i] + 1]++;
    for (size_t i = 0; i < f->b->n_clients; i++)
        first[i + 1] += first[i];
    return first;
}

static void
day_range(const struct events *e, int32_t *low, int32_t *high)
{
    *low = e->n != 0 ? e->day[0] : 0;
    *high = *low;
    for (size_t i = 0; i < e->n; i++) {
        *low = e->day[i] < *low ? e->day[i] : *low;
        *high = e->day[i] > *high ? e->day[i] : *high;
    }
}

/* Rows as given, in the order of the columns: order[k] is one. */
static uint32_t *
event_order(const struct finish *f, const struct events *e, uint32_t *first)
{
    const uint32_t *given = given_first(f, e);
    uint32_t *order = rt_alloc_n(f->a, e->n, sizeof *order);
    uint32_t k = 0;

    for (size_t i = 0; i < f->b->n_clients; i++) {
        uint32_t c = f->client_at[i];

        first[i] = k;
        for (uint32_t r = given[c]; r < given[c + 1]; r++)
            order[k++] = r;
    }
    first[f->b->n_clients] = k;
    return order;
}

/* Fills the days and answers the order of the rows. */
static const uint32_t *
emit_days(const struct finish *f, const struct events *e, struct rt_events *out)
{
    uint32_t *first = rt_alloc_n(f->a, f->b->n_clients + 1, sizeof *first);
    const uint32_t *order = event_order(f, e, first);
    int32_t low, high;

    day_range(e, &low, &high);
    *out = (struct rt_events){.n = e->n, .first = first, .base = low};
    if (high - low <= UINT16_MAX) {
        uint16_t *day = rt_alloc_n(f->a, e->n, sizeof *day);

        for (size_t k = 0; k < e->n; k++)
            day[k] = (uint16_t)(e->day[order[k]] - low);
        out->day16 = day;
    } else {
        int32_t *day = rt_alloc_n(f->a, e->n, sizeof *day);

        for (size_t k = 0; k < e->n; k++)
            day[k] = e->day[order[k]];
        out->day32 = day;
    }
    return order;
}

static void
emit_amounts(const struct finish *f, const struct events *e,
             const uint32_t *order, struct rt_payments *out)
{
    bool narrow = true;

    for (size_t i = 0; i < e->n; i++)
        narrow &= e->amount[i] >= INT32_MIN && e->amount[i] <= INT32_MAX;
    if (narrow) {
        int32_t *amount = rt_alloc_n(f->a, e->n, sizeof *amount);

        for (size_t k = 0; k < e->n; k++)
            amount[k] = (int32_t)e->amount[order[k]];
        out->amount32 = amount;
    } else {
        int64_t *amount = rt_alloc_n(f->a, e->n, sizeof *amount);

        for (size_t k = 0; k < e->n; k++)
            amount[k] = e->amount[order[k]];
        out->amount64 = amount;
    }
}

static int64_t
month_of(int32_t day)
{
    return rt_period_index(RT_BY_MONTH, 0, day);
}

/* The months of each client; refunds make no month. */
static void
emit_months(const struct finish *f, const struct events *e,
            struct rt_months *out)
{
    size_t n_clients = f->b->n_clients;
    int32_t low, high;
    uint8_t *month; /* by day from low on */
    uint64_t *words;

    day_range(e, &low, &high);
    *out = (struct rt_months){.first_month = month_of(low)};
    if (e->n != 0 && month_of(high) - out->first_month < MONTH_WORDS * 64)
        out->n_words = (size_t)(month_of(high) - out->first_month) / 64 + 1;
    out->n_all = out->n_words * n_clients;
    words = rt_alloc_n(f->a, out->n_all, sizeof *words);
    out->words = words;
    if (out->n_words == 0)
        return;
    month = rt_alloc(f->a, (size_t)(high - low) + 1);
    for (int32_t day = low; day <= high; day++)
        month[day - low] = (uint8_t)(month_of(day) - out->first_month);
    for (size_t i = 0; i < e->n; i++) {
        uint8_t m = month[e->day[i] - low];

        if (e->amount == NULL || e->amount[i] >= 0)
            words[f->client_to[e->client[i]] * out->n_words + m / 64] |=
                UINT64_C(1) << m % 64;
    }
}

void
rt_emit_events(struct finish *f)
{
    const struct events *pay = &f->b->payments, *act = &f->b->activity;
    const uint32_t *order = emit_days(f, pay, &f->out->payments.events);

    emit_amounts(f, pay, order, &f->out->payments);
    emit_months(f, pay, &f->out->payments.months);
    (void)emit_days(f, act, &f->out->activity);
    emit_months(f, act, &f->out->activity_months);
}
