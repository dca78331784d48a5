/*
 * A chart with axes, stage by stage: fit the data, choose ticks, lay out, then
 * draw axes, marks and hits.
 *
 * Points are placed along one axis, values along the other.  Bars with long
 * names are horizontal (`flip`): then the points run down the picture and the
 * values to the right.  Marks that use the helpers below need not know about
 * it.
 */
#ifndef RT_CHART_PLOT_H
#define RT_CHART_PLOT_H

#include "chart/pen.h"
#include "chart/period.h"
#include "chart/value.h"

/* A series with everything that its definition and its data say about it. */
struct rt_line_data {
    const char *name;
    enum rt_mark mark;
    uint32_t rgb;
    enum rt_dash dash;
    enum rt_unit unit;
    const double *y, *low, *high; /* [n]; the last two may be NULL */
};

struct rt_plot {
    const struct rt_pen *pen;
    const struct rt_chart *chart;
    const struct rt_chart_data *data;
    struct rt_line_data *series;
    size_t n_series, n;
    struct rt_range range; /* of all values */

    struct rt_box outer; /* the plot with labels, without the legend */
    struct rt_box box;   /* the area inside the axes */
    struct rt_ticks ticks;
    struct rt_tick_style tick_style;
    struct rt_scale value; /* along the value axis */
    struct rt_scale along; /* scale of data.x; unused with slots */
    bool slots;            /* points are in slots, not at data.x */
    bool edges;            /* data.x holds the n + 1 edges of classes */
    bool scattered;        /* data.x is not sorted */
    bool flip;
    bool low;        /* so low that only one row of labels fits */
    double slot;     /* px from one point to the next */
    double baseline; /* px of zero, or of the end that is nearest to zero */

    struct rt_grid grid;    /* labels of periods */
    struct rt_ticks grid_x; /* labels of data.x */
    struct rt_tick_style style_x;
    struct rt_box legend; /* its h is 0: none */
    double direct_px;     /* width for names at the ends of lines; 0: none */
    bool print_values;    /* on the bars */
    bool has_unfinished, has_interval;
};

/* The number of series of a chart with this data. */
size_t rt_series_count(const struct rt_chart *chart,
                       const struct rt_chart_data *data);

/* The series of a chart and its data; memory from the pen's arena. */
struct rt_line_data *rt_plot_series(const struct rt_pen *pen,
                                    const struct rt_chart *chart,
                                    const struct rt_chart_data *data,
                                    size_t *n_series);

/* Px of the middle of point i, px of a value, and the place of both. */
double rt_plot_along(const struct rt_plot *p, size_t i);
double rt_plot_value(const struct rt_plot *p, double v);
struct rt_point rt_plot_point(const struct rt_plot *p, double along,
                              double value_px);
/* The box between two positions along the points and two values. */
struct rt_box rt_plot_bar(const struct rt_plot *p, double along0, double along1,
                          double v0, double v1);
bool rt_plot_unfinished(const struct rt_plot *p, size_t i);
/* Series with this mark; the k-th of them. */
size_t rt_plot_count(const struct rt_plot *p, enum rt_mark mark);
/* True for bars so thin that they are drawn as one outline. */
bool rt_plot_dense(const struct rt_plot *p);
/* Fill the area between two rows of values, one step for each point; NaN
 * counts as zero. */
void rt_plot_steps(const struct rt_plot *p, const double *from,
                   const double *to, struct rt_fill fill);

/* The name of point i: a period, a label, a number. */
const char *rt_plot_point_name(const struct rt_plot *p, size_t i);
/* "янв. 2007: отток 1,21 % (12 из 991)": for one series, or for all that have
 * a value there when s = -1.  Memory from the pen's arena. */
const char *rt_plot_hover(const struct rt_plot *p, int s, size_t i);

/* What a kind of mark adds to a plot.  Each function handles all series with
 * that mark at once. */
struct rt_mark_ops {
    /* Widen the range to the values that are shown. */
    void (*range)(const struct rt_plot *p, enum rt_mark mark,
                  struct rt_range *r);
    void (*draw)(const struct rt_plot *p, enum rt_mark mark);
    void (*hits)(const struct rt_plot *p, enum rt_mark mark);
};

extern const struct rt_mark_ops rt_mark_bar, rt_mark_stack, rt_mark_histogram,
    rt_mark_line, rt_mark_point;

/* The marks from the lowest to the topmost; NULL ops end the list. */
struct rt_mark_layer {
    enum rt_mark mark;
    const struct rt_mark_ops *ops;
};

extern const struct rt_mark_layer rt_mark_layers[];

/* The widest value printed on bars; 0 when there is none. */
double rt_bar_label_px(const struct rt_plot *p);

/* Choose the labels below the plot; returns the height they need. */
double rt_axes_below_px(struct rt_plot *p);
/* Width of the labels left of the plot. */
double rt_axes_left_px(const struct rt_plot *p, double most);
void rt_axes_draw(const struct rt_plot *p);

/* Height of the legend in `width`; 0 when nothing needs explaining. */
double rt_legend_px(const struct rt_plot *p, double width);
void rt_legend_draw(const struct rt_plot *p);

/* Width for names at the ends of lines; 0 when a legend is better. */
double rt_direct_px(const struct rt_plot *p, struct rt_box box);
void rt_direct_draw(const struct rt_plot *p);

/* Hits of the marks, then of whole points. */
void rt_plot_hits(const struct rt_plot *p);

#endif
