/* The stages of a plot: fit, ticks, layout, drawing. */
#include "chart/figure.h"
#include "chart/plot.h"

#include <math.h>

/* Room around the parts, px. */
enum {
    TICK_GAP = 6,    /* between tick labels and the plot */
    LEGEND_GAP = 6,  /* below the legend */
    DOT_ROOM = 12,   /* scattered points keep this far from the ends */
    END_GAP = 8,     /* right of the plot */
    PLOT_LOW = 90,   /* this low, a plot has no caption and one row of labels */
    PLOT_LEAST = 70, /* with its labels; the legend is left out before */
    DRAWN_LEAST = 50, /* below this nothing can be seen */
    TICK_EVERY = 40,  /* height for each interval of the value axis */
    TICK_WIDE = 80,   /* the same for horizontal bars */
    TICKS_MIN = 3,    /* intervals; fewer without enough height */
    TICKS_MAX = 6,    /* more would be clutter */
    FLIP_ROW = 24,    /* natural height of a horizontal bar */
    VALUES_MAX = 36   /* values printed on bars */
};

/* Intervals of small numbers are wide.  They may widen the axis to twice what
 * the values need; beyond that they are cut. */
static void
widen_by_intervals(const struct rt_plot *p, struct rt_range *r)
{
    double span = r->high - r->low;
    struct rt_range wide = *r;

    if (span <= 0)
        span = fabs(r->high);
    for (size_t s = 0; s < p->n_series; s++) {
        const struct rt_line_data *l = &p->series[s];

        for (size_t i = 0; i < p->n && l->low != NULL; i++)
            rt_range_add(&wide, l->low[i]);
        for (size_t i = 0; i < p->n && l->high != NULL; i++)
            rt_range_add(&wide, l->high[i]);
    }
    r->low = fmax(wide.low, r->low - span);
    r->high = fmin(wide.high, r->high + span);
}

static void
fit(struct rt_plot *p)
{
    const struct rt_axis *y = &p->chart->y;

    for (const struct rt_mark_layer *m = rt_mark_layers; m->ops != NULL; m++) {
        if (rt_plot_count(p, m->mark) > 0)
            m->ops->range(p, m->mark, &p->range);
    }
    if (y->from_zero)
        rt_range_add(&p->range, 0);
    if (p->range.any && p->has_interval)
        widen_by_intervals(p, &p->range);
    if (y->low < y->high)
        p->range = (struct rt_range){y->low, y->high, true};
}

static void
choose_ticks(struct rt_plot *p, double room, double every)
{
    enum rt_unit unit = p->chart->y.unit;
    int most = (int)(room / every);

    if (most > TICKS_MAX)
        most = TICKS_MAX;
    if (most < TICKS_MIN)
        most = room >= TICKS_MIN * every / 2 ? TICKS_MIN : 1;
    p->ticks =
        rt_ticks_fit(p->range.low, p->range.high, most, unit == RT_UNIT_COUNT);
    p->tick_style = rt_tick_style(p->pen, unit, &p->ticks);
    p->value.low = p->ticks.low;
    p->value.high = p->ticks.high;
}

static bool
any_interval(const struct rt_plot *p)
{
    for (size_t s = 0; s < p->n_series; s++) {
        if (p->series[s].low != NULL && p->series[s].high != NULL)
            return true;
    }
    return false;
}

static bool
any_unfinished(const struct rt_plot *p)
{
    for (size_t i = 0; i < p->n; i++) {
        if (rt_plot_unfinished(p, i))
            return true;
    }
    return false;
}

/* Bars become horizontal when their names do not fit below them. */
static bool
must_flip(const struct rt_plot *p, double width)
{
    struct rt_font font =
        rt_pen_muted(p->pen, p->pen->small_px, RT_ALIGN_CENTRE);
    double room = width * 0.88 / (double)p->n - 8;

    if (p->chart->x.kind != RT_AXIS_LABEL || p->data->labels == NULL)
        return false;
    if (rt_plot_count(p, RT_MARK_BAR) + rt_plot_count(p, RT_MARK_STACK) <
        p->n_series)
        return false;
    for (size_t i = 0; i < p->n; i++) {
        if (rt_gfx_measure(p->pen->g, rt_plot_point_name(p, i), font) > room)
            return true;
    }
    return false;
}

static double
caption_px(const struct rt_plot *p)
{
    bool any = p->tick_style.caption[0] != '\0' || p->chart->y.name != NULL;

    return any && !p->low ? rt_line_px(p->pen->small_px) : 0;
}

static bool
worth_printing(const struct rt_plot *p)
{
    enum rt_mark mark = p->series[0].mark;

    return p->n_series == 1 && p->n <= VALUES_MAX && p->series[0].low == NULL &&
           (mark == RT_MARK_BAR || mark == RT_MARK_HISTOGRAM);
}

/* Place the points along the box: in slots, or by a scale of data.x.
 * Scattered points keep away from the ends; a time or an age runs from end to
 * end. */
static void
place_points(struct rt_plot *p)
{
    struct rt_range x = {0};
    double half = 0;
    int most = (int)(p->box.w / TICK_WIDE);

    p->slot = p->box.w / (double)p->n;
    if (p->slots)
        return;
    for (size_t i = 0; i < p->n + p->edges; i++)
        rt_range_add(&x, p->data->x[i]);
    p->grid_x = rt_ticks_fit(x.low, x.high, most < TICKS_MAX ? most : TICKS_MAX,
                             p->chart->x.unit == RT_UNIT_COUNT);
    p->style_x = rt_tick_style(p->pen, p->chart->x.unit, &p->grid_x);
    if (rt_plot_count(p, RT_MARK_BAR) + rt_plot_count(p, RT_MARK_STACK) > 0)
        half = p->slot / 2;
    p->along = (struct rt_scale){x.low, x.high, p->box.x + half,
                                 p->box.x + p->box.w - half};
    if (p->scattered)
        p->along = (struct rt_scale){p->grid_x.low, p->grid_x.high,
                                     p->box.x + DOT_ROOM,
                                     p->box.x + p->box.w - DOT_ROOM};
}

