/* What there is to choose from in a filter: the values of each attribute and
 * how many clients have them, counted once per snapshot. */
#ifndef RT_APP_CHOICES_H
#define RT_APP_CHOICES_H

#include "snap/data.h"

struct rt_choices;

/* Clients per code of attribute `i`; [attrs[i].dict.n]. Counts anew when
 * `data` is another generation than last time; *c may be NULL. */
const uint32_t *rt_choices_counts(struct rt_choices **c,
                                  const struct rt_data *data, size_t i);
void rt_choices_free(struct rt_choices *c); /* NULL accepted */

#endif
