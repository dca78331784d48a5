#include "block/revenue.h"

static bool
any_amount(const int64_t *amount, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (amount[i] != RT_NO_AMOUNT)
            return true;
    return false;
}

enum rt_basis
rt_basis_of(const struct rt_data *d)
{
    if (any_amount(d->contract_fee, d->n_contracts) ||
        any_amount(d->change_fee, d->n_changes))
        return RT_BASIS_FEE;
    if (any_amount(d->contract_profit, d->n_contracts) ||
        any_amount(d->change_profit, d->n_changes))
        return RT_BASIS_PROFIT;
    return RT_BASIS_NONE;
}

struct rt_mrr_in
rt_mrr_input(const struct rt_block_env *env, enum rt_basis basis,
             const uint8_t *picked)
{
    const struct rt_data *d = env->data;
    bool profit = basis == RT_BASIS_PROFIT;

    return (struct rt_mrr_in){
        .n_clients = d->n_clients,
        .first = d->contract_first,
        .start = d->contract_start,
        .end = d->contract_end,
        .amount = profit ? d->contract_profit : d->contract_fee,
        .change_first = d->n_changes != 0 ? d->change_first : NULL,
        .change_day = d->change_day,
        .change_amount = profit ? d->change_profit : d->change_fee,
        .picked = picked,
        .gap_days = env->gap_days,
    };
}

/* Contracts of picked clients that never had an amount. */
static int64_t
without_amount(const struct rt_mrr_in *in)
{
    int64_t n = 0;

    for (size_t i = 0; i < in->n_clients; i++)
        for (uint32_t c = in->first[i]; in->picked[i] && c < in->first[i + 1];
             c++) {
            bool given = in->amount[c] != RT_NO_AMOUNT;

            if (!given && in->change_first != NULL)
                given =
                    any_amount(in->change_amount + in->change_first[c],
                               in->change_first[c + 1] - in->change_first[c]);
            n += !given;
        }
    return n;
}

enum rt_code
rt_revenue_of(const struct rt_block_env *env, const uint8_t *picked,
              const struct rt_periods *p, struct rt_arena *a,
              struct rt_revenue *out, struct rt_err *err)
{
    struct rt_churn_in clients = rt_churn_input(env, picked);

    *out = (struct rt_revenue){.basis = rt_basis_of(env->data), .periods = *p};
    out->in = rt_mrr_input(env, out->basis, picked);
    out->clients = rt_alloc_n(a, p->n, sizeof *out->clients);
    out->mrr = rt_alloc_n(a, p->n, sizeof *out->mrr);
    out->n_since_ever = rt_since_ever(env->data, picked);
    if (out->basis != RT_BASIS_NONE)
        out->n_without_amount = without_amount(&out->in);
    rt_churn(&clients, p, out->clients);
    return rt_mrr(&out->in, p, out->mrr, err);
}

void
rt_revenue_notes(const struct rt_revenue *v, struct rt_result *out)
{
    if (v->basis == RT_BASIS_PROFIT)
        rt_result_note(out, "note_by_profit", 0, NULL);
    if (v->basis == RT_BASIS_NONE)
        rt_result_note(out, "note_no_amounts", 0, NULL);
    if (v->n_without_amount != 0)
        rt_result_note(out, "note_without_amount", v->n_without_amount, NULL);
    if (v->n_since_ever != 0)
        rt_result_note(out, "note_since_ever", v->n_since_ever, NULL);
    rt_note_left_out(out->data, v->in.picked, out);
}

const char *
rt_revenue_why(const struct rt_revenue *v, const char *why)
{
    return v->basis == RT_BASIS_NONE ? "why_no_amounts" : why;
}
