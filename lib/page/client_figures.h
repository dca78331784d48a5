/* A client's own figures, each with its terms. */
#ifndef RT_PAGE_CLIENT_FIGURES_H
#define RT_PAGE_CLIENT_FIGURES_H

#include "page/client_own.h"

/*
 * [{name, value, terms: how it comes about, href: where the rest is, or
 * null}]: months with us, what is paid a month, paid in total, and what
 * clients of the same plan and region are worth, as the block `ltv` computes
 * it from the newest data.  New reference.
 */
enum rt_code rt_client_figures(struct rt_visit *v,
                               const struct rt_client_head *client,
                               const struct rt_card_contract *contracts,
                               size_t n, const struct rt_client_sums *sums,
                               json_t **out, struct rt_err *err) RT_CHECK;

/* An amount in words. */
const char *rt_card_money(const struct rt_visit *v, int64_t minor);

#endif
