#include "block/lifetime.h"

#include "stat/sum.h"

#include <math.h>

static void
add_up(const struct rt_revenue *v, const struct rt_data *d,
       struct rt_lifetime *out)
{
    struct rt_sum money = {0}, clients = {0};
    struct rt_cell arpu;

    for (size_t i = 0; i < v->periods.n; i++) {
        const struct rt_mrr_row *r = &v->mrr[i];

        out->lost += r->n_churned;
        out->client_months += r->n_opening;
        rt_sum_add(&money, (double)r->opening);
        rt_sum_add(&money, (double)r->closing);
        rt_sum_add(&clients, (double)(r->n_opening + r->n_closing));
    }
    arpu = rt_cell_price(d, rt_sum_of(&money), rt_sum_of(&clients));
    if (v->basis != RT_BASIS_NONE && arpu.type == RT_CELL_REAL)
        out->arpu = arpu.x;
}

enum rt_code
rt_lifetime_of(const struct rt_block_env *env, const uint8_t *picked,
               const struct rt_result *r, int32_t first, int32_t end,
               struct rt_arena *a, struct rt_lifetime *out, struct rt_err *err)
{
    int32_t known = rt_first_known(env->data, picked);
    struct rt_revenue v;
    struct rt_periods p;
    enum rt_code rc;

    *out = (struct rt_lifetime){.data = env->data,
                                .no_contracts = known == RT_DAY_OPEN,
                                .basis = rt_basis_of(env->data),
                                .arpu = NAN};
    /* Months whose losses are not final are left out. */
    if (end > r->as_of + 1 - env->gap_days)
        end = r->as_of + 1 - env->gap_days;
    out->end = rt_period_start(RT_BY_MONTH, end);
    out->first = rt_period_start(RT_BY_MONTH, first);
    if (out->first < first)
        out->first = rt_period_add(RT_BY_MONTH, out->first, 1);
    if (out->first < known && known < out->end)
        out->first = rt_period_start(RT_BY_MONTH, known);
    if (out->first >= out->end || known >= out->end) {
        out->first = out->end;
        return RT_OK;
    }
    rt_periods_make(RT_BY_MONTH, out->first, out->end - 1, r->as_of + 1, a, &p);
    rc = rt_revenue_of(env, picked, &p, a, &v, err);
    if (rc == RT_OK)
        add_up(&v, env->data, out);
    return rc;
}

double
rt_lifetime_churn(const struct rt_lifetime *l)
{
    return l->client_months != 0 ? (double)l->lost / (double)l->client_months
                                 : NAN;
}

const char *
rt_lifetime_why(const struct rt_lifetime *l)
{
    if (l->data->n_contracts == 0)
        return "why_no_contracts";
    if (l->no_contracts)
        return "why_none_of_these";
    if (l->first == l->end)
        return "why_no_finished_month";
    if (l->basis == RT_BASIS_NONE)
        return "why_no_amounts";
    if (l->client_months == 0)
        return "why_nobody_at_start";
    return NULL;
}
