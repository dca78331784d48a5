/* Cohorts from events: days, payments, month masks. */
#include "stat/cohort.h"

#include "stat/cohort_count.h"

#include <string.h>

/* Days as the snapshot stores them, and the period of each. */
enum { BEFORE = UINT16_MAX, AFTER = UINT16_MAX - 1, DAYS = UINT16_MAX + 1 };

struct view {
    const struct rt_events *e;
    const struct rt_periods *p;
    const uint16_t *place; /* [DAYS] by day16; BEFORE, AFTER the span */
    const uint64_t *bit;   /* [DAYS] the same as a bit, none outside; NULL:
                              not asked, more than 64 periods, no day16 */
};

static uint16_t
place_of_day(const struct rt_periods *p, int64_t day)
{
    if (day < p->bound[0])
        return BEFORE;
    return day >= p->bound[p->n] ? AFTER
                                 : (uint16_t)rt_period_of(p, (int32_t)day);
}

/* The position of a day among those of the snapshot, even if it is not
 * there. */
static size_t
day16_of(const struct rt_events *e, int64_t day)
{
    int64_t at = day - e->base;

    if (at < 0)
        return 0;
    return at < DAYS ? (size_t)at : DAYS;
}

static void
fill(uint16_t *place, size_t from, size_t to, uint16_t with)
{
    for (size_t i = from; i < to; i++)
        place[i] = with;
}

static void
view_init(struct view *v, const struct rt_events *e, const struct rt_periods *p,
          bool with_bits, struct rt_arena *a)
{
    uint16_t *place;
    uint64_t *bit = NULL;

    *v = (struct view){.e = e, .p = p};
    if (e->day16 == NULL)
        return;
    v->place = place = rt_alloc_n(a, DAYS, sizeof *place);
    if (with_bits && p->n <= 64)
        v->bit = bit = rt_alloc_n(a, DAYS, sizeof *bit);
    fill(place, day16_of(e, p->bound[p->n]), DAYS, AFTER);
    fill(place, 0, day16_of(e, p->bound[0]), BEFORE);
    for (size_t i = 0; i < p->n; i++) {
        size_t from = day16_of(e, p->bound[i]),
               to = day16_of(e, p->bound[i + 1]);

        fill(place, from, to, (uint16_t)i);
        for (size_t d = from; bit != NULL && d < to; d++)
            bit[d] = UINT64_C(1) << i;
    }
}

static inline uint16_t
place_of(const struct view *v, size_t i)
{
    return v->place != NULL ? v->place[v->e->day16[i]]
                            : place_of_day(v->p, v->e->day32[i]);
}

/* A filter leaves clients that are far apart, and no processor predicts where
 * their rows are.  So a few clients are looked up together, and their rows are
 * prefetched. */
enum { CHUNK = 64, FAR = 4 * CHUNK, LINE = 64 /* bytes of a prefetch */ };

struct chunk {
    size_t n, next;                   /* next: the client to continue with */
    bool far;                         /* whether prefetching pays */
    uint32_t row[CHUNK], stop[CHUNK]; /* the events of each */
};

/* The first selected client from `c` on; n when there is none. */
static inline size_t
find_picked(const uint8_t *picked, size_t c, size_t n)
{
    uint64_t eight;

    if (picked == NULL || (c < n && picked[c]))
        return c;
    for (; c + sizeof eight <= n; c += sizeof eight) {
        memcpy(&eight, picked + c, sizeof eight);
        if (eight != 0)
            break;
    }
    while (c < n && !picked[c])
        c++;
    return c;
}

static void
ask_days(const struct rt_events *e, struct chunk *k)
{
    for (size_t i = 0; i < k->n; i++)
        for (uint32_t row = k->row[i]; row < k->stop[i]; row += LINE / 2)
            __builtin_prefetch(&e->day16[row]);
    k->far = true;
}

