#include "block/cohorts.h"

#include "block/clients.h"

#include <stdio.h>

/* In the order of enum rt_source. */
const char *const rt_source_words[RT_SOURCE__MAX + 1] = {
    [RT_SOURCE_CONTRACTS] = "contracts",
    [RT_SOURCE_PAYMENTS] = "payments",
    [RT_SOURCE_ACTIVITY] = "activity",
};

enum rt_source
rt_source_of(const struct rt_result *r)
{
    enum rt_source source = RT_SOURCE_ACTIVITY;

    if (r->data->n_contracts != 0)
        source = RT_SOURCE_CONTRACTS;
    else if (r->data->payments.events.n != 0)
        source = RT_SOURCE_PAYMENTS;
    return (enum rt_source)rt_filter_int(r->filter, "source", (int)source);
}

enum rt_group
rt_source_group(enum rt_source source)
{
    static const enum rt_group groups[RT_SOURCE__MAX] = {
        [RT_SOURCE_CONTRACTS] = RT_GROUP_CONTRACTS,
        [RT_SOURCE_PAYMENTS] = RT_GROUP_PAYMENTS,
        [RT_SOURCE_ACTIVITY] = RT_GROUP_ACTIVITY,
    };

    return groups[source];
}

int32_t
rt_source_until(const struct rt_result *r, enum rt_source source)
{
    return rt_result_until(r, rt_source_group(source));
}

/* RT_DAY_OPEN when there is none. */
static int32_t
first_day(const struct rt_data *d, enum rt_source source)
{
    const struct rt_events *e =
        source == RT_SOURCE_PAYMENTS ? &d->payments.events : &d->activity;

    if (source == RT_SOURCE_CONTRACTS)
        return rt_first_start(d, NULL);
    return e->n != 0 ? (int32_t)e->base : RT_DAY_OPEN;
}

/* The first day of the periods.  If they are too many, only the latest ones
 * are taken, and a note says so once. */
static enum rt_code
choose_first(struct rt_result *r, int32_t until, int32_t *from,
             struct rt_err *err)
{
    const struct rt_filter *f = r->filter;
    int32_t latest = rt_period_add(r->by, rt_period_start(r->by, until),
                                   1 - RT_COHORT_PERIODS);
    char n[16];

    if (*from >= latest)
        return RT_OK;
    if (f->to != RT_DAY_NONE && f->to < latest) {
        snprintf(n, sizeof n, "%d", rt_period_index(r->by, *from, until) + 1);
        return rt_fail_key(err, RT_ELIMIT, "too_many_periods", "n", n, "by",
                           rt_by_name(r->by), NULL);
    }
    *from = latest;
    if (!rt_result_has_note(r, "note_latest_periods"))
        rt_result_note(r, "note_latest_periods", RT_COHORT_PERIODS, NULL);
    return RT_OK;
}

enum rt_code
rt_cohort_periods(struct rt_result *r, int32_t first_day, int32_t until,
                  struct rt_arena *a, struct rt_periods *out, size_t *n_shown,
                  struct rt_err *err)
{
    const struct rt_filter *f = r->filter;
    int32_t from =
        f->from != RT_DAY_NONE && f->from > first_day ? f->from : first_day;
    enum rt_code rc = choose_first(r, until, &from, err);

    if (rc != RT_OK)
        return rc;
    rt_periods_make(r->by, from, until, until + 1, a, out);
    *n_shown = out->n;
    while (f->to != RT_DAY_NONE && *n_shown > 0 &&
           out->bound[*n_shown - 1] > f->to)
        --*n_shown;
    return RT_OK;
}

enum rt_code
rt_cohort_set_of(const struct rt_block_env *env, const uint8_t *picked,
                 struct rt_result *r, enum rt_source source, struct rt_arena *a,
                 struct rt_cohort_set *out, struct rt_err *err)
{
    const struct rt_data *d = env->data;
    const struct rt_periods *p = &out->periods;
    struct rt_churn_in contracts = rt_churn_input(env, picked);
    enum rt_code rc;

    *out = (struct rt_cohort_set){.source = source,
                                  .first_day = first_day(d, source),
                                  .until = rt_source_until(r, source)};
    rc = rt_cohort_periods(r, out->first_day, out->until, a, &out->periods,
                           &out->n_shown, err);
    if (rc != RT_OK)
        return rc;
    if (source == RT_SOURCE_CONTRACTS)
        rt_periods_settle(&out->periods, env->gap_days);
    if (source == RT_SOURCE_PAYMENTS)
        return rt_cohorts_payments(&d->payments, d->n_clients, picked, p, a,
                                   &out->c, err);
    if (source == RT_SOURCE_CONTRACTS)
        rt_cohorts_contracts(&contracts, p, a, &out->c);
    else if (rt_cohorts_fit(&d->activity_months, &d->activity, p))
        rt_cohorts_months(&d->activity_months, d->n_clients, picked, p, a,
                          &out->c);
    else
        rt_cohorts_events(&d->activity, d->n_clients, picked, p, a, &out->c);
    return RT_OK;
}

void
rt_note_few_in_cohort(int64_t n_small, struct rt_result *out)
{
    if (n_small != 0)
        rt_result_note(out, "note_few_in_cohort", n_small, NULL);
}

/* Selected clients with payments, none of which is a purchase. */
static int64_t
never_bought(const struct rt_data *d, const uint8_t *picked)
{
    const struct rt_payments *pay = &d->payments;
    int64_t n = 0;

    for (size_t i = 0; i < d->n_clients; i++) {
        uint32_t k = pay->events.first[i], stop = pay->events.first[i + 1];

        if (!picked[i] || k == stop)
            continue;
        while (k < stop && rt_payment_amount(pay, k) < 0)
            k++;
        n += k == stop;
    }
    return n;
}

void
rt_cohort_notes(const struct rt_cohort_set *s, const uint8_t *picked,
                enum rt_lang lang, struct rt_arena *a, struct rt_result *out)
{
    static const char *const sources[RT_SOURCE__MAX] = {
        [RT_SOURCE_CONTRACTS] = "note_source_contracts",
        [RT_SOURCE_PAYMENTS] = "note_source_payments",
        [RT_SOURCE_ACTIVITY] = "note_source_activity",
    };
    const struct rt_periods *p = &s->periods;
    int64_t outside = 0;

    rt_result_note(out, sources[s->source], 0, NULL);
    if (s->n_shown > 0 && rt_cohort_first_seen(s, 0))
        rt_result_note(out, "note_first_seen", 0,
                       rt_text_period(lang, a, p->by,
                                      rt_period_start(p->by, p->bound[0])));
    if (s->source == RT_SOURCE_CONTRACTS)
        outside = rt_since_ever(out->data, picked);
    if (outside != 0)
        rt_result_note(out, "note_since_ever_outside", outside, NULL);
    if (s->source == RT_SOURCE_CONTRACTS)
        rt_note_left_out(out->data, picked, out);
    outside =
        s->source == RT_SOURCE_PAYMENTS ? never_bought(out->data, picked) : 0;
    if (outside != 0)
        rt_result_note(out, "note_only_refunds", outside, NULL);
    if (s->c.n_refunds_outside != 0)
        rt_result_note(out, "note_refunds_outside", s->c.n_refunds_outside,
                       NULL);
}
