/* Which periods of a time axis get a label.  A table lists grids from fine to
 * coarse; the first one that fits is used. */
#ifndef RT_CHART_PERIOD_H
#define RT_CHART_PERIOD_H

#include "base/date.h"

#include <stddef.h>

/* The text of a grid's labels.  Days, months and quarters have a second line:
 * the month and year, or the year, that they belong to. */
enum rt_grid_label {
    RT_GRID_DAY,     /* "5", below "янв. 2007" */
    RT_GRID_MONTH,   /* "янв.", below "2007" */
    RT_GRID_QUARTER, /* "I кв.", below "2007" */
    RT_GRID_YEAR,    /* "2007" */
    RT_GRID__MAX
};

struct rt_grid {
    enum rt_grid_label label;
    enum rt_by unit; /* a label at each `every`-th of these */
    int every;
};

/*
 * The finest grid whose labels do not touch each other.
 *
 *   start   [n] starts of the periods `by`, rising
 *   slot    px from one period to the next
 *   widest  [RT_GRID__MAX] px of the widest label of each kind
 *   gap     px that stay free between two labels
 *
 * If none fits, the coarsest of the table.
 */
struct rt_grid rt_grid_choose(enum rt_by by, const int32_t *start, size_t n,
                              double slot, const double widest[RT_GRID__MAX],
                              double gap);

/* True where period i begins a new stretch of the grid, or is the first. */
bool rt_grid_at(const struct rt_grid *g, const int32_t *start, size_t i);

/* True where the second line changes at i: another month and year under days,
 * another year under months and quarters.  Never for years. */
bool rt_grid_above(const struct rt_grid *g, const int32_t *start, size_t i);

#endif
