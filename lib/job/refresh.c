#include "job/refresh.h"

#include "base/money.h"
#include "repo/extract.h"
#include "snap/file.h"

#include <string.h>

static int32_t
choose_as_of(const struct rt_refresh *job, const struct rt_build *b,
             const struct rt_extract_state *state)
{
    int32_t today = rt_zone_day(job->zone, job->now), last;

    if (job->as_of != RT_DAY_NONE)
        return job->as_of;
    last = rt_build_last_day(b, today);
    if (state->as_of > last)
        last = state->as_of;
    return last != RT_DAY_NONE ? last : today;
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

    rc = rt_extract(db, job->zone, a, b, &state, err);
    if (rc == RT_OK) {
        int32_t as_of = choose_as_of(job, b, &state);

        rt_build_finish(b, a, &d);
        d.as_of = as_of;
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
