/* Scatter plots: each point is a dot, its area shows a third number, and its
 * name is written where there is room. */
#include "chart/plot.h"

#include <math.h>
#include <stdlib.h>

static const double PLAIN_R = 3.5, LEAST_R = 2.5, MOST_R = 18, ALPHA = 0.75;
/* Dots of the largest size would cover this share of the plot. */
static const double COVERED = 0.3;
/* With more points than this there are no names: they would have no room. */
enum { NAMED_MAX = 60, NAME_GAP = 4 };

struct dots {
    const struct rt_plot *p;
    double *size; /* [n] data.size without negative and infinite values */
    double largest;
    double most;   /* radius of the largest dot */
    size_t *order; /* [n] large ones first, so that small ones stay visible */
    struct rt_box *box; /* [n + names] taken places */
    size_t n_box;
};

static void
point_range(const struct rt_plot *p, enum rt_mark mark, struct rt_range *r)
{
    for (size_t s = 0; s < p->n_series; s++) {
        for (size_t i = 0; i < p->n && p->series[s].mark == mark; i++)
            rt_range_add(r, p->series[s].y[i]);
    }
}

static double
size_of(const struct rt_plot *p, size_t i)
{
    double v = p->data->size != NULL ? p->data->size[i] : 0;

    return isfinite(v) && v > 0 ? v : 0;
}

static double
radius(const struct dots *d, size_t i)
{
    if (d->p->data->size == NULL || d->largest <= 0)
        return PLAIN_R;
    return fmax(LEAST_R, d->most * sqrt(d->size[i] / d->largest));
}

static int
by_size(const void *a, const void *b, void *context)
{
    size_t i = *(const size_t *)a, k = *(const size_t *)b;
    const double *size = context;
    double x = size[i], y = size[k];

    if (x != y)
        return x > y ? -1 : 1;
    return i < k ? -1 : i > k;
}

static struct dots
new_dots(const struct rt_plot *p)
{
    double each = p->box.w * p->box.h * COVERED / (double)p->n;
    struct dots d = {.p = p, .most = fmin(MOST_R, sqrt(each / M_PI))};

    d.size = rt_alloc_n(p->pen->a, p->n, sizeof *d.size);
    d.order = rt_alloc_n(p->pen->a, p->n, sizeof *d.order);
    d.box = rt_alloc_n(p->pen->a, 2 * p->n, sizeof *d.box);
    for (size_t i = 0; i < p->n; i++) {
        d.size[i] = size_of(p, i);
        d.largest = fmax(d.largest, d.size[i]);
        d.order[i] = i;
    }
    qsort_r(d.order, p->n, sizeof *d.order, by_size, d.size);
    return d;
}

static bool
shown(const struct rt_plot *p, const struct rt_line_data *l, size_t i)
{
    return isfinite(l->y[i]) && (p->slots || isfinite(p->data->x[i]));
}

static struct rt_point
place(const struct rt_plot *p, const struct rt_line_data *l, size_t i)
{
    return (struct rt_point){rt_plot_along(p, i), rt_plot_value(p, l->y[i])};
}

static void
draw_dots(struct dots *d, const struct rt_line_data *l)
{
    const struct rt_plot *p = d->p;

    for (size_t k = 0; k < p->n; k++) {
        size_t i = d->order[k];
        struct rt_point at = place(p, l, i);
        double r = radius(d, i);

        if (!shown(p, l, i))
            continue;
        rt_gfx_circle(
            p->pen->g, at, r, (struct rt_fill){.rgb = l->rgb, .alpha = ALPHA},
            (struct rt_stroke){.rgb = p->pen->look->ground, .width = 1});
        d->box[d->n_box++] = (struct rt_box){at.x - r, at.y - r, 2 * r, 2 * r};
    }
}

static bool
is_free(const struct dots *d, const struct rt_box *b)
{
    const struct rt_box *in = &d->p->box;

    if (b->x < in->x || b->x + b->w > in->x + in->w || b->y < in->y ||
        b->y + b->h > in->y + in->h)
        return false;
    for (size_t k = 0; k < d->n_box; k++) {
        const struct rt_box *t = &d->box[k];

        if (b->x < t->x + t->w && t->x < b->x + b->w && b->y < t->y + t->h &&
            t->y < b->y + b->h)
            return false;
    }
    return true;
}

/* The name goes right, left, above or below the dot: to the first free place,
 * or nowhere (the hover text still has it). */
static void
draw_name(struct dots *d, struct rt_point at, double r, const char *name)
{
    const struct rt_pen *pen = d->p->pen;
    struct rt_font font = rt_pen_ink(pen, pen->small_px, RT_ALIGN_LEFT);
    double w = rt_gfx_measure(pen->g, name, font), h = font.size * 1.2;
    const struct rt_box tries[] = {
        {at.x + r + NAME_GAP, at.y - h / 2, w, h},
        {at.x - r - NAME_GAP - w, at.y - h / 2, w, h},
        {at.x - w / 2, at.y - r - NAME_GAP - h, w, h},
        {at.x - w / 2, at.y + r + NAME_GAP, w, h},
    };

    for (size_t k = 0; k < sizeof tries / sizeof tries[0]; k++) {
        if (!is_free(d, &tries[k]))
            continue;
        rt_gfx_text(pen->g, tries[k].x, tries[k].y + font.size * 0.95, name,
                    font);
        d->box[d->n_box++] = tries[k];
        return;
    }
}

static void
draw_names(struct dots *d, const struct rt_line_data *l)
{
    const struct rt_plot *p = d->p;

    if (p->data->labels == NULL || p->n > NAMED_MAX)
        return;
    for (size_t k = 0; k < p->n; k++) {
        size_t i = d->order[k];

        if (shown(p, l, i) && p->data->labels[i] != NULL)
            draw_name(d, place(p, l, i), radius(d, i), p->data->labels[i]);
    }
}

static void
point_draw(const struct rt_plot *p, enum rt_mark mark)
{
    for (size_t s = 0; s < p->n_series; s++) {
        struct dots d = new_dots(p);

        if (p->series[s].mark != mark)
            continue;
        draw_dots(&d, &p->series[s]);
        draw_names(&d, &p->series[s]);
    }
}

/* The smallest first: they lie on top. */
static void
point_hits(const struct rt_plot *p, enum rt_mark mark)
{
    struct dots d = new_dots(p);

    for (size_t s = 0; s < p->n_series; s++) {
        const struct rt_line_data *l = &p->series[s];

        for (size_t k = p->n; k-- > 0 && l->mark == mark;) {
            size_t i = d.order[k];
            struct rt_point at = place(p, l, i);
            double r = radius(&d, i) + 2;

            if (shown(p, l, i))
                rt_pen_hit(p->pen,
                           (struct rt_box){at.x - r, at.y - r, 2 * r, 2 * r},
                           (int)s, i, rt_plot_hover(p, (int)s, i));
        }
    }
}

const struct rt_mark_ops rt_mark_point = {point_range, point_draw, point_hits};
