/* Monthly recurring revenue and what changed it (METRICS 4). */
#ifndef RT_STAT_MRR_H
#define RT_STAT_MRR_H

#include "stat/periods.h"

#include <stdint.h>

/*
 * The contracts of all clients, client after client, as in stat/churn.h, and
 * their monthly amounts in minor units.
 *
 *   amount         [n] of the contract itself; RT_NO_AMOUNT counts as 0
 *   change_first   [n + 1] changes of contract j are
 *                  change_first[j]..change_first[j+1]-1, by day; NULL: none
 *   change_day     in force from this day on
 *   change_amount  RT_NO_AMOUNT: this change does not set the amount
 *
 * On day d the amount of the latest change with day <= d is in force; before
 * the first change, the contract's own.  During a pause of at most gap_days
 * the client keeps paying what ended with it.
 */
struct rt_mrr_in {
    size_t n_clients;
    const uint32_t *first;
    const int32_t *start, *end;
    const int64_t *amount;
    const uint32_t *change_first;
    const int32_t *change_day;
    const int64_t *change_amount;
    const uint8_t *picked; /* NULL: all */
    int32_t gap_days;
    const uint16_t *group; /* [n_clients] 0 .. n_groups-1, for rt_mrr_parts() */
    size_t n_groups;
};

/*
 * One period [P0, P1): what each client paid on the day before P0, compared
 * with the last day before P1.  Clients are compared, not single contracts.
 *
 *   closing = opening + added + expansion + reactivation - contraction
 *             - churned
 *   n_closing = n_opening + n_added + n_reactivated - n_churned
 */
struct rt_mrr_row {
    int64_t opening, closing;
    int64_t added; /* from new clients: first contract ever in the period */
    int64_t reactivation; /* from clients who came back */
    int64_t expansion;    /* increases of clients who stayed */
    int64_t contraction;  /* decreases of clients who stayed */
    int64_t churned;      /* from clients who left: what they paid */
    int64_t n_opening,
        n_closing; /* numbers of clients, including those who pay 0 */
    int64_t n_added, n_reactivated, n_churned, n_expansions, n_contractions;
};

/* Sums of amounts that weigh no more than this leave room to add a few. */
#define RT_MRR_MAX (INT64_MAX / 8)

/* Fill rows[0 .. p->n-1] in one pass.  Starts, ends and changes from
 * p->bound[p->n] on have not happened yet.  RT_ELIMIT ("sum_too_large") when
 * the amounts together, without their signs, are beyond RT_MRR_MAX.
 * O(contracts + changes). */
enum rt_code rt_mrr(const struct rt_mrr_in *in, const struct rt_periods *p,
                    struct rt_mrr_row *rows, struct rt_err *err) RT_CHECK;

/* A period of the clients of one group.  Sums wrap around. */
struct rt_mrr_part {
    uint64_t n_closing, n_churned, closing;
};

/* The same, and what the groups give alone in the same pass: the periods of
 * group g begin at parts[g * p->n].  O(contracts + changes +
 * groups * periods). */
enum rt_code rt_mrr_parts(const struct rt_mrr_in *in,
                          const struct rt_periods *p, struct rt_mrr_row *rows,
                          struct rt_mrr_part *parts,
                          struct rt_err *err) RT_CHECK;

/* What is in force of contract `c` on `day`; 0 where no amount is given. */
int64_t rt_mrr_amount(const struct rt_mrr_in *in, uint32_t c, int32_t day);

/* What was lost of the opening MRR: churned + contraction.  It is 0 when those
 * who left paid less than nothing, so that GRR is never above 1. */
int64_t rt_mrr_gross_lost(const struct rt_mrr_row *r);

/* Shares of one row; NaN when the opening MRR is not positive, because then
 * there is nothing to take a share of. */
double rt_mrr_gross_churn(const struct rt_mrr_row *r);
double rt_mrr_net_churn(const struct rt_mrr_row *r);

#endif