/* Find the next clients with events; false when there are no more. */
static bool
next_chunk(struct chunk *k, const struct rt_events *e, const uint8_t *picked,
           size_t n_clients)
{
    uint32_t at[CHUNK];
    size_t n = 0, c = k->next;

    for (; n < CHUNK; n++, c++) {
        c = find_picked(picked, c, n_clients);
        if (c >= n_clients)
            break;
        at[n] = (uint32_t)c;
        __builtin_prefetch(&e->first[c]);
    }
    k->n = 0;
    for (size_t i = 0; i < n; i++) {
        k->row[k->n] = e->first[at[i]];
        k->stop[k->n] = e->first[at[i] + 1];
        k->n += k->row[k->n] != k->stop[k->n];
    }
    k->far = false;
    if (e->day16 != NULL && c - k->next > FAR)
        ask_days(e, k);
    k->next = c;
    return n != 0;
}

/* The periods of a client whose days are [i, stop), as a mask of up to 64. */
static uint64_t
mask_of(const struct view *v, size_t i, size_t stop)
{
    uint64_t mask = 0;

    if (v->bit != NULL) {
        for (; i < stop; i++)
            mask |= v->bit[v->e->day16[i]];
        return mask;
    }
    for (; i < stop; i++) {
        uint16_t at = place_of(v, i);

        if (at < AFTER)
            mask |= UINT64_C(1) << at;
    }
    return mask;
}

/* The same for any number of periods.  Days rise, so those after the periods
 * come last. */
static void
count_one_by_one(struct count *k, const struct view *v, size_t i, size_t stop)
{
    size_t cohort = place_of(v, i), at = cohort;
    int64_t *row = k->active + cohort * k->n;

    row[0]++;
    for (i++; i < stop; i++) {
        size_t next = place_of(v, i);

        if (next == AFTER)
            break;
        row[next - cohort] += next != at;
        at = next;
    }
    k->last[cohort * k->n + at - cohort]++;
}

void
rt_cohorts_events(const struct rt_events *e, size_t n_clients,
                  const uint8_t *picked, const struct rt_periods *p,
                  struct rt_arena *a, struct rt_cohorts *out)
{
    struct chunk some = {0};
    struct count k;
    struct view v;

    rt_count_init(&k, p, a);
    view_init(&v, e, p, true, a);
    while (next_chunk(&some, e, picked, n_clients)) {
        for (size_t i = 0; i < some.n; i++) {
            size_t row = some.row[i], stop = some.stop[i];

            if (place_of(&v, row) >= AFTER)
                continue;
            if (k.slices != NULL)
                rt_count_mask(&k, mask_of(&v, row, stop));
            else
                count_one_by_one(&k, &v, row, stop);
        }
    }
    rt_count_finish(&k, out);
}

struct pay_pass {
    struct count k;
    struct view v;
    const struct rt_payments *pay;
    int64_t *revenue; /* [n][n] */
    int64_t n_outside, outside;
    uint64_t paid;
    bool narrow; /* see count_narrow() */
    bool too_large;
};

static void
add(struct pay_pass *s, int64_t *sum, int64_t amount)
{
    s->too_large |= __builtin_add_overflow(*sum, amount, sum);
}

/* Refunds of [i, stop) in a period before `cohort`; returns the index of the
 * rest. */
static size_t
put_aside(struct pay_pass *s, size_t i, size_t stop, size_t cohort)
{
    for (; i < stop; i++) {
        size_t at = place_of(&s->v, i);

        if (at != BEFORE && at >= cohort)
            break;
        s->n_outside++;
        s->paid += (uint64_t)rt_payment_amount(s->pay, i);
        add(s, &s->outside, rt_payment_amount(s->pay, i));
    }
    return i;
}

/* count_payments() for narrow columns and at most 64 periods: a sum of fewer
 * than 2^32 amounts of 32 bits fits into 64 bits. */
static void
count_narrow(struct pay_pass *s, size_t i, size_t stop, size_t cohort)
{
    int64_t *revenue = s->revenue + cohort * s->k.n - cohort;
    const uint16_t *place = s->v.place, *day = s->v.e->day16;
    const int32_t *amount = s->pay->amount32;
    uint64_t mask = 0, sum = 0;

    for (; i < stop; i++) {
        size_t at = place[day[i]];

        revenue[at] += amount[i];
        sum += (uint64_t)amount[i];
        mask |= (uint64_t)(amount[i] >= 0) << at;
    }
    s->paid += sum;
    rt_count_mask(&s->k, mask);
}

