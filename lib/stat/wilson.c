#include "stat/wilson.h"

#include <math.h>

void
rt_wilson(int64_t hits, int64_t n, double *low, double *high)
{
    double m = (double)n, p = (double)hits / m, z2 = RT_Z95 * RT_Z95;
    double middle = (p + z2 / (2 * m)) / (1 + z2 / m);
    double half =
        RT_Z95 * sqrt(p * (1 - p) / m + z2 / (4 * m * m)) / (1 + z2 / m);

    if (n == 0) {
        *low = *high = NAN;
        return;
    }
    /* At its ends the interval touches 0 or 1 exactly; rounding must not push
     * it further. */
    *low = hits == 0 ? 0 : middle - half;
    *high = hits == n ? 1 : middle + half;
}

void
rt_newcombe(int64_t a_hits, int64_t a_n, int64_t b_hits, int64_t b_n,
            double *low, double *high)
{
    double pa = (double)a_hits / (double)a_n, pb = (double)b_hits / (double)b_n;
    double la, ua, lb, ub;

    rt_wilson(a_hits, a_n, &la, &ua);
    rt_wilson(b_hits, b_n, &lb, &ub);
    *low = pa - pb - hypot(pa - la, ub - pb);
    *high = pa - pb + hypot(ua - pa, pb - lb);
}
