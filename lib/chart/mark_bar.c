/* Bars side by side. */
#include "chart/plot.h"

#include <math.h>

/* Share of a slot that its bars fill, and the widest bar, px. */
static const double FILL_SHARE = 0.74, WIDEST = 64;
/* Distance of printed values from their bars, px. */
enum { LABEL_GAP = 4, CAP = 3 };

struct stretch {
    double from, to;
};

/* The k-th of m bars in the slot of point i, on whole px if there are enough
 * of them. */
static struct stretch
bar_at(const struct rt_plot *p, size_t i, size_t k, size_t m)
{
    double w = fmin(p->slot * FILL_SHARE / (double)m, WIDEST);
    double first = rt_plot_along(p, i) - w * (double)m / 2;
    struct stretch s = {first + w * (double)k, first + w * (double)(k + 1)};

    if (w >= 4) {
        s.from = round(s.from);
        s.to = round(s.to) - (k + 1 < m);
    }
    return s;
}

static void
bar_range(const struct rt_plot *p, enum rt_mark mark, struct rt_range *r)
{
    rt_range_add(r, 0);
    for (size_t s = 0; s < p->n_series; s++) {
        if (p->series[s].mark != mark)
            continue;
        for (size_t i = 0; i < p->n; i++)
            rt_range_add(r, p->series[s].y[i]);
    }
}

/* A line from low to high with short caps, seen on a bar and beside it. */
static void
draw_whisker(const struct rt_plot *p, double at, double low, double high)
{
    struct rt_stroke stroke = {.rgb = p->pen->look->ink, .width = 1};
    double a = rt_plot_value(p, low), b = rt_plot_value(p, high);
    const double ends[2] = {a, b};
    struct rt_point line[2] = {rt_plot_point(p, at, a),
                               rt_plot_point(p, at, b)};

    if (!isfinite(low) || !isfinite(high))
        return;
    rt_gfx_line(p->pen->g, line, 2, stroke);
    for (int e = 0; e < 2; e++) {
        line[0] = rt_plot_point(p, at - CAP, ends[e]);
        line[1] = rt_plot_point(p, at + CAP, ends[e]);
        rt_gfx_line(p->pen->g, line, 2, stroke);
    }
}

/* Zero is a value too: it is a thin line, unlike a gap. */
static struct rt_box
at_least_visible(const struct rt_plot *p, struct rt_box box)
{
    double *size = p->flip ? &box.w : &box.h;

    if (*size >= 1)
        return box;
    if (!p->flip)
        box.y = p->baseline - 1;
    *size = 1;
    return box;
}

static void
draw_value(const struct rt_plot *p, struct rt_box box, double v)
{
    struct rt_font font = rt_pen_ink(p->pen, p->pen->small_px, RT_ALIGN_CENTRE);
    const char *text = rt_tick_text(p->pen, &p->tick_style, v, 1);
    double x = box.x + box.w / 2, y = box.y - LABEL_GAP;

    if (v < 0)
        y = box.y + box.h + rt_base_px(font.size);
    if (p->flip) {
        font.align = v < 0 ? RT_ALIGN_RIGHT : RT_ALIGN_LEFT;
        x = v < 0 ? box.x - LABEL_GAP : box.x + box.w + LABEL_GAP;
        y = box.y + box.h / 2 + font.size * 0.36;
    }
    rt_gfx_text(p->pen->g, x, y, text, font);
}

static void
draw_bar(const struct rt_plot *p, const struct rt_line_data *l, size_t i,
         struct stretch s)
{
    struct rt_fill fill = {
        .rgb = l->rgb, .alpha = 1, .hatch = rt_plot_unfinished(p, i)};
    struct rt_box box;

    if (!isfinite(l->y[i]))
        return;
    box = at_least_visible(p, rt_plot_bar(p, s.from, s.to, 0, l->y[i]));
    rt_gfx_box(p->pen->g, box, fill);
    if (l->low != NULL && l->high != NULL && s.to - s.from >= 2 * CAP)
        draw_whisker(p, (s.from + s.to) / 2, l->low[i], l->high[i]);
    if (p->print_values)
        draw_value(p, box, l->y[i]);
}

/* Bars too thin to be told apart are drawn as one outline for each series. */
static void
draw_dense(const struct rt_plot *p, size_t bars)
{
    double alpha = bars > 1 ? 0.6 : 1;

    for (size_t s = 0; s < p->n_series; s++) {
        const struct rt_line_data *l = &p->series[s];

        if (l->mark == RT_MARK_BAR)
            rt_plot_steps(p, NULL, l->y,
                          (struct rt_fill){.rgb = l->rgb, .alpha = alpha});
    }
}

static void
bar_draw(const struct rt_plot *p, enum rt_mark mark)
{
    size_t m = rt_plot_count(p, mark), k = 0;

    if (rt_plot_dense(p)) {
        draw_dense(p, m);
        return;
    }
    for (size_t s = 0; s < p->n_series; s++) {
        if (p->series[s].mark != mark)
            continue;
        for (size_t i = 0; i < p->n; i++)
            draw_bar(p, &p->series[s], i, bar_at(p, i, k, m));
        k++;
    }
}

/* The bar's part of the slot over the whole height, so that a small value is
 * as easy to point at as a large one. */
static void
bar_hits(const struct rt_plot *p, enum rt_mark mark)
{
    size_t m = rt_plot_count(p, mark), k = 0;

    for (size_t s = 0; s < p->n_series; s++) {
        if (p->series[s].mark != mark)
            continue;
        for (size_t i = 0; i < p->n; i++) {
            struct stretch at = bar_at(p, i, k, m);
            struct rt_box box =
                rt_plot_bar(p, at.from, at.to, p->value.low, p->value.high);

            if (isfinite(p->series[s].y[i]))
                rt_pen_hit(p->pen, box, (int)s, i, rt_plot_hover(p, (int)s, i));
        }
        k++;
    }
}

double
rt_bar_label_px(const struct rt_plot *p)
{
    struct rt_font font = rt_pen_ink(p->pen, p->pen->small_px, RT_ALIGN_CENTRE);
    double widest = 0;

    for (size_t i = 0; i < p->n; i++) {
        const char *text =
            rt_tick_text(p->pen, &p->tick_style, p->series[0].y[i], 1);

        widest = fmax(widest, rt_gfx_measure(p->pen->g, text, font));
    }
    return widest;
}

const struct rt_mark_ops rt_mark_bar = {bar_range, bar_draw, bar_hits};
