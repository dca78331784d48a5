/* Rings: one for each series, a slice for each point, one legend for all. */
#include "chart/figure.h"
#include "chart/plot.h"

#include <math.h>

enum {
    RING_PX = 170,    /* width that a ring needs */
    RING_LEAST = 120, /* with less, the rings are placed below each other */
    RING_MOST = 260,
    SIDE_WIDTH = 400, /* a single ring this wide has its legend beside it */
    SWATCH = 10,
    SWATCH_GAP = 6,
    ITEM_GAP = 16,
    GAP = 12,
    LIST_MOST = 320 /* in a wider list name and value are too far apart */
};

static const double HOLE = 0.58;   /* inner radius as a share of the outer */
static const double PART_PX = 1.5; /* gap between two slices */
static const double SAID_SHARE = 0.05; /* smaller slices carry no text */

struct pies {
    const struct rt_pen *pen;
    const struct rt_chart_data *data;
    struct rt_line_data *ring;
    size_t rings, slices;
    size_t columns, rows;
    bool beside;      /* the legend is right of a single ring */
    double legend_px; /* its height below the rings */
    struct rt_box outer;
};

/* Only positive values have a slice; rt_card_png() refuses negative parts. */
static double
part(const struct pies *p, size_t ring, size_t i)
{
    double v = p->ring[ring].y[i];

    return isfinite(v) && v > 0 ? v : 0;
}

static double
total(const struct pies *p, size_t ring)
{
    double sum = 0;

    for (size_t i = 0; i < p->slices; i++)
        sum += part(p, ring, i);
    return sum;
}

static const char *
slice_name(const struct pies *p, size_t i)
{
    const char *const *labels = p->data->labels;

    return labels != NULL && labels[i] != NULL ? labels[i] : "";
}

/* After the last colour of the palette the colours come again, hatched. */
static struct rt_fill
slice_fill(const struct pies *p, size_t i)
{
    return (struct rt_fill){.rgb = rt_look_ink(p->pen->look, RT_INK_AUTO, i),
                            .alpha = 1,
                            .hatch = i / RT_PALETTE % 2 == 1};
}

static const char *
share_text(const struct pies *p, double v, double sum)
{
    return rt_text_share(p->pen->style->lang, p->pen->a, sum > 0 ? v / sum : 0,
                         0);
}

/* Short enough for the hole or a column: "12,3 млн ₽"; the unit goes to
 * `caption`. */
static const char *
short_value(const struct pies *p, size_t ring, double v, const char **caption)
{
    struct rt_ticks t = rt_ticks_fit(0, total(p, ring), 10, false);
    struct rt_tick_style s = rt_tick_style(p->pen, p->ring[ring].unit, &t);

    *caption = s.caption;
    return rt_tick_text(p->pen, &s, v, 0);
}

static void
draw_swatch(const struct pies *p, size_t i, double x, double y)
{
    rt_gfx_box(p->pen->g, (struct rt_box){x, round(y + 2), SWATCH, SWATCH},
               slice_fill(p, i));
}

/* Names of the slices from left to right; returns the height.  Draws unless
 * `dry`. */
static double
flow_legend(const struct pies *p, struct rt_box box, bool dry)
{
    struct rt_font font = rt_pen_ink(p->pen, p->pen->small_px, RT_ALIGN_LEFT);
    double line = rt_line_px(font.size) + 2, x = 0, y = 0;

    font.max_px = fmax(1, box.w - SWATCH - SWATCH_GAP);
    for (size_t i = 0; i < p->slices; i++) {
        const char *text = slice_name(p, i);
        double w = SWATCH + SWATCH_GAP + rt_gfx_measure(p->pen->g, text, font);

        if (x > 0 && x + w > box.w) {
            x = 0;
            y += line;
        }
        if (!dry && y + line <= box.h + 1) {
            draw_swatch(p, i, box.x + x, box.y + y);
            rt_gfx_text(p->pen->g, box.x + x + SWATCH + SWATCH_GAP,
                        box.y + y + rt_base_px(font.size), text, font);
        }
        x += w + ITEM_GAP;
    }
    return y + line;
}

static double
row_px(const struct pies *p)
{
    return rt_line_px(p->pen->small_px) + 4;
}

/* The list of a single ring: a line for each slice, with its value and
 * share. */
