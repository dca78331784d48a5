/* The confidence interval of a share. */
#ifndef RT_STAT_WILSON_H
#define RT_STAT_WILSON_H

#include <stdint.h>

/* The 97.5 % point of the normal distribution, for 95 % intervals. */
#define RT_Z95 1.959963984540054

/* 95 % interval of the share hits / n:
 * (p + z2/2n +- z sqrt(p(1-p)/n + z2/4n2)) / (1 + z2/n), z2 = z*z.
 * Wilson, JASA 22 (1927) 209-212.  0 <= hits <= n; n = 0 gives NaN. */
void rt_wilson(int64_t hits, int64_t n, double *low, double *high);

#endif