/* Ticks come first, with a guess of the height.  Their labels give the width,
 * the width gives the labels below, and those give the height. */
static void
lay_out_upright(struct rt_plot *p, struct rt_box box)
{
    double line = rt_line_px(p->pen->small_px), below;

    choose_ticks(p, box.h - 3 * line, TICK_EVERY);
    p->box.x = box.x + ceil(rt_axes_left_px(p, box.w * 0.3)) + TICK_GAP;
    p->box.w = box.x + box.w - p->box.x - fmax(p->direct_px, END_GAP);
    place_points(p);
    p->print_values = worth_printing(p) && rt_bar_label_px(p) <= p->slot - 4;
    below = rt_axes_below_px(p);
    p->box.y = box.y + fmax(ceil(line / 2), caption_px(p) + 4);
    if (p->print_values)
        p->box.y += ceil(line / 2);
    p->box.h = fmax(1, box.y + box.h - below - p->box.y);
    p->value.px0 = p->box.y + p->box.h - (p->scattered ? DOT_ROOM : 0);
    p->value.px1 = p->box.y + (p->scattered ? DOT_ROOM : 0);
}

static void
lay_out_lying(struct rt_plot *p, struct rt_box box)
{
    double below = TICK_GAP + rt_line_px(p->pen->small_px);
    double left = rt_axes_left_px(p, box.w * 0.4) + TICK_GAP;
    double right = ceil(p->pen->small_px);

    choose_ticks(p, box.w - left, TICK_WIDE);
    p->print_values = worth_printing(p) &&
                      (box.h - below) / (double)p->n >= p->pen->small_px + 2;
    if (p->print_values)
        right = fmax(right, ceil(rt_bar_label_px(p)) + TICK_GAP);
    p->box = (struct rt_box){box.x + ceil(left), box.y,
                             box.w - ceil(left) - right, box.h - below};
    p->box.y += caption_px(p);
    p->box.h -= caption_px(p);
    p->slot = p->box.h / (double)p->n;
    p->value.px0 = p->box.x;
    p->value.px1 = p->box.x + p->box.w;
}

static void
lay_out(struct rt_plot *p, const struct rt_pen *pen, const struct rt_card *card,
        struct rt_box box)
{
    const struct rt_chart *chart = card->chart;
    const struct rt_chart_data *data = card->data;

    *p = (struct rt_plot){
        .pen = pen, .chart = chart, .data = data, .n = data->n};
    p->series = rt_plot_series(pen, chart, data, &p->n_series);
    p->has_interval = any_interval(p);
    p->has_unfinished = any_unfinished(p);
    p->slots = chart->x.kind != RT_AXIS_LINEAR || data->x == NULL;
    p->edges = !p->slots && rt_plot_count(p, RT_MARK_HISTOGRAM) > 0;
    p->scattered = !p->slots && rt_plot_count(p, RT_MARK_POINT) > 0;
    fit(p);
    p->flip = must_flip(p, box.w);
    p->direct_px = p->flip ? 0 : rt_direct_px(p, box);
    p->legend = box;
    p->legend.h = rt_legend_px(p, box.w);
    if (box.h - p->legend.h < PLOT_LEAST)
        p->legend.h = 0;
    if (p->legend.h > 0) {
        box.y += p->legend.h + LEGEND_GAP;
        box.h -= p->legend.h + LEGEND_GAP;
    }
    p->outer = box;
    p->low = box.h < PLOT_LOW;
    if (p->flip)
        lay_out_lying(p, box);
    else
        lay_out_upright(p, box);
    p->baseline = rt_plot_value(p, 0);
}

double
rt_axes_height(const struct rt_pen *pen, const struct rt_card *card,
               double width)
{
    const double aspect = 0.38, least = 180, most = 480;
    double legend;
    struct rt_plot p = {.pen = pen,
                        .chart = card->chart,
                        .data = card->data,
                        .n = card->data->n};

    p.series = rt_plot_series(pen, p.chart, p.data, &p.n_series);
    if (must_flip(&p, width))
        return 60 + FLIP_ROW * (double)p.n;
    p.has_interval = any_interval(&p);
    p.has_unfinished = any_unfinished(&p);
    legend = rt_legend_px(&p, width);
    return fmax(least + legend, fmin(most, width * aspect));
}

static void
draw(const struct rt_plot *p)
{
    rt_axes_draw(p);
    for (const struct rt_mark_layer *m = rt_mark_layers; m->ops != NULL; m++) {
        if (rt_plot_count(p, m->mark) > 0)
            m->ops->draw(p, m->mark);
    }
    if (p->direct_px > 0)
        rt_direct_draw(p);
    if (p->legend.h > 0)
        rt_legend_draw(p);
    rt_plot_hits(p);
}

void
rt_axes_chart_draw(const struct rt_pen *pen, const struct rt_card *card,
                   struct rt_box box)
{
    struct rt_plot p;

    if (box.h < DRAWN_LEAST)
        return;
    lay_out(&p, pen, card, box);
    draw(&p);
}