static void
draw_list_row(const struct pies *p, size_t i, struct rt_box box)
{
    struct rt_font name = rt_pen_ink(p->pen, p->pen->small_px, RT_ALIGN_LEFT);
    struct rt_font number = name;
    double y = box.y + rt_base_px(name.size), right = box.x + box.w;
    double share_px = rt_gfx_measure(p->pen->g, share_text(p, 1, 1), name);
    const char *unit, *value = short_value(p, 0, p->ring[0].y[i], &unit);

    number.align = RT_ALIGN_RIGHT;
    draw_swatch(p, i, box.x, box.y);
    rt_gfx_text(p->pen->g, right, y, share_text(p, part(p, 0, i), total(p, 0)),
                number);
    right -= share_px + GAP;
    number.rgb = p->pen->look->muted;
    rt_gfx_text(p->pen->g, right, y, value, number);
    right -= rt_gfx_measure(p->pen->g, value, number) + GAP;
    name.max_px = fmax(1, right - box.x - SWATCH - SWATCH_GAP);
    rt_gfx_text(p->pen->g, box.x + SWATCH + SWATCH_GAP, y, slice_name(p, i),
                name);
}

static void
draw_list(const struct pies *p, struct rt_box box)
{
    double h = row_px(p);

    for (size_t i = 0; i < p->slices && h * (double)(i + 1) <= box.h + 1; i++)
        draw_list_row(p, i,
                      (struct rt_box){box.x, box.y + h * (double)i,
                                      fmin(box.w, LIST_MOST), h});
}

/* Height of the legend below the rings. */
static double
legend_px(const struct pies *p, struct rt_box box)
{
    if (p->beside)
        return 0;
    if (p->rings == 1)
        return row_px(p) * (double)p->slices + GAP;
    return flow_legend(p, box, true) + GAP;
}

static void
lay_out(struct pies *p, const struct rt_pen *pen, const struct rt_card *card,
        struct rt_box box)
{
    *p = (struct pies){.pen = pen, .data = card->data, .outer = box};
    p->slices = card->data->n;
    p->ring = rt_plot_series(pen, card->chart, card->data, &p->rings);
    p->beside = p->rings == 1 && box.w >= SIDE_WIDTH;
    p->columns = (size_t)fmax(1, floor(box.w / RING_LEAST));
    if (p->columns > p->rings)
        p->columns = p->rings;
    p->rows = (p->rings + p->columns - 1) / p->columns;
    p->columns = (p->rings + p->rows - 1) / p->rows;
    p->legend_px = legend_px(p, box);
}

static double
title_px(const struct pies *p)
{
    return p->rings > 1 ? rt_line_px(p->pen->text_px) : 0;
}

double
rt_pies_height(const struct rt_pen *pen, const struct rt_card *card,
               double width)
{
    struct pies p;
    double ring;

    lay_out(&p, pen, card, (struct rt_box){.w = width});
    ring = fmin(RING_MOST, fmax(RING_PX, width / (double)p.columns * 0.7));
    if (p.beside)
        return fmax(ring, row_px(&p) * (double)p.slices);
    return (double)p.rows * (ring + title_px(&p)) + p.legend_px;
}

static struct rt_point
on_circle(struct rt_point centre, double r, double turn)
{
    double angle = (turn - 0.25) * 2 * M_PI;

    return (struct rt_point){centre.x + r * cos(angle),
                             centre.y + r * sin(angle)};
}

static void
draw_part_line(const struct pies *p, struct rt_point centre, double r,
               double turn)
{
    struct rt_point ends[2] = {on_circle(centre, r * HOLE - 1, turn),
                               on_circle(centre, r + 1, turn)};

    rt_gfx_line(
        p->pen->g, ends, 2,
        (struct rt_stroke){.rgb = p->pen->look->ground, .width = PART_PX});
}

static void
draw_slice_text(const struct pies *p, size_t i, struct rt_point at, double room,
                const char *text)
{
    struct rt_font font = rt_pen_ink(p->pen, p->pen->small_px, RT_ALIGN_CENTRE);
    struct rt_fill fill = slice_fill(p, i);

    if (fill.hatch || rt_gfx_measure(p->pen->g, text, font) > room)
        return;
    font.rgb = rt_look_on(p->pen->look, fill.rgb);
    rt_gfx_text(p->pen->g, at.x, at.y + font.size * 0.36, text, font);
}

static void
add_hit(const struct pies *p, size_t ring, size_t i, struct rt_point at,
        double size, double sum)
{
    const char *name = p->ring[ring].name;

    rt_pen_hit(
        p->pen, (struct rt_box){at.x - size / 2, at.y - size / 2, size, size},
        (int)ring, i,
        rt_fmt(p->pen->a, "%s%s%s: %s (%s)", name, name[0] != '\0' ? ", " : "",
               slice_name(p, i),
               rt_value_text(p->pen, p->ring[ring].unit, p->ring[ring].y[i]),
               share_text(p, part(p, ring, i), sum)));
}

