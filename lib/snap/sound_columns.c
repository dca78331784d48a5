#include "snap/sound_columns.h"

/* Masks have at most this many words; months are counted from 1970. */
enum { MONTH_WORDS = 4, MONTH_MAX = 12 * 10000 };

/* Days of the years that a calendar can name; a database may hold others than
 * the importer accepts. */
enum { FIRST_DAY = -800000, LAST_DAY = 3000000 };

static bool
is_day(int32_t day)
{
    return day >= FIRST_DAY && day <= LAST_DAY;
}

static bool
is_start(int32_t day)
{
    return day == RT_DAY_NONE || is_day(day);
}

static bool
is_end(int32_t day)
{
    return day == RT_DAY_NONE || day == RT_DAY_OPEN || is_day(day);
}

/* Contracts of a client rise by start; a contract without days has neither. */
static bool
contracts_sound(const struct rt_data *d)
{
    bool good = true;

    for (size_t k = 0; k < d->n_contracts; k++) {
        int32_t start = d->contract_start[k], end = d->contract_end[k];

        good &= is_start(start) && is_end(end) &&
                (start < end || (start == RT_DAY_NONE && end == RT_DAY_NONE));
    }
    for (size_t i = 0; i < d->n_clients; i++)
        for (uint32_t k = d->contract_first[i] + 1;
             k < d->contract_first[i + 1]; k++)
            good &= d->contract_start[k - 1] <= d->contract_start[k];
    return good;
}

static bool
changes_sound(const struct rt_data *d)
{
    bool good = true;

    for (size_t k = 0; k < d->n_changes; k++)
        good &= is_day(d->change_day[k]);
    for (size_t i = 0; i < d->n_contracts; i++)
        for (uint32_t k = d->change_first[i] + 1; k < d->change_first[i + 1];
             k++)
            good &= d->change_day[k - 1] <= d->change_day[k];
    return good;
}

/* Days rise within a client, and none may be before the first of all. */
static bool
events_sound(const struct rt_events *e, size_t n_clients)
{
    bool good = true;

    if ((e->day16 == NULL) == (e->day32 == NULL) || e->base < FIRST_DAY ||
        e->base > LAST_DAY)
        return false;
    for (size_t i = 0; i < n_clients; i++)
        for (uint32_t k = e->first[i] + 1; k < e->first[i + 1]; k++)
            good &= rt_event_day(e, k - 1) <= rt_event_day(e, k);
    for (size_t k = 0; k < e->n && e->day32 != NULL; k++)
        good &= is_day(e->day32[k]) && e->day32[k] >= e->base;
    return good;
}

static bool
months_sound(const struct rt_months *m, size_t n_clients)
{
    return m->n_words <= MONTH_WORDS && m->n_all == m->n_words * n_clients &&
           m->first_month >= -MONTH_MAX && m->first_month <= MONTH_MAX;
}

static bool
cases_sound(const struct rt_cases *c)
{
    bool good = true;

    for (size_t i = 0; i < c->n; i++)
        good &= c->status[i] < RT_STATUS__MAX && is_day(c->created_day[i]) &&
                (c->completed_day[i] == RT_DAY_OPEN ||
                 is_day(c->completed_day[i])) &&
                (c->completed_at[i] == RT_NEVER) ==
                    (c->completed_day[i] == RT_DAY_OPEN) &&
                c->way[i] < RT_WAY__MAX && c->arm[i] < RT_ARM__MAX &&
                is_day(c->ordered_day[i]);
    for (size_t i = 1; i < c->n; i++)
        good &= c->created_at[i - 1] <= c->created_at[i];
    return good;
}

static bool
campaigns_sound(const struct rt_campaigns *c)
{
    bool good = true;

    for (size_t i = 0; i < c->n; i++)
        good &= is_start(c->starts[i]) && is_end(c->ends[i]);
    for (size_t i = 0; i < c->n_members; i++)
        good &= c->member_contacted[i] <= 1 && c->member_converted[i] <= 2;
    return good;
}

static bool
days_sound(const struct rt_data *d)
{
    bool good = is_day(d->as_of);

    for (enum rt_group g = 0; g < RT_GROUP__MAX; g++)
        good &= is_start(d->known[g]);
    return good && d->digits >= 0 && d->digits <= 4;
}

bool
rt_snap_sound(const struct rt_data *d)
{
    return days_sound(d) && contracts_sound(d) && changes_sound(d) &&
           (d->payments.amount32 != NULL || d->payments.amount64 != NULL) &&
           events_sound(&d->payments.events, d->n_clients) &&
           events_sound(&d->activity, d->n_clients) &&
           months_sound(&d->payments.months, d->n_clients) &&
           months_sound(&d->activity_months, d->n_clients) &&
           cases_sound(&d->cases) && campaigns_sound(&d->campaigns);
}
