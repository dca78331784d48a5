#include "block/shown_periods.h"

#include <stdio.h>

enum rt_code
rt_span(const struct rt_result *r, int32_t first_day, int gap_days,
        struct rt_arena *a, struct rt_periods *out, struct rt_err *err)
{
    const struct rt_filter *f = r->filter;
    int32_t from =
        f->from != RT_DAY_NONE && f->from > first_day ? f->from : first_day;
    int32_t to = f->to != RT_DAY_NONE && f->to < r->as_of ? f->to : r->as_of;
    char n[16];

    if (to >= from && rt_period_index(r->by, from, to) >= RT_SPAN_MAX) {
        snprintf(n, sizeof n, "%d", rt_period_index(r->by, from, to) + 1);
        return rt_fail_key(err, RT_ELIMIT, "too_many_periods", "n", n, "by",
                           rt_by_name(r->by), NULL);
    }
    rt_periods_make(r->by, from, to, r->as_of + 1, a, out);
    rt_periods_settle(out, gap_days);
    if (f->complete)
        rt_periods_complete(out);
    return RT_OK;
}

int64_t
rt_span_last(const struct rt_periods *p)
{
    return (int64_t)p->n_done - 1;
}

void
rt_span_figures_of(const struct rt_periods *p, int64_t last, enum rt_lang lang,
                   struct rt_arena *a, struct rt_result *r)
{
    if (last < 0)
        return;
    r->now = rt_period_start(p->by, p->bound[last]);
    if (last > 0)
        r->before = rt_period_start(p->by, p->bound[last - 1]);
    rt_result_note(r, "note_figures_of", 0,
                   rt_text_period(lang, a, p->by, r->now));
}

const uint8_t *
rt_span_unfinished(const struct rt_periods *p, struct rt_arena *a)
{
    uint8_t *unfinished = rt_alloc(a, p->n);

    for (size_t i = p->n_done; i < p->n; i++)
        unfinished[i] = 1;
    return unfinished;
}

void
rt_span_notes(const struct rt_periods *p, int gap_days, struct rt_result *out)
{
    if (p->cut)
        rt_result_note(out, "note_unfinished", 0, NULL);
    if (p->n_done + p->cut < p->n)
        rt_result_note(out, "note_provisional", gap_days, NULL);
}
