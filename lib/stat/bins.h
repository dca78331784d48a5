/* Values sorted into bins of equal width. */
#ifndef RT_STAT_BINS_H
#define RT_STAT_BINS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Bins of equal width.
 *
 *   v      [n] n > 0
 *   whole  width of all bins together when all values are equal: they are then
 *          in the middle; > 0
 *   edge   [n_bins + 1] rising, from the least value to the greatest
 *   count  [n_bins] values with edge[k] <= v < edge[k + 1]; the greatest value
 *          is in the last bin
 */
void rt_bins(const int64_t *v, size_t n, double whole, size_t n_bins,
             double *edge, int64_t *count);

/*
 * Bins between round bounds: multiples of the smallest step of 1, 2 or 5 times
 * a power of ten that needs at most `most` bins.  So 0 is a bound when values
 * lie on both sides of it.  Returns the number of bins, >= 1.
 *
 *   v      [n] n > 0; less than INT64_MAX
 *   least  smallest step, a power of ten
 *   most   >= 4, which is enough for any values
 *   edge   [most + 1] rising; count [most] as above
 */
size_t rt_round_bins(const int64_t *v, size_t n, int64_t least, size_t most,
                     double *edge, int64_t *count);

#endif
