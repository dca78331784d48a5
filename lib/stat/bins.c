#include "stat/bins.h"

static size_t
bin_of(double x, const double *edge, size_t n_bins)
{
    size_t k = n_bins - 1;

    while (k > 0 && x < edge[k])
        k--;
    return k;
}

static void
extremes(const int64_t *v, size_t n, int64_t *least, int64_t *greatest)
{
    *least = *greatest = v[0];
    for (size_t i = 1; i < n; i++) {
        if (v[i] < *least)
            *least = v[i];
        if (v[i] > *greatest)
            *greatest = v[i];
    }
}

void
rt_bins(const int64_t *v, size_t n, double whole, size_t n_bins, double *edge,
        int64_t *count)
{
    int64_t least, greatest;
    double low, high;

    extremes(v, n, &least, &greatest);
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

/* The next step: 1, 2 or 5 times a power of ten. */
static int64_t
next_step(int64_t step)
{
    int64_t first = step;

    while (first >= 10)
        first /= 10;
    return first == 2 ? step / 2 * 5 : step * 2;
}

static int64_t
floor_div(int64_t v, int64_t step)
{
    return v / step - (v % step < 0);
}

size_t
rt_round_bins(const int64_t *v, size_t n, int64_t least, size_t most,
              double *edge, int64_t *count)
{
    int64_t low, high, first, last, step = least;
    size_t n_bins;

    extremes(v, n, &low, &high);
    for (;; step = next_step(step)) {
        first = floor_div(low, step);
        last = floor_div(high, step) + (high % step != 0);
        last += last == first;
        if ((uint64_t)last - (uint64_t)first <= most)
            break;
    }
    n_bins = (size_t)(last - first);
    for (size_t k = 0; k <= n_bins; k++)
        edge[k] = (double)(first + (int64_t)k) * (double)step;
    for (size_t k = 0; k < n_bins; k++)
        count[k] = 0;
    for (size_t i = 0; i < n; i++)
        count[bin_of((double)v[i], edge, n_bins)]++;
    return n_bins;
}
