#include "job/refresh.h"

#include "base/money.h"
#include "repo/extract.h"
#include "snap/file.h"
#include "snap/held.h"

#include <string.h>

/* The last day that is known of a kind, before the operator's word. */
static int32_t
known_of(const struct rt_build *b, const struct rt_known *k, enum rt_group g,
         int32_t today)
{
    int32_t last;

    if (g == RT_GROUP_DESK && k->desk_writes)
        return today;
    if (k->named[g] != RT_DAY_NONE)
        return k->named[g];
    last = rt_build_last_day(b, g, today);
    /* Contracts that no file brought are those of the desk's cases. */
    if (g == RT_GROUP_CONTRACTS && !k->imported[g] && rt_build_has(b, g)) {
        int32_t desk = known_of(b, k, RT_GROUP_DESK, today);

        return desk > last ? desk : last;
    }
    return last;
}

/* The operator's day shortens every kind, and extends those whose imports
 * named none. */
static int32_t
as_told(int32_t known, int32_t named, int32_t told)
{
    if (told == RT_DAY_NONE || known == RT_DAY_NONE)
        return known;
    return named != RT_DAY_NONE && named < told ? known : told;
}

static void
choose_days(const struct rt_refresh *job, const struct rt_build *b,
            const struct rt_known *k, int32_t known[RT_GROUP__MAX],
            int32_t *as_of)
{
    int32_t today = rt_zone_day(job->zone, job->now);

    *as_of = RT_DAY_NONE;
    for (enum rt_group g = 0; g < RT_GROUP__MAX; g++) {
        known[g] = as_told(known_of(b, k, g, today), k->named[g], job->as_of);
        if (known[g] > *as_of)
            *as_of = known[g];
    }
    if (*as_of == RT_DAY_NONE)
        *as_of = job->as_of != RT_DAY_NONE ? job->as_of : today;
}

static enum rt_code
head(const struct rt_refresh *job, const struct rt_extract_state *state,
     struct rt_data *d, struct rt_err *err)
{
    d->zone = rt_zone_name(job->zone);
    d->currency = state->currency != NULL ? state->currency : job->currency;
    d->digits = state->digits;
    d->demo = state->demo;
    if (state->currency != NULL)
        return RT_OK;
    return rt_currency_digits(job->currency, &d->digits, err);
}

enum rt_code
rt_refresh_once(struct rt_db *db, const struct rt_refresh *job,
                struct rt_refresh_done *done, struct rt_err *err)
{
    struct rt_arena *a = rt_arena_new();
    struct rt_build *b = rt_build_new();
    struct rt_extract_state state;
    struct rt_data d = {0};
    enum rt_code rc;

    *done = (struct rt_refresh_done){0};
    rc = rt_extract(db, job->zone, a, b, &state, err);
    done->waits = state.is_half && state.half.running;
    if (rc == RT_OK || state.is_half)
        (void)!rt_held_set(job->dir, state.is_half && !done->waits, NULL);
    if (rc == RT_OK) {
        int32_t known[RT_GROUP__MAX], as_of;

        choose_days(job, b, &state.known, known, &as_of);
        rt_build_finish(b, a, &d);
        d.as_of = as_of;
        memcpy(d.known, known, sizeof d.known);
        rc = head(job, &state, &d, err);
    }
    if (rc == RT_OK)
        rc = rt_snap_write(job->dir, &d, err);
    if (rc == RT_OK || rc == RT_NONE) {
        *done = (struct rt_refresh_done){
            .as_of = d.as_of,
            .n_clients = d.n_clients,
            .n_contracts = d.n_contracts,
            .unchanged = rc == RT_NONE,
        };
        memcpy(done->generation, d.generation, sizeof done->generation);
        rc = RT_OK;
    }
    rt_build_free(b);
    rt_arena_free(a);
    return rc;
}