/* Everything from the cohort's own period on, of days within the span. */
static void
count_payments(struct pay_pass *s, size_t i, size_t stop, size_t cohort)
{
    int64_t *row = s->k.active + cohort * s->k.n;
    int64_t *revenue = s->revenue + cohort * s->k.n;
    size_t last = cohort;
    uint64_t mask = 0;

    for (; i < stop; i++) {
        int64_t amount = rt_payment_amount(s->pay, i);
        size_t at = place_of(&s->v, i);

        add(s, &revenue[at - cohort], amount);
        s->paid += (uint64_t)amount;
        if (amount < 0)
            continue;
        if (s->k.slices != NULL)
            mask |= UINT64_C(1) << at;
        else
            row[at - cohort] += at != last;
        last = at;
    }
    if (s->k.slices != NULL) {
        rt_count_mask(&s->k, mask);
        return;
    }
    row[0]++;
    s->k.last[cohort * s->k.n + last - cohort]++;
}

static void
count_payer(struct pay_pass *s, size_t i, size_t stop)
{
    size_t purchase = i, cohort;

    while (stop > i && place_of(&s->v, stop - 1) == AFTER)
        stop--;
    while (purchase < stop && rt_payment_amount(s->pay, purchase) < 0)
        purchase++;
    cohort = purchase < stop ? place_of(&s->v, purchase) : AFTER;
    if (cohort == BEFORE)
        return;
    i = put_aside(s, i, stop, cohort);
    if (cohort == AFTER)
        return;
    if (s->narrow)
        count_narrow(s, i, stop, cohort);
    else
        count_payments(s, i, stop, cohort);
}

/* cum[c][k] = revenue[c][0] + .. + revenue[c][k]. */
static int64_t *
add_up(struct pay_pass *s, struct rt_arena *a)
{
    size_t n = s->k.n;
    int64_t *cum = rt_alloc_n(a, n * n, sizeof *cum);

    for (size_t c = 0; c < n; c++) {
        int64_t sum = 0;

        for (size_t k = 0; k < n - c; k++) {
            add(s, &sum, s->revenue[c * n + k]);
            cum[c * n + k] = sum;
        }
    }
    return cum;
}

/* Prefetch the amounts of a client.  Inlining is forced: to gcc 12 a function
 * that only prefetches has no effect, and it drops the call. */
__attribute__((always_inline)) static inline void
ask_amounts(const struct rt_payments *pay, uint32_t row, uint32_t stop)
{
    const char *all = pay->amount32 != NULL ? (const char *)pay->amount32
                                            : (const char *)pay->amount64;
    size_t size = pay->amount32 != NULL ? 4 : 8;

    for (size_t at = row * size; at < stop * size; at += LINE)
        __builtin_prefetch(all + at);
}

enum rt_code
rt_cohorts_payments(const struct rt_payments *pay, size_t n_clients,
                    const uint8_t *picked, const struct rt_periods *p,
                    struct rt_arena *a, struct rt_cohorts *out,
                    struct rt_err *err)
{
    struct chunk some = {0};
    struct pay_pass s = {.pay = pay};

    rt_count_init(&s.k, p, a);
    view_init(&s.v, &pay->events, p, false, a);
    s.revenue = rt_alloc_n(a, p->n * p->n, sizeof *s.revenue);
    s.narrow = s.k.slices != NULL && s.v.place != NULL && pay->amount32 != NULL;
    while (next_chunk(&some, &pay->events, picked, n_clients)) {
        for (size_t i = 0; some.far && i < some.n; i++)
            ask_amounts(pay, some.row[i], some.stop[i]);
        for (size_t i = 0; i < some.n; i++)
            count_payer(&s, some.row[i], some.stop[i]);
    }
    rt_count_finish(&s.k, out);
    out->revenue = s.revenue;
    out->cum = add_up(&s, a);
    out->paid = s.paid;
    out->n_refunds_outside = s.n_outside;
    out->refunds_outside = s.outside;
    if (s.too_large)
        return rt_fail_key(err, RT_ELIMIT, "sum_too_large", "what", "payments",
                           NULL);
    return RT_OK;
}

