/* Positions in a plot, for drawing marks. */
#include "chart/plot.h"

#include <math.h>

/* In narrower slots, bars are drawn as one outline. */
enum { DENSE_PX = 3 };

const struct rt_mark_layer rt_mark_layers[] = {
    {RT_MARK_HISTOGRAM, &rt_mark_histogram},
    {RT_MARK_STACK, &rt_mark_stack},
    {RT_MARK_BAR, &rt_mark_bar},
    {RT_MARK_STEP, &rt_mark_line},
    {RT_MARK_LINE, &rt_mark_line},
    {RT_MARK_POINT, &rt_mark_point},
    {RT_MARK__MAX, NULL},
};

double
rt_plot_along(const struct rt_plot *p, size_t i)
{
    double start = p->flip ? p->box.y : p->box.x;

    if (p->edges)
        return (rt_scale_px(&p->along, p->data->x[i]) +
                rt_scale_px(&p->along, p->data->x[i + 1])) /
               2;
    if (!p->slots)
        return rt_scale_px(&p->along, p->data->x[i]);
    return start + p->slot * ((double)i + 0.5);
}

double
rt_plot_value(const struct rt_plot *p, double v)
{
    return rt_scale_px(&p->value, v);
}

struct rt_point
rt_plot_point(const struct rt_plot *p, double along, double value_px)
{
    return p->flip ? (struct rt_point){value_px, along}
                   : (struct rt_point){along, value_px};
}

struct rt_box
rt_plot_bar(const struct rt_plot *p, double along0, double along1, double v0,
            double v1)
{
    double a = rt_plot_value(p, v0), b = rt_plot_value(p, v1);
    double low = fmin(a, b), size = fabs(a - b);

    return p->flip ? (struct rt_box){low, along0, size, along1 - along0}
                   : (struct rt_box){along0, low, along1 - along0, size};
}

bool
rt_plot_dense(const struct rt_plot *p)
{
    return p->slot < DENSE_PX;
}

/* A point without a value counts as zero: the outline returns to the base
 * line. */
static double
step_value(const double *v, size_t i)
{
    return v != NULL && isfinite(v[i]) ? v[i] : 0;
}

void
rt_plot_steps(const struct rt_plot *p, const double *from, const double *to,
              struct rt_fill fill)
{
    struct rt_point *at = rt_alloc_n(p->pen->a, 4 * p->n, sizeof *at);
    size_t k = 0;

    for (size_t i = 0; i < p->n; i++) {
        double middle = rt_plot_along(p, i), half = p->slot / 2;
        double v = rt_plot_value(p, step_value(to, i));

        at[k++] = rt_plot_point(p, middle - half, v);
        at[k++] = rt_plot_point(p, middle + half, v);
    }
    for (size_t i = p->n; i-- > 0;) {
        double middle = rt_plot_along(p, i), half = p->slot / 2;
        double v = rt_plot_value(p, step_value(from, i));

        at[k++] = rt_plot_point(p, middle + half, v);
        at[k++] = rt_plot_point(p, middle - half, v);
    }
    rt_gfx_area(p->pen->g, at, k, fill);
}
