#include "chart/period.h"

static const struct rt_grid grids[] = {
    {RT_GRID_DAY, RT_BY_DAY, 1},         {RT_GRID_DAY, RT_BY_DAY, 2},
    {RT_GRID_DAY, RT_BY_WEEK, 1},        {RT_GRID_DAY, RT_BY_WEEK, 2},
    {RT_GRID_MONTH, RT_BY_MONTH, 1},     {RT_GRID_MONTH, RT_BY_MONTH, 2},
    {RT_GRID_QUARTER, RT_BY_QUARTER, 1}, {RT_GRID_MONTH, RT_BY_MONTH, 3},
    {RT_GRID_MONTH, RT_BY_MONTH, 6},     {RT_GRID_QUARTER, RT_BY_QUARTER, 2},
    {RT_GRID_YEAR, RT_BY_YEAR, 1},       {RT_GRID_YEAR, RT_BY_YEAR, 2},
    {RT_GRID_YEAR, RT_BY_YEAR, 5},       {RT_GRID_YEAR, RT_BY_YEAR, 10},
    {RT_GRID_YEAR, RT_BY_YEAR, 20},      {RT_GRID_YEAR, RT_BY_YEAR, 50},
    {RT_GRID_YEAR, RT_BY_YEAR, 100},
};
enum { N_GRIDS = sizeof grids / sizeof grids[0] };

/* Quarters are labelled as quarters only when they are the periods. */
static bool
suits(const struct rt_grid *g, enum rt_by by)
{
    if (g->unit < by)
        return false;
    return g->label != RT_GRID_QUARTER || by == RT_BY_QUARTER;
}

/* The number of the stretch that a day belongs to. */
static int
stretch(const struct rt_grid *g, int32_t day)
{
    struct rt_date d;

    if (g->unit == RT_BY_DAY)
        return (day - RT_DAY_MIN) / g->every;
    if (g->unit == RT_BY_WEEK) /* the first day is a Monday */
        return (day - RT_DAY_MIN) / 7 / g->every;
    d = rt_date_of(day);
    if (g->unit == RT_BY_YEAR)
        return d.year / g->every;
    if (g->unit == RT_BY_QUARTER)
        return (d.year * 4 + (d.month - 1) / 3) / g->every;
    return (d.year * 12 + d.month - 1) / g->every;
}

bool
rt_grid_at(const struct rt_grid *g, const int32_t *start, size_t i)
{
    return i == 0 || stretch(g, start[i]) != stretch(g, start[i - 1]);
}

bool
rt_grid_above(const struct rt_grid *g, const int32_t *start, size_t i)
{
    struct rt_date now, before;

    if (g->label == RT_GRID_YEAR)
        return false;
    if (i == 0)
        return true;
    now = rt_date_of(start[i]);
    before = rt_date_of(start[i - 1]);
    return now.year != before.year ||
           (g->label == RT_GRID_DAY && now.month != before.month);
}

/* The first stretch may be shorter: it is ignored here, and its label is left
 * out if it has no room. */
static bool
fits(const struct rt_grid *g, const int32_t *start, size_t n, double slot,
     double need)
{
    size_t last = 0;

    for (size_t i = 1; i < n; i++) {
        if (!rt_grid_at(g, start, i))
            continue;
        if (last > 0 && (double)(i - last) * slot < need)
            return false;
        last = i;
    }
    return true;
}

struct rt_grid
rt_grid_choose(enum rt_by by, const int32_t *start, size_t n, double slot,
               const double widest[RT_GRID__MAX], double gap)
{
    for (size_t k = 0; k < N_GRIDS; k++) {
        const struct rt_grid *g = &grids[k];

        if (suits(g, by) && fits(g, start, n, slot, widest[g->label] + gap))
            return *g;
    }
    return grids[N_GRIDS - 1];
}
