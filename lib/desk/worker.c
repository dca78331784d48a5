#include "desk/worker.h"

enum { DAY = 86400 };

const struct rt_worker *
rt_worker_find(const struct rt_worker *list, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++) {
        if (list[i].id == id)
            return &list[i];
    }
    return NULL;
}

bool
rt_worker_away(const struct rt_worker *w, int32_t day)
{
    return w->away_from <= day && day < w->away_to && w->away_from > INT32_MIN;
}

static bool
has_manager(const struct rt_worker *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (list[i].active && !list[i].admin)
            return true;
    }
    return false;
}

bool
rt_worker_takes(const struct rt_worker *w, const struct rt_worker *list,
                size_t n)
{
    if (!w->active || w->takes == RT_TAKES_NO)
        return false;
    return w->takes == RT_TAKES_YES || !w->admin || !has_manager(list, n);
}

bool
rt_worker_can_have(const struct rt_worker *w, const struct rt_worker *list,
                   size_t n, const struct rt_deal *d)
{
    return rt_worker_takes(w, list, n) && !rt_worker_away(w, d->today) &&
           (w->client_id == 0 || w->client_id != d->client_id);
}

static bool
is_free(const struct rt_worker *w, const struct rt_worker *list, size_t n,
        const struct rt_deal *d)
{
    return rt_worker_can_have(w, list, n, d) && w->id != d->not_id &&
           (w->case_limit < 0 || w->open_cases < w->case_limit);
}

/* Whether `a` comes before `b`. */
static bool
is_before(const struct rt_worker *a, const struct rt_worker *b)
{
    if (a->open_cases != b->open_cases)
        return a->open_cases < b->open_cases;
    if (a->assigned_at != b->assigned_at)
        return a->assigned_at < b->assigned_at;
    return a->id < b->id;
}

int64_t
rt_worker_choose(const struct rt_worker *list, size_t n,
                 const struct rt_deal *d)
{
    bool recent = d->now - d->former_at <= (int64_t)RT_FORMER_DAYS * DAY;
    const struct rt_worker *best = NULL;

    for (size_t i = 0; i < n; i++) {
        if (!is_free(&list[i], list, n, d))
            continue;
        if (d->former_id == list[i].id && recent)
            return list[i].id;
        if (best == NULL || is_before(&list[i], best))
            best = &list[i];
    }
    return best == NULL ? 0 : best->id;
}
