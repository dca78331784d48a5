/* Stacked bars: positive values upwards from zero, negative ones downwards. */
#include "chart/plot.h"

#include <math.h>

static const double FILL_SHARE = 0.74, WIDEST = 64;
/* Segments at least this high are separated by one px of ground. */
enum { PARTED_PX = 4 };

/* The height of each point's stack, on both sides of zero. */
struct pile {
    double *up, *down;
};

static struct pile
new_pile(const struct rt_plot *p)
{
    return (struct pile){
        .up = rt_alloc_n(p->pen->a, p->n, sizeof(double)),
        .down = rt_alloc_n(p->pen->a, p->n, sizeof(double)),
    };
}

/* Put a value on its stack; returns where it starts. */
static double
put(struct pile *pile, size_t i, double v)
{
    double *side = v < 0 ? &pile->down[i] : &pile->up[i];
    double from = *side;

    *side += v;
    return from;
}

/* Values that are not finite add nothing. */
static double
amount(const struct rt_line_data *l, size_t i)
{
    return isfinite(l->y[i]) ? l->y[i] : 0;
}

static void
stack_range(const struct rt_plot *p, enum rt_mark mark, struct rt_range *r)
{
    struct pile pile = new_pile(p);

    rt_range_add(r, 0);
    for (size_t s = 0; s < p->n_series; s++) {
        for (size_t i = 0; i < p->n && p->series[s].mark == mark; i++)
            put(&pile, i, amount(&p->series[s], i));
    }
    for (size_t i = 0; i < p->n; i++) {
        rt_range_add(r, pile.up[i]);
        rt_range_add(r, pile.down[i]);
    }
}

static struct rt_box
segment(const struct rt_plot *p, size_t i, double from, double v)
{
    double half = fmin(p->slot * FILL_SHARE, WIDEST) / 2;
    double at = rt_plot_along(p, i);

    return rt_plot_bar(p, round(at - half), round(at + half), from, from + v);
}

/* The segment without the px that separates it from the next one outwards. */
static struct rt_box
parted(const struct rt_plot *p, struct rt_box box, double v)
{
    double *size = p->flip ? &box.w : &box.h;

    if (*size < PARTED_PX)
        return box;
    *size -= 1;
    if (!p->flip && v > 0)
        box.y += 1;
    if (p->flip && v < 0)
        box.x += 1;
    return box;
}

static void
draw_segments(const struct rt_plot *p, const struct rt_line_data *l,
              struct pile *pile)
{
    for (size_t i = 0; i < p->n; i++) {
        double v = amount(l, i), from = put(pile, i, v);
        struct rt_fill fill = {
            .rgb = l->rgb, .alpha = 1, .hatch = rt_plot_unfinished(p, i)};

        rt_gfx_box(p->pen->g, parted(p, segment(p, i, from, v), v), fill);
    }
}

/* A series as one outline above zero and one below. */
static void
draw_layer(const struct rt_plot *p, const struct rt_line_data *l,
           struct pile *pile)
{
    struct rt_fill fill = {.rgb = l->rgb, .alpha = 1};
    struct pile before = new_pile(p);

    for (size_t i = 0; i < p->n; i++) {
        before.up[i] = pile->up[i];
        before.down[i] = pile->down[i];
        put(pile, i, amount(l, i));
    }
    rt_plot_steps(p, before.up, pile->up, fill);
    rt_plot_steps(p, before.down, pile->down, fill);
}

static void
stack_draw(const struct rt_plot *p, enum rt_mark mark)
{
    struct pile pile = new_pile(p);

    for (size_t s = 0; s < p->n_series; s++) {
        if (p->series[s].mark != mark)
            continue;
        if (rt_plot_dense(p))
            draw_layer(p, &p->series[s], &pile);
        else
            draw_segments(p, &p->series[s], &pile);
    }
}

static void
stack_hits(const struct rt_plot *p, enum rt_mark mark)
{
    struct pile pile = new_pile(p);

    for (size_t s = 0; s < p->n_series; s++) {
        for (size_t i = 0; i < p->n && p->series[s].mark == mark; i++) {
            double v = amount(&p->series[s], i), from = put(&pile, i, v);

            if (v != 0)
                rt_pen_hit(p->pen, segment(p, i, from, v), (int)s, i,
                           rt_plot_hover(p, (int)s, i));
        }
    }
}

const struct rt_mark_ops rt_mark_stack = {stack_range, stack_draw, stack_hits};
