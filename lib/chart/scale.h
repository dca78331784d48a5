/* Scales, ticks and label places: pure functions of numbers. */
#ifndef RT_CHART_SCALE_H
#define RT_CHART_SCALE_H

#include <stdbool.h>
#include <stddef.h>

/* Round ticks that cover a range. */
struct rt_ticks {
    double low, high; /* first and last tick */
    double step;
    int n;        /* ticks, both ends included: >= 2 */
    int decimals; /* that the tick values need, >= 0 */
};

/*
 * Ticks in steps of 1, 2, 2.5 or 5 times a power of ten.
 *
 *   low, high  the range to cover, in any order; infinite values and NaN count
 *              as 0.  If both are equal the range is extended to 0; 0 alone
 *              gives 0..1
 *   most       the most intervals, >= 1; one more when the range crosses zero,
 *              as both its ends round outwards
 *   whole      steps of whole numbers only (counts)
 */
struct rt_ticks rt_ticks_fit(double low, double high, int most, bool whole);

/* The i-th tick; exactly 0 at zero. */
double rt_tick(const struct rt_ticks *t, int i);

/* A linear map from values to pixels; px1 may be below px0. */
struct rt_scale {
    double low, high;
    double px0, px1;
};

/* The pixel of a value, limited to the two ends; NaN gives px0. */
double rt_scale_px(const struct rt_scale *s, double v);

/* Running minimum and maximum of the finite values. */
struct rt_range {
    double low, high;
    bool any;
};

void rt_range_add(struct rt_range *r, double v);

/* Every how many slots a label fits, when slots are `slot` px wide, the widest
 * label is `widest` px and `gap` px stay free between two: >= 1. */
size_t rt_thin(double slot, double widest, double gap);

/*
 * Fit a row of centred labels between two ends.  A label that would stick out
 * is moved inwards; one that would touch the label before is left out, but the
 * first label gives way to the second, which begins a whole stretch.
 *
 *   at     [n] wanted centres, rising; overwritten
 *   width  [n] px; 0 for a label that is left out
 */
void rt_fit_row(double *at, double *width, size_t n, double gap, double low,
                double high);

/*
 * Move label centres apart until they are `gap` px from each other, as little
 * as necessary, all between `low` and `high`.
 *
 *   at     [n] wanted places, overwritten
 *   order  [n] scratch
 *
 * False, and `at` unspecified, when there is no room for all.
 */
bool rt_spread(double *at, size_t *order, size_t n, double gap, double low,
               double high);

#endif
