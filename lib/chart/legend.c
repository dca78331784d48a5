/* Names of the series: above the plot, or at the ends of their lines. */
#include "chart/plot.h"

#include <math.h>

enum {
    SWATCH = 10,
    SWATCH_GAP = 6, /* from swatch to name */
    ITEM_GAP = 16,
    NAME_MAX = 260,
    ROWS_MAX = 3,
    DIRECT_WIDTH = 520, /* narrower pictures have no room beside the plot */
    DIRECT_MAX = 8,
    DIRECT_GAP = 8 /* from the line to its name */
};

struct item {
    const char *name;
    struct rt_fill fill;
    bool line;
    enum rt_dash dash;
};

/* Place the items of a legend, and draw them unless `dry`. */
struct flow {
    const struct rt_plot *p;
    struct rt_box box;
    double x, y;
    size_t rows;
    bool dry;
};

static void
draw_swatch(const struct rt_pen *pen, double x, double middle,
            const struct item *item)
{
    struct rt_box box = {x, round(middle - SWATCH / 2.0), SWATCH, SWATCH};
    struct rt_point ends[2] = {{x, middle}, {x + SWATCH, middle}};
    struct rt_stroke stroke = {
        .rgb = item->fill.rgb, .width = 2, .dash = item->dash};

    if (item->line)
        rt_gfx_line(pen->g, ends, 2, stroke);
    else
        rt_gfx_box(pen->g, box, item->fill);
}

static void
put_item(struct flow *f, const struct item *item)
{
    const struct rt_pen *pen = f->p->pen;
    struct rt_font font = rt_pen_ink(pen, pen->small_px, RT_ALIGN_LEFT);
    double line = rt_line_px(font.size), w;

    font.max_px = fmin(NAME_MAX, f->box.w - SWATCH - SWATCH_GAP);
    w = SWATCH + SWATCH_GAP + rt_gfx_measure(pen->g, item->name, font);
    if (f->x > f->box.x && f->x + w > f->box.x + f->box.w) {
        f->x = f->box.x;
        f->y += line;
        f->rows++;
    }
    if (!f->dry && f->rows <= ROWS_MAX) {
        draw_swatch(pen, f->x, f->y + line / 2, item);
        rt_gfx_text(pen->g, f->x + SWATCH + SWATCH_GAP,
                    f->y + rt_base_px(font.size) + 1, item->name, font);
    }
    f->x += w + ITEM_GAP;
}

static struct item
series_item(const struct rt_line_data *l)
{
    return (struct item){
        .name = l->name,
        .fill = {.rgb = l->rgb, .alpha = 1},
        .line = l->mark == RT_MARK_LINE || l->mark == RT_MARK_STEP,
        .dash = l->dash,
    };
}

static size_t
run(struct flow *f)
{
    const struct rt_plot *p = f->p;
    uint32_t muted = p->pen->look->muted;
    bool named = p->n_series > 1 && p->direct_px <= 0;

    f->x = f->box.x;
    f->y = f->box.y;
    f->rows = 1;
    for (size_t s = 0; s < p->n_series && named; s++) {
        struct item item = series_item(&p->series[s]);

        put_item(f, &item);
    }
    if (p->has_unfinished)
        put_item(f, &(struct item){
                        .name = rt_pen_word(p->pen, "chart_unfinished"),
                        .fill = {.rgb = muted, .alpha = 1, .hatch = true}});
    if (p->has_interval)
        put_item(f,
                 &(struct item){.name = rt_pen_word(p->pen, "chart_interval"),
                                .fill = {.rgb = muted, .alpha = 0.3}});
    return f->x > f->box.x ? f->rows : 0;
}

double
rt_legend_px(const struct rt_plot *p, double width)
{
    struct flow f = {.p = p, .box = {.w = width}, .dry = true};

    return fmin(ROWS_MAX, (double)run(&f)) * rt_line_px(p->pen->small_px);
}

void
rt_legend_draw(const struct rt_plot *p)
{
    struct flow f = {.p = p, .box = p->legend};

    run(&f);
}

static double
direct_gap(const struct rt_plot *p)
{
    return rt_line_px(p->pen->small_px);
}

double
rt_direct_px(const struct rt_plot *p, struct rt_box box)
{
    struct rt_font font = rt_pen_ink(p->pen, p->pen->small_px, RT_ALIGN_LEFT);
    double widest = 0;

    if (p->n_series < 2 || p->n_series > DIRECT_MAX || box.w < DIRECT_WIDTH)
        return 0;
    if ((double)p->n_series * direct_gap(p) > box.h * 0.6)
        return 0;
    for (size_t s = 0; s < p->n_series; s++) {
        const struct rt_line_data *l = &p->series[s];

        if (l->mark != RT_MARK_LINE && l->mark != RT_MARK_STEP)
            return 0;
        widest = fmax(widest, rt_gfx_measure(p->pen->g, l->name, font));
    }
    if (widest > box.w * 0.25)
        return 0;
    return ceil(widest) + SWATCH + SWATCH_GAP + 2 * DIRECT_GAP;
}

/* Index of the last value; n when there is none. */
static size_t
last_value(const struct rt_plot *p, const struct rt_line_data *l)
{
    for (size_t i = p->n; i-- > 0;) {
        if (isfinite(l->y[i]))
            return i;
    }
    return p->n;
}

/* A thin link from the end of a line to its name. */
static void
draw_leader(const struct rt_plot *p, const struct rt_line_data *l, double x,
            double y)
{
    size_t i = last_value(p, l);
    struct rt_point ends[2] = {
        {rt_plot_along(p, i), rt_plot_value(p, l->y[i])},
        {x, y},
    };

    rt_gfx_line(p->pen->g, ends, 2,
                (struct rt_stroke){.rgb = p->pen->look->muted,
                                   .width = 0.75,
                                   .dash = RT_DASH_SHORT});
}

void
rt_direct_draw(const struct rt_plot *p)
{
    struct rt_font font = rt_pen_ink(p->pen, p->pen->small_px, RT_ALIGN_LEFT);
    double end = p->box.x + p->box.w + DIRECT_GAP;
    double at[DIRECT_MAX];
    size_t which[DIRECT_MAX], order[DIRECT_MAX], n = 0;

    for (size_t s = 0; s < p->n_series; s++) {
        size_t i = last_value(p, &p->series[s]);

        if (i == p->n)
            continue;
        which[n] = s;
        at[n++] = rt_plot_value(p, p->series[s].y[i]);
    }
    rt_spread(at, order, n, direct_gap(p), p->box.y, p->box.y + p->box.h);
    for (size_t k = 0; k < n; k++) {
        const struct rt_line_data *l = &p->series[which[k]];
        struct item item = series_item(l);

        draw_leader(p, l, end - 3, at[k]);
        draw_swatch(p->pen, end, at[k], &item);
        rt_gfx_text(p->pen->g, end + SWATCH + SWATCH_GAP,
                    at[k] + font.size * 0.36, l->name, font);
    }
}
