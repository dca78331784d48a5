/* Bars between the edges of classes. */
#include "chart/plot.h"

#include <math.h>

static void
histogram_range(const struct rt_plot *p, enum rt_mark mark, struct rt_range *r)
{
    rt_range_add(r, 0);
    for (size_t s = 0; s < p->n_series; s++) {
        for (size_t i = 0; i < p->n && p->series[s].mark == mark; i++)
            rt_range_add(r, p->series[s].y[i]);
    }
}

/* Where class i begins; without edges the classes are slots. */
static double
edge(const struct rt_plot *p, size_t i)
{
    return p->edges ? rt_scale_px(&p->along, p->data->x[i])
                    : p->box.x + p->slot * (double)i;
}

static struct rt_box
class_box(const struct rt_plot *p, size_t i, double low, double high)
{
    return rt_plot_bar(p, edge(p, i), edge(p, i + 1), low, high);
}

static void
draw_class(const struct rt_plot *p, const struct rt_line_data *l, size_t i)
{
    struct rt_font font = rt_pen_ink(p->pen, p->pen->small_px, RT_ALIGN_CENTRE);
    struct rt_fill fill = {.rgb = l->rgb, .alpha = 1};
    struct rt_box box;

    if (!isfinite(l->y[i]))
        return;
    box = class_box(p, i, 0, l->y[i]);
    if (p->print_values)
        rt_gfx_text(p->pen->g, box.x + box.w / 2, box.y - 4,
                    rt_tick_text(p->pen, &p->tick_style, l->y[i], 1), font);
    if (box.w > 3)
        box.w -= 1; /* a gap between neighbours */
    rt_gfx_box(p->pen->g, box, fill);
}

static void
histogram_draw(const struct rt_plot *p, enum rt_mark mark)
{
    for (size_t s = 0; s < p->n_series; s++) {
        for (size_t i = 0; i < p->n && p->series[s].mark == mark; i++)
            draw_class(p, &p->series[s], i);
    }
}

static void
histogram_hits(const struct rt_plot *p, enum rt_mark mark)
{
    for (size_t s = 0; s < p->n_series; s++) {
        for (size_t i = 0; i < p->n && p->series[s].mark == mark; i++)
            rt_pen_hit(p->pen, class_box(p, i, p->value.low, p->value.high),
                       (int)s, i, rt_plot_hover(p, (int)s, i));
    }
}

const struct rt_mark_ops rt_mark_histogram = {histogram_range, histogram_draw,
                                              histogram_hits};
