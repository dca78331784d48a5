#include "chart/period.h"
#include "../tap.h"

#define N(a) (sizeof(a) / sizeof(a)[0])

enum { MOST = 2000, GAP = 6 };
static const double widest[RT_GRID__MAX] = {
    [RT_GRID_DAY] = 14,
    [RT_GRID_MONTH] = 30,
    [RT_GRID_QUARTER] = 34,
    [RT_GRID_YEAR] = 28,
};
static int32_t start[MOST];

static void
fill(enum rt_by by, int year, int month, size_t n)
{
    int32_t first =
        rt_period_start(by, rt_day_of((struct rt_date){year, month, .day = 1}));

    for (size_t i = 0; i < n; i++)
        start[i] = rt_period_add(by, first, (int)i);
}

static const struct {
    enum rt_by by;
    size_t n;
    double width;
    enum rt_grid_label label;
    enum rt_by unit;
    int every;
} rows[] = {
    {RT_BY_MONTH, 1, 900, RT_GRID_MONTH, RT_BY_MONTH, 1},
    {RT_BY_MONTH, 12, 900, RT_GRID_MONTH, RT_BY_MONTH, 1},
    {RT_BY_MONTH, 12, 432, RT_GRID_MONTH, RT_BY_MONTH, 1}, /* 36 px: just */
    {RT_BY_MONTH, 12, 431, RT_GRID_MONTH, RT_BY_MONTH, 2},
    {RT_BY_MONTH, 36, 480, RT_GRID_MONTH, RT_BY_MONTH, 3},
    {RT_BY_MONTH, 108, 900, RT_GRID_MONTH, RT_BY_MONTH, 6},
    {RT_BY_MONTH, 108, 320, RT_GRID_YEAR, RT_BY_YEAR, 1},
    {RT_BY_MONTH, 1000, 900, RT_GRID_YEAR, RT_BY_YEAR, 5},
    {RT_BY_MONTH, 1000, 100, RT_GRID_YEAR, RT_BY_YEAR, 50},
    {RT_BY_QUARTER, 8, 400, RT_GRID_QUARTER, RT_BY_QUARTER, 1},
    {RT_BY_QUARTER, 40, 900, RT_GRID_QUARTER, RT_BY_QUARTER, 2},
    {RT_BY_QUARTER, 40, 400, RT_GRID_YEAR, RT_BY_YEAR, 1},
    {RT_BY_YEAR, 9, 900, RT_GRID_YEAR, RT_BY_YEAR, 1},
    {RT_BY_YEAR, 40, 400, RT_GRID_YEAR, RT_BY_YEAR, 5},
    {RT_BY_DAY, 14, 900, RT_GRID_DAY, RT_BY_DAY, 1},
    {RT_BY_DAY, 60, 900, RT_GRID_DAY, RT_BY_DAY, 2},
    {RT_BY_DAY, 90, 400, RT_GRID_DAY, RT_BY_WEEK, 1},
    {RT_BY_DAY, 365, 500, RT_GRID_MONTH, RT_BY_MONTH, 1},
    {RT_BY_WEEK, 20, 500, RT_GRID_DAY, RT_BY_WEEK, 1},
    {RT_BY_WEEK, 52, 500, RT_GRID_MONTH, RT_BY_MONTH, 1},
};

static void
test_choice(void)
{
    for (size_t i = 0; i < N(rows); i++) {
        struct rt_grid g;

        fill(rows[i].by, 2007, 1, rows[i].n);
        g = rt_grid_choose(rows[i].by, start, rows[i].n,
                           rows[i].width / (double)rows[i].n, widest, GAP);
        if (!ok(g.label == rows[i].label && g.unit == rows[i].unit &&
                    g.every == rows[i].every,
                "%zu x %s on %g px", rows[i].n, rt_by_name(rows[i].by),
                rows[i].width))
            printf("# got label %d, every %d x %s\n", (int)g.label, g.every,
                   rt_by_name(g.unit));
    }
}

/* The indexes that have labels, as text. */
static const char *
places(const struct rt_grid *g, size_t n,
       bool (*at)(const struct rt_grid *, const int32_t *, size_t))
{
    static char out[256];
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        if (at(g, start, i))
            used += (size_t)snprintf(out + used, sizeof out - used, " %zu", i);
    }
    return out;
}

static void
test_places(void)
{
    struct rt_grid quarterly = {RT_GRID_MONTH, RT_BY_MONTH, 3};
    struct rt_grid weekly = {RT_GRID_DAY, RT_BY_WEEK, 1};
    struct rt_grid yearly = {RT_GRID_YEAR, RT_BY_YEAR, 1};

    fill(RT_BY_MONTH, 1999, 11, 16);
    is_str(places(&quarterly, 16, rt_grid_at), " 0 2 5 8 11 14",
           "stretches begin in January, April, July, October");
    is_str(places(&quarterly, 16, rt_grid_above), " 0 2 14",
           "the first month of a year has the year");
    is_str(places(&yearly, 16, rt_grid_at), " 0 2 14",
           "years begin in January");
    is_str(places(&yearly, 16, rt_grid_above), "", "years need no second line");
    fill(RT_BY_DAY, 2024, 2, 31);
    is_str(places(&weekly, 31, rt_grid_at), " 0 4 11 18 25",
           "weeks begin on Mondays");
    is_str(places(&weekly, 31, rt_grid_above), " 0 29",
           "the first day of a month has the month");
}

int
main(void)
{
    test_choice();
    test_places();
    return done();
}
