#include "stat/bins.h"

static size_t
bin_of(double x, const double *edge, size_t n_bins)
{
    size_t k = n_bins - 1;

    while (k > 0 && x < edge[k])
        k--;
    return k;
}

void
rt_bins(const int64_t *v, size_t n, double whole, size_t n_bins, double *edge,
        int64_t *count)
{
    int64_t least = v[0], greatest = v[0];
    double low, high;

    for (size_t i = 1; i < n; i++) {
        if (v[i] < least)
            least = v[i];
        if (v[i] > greatest)
            greatest = v[i];
    }
    low = (double)least;
    high = (double)greatest;
    if (least == greatest) {
        low -= whole / 2;
        high += whole / 2;
    }
    for (size_t k = 0; k < n_bins; k++) {
        edge[k] = low + (high - low) * (double)k / (double)n_bins;
        count[k] = 0;
    }
    edge[n_bins] = high;
    for (size_t i = 0; i < n; i++)
        count[bin_of((double)v[i], edge, n_bins)]++;
}