static void
draw_slices(const struct pies *p, size_t ring, struct rt_point centre, double r)
{
    double sum = total(p, ring), turn = 0, thick = r * (1 - HOLE);
    double middle = r - thick / 2;

    for (size_t i = 0; i < p->slices; i++) {
        double share = part(p, ring, i) / sum;
        struct rt_point at = on_circle(centre, middle, turn + share / 2);

        if (share <= 0)
            continue;
        rt_gfx_ring(p->pen->g, centre, r * HOLE, r, turn, turn + share,
                    slice_fill(p, i));
        if (share >= SAID_SHARE)
            draw_slice_text(p, i, at,
                            fmin(thick, share * 2 * M_PI * middle) - 2,
                            share_text(p, part(p, ring, i), sum));
        add_hit(p, ring, i, at, thick, sum);
        turn += share;
    }
    turn = 0;
    for (size_t i = 0; i < p->slices; i++) {
        double share = part(p, ring, i) / sum;

        if (share > 0 && share < 1)
            draw_part_line(p, centre, r, turn);
        turn += share;
    }
}

/* The number, and below it its unit. */
static void
draw_total(const struct pies *p, size_t ring, struct rt_point centre,
           double room)
{
    struct rt_font font = rt_pen_ink(p->pen, p->pen->text_px, RT_ALIGN_CENTRE);
    const char *unit, *value = short_value(p, ring, total(p, ring), &unit);
    double y = centre.y + font.size * 0.36;

    font.bold = true;
    font.max_px = room;
    if (unit[0] != '\0')
        y -= font.size * 0.6;
    rt_gfx_text(p->pen->g, centre.x, y, value, font);
    font = rt_pen_muted(p->pen, p->pen->small_px, RT_ALIGN_CENTRE);
    font.max_px = room;
    rt_gfx_text(p->pen->g, centre.x, y + rt_line_px(font.size), unit, font);
}

static void
draw_ring(const struct pies *p, size_t ring, struct rt_box box)
{
    struct rt_font font = rt_pen_ink(p->pen, p->pen->text_px, RT_ALIGN_CENTRE);
    double sum = total(p, ring);
    double r = fmin(box.w, fmin(RING_MOST, box.h - title_px(p))) / 2 - 4;
    struct rt_point centre = {box.x + box.w / 2,
                              box.y + title_px(p) + (box.h - title_px(p)) / 2};

    font.max_px = box.w - 8;
    if (p->rings > 1)
        rt_gfx_text(p->pen->g, centre.x, box.y + rt_base_px(font.size),
                    p->ring[ring].name, font);
    if (r <= 0)
        return;
    if (sum > 0)
        draw_slices(p, ring, centre, r);
    else
        rt_gfx_ring(p->pen->g, centre, r * HOLE, r, 0, 1,
                    (struct rt_fill){.rgb = p->pen->look->grid, .alpha = 1});
    draw_total(p, ring, centre, 2 * r * HOLE - 6);
}

/* One ring, and its list right of it. */
static void
draw_beside(const struct pies *p, struct rt_box box)
{
    double ring = fmin(box.h, fmin(RING_MOST, box.w * 0.5));
    double list = row_px(p) * (double)p->slices;
    struct rt_box side = {box.x + ring + 2 * GAP,
                          box.y + fmax(0, (box.h - list) / 2), 0, 0};

    side.w = box.x + box.w - side.x;
    side.h = box.y + box.h - side.y;
    draw_list(p, side);
    draw_ring(p, 0, (struct rt_box){box.x, box.y, ring, box.h});
}

void
rt_pies_draw(const struct rt_pen *pen, const struct rt_card *card,
             struct rt_box box)
{
    struct rt_box below;
    struct pies p;
    double w, h;

    lay_out(&p, pen, card, box);
    if (p.beside) {
        draw_beside(&p, box);
        return;
    }
    w = box.w / (double)p.columns;
    h = fmax(1, (box.h - p.legend_px) / (double)p.rows);
    for (size_t k = 0; k < p.rings; k++)
        draw_ring(&p, k,
                  (struct rt_box){box.x + w * (double)(k % p.columns),
                                  box.y + h * (double)(k / p.columns), w, h});
    below = (struct rt_box){box.x, box.y + box.h - p.legend_px + GAP, box.w,
                            p.legend_px - GAP};
    if (p.rings == 1)
        draw_list(&p, below);
    else
        flow_legend(&p, below, false);
}
