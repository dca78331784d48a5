/* Lines through points, and lines that keep their value until the next
 * point. */
#include "chart/plot.h"

#include <math.h>

static const double LINE = 2, DOT = 3, BAND = 0.18;
/* In slots narrower than this only points without a line get a dot. */
enum { DOT_SLOT = 26 };

static void
line_range(const struct rt_plot *p, enum rt_mark mark, struct rt_range *r)
{
    for (size_t s = 0; s < p->n_series; s++) {
        if (p->series[s].mark != mark)
            continue;
        for (size_t i = 0; i < p->n; i++)
            rt_range_add(r, p->series[s].y[i]);
    }
}

static struct rt_point
at_value(const struct rt_plot *p, size_t i, double v)
{
    return rt_plot_point(p, rt_plot_along(p, i), rt_plot_value(p, v));
}

/* Points of y[from..to), with a corner before each new value of a step. */
static size_t
trace(const struct rt_plot *p, const double *y, size_t from, size_t to,
      bool step, struct rt_point *out)
{
    size_t k = 0;

    for (size_t i = from; i < to; i++) {
        struct rt_point at = at_value(p, i, y[i]);

        if (step && i > from) {
            out[k] = out[k - 1];
            out[k++].x = at.x;
        }
        out[k++] = at;
    }
    return k;
}

/* End of the run of finite values that starts at `from`. */
static size_t
stretch_end(const struct rt_plot *p, const struct rt_line_data *l, size_t from)
{
    size_t i = from;

    while (i < p->n && isfinite(l->y[i]))
        i++;
    return i;
}

static bool
has_band(const struct rt_line_data *l, size_t i)
{
    return isfinite(l->low[i]) && isfinite(l->high[i]);
}

static void
draw_band(const struct rt_plot *p, const struct rt_line_data *l, bool step,
          struct rt_point *scratch)
{
    struct rt_fill fill = {.rgb = l->rgb, .alpha = BAND};

    for (size_t i = 0; i < p->n; i++) {
        size_t from = i, k, m;

        while (i < p->n && has_band(l, i))
            i++;
        if (i - from < 2)
            continue;
        k = trace(p, l->high, from, i, step, scratch);
        m = trace(p, l->low, from, i, step, scratch + k);
        for (size_t a = k, b = k + m; a + 1 < b; a++) {
            struct rt_point swap = scratch[a];

            scratch[a] = scratch[--b];
            scratch[b] = swap;
        }
        rt_gfx_area(p->pen->g, scratch, k + m, fill);
    }
}

static void
draw_dot(const struct rt_plot *p, const struct rt_line_data *l, size_t i)
{
    bool hollow = rt_plot_unfinished(p, i);
    struct rt_fill fill = {.rgb = hollow ? p->pen->look->ground : l->rgb,
                           .alpha = 1};
    struct rt_stroke edge = {.rgb = l->rgb, .width = hollow ? 1.5 : 0};

    rt_gfx_circle(p->pen->g, at_value(p, i, l->y[i]), DOT, fill, edge);
}

static bool
is_alone(const struct rt_plot *p, const struct rt_line_data *l, size_t i)
{
    return (i == 0 || !isfinite(l->y[i - 1])) &&
           (i + 1 == p->n || !isfinite(l->y[i + 1]));
}

/* Draw one run; segments that end in an unfinished period are dashed. */
static void
draw_stretch(const struct rt_plot *p, const struct rt_line_data *l, size_t from,
             size_t to, bool step, struct rt_point *scratch)
{
    struct rt_stroke stroke = {.rgb = l->rgb, .width = LINE, .dash = l->dash};

    for (size_t i = from; i < to;) {
        size_t end = i + 1;
        bool cut = end < to && rt_plot_unfinished(p, end);

        while (end < to && rt_plot_unfinished(p, end) == cut)
            end++;
        stroke.dash = cut ? RT_DASH_SHORT : l->dash;
        rt_gfx_line(p->pen->g, scratch, trace(p, l->y, i, end, step, scratch),
                    stroke);
        i = end < to ? end - 1 : to;
    }
}

static void
draw_line(const struct rt_plot *p, const struct rt_line_data *l, bool step,
          struct rt_point *scratch)
{
    bool dots = !step && p->slot >= DOT_SLOT;

    if (l->low != NULL && l->high != NULL)
        draw_band(p, l, step, scratch);
    for (size_t i = 0; i < p->n; i++) {
        size_t end = stretch_end(p, l, i);

        if (end > i)
            draw_stretch(p, l, i, end, step, scratch);
        for (; i < end; i++) {
            if (dots || rt_plot_unfinished(p, i) || is_alone(p, l, i))
                draw_dot(p, l, i);
        }
    }
}

static void
line_draw(const struct rt_plot *p, enum rt_mark mark)
{
    struct rt_point *scratch = rt_alloc_n(p->pen->a, 4 * p->n, sizeof *scratch);

    rt_gfx_clip(p->pen->g, (struct rt_box){p->box.x - 4, p->box.y - 4,
                                           p->box.w + 8, p->box.h + 8});
    for (size_t s = 0; s < p->n_series; s++) {
        if (p->series[s].mark == mark)
            draw_line(p, &p->series[s], mark == RT_MARK_STEP, scratch);
    }
    rt_gfx_unclip(p->pen->g);
}

static void
line_hits(const struct rt_plot *p, enum rt_mark mark)
{
    for (size_t s = 0; s < p->n_series; s++) {
        const struct rt_line_data *l = &p->series[s];

        for (size_t i = 0; i < p->n && l->mark == mark; i++) {
            struct rt_point at = at_value(p, i, l->y[i]);
            struct rt_box box = {at.x - 2 * DOT, at.y - 2 * DOT, 4 * DOT,
                                 4 * DOT};

            if (isfinite(l->y[i]))
                rt_pen_hit(p->pen, box, (int)s, i, rt_plot_hover(p, (int)s, i));
        }
    }
}

const struct rt_mark_ops rt_mark_line = {line_range, line_draw, line_hits};
