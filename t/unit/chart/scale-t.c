#include "chart/scale.h"
#include "../tap.h"

#define N(a) (sizeof(a) / sizeof(a)[0])

static const struct {
    double low, high;
    int most;
    bool whole;
    double first, last;
    int n, decimals;
} ticks[] = {
    {0, 0.37, 5, false, 0, 0.4, 5, 1}, /* a share */
    {0, 0.021, 5, false, 0, 0.025, 6, 3},
    {0, 1, 5, false, 0, 1, 6, 1},
    {0, 100, 4, false, 0, 100, 5, 0}, /* steps of 25 */
    {0, 10, 4, false, 0, 10, 5, 1},   /* steps of 2.5 */
    {0, 10, 4, true, 0, 10, 3, 0},    /* ... but not of things: 5 */
    {0, 3, 6, true, 0, 3, 4, 0},      /* no half things */
    {0, 1, 6, true, 0, 1, 2, 0},
    {0, 1234567, 5, false, 0, 1250000, 6, 0},
    {5, 5, 5, false, 0, 5, 6, 0},    /* all equal: down to zero */
    {-3, -3, 3, false, -3, 0, 4, 0}, /* ... or up to it */
    {0, 0, 5, false, 0, 1, 6, 1},    /* nothing at all */
    {0, 0, 5, true, 0, 1, 2, 0},
    {-800, 1600, 2, false, -1000, 2000, 4, 0}, /* both ends round outwards */
    {-0.4, 0.3, 5, false, -0.4, 0.4, 5, 1},
    {-70, -12, 6, false, -70, -10, 7, 0},
    {1600, -800, 2, false, -1000, 2000, 4, 0}, /* in any order */
    {98.2, 101.7, 6, false, 98, 102, 5, 0},
    {1e11, 1e11 + 4, 4, false, 1e11, 1e11 + 4, 5, 0},
    {0, 3.7e-12, 4, false, 0, 4e-12, 5, 12},
    {NAN, 4, 4, false, 0, 4, 5, 0}, /* not finite: as 0 */
    {-INFINITY, 4, 4, false, 0, 4, 5, 0},
    {0, 7, 0, false, 0, 10, 2, 0}, /* at least one interval */
};

static void
test_ticks(void)
{
    for (size_t i = 0; i < N(ticks); i++) {
        struct rt_ticks t = rt_ticks_fit(ticks[i].low, ticks[i].high,
                                         ticks[i].most, ticks[i].whole);

        if (!ok(fabs(t.low - ticks[i].first) <= 1e-9 * t.step &&
                    fabs(t.high - ticks[i].last) <= 1e-9 * t.step &&
                    t.n == ticks[i].n && t.decimals == ticks[i].decimals,
                "ticks of %g..%g, at most %d intervals%s", ticks[i].low,
                ticks[i].high, ticks[i].most, ticks[i].whole ? ", whole" : ""))
            printf("# got %g..%g, %d ticks, %d decimals\n", t.low, t.high, t.n,
                   t.decimals);
    }
}

/* What must hold for any range, from the tiniest to the largest. */
static void
test_ticks_always(void)
{
    int bad = 0;

    for (int e = -288; e <= 297; e += 3) {
        for (int most = 1; most <= 9; most++) {
            double high = 7.3 * pow(10, e), low = -high / 3;
            struct rt_ticks t = rt_ticks_fit(low, high, most, false);

            bad += t.n < 2 || t.n > most + 2 || t.low > low * (1 - 1e-9) ||
                   t.high < high * (1 - 1e-9) || !(t.step > 0);
            t = rt_ticks_fit(high, 3 * high, most, e % 2 == 0 && e > 0);
            bad += t.n < 2 || t.n > most + 1 || t.low > high * (1 + 1e-9) ||
                   t.high < 3 * high * (1 - 1e-9);
        }
    }
    is_int(bad, 0, "ticks cover the range and are not more than asked for");
}

static void
test_zero_tick(void)
{
    struct rt_ticks t = rt_ticks_fit(-0.3, 0.3, 6, false);
    int zeros = 0;

    for (int i = 0; i < t.n; i++)
        zeros += rt_tick(&t, i) == 0 && !signbit(rt_tick(&t, i));
    is_int(zeros, 1, "one tick is exactly zero, and not minus zero");
    is_close(rt_tick(&t, t.n - 1), t.high, 1e-12, "the last tick is the end");
}

