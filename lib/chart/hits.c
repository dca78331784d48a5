/* Places of a plot that answer a pointer. */
#include "chart/plot.h"

#include <math.h>

/* Slots narrower than this answer only as a whole. */
enum { SINGLE_PX = 5 };
enum { COLUMN_PX = 4 };

/* From halfway to the point before to halfway to the point after. */
static struct rt_box
column(const struct rt_plot *p, size_t i)
{
    double low = p->flip ? p->box.y : p->box.x;
    double high = low + (p->flip ? p->box.h : p->box.w);
    double at = rt_plot_along(p, i);
    double from = i > 0 ? (rt_plot_along(p, i - 1) + at) / 2 : low;
    double to = i + 1 < p->n ? (rt_plot_along(p, i + 1) + at) / 2 : high;

    to = fmin(fmax(to, from + COLUMN_PX), fmax(to, high));

    return rt_plot_bar(p, from, to, p->value.low, p->value.high);
}

/* A column is at least as wide as a pointer can hit; of points that are
 * closer, the first answers. */
static void
add_columns(const struct rt_plot *p)
{
    double next = -1;

    for (size_t i = 0; i < p->n; i++) {
        double px = floor(rt_plot_along(p, i));

        if (px < next)
            continue;
        next = px + COLUMN_PX;
        rt_pen_hit(p->pen, column(p, i), p->n_series > 1 ? -1 : 0, i,
                   rt_plot_hover(p, -1, i));
    }
}

/* From the topmost mark down, because the earlier hit counts. */
static void
add_marks(const struct rt_plot *p)
{
    const struct rt_mark_layer *m = rt_mark_layers;

    while (m->ops != NULL)
        m++;
    while (m-- > rt_mark_layers) {
        if (rt_plot_count(p, m->mark) > 0)
            m->ops->hits(p, m->mark);
    }
}

void
rt_plot_hits(const struct rt_plot *p)
{
    bool single = (p->n_series > 1 && p->slot >= SINGLE_PX) || p->scattered;

    if (p->pen->geo == NULL)
        return;
    if (single)
        add_marks(p);
    if (!p->scattered)
        add_columns(p);
}
