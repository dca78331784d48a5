/* The confidence intervals of a share and of the difference of two. */
#ifndef RT_STAT_WILSON_H
#define RT_STAT_WILSON_H

#include <stdint.h>

/* The 97.5 % point of the normal distribution, for 95 % intervals. */
#define RT_Z95 1.959963984540054

/* 95 % interval of the share hits / n:
 * (p + z2/2n +- z sqrt(p(1-p)/n + z2/4n2)) / (1 + z2/n), z2 = z*z.
 * Wilson, JASA 22 (1927) 209-212.  0 <= hits <= n; n = 0 gives NaN. */
void rt_wilson(int64_t hits, int64_t n, double *low, double *high);

/* 95 % interval of the difference d = a_hits / a_n - b_hits / b_n:
 * d - sqrt((pa - la)2 + (ub - pb)2), d + sqrt((ua - pa)2 + (pb - lb)2), where l
 * and u are the Wilson bounds.  Newcombe, Stat. Med. 17 (1998) 873-890, method
 * 10.  Hits as above; a_n or b_n = 0 gives NaN. */
void rt_newcombe(int64_t a_hits, int64_t a_n, int64_t b_hits, int64_t b_n,
                 double *low, double *high);

#endif
