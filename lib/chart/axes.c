/* Grid, axes and their labels. */
#include "chart/plot.h"

#include <math.h>

enum { TICK_GAP = 6, LABEL_GAP = 6, TICK_MARK = 4 };

static struct rt_font
label_font(const struct rt_plot *p, enum rt_align align)
{
    return rt_pen_muted(p->pen, p->pen->small_px, align);
}

double
rt_axes_left_px(const struct rt_plot *p, double most)
{
    struct rt_font font = label_font(p, RT_ALIGN_RIGHT);
    double widest = 0;

    if (p->flip) {
        for (size_t i = 0; i < p->n; i++)
            widest =
                fmax(widest,
                     rt_gfx_measure(p->pen->g, rt_plot_point_name(p, i), font));
    } else {
        for (int i = 0; i < p->ticks.n; i++) {
            const char *text =
                rt_tick_text(p->pen, &p->tick_style, rt_tick(&p->ticks, i), 0);

            widest = fmax(widest, rt_gfx_measure(p->pen->g, text, font));
        }
    }
    return fmin(widest, most);
}

/* "name, unit", or the one of them that is known. */
static const char *
axis_caption(const struct rt_plot *p, const struct rt_axis *axis,
             const char *unit)
{
    const char *name =
        axis->name != NULL ? rt_pen_word(p->pen, axis->name) : "";

    return rt_fmt(p->pen->a, "%s%s%s", name,
                  name[0] != '\0' && unit[0] != '\0' ? ", " : "", unit);
}

static const char *
along_caption(const struct rt_plot *p)
{
    return axis_caption(p, &p->chart->x, p->slots ? "" : p->style_x.caption);
}

static void
draw_value_caption(const struct rt_plot *p)
{
    struct rt_font font = label_font(p, RT_ALIGN_LEFT);
    double line = rt_line_px(font.size), y = p->box.y - line;

    if (!p->flip)
        y -= p->print_values ? 4 + ceil(line / 2) : 4;
    font.max_px = p->outer.w;
    rt_gfx_text(p->pen->g, p->outer.x, y + rt_base_px(font.size),
                axis_caption(p, &p->chart->y, p->tick_style.caption), font);
}

static void
draw_value_tick(const struct rt_plot *p, double v)
{
    const struct rt_look *look = p->pen->look;
    uint32_t rgb = v == 0 ? look->axis : look->grid;
    const char *text = rt_tick_text(p->pen, &p->tick_style, v, 0);
    double at = rt_plot_value(p, v);
    struct rt_font font =
        label_font(p, p->flip ? RT_ALIGN_CENTRE : RT_ALIGN_RIGHT);

    if (p->flip) {
        rt_gfx_rule(p->pen->g, at, p->box.y, 1, p->box.h, rgb);
        rt_gfx_text(p->pen->g, at,
                    p->box.y + p->box.h + TICK_GAP + rt_base_px(font.size),
                    text, font);
        return;
    }
    font.max_px = p->box.x - TICK_GAP - p->outer.x;
    rt_gfx_rule(p->pen->g, p->box.x, at, p->box.w, 1, rgb);
    rt_gfx_text(p->pen->g, p->box.x - TICK_GAP, at + font.size * 0.36, text,
                font);
}

struct row {
    const char **text;
    double *at, *width;
    size_t n;
};

static struct row
new_row(const struct rt_plot *p, size_t most)
{
    return (struct row){
        .text = rt_alloc_n(p->pen->a, most, sizeof(char *)),
        .at = rt_alloc_n(p->pen->a, most, sizeof(double)),
        .width = rt_alloc_n(p->pen->a, most, sizeof(double)),
    };
}

static void
row_add(const struct rt_plot *p, struct row *r, double at, const char *text)
{
    r->text[r->n] = text;
    r->at[r->n] = at;
    r->width[r->n++] =
        rt_gfx_measure(p->pen->g, text, label_font(p, RT_ALIGN_CENTRE));
}

static void
draw_row(const struct rt_plot *p, struct row *r, double y)
{
    struct rt_font font = label_font(p, RT_ALIGN_CENTRE);

    rt_fit_row(r->at, r->width, r->n, LABEL_GAP, p->outer.x,
               p->outer.x + p->outer.w);
    for (size_t i = 0; i < r->n; i++) {
        if (r->width[i] > 0)
            rt_gfx_text(p->pen->g, r->at[i], y + rt_base_px(font.size),
                        r->text[i], font);
    }
}

static const char *
grid_text(const struct rt_plot *p, enum rt_grid_label label, int32_t day)
{
    enum rt_lang lang = p->pen->style->lang;
    struct rt_date d = rt_date_of(day);

    if (label == RT_GRID_DAY)
        return rt_fmt(p->pen->a, "%d", d.day);
    if (label == RT_GRID_MONTH)
        return rt_text(lang, rt_fmt(p->pen->a, "month_%d", d.month));
    if (label == RT_GRID_QUARTER)
        return rt_text(lang,
                       rt_fmt(p->pen->a, "quarter_%d", (d.month + 2) / 3));
    return rt_fmt(p->pen->a, "%d", d.year);
}

/* The title below the labels of the grid. */
static const char *
above_text(const struct rt_plot *p, int32_t day)
{
    enum rt_lang lang = p->pen->style->lang;

    if (p->grid.label == RT_GRID_DAY)
        return rt_text_period(lang, p->pen->a, RT_BY_MONTH,
                              rt_period_start(RT_BY_MONTH, day));
    return rt_fmt(p->pen->a, "%d", rt_date_of(day).year);
}

