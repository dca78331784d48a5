/* Clients and their contracts in the form that the formulas take. */
#ifndef RT_BLOCK_CLIENTS_H
#define RT_BLOCK_CLIENTS_H

#include "block/block.h"
#include "stat/churn.h"

struct rt_churn_in rt_churn_input(const struct rt_block_env *env,
                                  const uint8_t *picked);

/* The rows of rt_churn() for the periods of `p`, from `a`. */
struct rt_churn_row *rt_churn_of(const struct rt_block_env *env,
                                 const uint8_t *picked,
                                 const struct rt_periods *p,
                                 struct rt_arena *a);

/* The first day of any contract of picked clients, NULL: of all;
 * RT_DAY_OPEN when none is known. */
int32_t rt_first_start(const struct rt_data *d, const uint8_t *picked);

/* The first day on which something is known about contracts of selected
 * clients: a start, or the end of a contract without a start; at the latest
 * the as-of day.  RT_DAY_OPEN when they have no contracts.  It does not depend
 * on clients that the filter leaves out. */
int32_t rt_first_known(const struct rt_data *d, const uint8_t *picked);

/* Why there is no finished period: a catalogue key. */
const char *rt_no_period_why(const struct rt_data *d, const uint8_t *picked);

/* Selected clients whose first contract has no known start. */
int64_t rt_since_ever(const struct rt_data *d, const uint8_t *picked);

/* Add notes about contracts of selected clients that no period counts. */
void rt_note_left_out(const struct rt_data *d, const uint8_t *picked,
                      struct rt_result *out);

#endif
