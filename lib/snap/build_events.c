/* Payments and activity: from rows by client as given to columns by client in
 * the order of the snapshot. */
#include "snap/rows.h"

#include <string.h>

/* Masks of more months than this are not kept: one stray date would make them
 * large. Readers then go through the days. */
enum { MONTH_WORDS = 4 };

/* Go on to a client as given; this ends the events of the clients before. */
static void
pass(const struct rt_build *b, struct events *e, size_t client)
{
    if (e->first == NULL)
        e->first = rt_heap((b->n_clients + 1) * sizeof *e->first);
    while (e->client < client)
        e->first[++e->client] = (uint32_t)e->n;
}

/* Go on to the client of the next row; false when there is no such client.
 * Rows come by rising client id. */
static bool
find_client_row(const struct rt_build *b, struct events *e, int64_t client_id)
{
    size_t i = e->client;

    while (i < b->n_clients && b->clients[i].id < client_id)
        i++;
    pass(b, e, i);
    return i < b->n_clients && b->clients[i].id == client_id;
}

static void
note_day(struct events *e, int32_t day)
{
    if (e->n == 0 || day < e->low)
        e->low = day;
    if (e->n == 0 || day > e->high)
        e->high = day;
}

/* Append an event.  False when its client does not exist. */
static bool
put_event(struct rt_build *b, struct events *e, int64_t client_id, int32_t day)
{
    if (!find_client_row(b, e, client_id))
        return false;
    e->day = rt_rows_room(e->day, e->n, &e->room, sizeof *e->day);
    note_day(e, day);
    e->day[e->n++] = day;
    if (day < b->clients[e->client].first_event)
        b->clients[e->client].first_event = day;
    return true;
}

/* Rows come by their stored time, in which the days of a client almost rise: a
 * day alone may be a few hours away from its instants. */
static void
settle_last(struct events *e)
{
    size_t first = e->first[e->client];

    for (size_t i = e->n - 1; i > first && e->day[i - 1] > e->day[i]; i--) {
        int32_t day = e->day[i];

        e->day[i] = e->day[i - 1];
        e->day[i - 1] = day;
        if (e->amount != NULL) {
            int64_t amount = e->amount[i];

            e->amount[i] = e->amount[i - 1];
            e->amount[i - 1] = amount;
        }
    }
}

void
rt_build_payment(struct rt_build *b, int64_t client_id, int32_t day,
                 int64_t amount)
{
    struct events *e = &b->payments;
    size_t room = e->room;

    if (!put_event(b, e, client_id, day))
        return;
    if (e->room != room)
        e->amount = rt_heap_grow(e->amount, e->room, sizeof *e->amount);
    e->amount[e->n - 1] = amount;
    e->wide |= amount < INT32_MIN || amount > INT32_MAX;
    settle_last(e);
}

void
rt_build_activity(struct rt_build *b, int64_t client_id, int32_t day)
{
    if (put_event(b, &b->activity, client_id, day))
        settle_last(&b->activity);
}

/* Columns of one kind while they are filled; NULL ones are not wanted. */
struct target {
    uint32_t *first;
    uint16_t *day16;
    int32_t *day32, *amount32;
    int64_t *amount64;
    uint64_t *words;
    size_t n_words;
    const uint8_t *month; /* by day, from events.low on */
};

/* The order of clients is unrelated to that of the rows, so rows this far
 * ahead are prefetched.  Inlining is forced: to gcc 12 a function that only
 * prefetches has no effect, and it drops the call. */
enum { AHEAD = 8 };

__attribute__((always_inline)) static inline void
ask_ahead(const struct finish *f, const struct events *e, size_t i)
{
    uint32_t row, soon;

    if (i + 2 * AHEAD < f->b->n_clients)
        __builtin_prefetch(&e->first[f->client_at[i + 2 * AHEAD]]);
    if (i + AHEAD >= f->b->n_clients)
        return;
    row = e->first[f->client_at[i + AHEAD]];
    soon = row + 64 / sizeof *e->day;
    __builtin_prefetch(&e->day[row]);
    if (soon < e->n)
        __builtin_prefetch(&e->day[soon]);
    if (e->amount != NULL)
        __builtin_prefetch(&e->amount[row]);
}

static void
copy_days(const struct target *t, const struct events *e, uint32_t row,
          size_t at, size_t n)
{
    const int32_t *from = e->day + row;
    const int32_t low = e->low;

    if (t->day32 != NULL)
        memcpy(t->day32 + at, from, n * sizeof *from);
    else
        for (uint16_t *to = t->day16 + at; n-- > 0;)
            *to++ = (uint16_t)(*from++ - low);
}

