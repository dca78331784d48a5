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

/* Contracts of selected clients that never had an amount. */
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

struct rt_revenue
rt_revenue_prepare(const struct rt_block_env *env, const uint8_t *picked,
                   const struct rt_periods *p, struct rt_arena *a)
{
    enum rt_basis basis = rt_basis_of(env->data);

    return (struct rt_revenue){
        .basis = basis,
        .periods = *p,
        .mrr = rt_alloc_n(a, p->n, sizeof(struct rt_mrr_row)),
        .in = rt_mrr_input(env, basis, picked)};
}

enum rt_code
rt_revenue_of(const struct rt_block_env *env, const uint8_t *picked,
              const struct rt_periods *p, struct rt_arena *a,
              struct rt_revenue *out, struct rt_err *err)
{
    *out = rt_revenue_prepare(env, picked, p, a);
    return rt_mrr(&out->in, p, out->mrr, err);
}

void
rt_revenue_notes(const struct rt_revenue *v, struct rt_result *out)
{
    int64_t n = v->basis != RT_BASIS_NONE ? without_amount(&v->in) : 0;

    if (v->basis == RT_BASIS_PROFIT)
        rt_result_note(out, "note_by_profit", 0, NULL);
    if (v->basis == RT_BASIS_NONE)
        rt_result_note(out, "note_no_amounts", 0, NULL);
    if (n != 0)
        rt_result_note(out, "note_without_amount", n, NULL);
    n = rt_since_ever(out->data, v->in.picked);
    if (n != 0)
        rt_result_note(out, "note_since_ever", n, NULL);
    rt_note_left_out(out->data, v->in.picked, out);
}

const char *
rt_revenue_why(const struct rt_revenue *v, const char *why)
{
    return v->basis == RT_BASIS_NONE ? "why_no_amounts" : why;
}
