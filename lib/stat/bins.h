/* Values sorted into bins of equal width. */
#ifndef RT_STAT_BINS_H
#define RT_STAT_BINS_H

#include <stddef.h>
#include <stdint.h>

/*
 *   v      [n] n > 0
 *   whole  width of all bins together where all values are equal: they then
 *          lie in the middle; > 0
 *   edge   [n_bins + 1] rising, from the least value to the greatest
 *   count  [n_bins] values with edge[k] <= v < edge[k + 1]; the greatest value
 *          is in the last bin
 */
void rt_bins(const int64_t *v, size_t n, double whole, size_t n_bins,
             double *edge, int64_t *count);

#endif
