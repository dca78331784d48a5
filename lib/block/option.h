/* A block's own options against the data. */
#ifndef RT_BLOCK_OPTION_H
#define RT_BLOCK_OPTION_H

#include "field/filter.h"
#include "snap/data.h"

/* The values that an option takes from a column of the data (field->values);
 * NULL for other options. */
const struct rt_dict *rt_option_values(const struct rt_data *d,
                                       const struct rt_field *field);

/* Values that nobody in the data has are most likely misspelt: RT_EINVAL
 * "unknown_value" {key} {value}, or "unknown_value_near" with {near}: what was
 * probably meant. */
enum rt_code rt_option_check(const struct rt_data *d, const struct rt_filter *f,
                             struct rt_arena *a, struct rt_err *err) RT_CHECK;

/* [dict->n] 1 for the codes whose texts the option has, from `a`; NULL when
 * it is absent. */
uint8_t *rt_option_codes(const struct rt_filter *f, const char *name,
                         const struct rt_dict *dict, struct rt_arena *a);

#endif
