/* A block's own options against the data. */
#ifndef RT_BLOCK_OPTION_VALUES_H
#define RT_BLOCK_OPTION_VALUES_H

#include "field/filter.h"
#include "snap/data.h"

/* The values that an option takes from a column of the data (field->values);
 * NULL for other options. */
const struct rt_dict *rt_option_values(const struct rt_data *d,
                                       const struct rt_field *field);

/* A value that nobody in the data has is probably misspelt: RT_EINVAL with
 * "unknown_value_near" {key} {value} {names}, the names spelled almost alike;
 * "unknown_value_known", the first of those that there are; or "unknown_value",
 * where there are none. */
enum rt_code rt_option_check(const struct rt_data *d, const struct rt_filter *f,
                             struct rt_arena *a, struct rt_err *err) RT_CHECK;

/* [dict->n] 1 for the codes whose texts the option has, from `a`; NULL when
 * it is absent. */
uint8_t *rt_option_codes(const struct rt_filter *f, const char *name,
                         const struct rt_dict *dict, struct rt_arena *a);

#endif
