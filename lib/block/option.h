/* A block's own options as values. */
#ifndef RT_BLOCK_OPTION_H
#define RT_BLOCK_OPTION_H

#include "field/filter.h"

/* The index of the option's word in `words`, which ends with NULL; `*out`
 * stays as it is when the option is absent.  RT_EINVAL "bad_value". */
enum rt_code rt_option_word(const struct rt_filter *f, const char *name,
                            const char *const *words, int *out,
                            struct rt_err *err) RT_CHECK;

/* A whole number low..high, a plain decimal number low..high; the same. */
enum rt_code rt_option_int(const struct rt_filter *f, const char *name, int low,
                           int high, int *out, struct rt_err *err) RT_CHECK;
enum rt_code rt_option_real(const struct rt_filter *f, const char *name,
                            double low, double high, double *out,
                            struct rt_err *err) RT_CHECK;

#endif
