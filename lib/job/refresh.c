#include "job/refresh.h"

#include "base/money.h"
#include "repo/extract.h"
#include "snap/held_mark.h"

#include <string.h>

/* One build of a snapshot. */
struct work {
    const struct rt_refresh *job;
    struct rt_build *b;
    unsigned kept; /* of what may be kept from job->base, what is */
    struct rt_extract_state state;
};

static int32_t
last_day(const struct work *w, enum rt_group g, int32_t today)
{
    if ((w->kept & RT_GROUP_BIT(g)) != 0)
        return rt_snap_data(w->job->base)->known[g];
    return rt_build_last_day(w->b, g, today);
}

static bool
has_rows(const struct work *w, enum rt_group g)
{
    if ((w->kept & RT_GROUP_BIT(g)) != 0)
        return rt_snap_data(w->job->base)->known[g] != RT_DAY_NONE;
    return rt_build_has(w->b, g);
}

/* The last known day of a kind, before the operator's as_of is applied. */
static int32_t
known_of(const struct work *w, enum rt_group g, int32_t today)
{
    const struct rt_known *k = &w->state.known;
    int32_t last;

    if (g == RT_GROUP_DESK && k->desk_writes)
        return today;
    if (k->named[g] != RT_DAY_NONE)
        return k->named[g];
    last = last_day(w, g, today);
    /* Contracts that no file brought come from the desk's cases. */
    if (g == RT_GROUP_CONTRACTS && !k->imported[g] && has_rows(w, g)) {
        int32_t desk = known_of(w, RT_GROUP_DESK, today);

        return desk > last ? desk : last;
    }
    return last;
}

/* The operator's as_of shortens every kind, and extends those whose imports
 * named no day. */
static int32_t
as_told(int32_t known, int32_t named, int32_t told)
{
    if (told == RT_DAY_NONE || known == RT_DAY_NONE)
        return known;
    return named != RT_DAY_NONE && named < told ? known : told;
}

static void
choose_days(const struct work *w, int32_t known[RT_GROUP__MAX], int32_t *as_of)
{
    const struct rt_refresh *job = w->job;
    int32_t today = rt_zone_day(job->zone, job->now);

    *as_of = RT_DAY_NONE;
    for (enum rt_group g = 0; g < RT_GROUP__MAX; g++) {
        known[g] =
            as_told(known_of(w, g, today), w->state.known.named[g], job->as_of);
        if (known[g] > *as_of)
            *as_of = known[g];
    }
    if (*as_of == RT_DAY_NONE)
        *as_of = job->as_of != RT_DAY_NONE ? job->as_of : today;
}

static enum rt_code
fill_head(const struct rt_refresh *job, const struct rt_extract_state *state,
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

/* Take what has not changed from the newest snapshot, if its days are those of
 * the same zone. */
static void
keep_groups(struct work *w)
{
    const struct rt_refresh *job = w->job;
    const struct rt_data *d;

    if (job->kept == 0)
        return;
    d = rt_snap_data(job->base);
    if (strcmp(d->zone, rt_zone_name(job->zone)) == 0 &&
        rt_build_keep(w->b, d, job->kept))
        w->kept = job->kept;
}

/* Turn rows into columns. */
static enum rt_code
make_data(struct work *w, struct rt_arena *a, struct rt_data *d,
          struct rt_err *err)
{
    int32_t known[RT_GROUP__MAX], as_of;

    choose_days(w, known, &as_of);
    rt_build_finish(w->b, a, d);
    d->as_of = as_of;
    memcpy(d->known, known, sizeof d->known);
    return fill_head(w->job, &w->state, d, err);
}

static void
tell_done(const struct rt_data *d, bool unchanged, struct rt_refresh_done *done)
{
    done->as_of = d->as_of;
    done->n_clients = d->n_clients;
    done->n_contracts = d->n_contracts;
    done->unchanged = unchanged;
    memcpy(done->generation, d->generation, sizeof done->generation);
}

enum rt_code
rt_refresh_once(struct rt_db *db, const struct rt_refresh *job,
                struct rt_refresh_done *done, struct rt_err *err)
{
    struct rt_arena *a = rt_arena_new();
    struct work w = {.job = job, .b = rt_build_new()};
    struct rt_data d = {0};
    enum rt_code rc;

    *done = (struct rt_refresh_done){0};
    keep_groups(&w);
    rc = rt_extract(db, job->zone, ~w.kept, a, w.b, &w.state, err);
    done->waits = w.state.is_half && w.state.half.running;
    if (rc == RT_OK || w.state.is_half)
        (void)!rt_held_set(job->dir, w.state.is_half && !done->waits, NULL);
    if (rc == RT_OK)
        rc = make_data(&w, a, &d, err);
    if (rc == RT_OK)
        rc = rt_snap_write_kept(job->dir, &d, w.kept, err);
    if (rc == RT_OK || rc == RT_NONE) {
        tell_done(&d, rc == RT_NONE, done);
        done->kept = w.kept;
        rc = RT_OK;
    }
    rt_build_free(w.b);
    rt_arena_free(a);
    return rc;
}
