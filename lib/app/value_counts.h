/* What a filter offers: the values of each attribute and how many clients have
 * them, counted once for each snapshot. */
#ifndef RT_APP_VALUE_COUNTS_H
#define RT_APP_VALUE_COUNTS_H

#include "snap/data.h"

struct rt_value_counts;

/* Clients per code of attribute `i`; [attrs[i].dict.n].  Counts again when
 * `data` is of another generation than last time; *c may be NULL. */
const uint32_t *rt_value_counts_of(struct rt_value_counts **c,
                                   const struct rt_data *data, size_t i);
void rt_value_counts_free(struct rt_value_counts *c); /* NULL is accepted */

#endif