static void
widest_labels(const struct rt_plot *p, double widest[RT_GRID__MAX])
{
    struct rt_font font = label_font(p, RT_ALIGN_CENTRE);

    for (enum rt_grid_label k = 0; k < RT_GRID__MAX; k++) {
        for (int month = 1; month <= 12; month++) {
            int32_t day =
                rt_day_of((struct rt_date){.year = 2000, month, .day = 28});
            const char *text = grid_text(p, k, day);

            widest[k] = fmax(widest[k], rt_gfx_measure(p->pen->g, text, font));
        }
    }
}

double
rt_axes_below_px(struct rt_plot *p)
{
    double line = rt_line_px(p->pen->small_px);
    double name = along_caption(p)[0] != '\0' && !p->low ? line : 0;
    double widest[RT_GRID__MAX] = {0};

    if (p->chart->x.kind != RT_AXIS_PERIOD || p->data->period == NULL)
        return TICK_GAP + line + name;
    widest_labels(p, widest);
    p->grid = rt_grid_choose(p->data->by, p->data->period, p->n, p->slot,
                             widest, LABEL_GAP);
    if (p->low || p->grid.label == RT_GRID_YEAR)
        return TICK_GAP + line + name;
    return TICK_GAP + 2 * line + name;
}

static void
draw_periods(const struct rt_plot *p, double y)
{
    const int32_t *start = p->data->period;
    struct row labels = new_row(p, p->n), above = new_row(p, p->n);

    for (size_t i = 0; i < p->n; i++) {
        double x = rt_plot_along(p, i);

        if (rt_grid_at(&p->grid, start, i)) {
            row_add(p, &labels, x, grid_text(p, p->grid.label, start[i]));
            if (p->grid.unit != p->data->by || p->grid.every > 1)
                rt_gfx_rule(p->pen->g, x, p->box.y + p->box.h, 1, TICK_MARK,
                            p->pen->look->axis);
        }
        if (rt_grid_above(&p->grid, start, i))
            row_add(p, &above, x, above_text(p, start[i]));
    }
    draw_row(p, &labels, y);
    if (!p->low)
        draw_row(p, &above, y + rt_line_px(p->pen->small_px));
}

static void
draw_slots(const struct rt_plot *p, double y)
{
    struct rt_font font = label_font(p, RT_ALIGN_CENTRE);
    double widest = 0;
    size_t every;

    for (size_t i = 0; i < p->n; i++)
        widest = fmax(
            widest, rt_gfx_measure(p->pen->g, rt_plot_point_name(p, i), font));
    every = rt_thin(p->slot, widest, LABEL_GAP);
    for (size_t i = 0; i < p->n; i += every)
        rt_gfx_text(p->pen->g, rt_plot_along(p, i), y + rt_base_px(font.size),
                    rt_plot_point_name(p, i), font);
}

static void
draw_numbers(const struct rt_plot *p, double y)
{
    struct row labels = new_row(p, (size_t)p->grid_x.n);

    for (int i = 0; i < p->grid_x.n; i++) {
        double v = rt_tick(&p->grid_x, i), x = rt_scale_px(&p->along, v);

        if (v < p->along.low || v > p->along.high)
            continue;
        row_add(p, &labels, x, rt_tick_text(p->pen, &p->style_x, v, 0));
        if (p->scattered)
            rt_gfx_rule(p->pen->g, x, p->box.y, 1, p->box.h,
                        v == 0 ? p->pen->look->axis : p->pen->look->grid);
        rt_gfx_rule(p->pen->g, x, p->box.y + p->box.h, 1, TICK_MARK,
                    p->pen->look->axis);
    }
    draw_row(p, &labels, y);
}

/* Label the edges of classes like round ticks. */
static void
draw_edges(const struct rt_plot *p, double y)
{
    struct row labels = new_row(p, p->n + 1);

    for (size_t i = 0; i <= p->n; i++) {
        double v = p->data->x[i];
        bool round_one =
            fabs(v / p->grid_x.step - round(v / p->grid_x.step)) < 1e-6;

        row_add(p, &labels, rt_scale_px(&p->along, v),
                rt_tick_text(p->pen, &p->style_x, v, !round_one));
    }
    draw_row(p, &labels, y);
}

/* Names to the left of horizontal bars; every k-th when the rows are thin. */
static void
draw_names(const struct rt_plot *p)
{
    struct rt_font font = label_font(p, RT_ALIGN_RIGHT);
    size_t every = rt_thin(p->slot, font.size, 2);

    font.max_px = p->box.x - TICK_GAP - p->outer.x;
    for (size_t i = every / 2; i < p->n; i += every)
        rt_gfx_text(p->pen->g, p->box.x - TICK_GAP,
                    rt_plot_along(p, i) + font.size * 0.36,
                    rt_plot_point_name(p, i), font);
}

static void
draw_along_caption(const struct rt_plot *p)
{
    struct rt_font font = label_font(p, RT_ALIGN_CENTRE);
    double bottom = p->outer.y + p->outer.h;

    font.max_px = p->box.w;
    rt_gfx_text(p->pen->g, p->box.x + p->box.w / 2,
                bottom - rt_line_px(font.size) + rt_base_px(font.size),
                along_caption(p), font);
}

void
rt_axes_draw(const struct rt_plot *p)
{
    double below = p->box.y + p->box.h + TICK_GAP;

    if (!p->low)
        draw_value_caption(p);
    for (int i = 0; i < p->ticks.n; i++)
        draw_value_tick(p, rt_tick(&p->ticks, i));
    if (p->flip)
        draw_names(p);
    else if (p->edges)
        draw_edges(p, below);
    else if (!p->slots)
        draw_numbers(p, below);
    else if (p->chart->x.kind == RT_AXIS_PERIOD && p->data->period != NULL)
        draw_periods(p, below);
    else
        draw_slots(p, below);
    if (!p->flip && !p->low)
        draw_along_caption(p);
}
