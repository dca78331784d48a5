#include "chart/scale.h"

#include <math.h>

/* Beyond these, the arithmetic of ticks would overflow or vanish. */
static const double HUGEST = 1e300, TINIEST = 1e-290;
/* A range this small compared with its distance from zero has no digits
 * left. */
static const double SAME = 1e-12;
/* Rounding noise in a quotient that should be a whole number. */
static const double NOISE = 1e-9;

static double
sane(double v)
{
    if (!isfinite(v))
        return 0;
    return fmax(-HUGEST, fmin(HUGEST, v));
}

static const double factors[] = {1, 2, 2.5, 5};
enum { N_FACTORS = sizeof factors / sizeof factors[0] };

/* The k-th of all round steps, in rising order; k = 0 is 1. */
static double
round_step(int k)
{
    int i = ((k % N_FACTORS) + N_FACTORS) % N_FACTORS;

    return factors[i] * pow(10, (k - i) / N_FACTORS);
}

/* Decimals that print the k-th round step. */
static int
step_decimals(int k)
{
    int i = ((k % N_FACTORS) + N_FACTORS) % N_FACTORS;
    int power = (k - i) / N_FACTORS;
    int need = (i == 2 ? 1 : 0) - power;

    return need > 0 ? need : 0;
}

struct rt_ticks
rt_ticks_fit(double low, double high, int most, bool whole)
{
    double a = fmin(sane(low), sane(high)), b = fmax(sane(low), sane(high));
    double far = fmax(fabs(a), fabs(b));
    struct rt_ticks t;
    int k;

    if (b - a <= far * SAME) {
        a = fmin(a, 0);
        b = fmax(b, 0);
    }
    if (far < TINIEST)
        b = 1;
    if (most < 1)
        most = 1;
    k = (int)floor(log10((b - a) / most)) * N_FACTORS;
    if (whole && k < 0)
        k = 0;
    for (;; k++) {
        t.step = round_step(k);
        if (whole && step_decimals(k) > 0)
            continue;
        t.low = floor(a / t.step + NOISE);
        t.high = ceil(b / t.step - NOISE);
        if (t.high - t.low <= most + (a < 0 && b > 0))
            break;
    }
    t.n = (int)(t.high - t.low) + 1;
    t.low *= t.step;
    t.high *= t.step;
    t.decimals = step_decimals(k);
    return t;
}

double
rt_tick(const struct rt_ticks *t, int i)
{
    double k = round(t->low / t->step) + i;

    return k == 0 ? 0 : k * t->step;
}

double
rt_scale_px(const struct rt_scale *s, double v)
{
    double span = s->high - s->low;
    double f = span > 0 ? (v - s->low) / span : 0;

    if (isnan(f))
        f = 0;
    f = fmax(0, fmin(1, f));
    return s->px0 + f * (s->px1 - s->px0);
}

void
rt_range_add(struct rt_range *r, double v)
{
    if (!isfinite(v))
        return;
    r->low = r->any ? fmin(r->low, v) : v;
    r->high = r->any ? fmax(r->high, v) : v;
    r->any = true;
}

size_t
rt_thin(double slot, double widest, double gap)
{
    double k = ceil((widest + gap) / fmax(slot, 1e-6) - NOISE);

    return k > 1 ? (size_t)fmin(k, 1e9) : 1;
}

static bool
touch(const double *at, const double *width, size_t i, size_t j, double gap)
{
    return at[j] - width[j] / 2 < at[i] + width[i] / 2 + gap - NOISE;
}

void
rt_fit_row(double *at, double *width, size_t n, double gap, double low,
           double high)
{
    size_t last = 0;

    for (size_t i = 0; i < n; i++) {
        double half = fmin(width[i], high - low) / 2;

        at[i] = fmax(low + half, fmin(high - half, at[i]));
    }
    if (n > 1 && touch(at, width, 0, 1, gap)) {
        width[0] = 0;
        last = 1;
    }
    for (size_t i = last + 1; i < n; i++) {
        if (touch(at, width, last, i, gap))
            width[i] = 0;
        else
            last = i;
    }
}

/* Insertion sort: there are few labels, often in order already. */
static void
sort_by_place(const double *at, size_t *order, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t j = i;

        for (; j > 0 && at[order[j - 1]] > at[i]; j--)
            order[j] = order[j - 1];
        order[j] = i;
    }
}

bool
rt_spread(double *at, size_t *order, size_t n, double gap, double low,
          double high)
{
    if (n == 0)
        return true;
    if ((double)(n - 1) * gap > high - low + NOISE)
        return false;
    sort_by_place(at, order, n);
    for (size_t i = 0; i < n; i++) {
        double least = i == 0 ? low : at[order[i - 1]] + gap;

        at[order[i]] = fmax(at[order[i]], least);
    }
    for (size_t i = n; i-- > 0;) {
        double most = i == n - 1 ? high : at[order[i + 1]] - gap;

        at[order[i]] = fmin(at[order[i]], most);
    }
    return true;
}