static void
test_scale(void)
{
    struct rt_scale down = {0, 10, 200, 100}, flat = {3, 3, 0, 100};
    static const struct {
        double v, px;
    } rows[] = {{0, 200},  {10, 100},  {5, 150},        {-1, 200},
                {11, 100}, {NAN, 200}, {INFINITY, 100}, {-INFINITY, 200}};

    for (size_t i = 0; i < N(rows); i++) {
        double px = rt_scale_px(&down, rows[i].v);

        ok(fabs(px - rows[i].px) < 1e-9, "%g is at %g px", rows[i].v,
           rows[i].px);
    }
    is_close(rt_scale_px(&flat, 3), 0, 0, "a scale without a span has a place");
}

static void
test_range(void)
{
    struct rt_range r = {0};

    rt_range_add(&r, NAN);
    rt_range_add(&r, INFINITY);
    ok(!r.any, "what is not finite is not part of a range");
    rt_range_add(&r, -2);
    rt_range_add(&r, 7);
    rt_range_add(&r, NAN);
    ok(r.any && r.low == -2 && r.high == 7, "a range holds the rest");
}

static void
test_thin(void)
{
    is_int((int64_t)rt_thin(50, 40, 6), 1, "all labels fit");
    is_int((int64_t)rt_thin(46, 40, 6), 1, "exactly");
    is_int((int64_t)rt_thin(45.9, 40, 6), 2, "every second one");
    is_int((int64_t)rt_thin(8, 40, 6), 6, "every sixth one");
    is_int((int64_t)rt_thin(0, 40, 6), 46000000, "no room at all");
}

static const struct {
    size_t n;
    double at[5], width[5];
    double want_at[5], want_width[5];
    const char *what;
} rows[] = {
    {3,
     {20, 50, 80},
     {20, 20, 20},
     {20, 50, 80},
     {20, 20, 20},
     "labels with room stay"},
    {3,
     {5, 50, 95},
     {20, 20, 20},
     {10, 50, 90},
     {20, 20, 20},
     "labels at the ends move inwards"},
    {3,
     {20, 35, 70},
     {20, 20, 20},
     {20, 35, 70},
     {0, 20, 20},
     "the first gives way to the second"},
    {4,
     {20, 50, 60, 90},
     {20, 20, 20, 20},
     {20, 50, 60, 90},
     {20, 20, 0, 20},
     "a later one gives way to the one before"},
    {1, {50}, {300}, {50}, {300}, "a single one wider than all stays"},
    {0, {0}, {0}, {0}, {0}, "none"},
};

static void
test_fit_row(void)
{
    for (size_t i = 0; i < N(rows); i++) {
        double at[5], width[5];
        bool same = true;

        memcpy(at, rows[i].at, sizeof at);
        memcpy(width, rows[i].width, sizeof width);
        rt_fit_row(at, width, rows[i].n, 4, 0, 100);
        for (size_t k = 0; k < rows[i].n; k++)
            same = same && at[k] == rows[i].want_at[k] &&
                   width[k] == rows[i].want_width[k];
        ok(same, "%s", rows[i].what);
    }
}

static void
test_spread(void)
{
    double at[3] = {50, 20, 52}, tight[3] = {95, 96, 97}, many[3] = {1, 2, 3};
    size_t order[3];

    ok(rt_spread(at, order, 3, 10, 0, 100) && at[1] == 20 && at[0] == 50 &&
           at[2] == 60,
       "only what touches is moved");
    ok(rt_spread(tight, order, 3, 10, 0, 100) && tight[0] == 80 &&
           tight[1] == 90 && tight[2] == 100,
       "from the far end back inside");
    ok(!rt_spread(many, order, 3, 51, 0, 100), "no room for all");
    ok(rt_spread(many, order, 3, 50, 0, 100) && many[0] == 0 && many[2] == 100,
       "room to the px");
}

int
main(void)
{
    test_ticks();
    test_ticks_always();
    test_zero_tick();
    test_scale();
    test_range();
    test_thin();
    test_fit_row();
    test_spread();
    return done();
}
