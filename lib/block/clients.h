/* Clients and their contracts as the formulas take them. */
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

/* The first day on which something is known of contracts of picked clients: a
 * start, or of one without a start its end, at the latest the as-of day.
 * RT_DAY_OPEN when they have no contracts.  Others have no say: whom a filter
 * leaves out changes nothing. */
int32_t rt_first_known(const struct rt_data *d, const uint8_t *picked);

/* Why there is no finished period to speak of: a catalogue key. */
const char *rt_no_period_why(const struct rt_data *d, const uint8_t *picked);

/* Picked clients whose first contract has no known start. */
int64_t rt_since_ever(const struct rt_data *d, const uint8_t *picked);

/* Notes that tell of contracts of picked clients which no period counts. */
void rt_note_left_out(const struct rt_data *d, const uint8_t *picked,
                      struct rt_result *out);

#endif
