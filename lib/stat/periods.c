#include "stat/periods.h"

void
rt_periods_make(enum rt_by by, int32_t first_day, int32_t last_day,
                int32_t observe_end, struct rt_arena *a, struct rt_periods *out)
{
    int32_t start = rt_period_start(by, first_day);

    *out = (struct rt_periods){.by = by, .known = observe_end};
    out->n = last_day < first_day
                 ? 0
                 : (size_t)rt_period_index(by, first_day, last_day) + 1;
    out->bound = rt_alloc_n(a, out->n + 1, sizeof *out->bound);
    for (size_t i = 0; i <= out->n; i++)
        out->bound[i] = rt_period_add(by, start, (int)i);
    out->first = out->bound[0];
    if (out->n == 0)
        return;
    if (out->bound[out->n] > observe_end) {
        out->bound[out->n] = observe_end;
        out->cut = true;
    }
    out->n_done = out->n - out->cut;
    out->n_days = (uint32_t)(out->bound[out->n] - out->first);
    out->index = rt_alloc_n(a, out->n_days, sizeof *out->index);
    for (size_t i = 0; i < out->n; i++)
        for (int32_t day = out->bound[i]; day < out->bound[i + 1]; day++)
            out->index[day - out->first] = (uint32_t)i;
}

void
rt_periods_settle(struct rt_periods *p, int gap_days)
{
    while (p->n_done > 0 && p->bound[p->n_done] + (int64_t)gap_days > p->known)
        p->n_done--;
}

void
rt_periods_complete(struct rt_periods *p)
{
    p->n = p->n_done;
    p->cut = false;
    p->n_days = (uint32_t)(p->bound[p->n] - p->first);
}