bool
rt_cohorts_fit(const struct rt_months *m, const struct rt_events *e,
               const struct rt_periods *p)
{
    int64_t end = (int64_t)p->bound[p->n] - e->base, late = 0;

    if (p->by != RT_BY_MONTH || m->n_words == 0)
        return false;
    if (!p->cut || (e->day16 != NULL && end > UINT16_MAX))
        return true;
    for (size_t i = 0; e->day16 != NULL && i < e->n; i++)
        late |= e->day16[i] >= end;
    for (size_t i = 0; e->day16 == NULL && i < e->n; i++)
        late |= e->day32[i] >= p->bound[p->n];
    return !late;
}

/* Bit i of a client's months; 0 outside. */
static bool
bit_of(const uint64_t *words, size_t n_words, int64_t i)
{
    return i >= 0 && (size_t)i / 64 < n_words && words[i / 64] >> i % 64 & 1;
}

/* 64 bits of a client's months from bit `at` on; bits outside are 0. */
static uint64_t
window(const uint64_t *words, size_t n_words, int64_t at)
{
    int64_t word = at >= 0 ? at / 64 : -((63 - at) / 64);
    unsigned shift = (unsigned)(at - word * 64);
    uint64_t low = 0, high = 0;

    if (word >= 0 && (size_t)word < n_words)
        low = words[word];
    if (word + 1 >= 0 && (size_t)(word + 1) < n_words)
        high = words[word + 1];
    return shift == 0 ? low : low >> shift | high << (64 - shift);
}

/* The client's first month, as a bit; -1: none. */
static int64_t
first_bit(const uint64_t *words, size_t n_words)
{
    for (size_t w = 0; w < n_words; w++)
        if (words[w] != 0)
            return (int64_t)w * 64 + __builtin_ctzll(words[w]);
    return -1;
}

/* Count a client whose first month is bit `bit`; bit `start` is period 0. */
static void
count_bits(struct count *k, const uint64_t *words, size_t n_words,
           int64_t start, int64_t bit)
{
    size_t cohort = (size_t)(bit - start), last = 0;
    int64_t *row = k->active + cohort * k->n;

    for (size_t age = 0; age < k->n - cohort; age++)
        if (bit_of(words, n_words, bit + (int64_t)age)) {
            row[age]++;
            last = age;
        }
    k->last[cohort * k->n + last]++;
}

/* The usual case of one word a client needs only a shift for each. */
static void
count_words(struct count *k, const struct rt_months *m, size_t n_clients,
            const uint8_t *picked, int64_t start, uint64_t known)
{
    uint64_t before = start > 0 ? (UINT64_C(1) << start) - 1 : 0;

    for (size_t c = 0; c < n_clients; c++) {
        uint64_t word = m->words[c];

        if ((picked != NULL && !picked[c]) || (word & before) != 0)
            continue;
        word = (start > 0 ? word >> start : word << -start) & known;
        if (word != 0)
            rt_count_mask(k, word);
    }
}

static void
count_client(struct count *k, const uint64_t *words, size_t n_words,
             int64_t start, uint64_t known)
{
    int64_t bit = first_bit(words, n_words);

    if (bit < 0 || bit < start || bit - start >= (int64_t)k->n)
        return;
    if (k->slices != NULL)
        rt_count_mask(k, window(words, n_words, start) & known);
    else
        count_bits(k, words, n_words, start, bit);
}

void
rt_cohorts_months(const struct rt_months *m, size_t n_clients,
                  const uint8_t *picked, const struct rt_periods *p,
                  struct rt_arena *a, struct rt_cohorts *out)
{
    int64_t start =
        rt_period_index(RT_BY_MONTH, 0, p->bound[0]) - m->first_month;
    uint64_t known = p->n < 64 ? (UINT64_C(1) << p->n) - 1 : UINT64_MAX;
    struct count k;

    rt_count_init(&k, p, a);
    if (k.slices != NULL && m->n_words == 1 && start > -64 && start < 64)
        count_words(&k, m, n_clients, picked, start, known);
    else
        for (size_t c = 0; c < n_clients; c++)
            if (picked == NULL || picked[c])
                count_client(&k, m->words + c * m->n_words, m->n_words, start,
                             known);
    rt_count_finish(&k, out);
}
