#include "stat/churn.h"

#include "base/arena.h"

#include <stdlib.h>

/*
 * A client is "at" bound i when active on the day before bound[i]: that is the
 * opening set of period i and the closing set of period i - 1.
 */
struct pass {
    const struct rt_churn_in *in;
    const struct rt_periods *p;
    struct rt_churn_row *rows;
    int64_t *arrivals; /* [n + 2] clients at bound i minus those at i - 1 */
};

/* Bounds that a client is at without interruption; none when low > high. */
struct stay {
    int64_t low, high;
};

/* Service without pauses, and the bounds it covers: from the first one after
 * its start to the last one not after its end. */
static bool
next_spell(const struct pass *s, uint32_t *c, uint32_t stop, struct stay *out)
{
    const struct rt_churn_in *in = s->in;
    int32_t start, end;

    if (*c == stop)
        return false;
    start = in->start[*c];
    end = in->end[*c];
    while (++*c < stop && in->start[*c] <= (int64_t)end + in->gap_days &&
           in->start[*c] < s->p->known)
        if (in->end[*c] > end)
            end = in->end[*c];
    out->low = rt_period_of(s->p, start) + 1;
    out->high = rt_period_of(s->p, end);
    return out->low <= (int64_t)s->p->n;
}

/* True when a contract of the client ends in period i for a voluntary cause. */
static bool
left_by_choice(const struct pass *s, size_t client, int64_t i)
{
    const struct rt_churn_in *in = s->in;

    if (in->voluntary == NULL)
        return false;
    for (uint32_t c = in->first[client]; c < in->first[client + 1]; c++)
        if (rt_period_of(s->p, in->end[c]) == i &&
            in->voluntary[in->cause[c]] != 0)
            return true;
    return false;
}

/* The client arrives before bound `low` and leaves after bound `high`. */
static void
count_stay(struct pass *s, size_t client, struct stay stay)
{
    int64_t entry = rt_period_of(s->p, s->in->start[s->in->first[client]]);

    s->arrivals[stay.low]++;
    s->arrivals[stay.high + 1]--;
    if (stay.low > 0 && stay.low - 1 == entry)
        s->rows[entry].added++;
    else if (stay.low > 0)
        s->rows[stay.low - 1].reactivated++;
    if (stay.high < (int64_t)s->p->n) {
        s->rows[stay.high].lost++;
        s->rows[stay.high].lost_voluntary +=
            left_by_choice(s, client, stay.high);
    }
}

/* Spells whose bounds touch are one stay: the pause between them lies inside a
 * period.  A spell between two bounds is "intra" of its period when the client
 * is at neither bound. */
static void
count_client(struct pass *s, size_t client)
{
    uint32_t c = s->in->first[client], stop = s->in->first[client + 1];
    struct stay stay = {.low = 0, .high = -1}, spell;
    int64_t inner = -1; /* period of a spell that has reached no bound so far */

    while (next_spell(s, &c, stop, &spell)) {
        bool reaches = spell.low <= spell.high;

        if (reaches && spell.low == inner + 1)
            inner = -1;
        if (inner >= 0 && (reaches || spell.high != inner)) {
            s->rows[inner].intra++;
            inner = -1;
        }
        if (!reaches && spell.high > stay.high)
            inner = spell.high;
        if (!reaches)
            continue;
        if (stay.low <= stay.high && spell.low > stay.high + 1) {
            count_stay(s, client, stay);
            stay.low = spell.low;
        } else if (stay.low > stay.high) {
            stay.low = spell.low;
        }
        stay.high = spell.high;
    }
    if (inner >= 0)
        s->rows[inner].intra++;
    if (stay.low <= stay.high)
        count_stay(s, client, stay);
}

/* A client with one contract, as most are. */
static void
count_only(struct pass *s, size_t client)
{
    uint32_t c = s->in->first[client];
    struct stay stay = {.low = rt_period_of(s->p, s->in->start[c]) + 1,
                        .high = rt_period_of(s->p, s->in->end[c])};

    if (stay.high >= 0 && stay.high < (int64_t)s->p->n)
        s->rows[stay.high].contracts_ended++;
    if (stay.low > (int64_t)s->p->n)
        return;
    if (stay.low <= stay.high)
        count_stay(s, client, stay);
    else if (stay.high >= 0)
        s->rows[stay.high].intra++;
}

static void
count_ends(struct pass *s, size_t client)
{
    const struct rt_churn_in *in = s->in;

    for (uint32_t c = in->first[client]; c < in->first[client + 1]; c++) {
        int64_t i = rt_period_of(s->p, in->end[c]);

        if (i >= 0 && i < (int64_t)s->p->n)
            s->rows[i].contracts_ended++;
    }
}

void
rt_churn(const struct rt_churn_in *in, const struct rt_periods *p,
         struct rt_churn_row *rows)
{
    struct pass s = {.in = in, .p = p, .rows = rows};
    int64_t at = 0;

    for (size_t i = 0; i < p->n; i++)
        rows[i] = (struct rt_churn_row){0};
    s.arrivals = rt_heap((p->n + 2) * sizeof *s.arrivals);
    for (size_t client = 0; client < in->n_clients; client++) {
        uint32_t n = in->first[client + 1] - in->first[client];

        if (n == 0 || (in->picked != NULL && !in->picked[client]))
            continue;
        if (n == 1) {
            count_only(&s, client);
            continue;
        }
        count_client(&s, client);
        count_ends(&s, client);
    }
    for (size_t i = 0; i < p->n; i++) {
        at += s.arrivals[i];
        rows[i].opening = at;
        rows[i].closing = at + s.arrivals[i + 1];
    }
    free(s.arrivals);
}
