/* MRR period by period, for the blocks that speak of revenue. */
#ifndef RT_BLOCK_REVENUE_H
#define RT_BLOCK_REVENUE_H

#include "block/clients.h"
#include "stat/mrr.h"

/* Which amounts a company's data have (METRICS 16.3). */
enum rt_basis {
    RT_BASIS_FEE,    /* what clients pay */
    RT_BASIS_PROFIT, /* only profits are known: everything is "by profit" */
    RT_BASIS_NONE    /* no amount at all */
};

struct rt_revenue {
    enum rt_basis basis;
    struct rt_periods periods;
    struct rt_mrr_row *mrr; /* [periods.n] */
    struct rt_mrr_in in;    /* what the rows are computed from */
};

/* Which amounts to use: fees if any is given. */
enum rt_basis rt_basis_of(const struct rt_data *d);

struct rt_mrr_in rt_mrr_input(const struct rt_block_env *env,
                              enum rt_basis basis, const uint8_t *picked);

/* All but the rows, for which there is room; `p` is taken over. */
struct rt_revenue rt_revenue_prepare(const struct rt_block_env *env,
                                     const uint8_t *picked,
                                     const struct rt_periods *p,
                                     struct rt_arena *a);

/* The same with the rows.  RT_ELIMIT as rt_mrr(). */
enum rt_code rt_revenue_of(const struct rt_block_env *env,
                           const uint8_t *picked, const struct rt_periods *p,
                           struct rt_arena *a, struct rt_revenue *out,
                           struct rt_err *err) RT_CHECK;

/* Add notes: amounts are profits or absent, contracts without an amount,
 * clients without a start, contracts that never ran. */
void rt_revenue_notes(const struct rt_revenue *v, struct rt_result *out);

/* Why a figure of revenue is undefined: a catalogue key.  `why` is the reason
 * when the data have amounts. */
const char *rt_revenue_why(const struct rt_revenue *v, const char *why);

#endif
