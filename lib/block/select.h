/* The filter's choice of clients, made once per client. */
#ifndef RT_BLOCK_SELECT_H
#define RT_BLOCK_SELECT_H

#include "field/filter.h"
#include "snap/data.h"

/*
 * picked[n_clients], from `a`: 1 where every attribute of the filter has one
 * of its values.  A value that no client has selects nobody.  `n` is the
 * number of picked clients.  RT_EINVAL "unknown_attribute" {key}, or
 * "unknown_attribute_near" {key} {near}, for an attribute that the data lacks.
 */
enum rt_code rt_select(const struct rt_data *d, const struct rt_filter *f,
                       struct rt_arena *a, uint8_t **picked, int64_t *n,
                       struct rt_err *err) RT_CHECK;

#endif