static void
copy_amounts(const struct target *t, const struct events *e, uint32_t row,
             size_t at, size_t n)
{
    const int64_t *from = e->amount + row;

    if (t->amount64 != NULL)
        memcpy(t->amount64 + at, from, n * sizeof *from);
    else
        for (int32_t *to = t->amount32 + at; n-- > 0;)
            *to++ = (int32_t)*from++;
}

/* Refunds do not count for a month.  Days rise, so a word is stored when it is
 * full. */
static void
mark_months(const struct target *t, const struct events *e, uint32_t row,
            uint64_t *words, size_t n)
{
    uint64_t mask = 0;
    size_t word = 0;

    for (size_t i = row; i < row + n; i++) {
        uint8_t m = t->month[e->day[i] - e->low];
        bool counts = e->amount == NULL || e->amount[i] >= 0;

        if (m / 64 != word) {
            words[word] |= mask;
            mask = 0;
            word = m / 64;
        }
        mask |= (uint64_t)counts << m % 64;
    }
    words[word] |= mask;
}

/* Each client's rows are read once. */
static void
fill_columns(const struct finish *f, const struct events *e,
             const struct target *t)
{
    size_t at = 0;

    if (e->n == 0)
        return; /* the offsets are 0 already */
    for (size_t i = 0; i < f->b->n_clients; i++) {
        uint32_t row = e->first[f->client_at[i]];
        size_t n = e->first[f->client_at[i] + 1] - row;

        ask_ahead(f, e, i);
        copy_days(t, e, row, at, n);
        if (e->amount != NULL)
            copy_amounts(t, e, row, at, n);
        if (t->n_words != 0)
            mark_months(t, e, row, t->words + i * t->n_words, n);
        at += n;
        t->first[i + 1] = (uint32_t)at;
    }
}

static int64_t
month_of(int32_t day)
{
    return rt_period_index(RT_BY_MONTH, 0, day);
}

/* Fill the masks, and the month of each day, counted from the first one. */
static void
prepare_months(const struct finish *f, const struct events *e, struct target *t,
               struct rt_months *out)
{
    int64_t first = month_of(e->low), last = month_of(e->high);
    uint8_t *month;

    if (e->n != 0 && last - first < MONTH_WORDS * 64)
        t->n_words = (size_t)(last - first) / 64 + 1;
    *out = (struct rt_months){.first_month = first,
                              .n_words = t->n_words,
                              .n_all = t->n_words * f->b->n_clients};
    t->words = rt_alloc_n(f->a, out->n_all, sizeof *t->words);
    out->words = t->words;
    if (t->n_words == 0)
        return;
    month = rt_alloc(f->a, (size_t)(e->high - e->low) + 1);
    for (int32_t day = e->low; day <= e->high; day++)
        month[day - e->low] = (uint8_t)(month_of(day) - first);
    t->month = month;
}

static void
prepare_days(const struct finish *f, const struct events *e, struct target *t,
             struct rt_events *out)
{
    t->first = rt_alloc_n(f->a, f->b->n_clients + 1, sizeof *t->first);
    if (e->high - (int64_t)e->low <= UINT16_MAX)
        t->day16 = rt_alloc_n(f->a, e->n, sizeof *t->day16);
    else
        t->day32 = rt_alloc_n(f->a, e->n, sizeof *t->day32);
    *out = (struct rt_events){.n = e->n,
                              .first = t->first,
                              .base = e->low,
                              .day16 = t->day16,
                              .day32 = t->day32};
}

static void
emit_payments(struct finish *f)
{
    struct events *e = &f->b->payments;
    struct rt_payments *out = &f->out->payments;
    struct target t = {0};

    pass(f->b, e, f->b->n_clients);
    prepare_days(f, e, &t, &out->events);
    prepare_months(f, e, &t, &out->months);
    if (e->wide)
        t.amount64 = rt_alloc_n(f->a, e->n, sizeof *t.amount64);
    else
        t.amount32 = rt_alloc_n(f->a, e->n, sizeof *t.amount32);
    out->amount32 = t.amount32;
    out->amount64 = t.amount64;
    fill_columns(f, e, &t);
}

static void
emit_activity(struct finish *f)
{
    struct events *e = &f->b->activity;
    struct target t = {0};

    pass(f->b, e, f->b->n_clients);
    prepare_days(f, e, &t, &f->out->activity);
    prepare_months(f, e, &t, &f->out->activity_months);
    fill_columns(f, e, &t);
}

/* The rows of a kind are released as soon as its columns are made. */
void
rt_emit_events(struct finish *f)
{
    emit_payments(f);
    rt_events_free(&f->b->payments);
    emit_activity(f);
    rt_events_free(&f->b->activity);
}
