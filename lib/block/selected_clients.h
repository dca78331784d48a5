/* Which clients the filter selects. */
#ifndef RT_BLOCK_SELECTED_CLIENTS_H
#define RT_BLOCK_SELECTED_CLIENTS_H

#include "field/filter.h"
#include "snap/data.h"

/*
 * picked[n_clients], from `a`: 1 if the client has, for each attribute in the
 * filter, one of its values.  A value that no client has selects nobody.  `n`
 * is the number of selected clients. RT_EINVAL for an attribute that the data
 * lack: "unknown_attribute_near" {key} {names}, with names spelled almost
 * alike; "unknown_attribute_known", with the first of those that exist; or
 * "unknown_attribute", when there are none.
 */
enum rt_code rt_select(const struct rt_data *d, const struct rt_filter *f,
                       struct rt_arena *a, uint8_t **picked, int64_t *n,
                       struct rt_err *err) RT_CHECK;

#endif
