/* Heat maps: cohorts by age.  Each series is a row, each point a column; the
 * value is shown as a colour and, where there is room, as text. */
#include "chart/heat.h"
#include "chart/figure.h"

#include <math.h>

enum {
    TEXT_GAP = 4,
    HIT_PX = 3,   /* smaller cells are hard to point at */
    RAMP_PX = 80, /* width of the colour scale */
    RAMP_STEPS = 20
};

/* Cohorts differ mostly in low shares, so these get most of the colours. */
static const double GAMMA = 0.6;

static struct rt_box
cell_box(const struct rt_heat_map *h, size_t r, size_t c)
{
    double x0 = h->box.x + h->cell_w * (double)c, x1 = x0 + h->cell_w;
    double y0 = h->box.y + h->cell_h * (double)r + h->gap[r];
    double y1 = y0 + h->cell_h;

    if (h->cell_w >= 4) {
        x0 = round(x0);
        x1 = round(x1) - 1;
    }
    if (h->cell_h >= 4) {
        y0 = round(y0);
        y1 = round(y1) - 1;
    }
    return (struct rt_box){x0, y0, x1 - x0, y1 - y0};
}

static double
heat_of(const struct rt_heat_map *h, double v)
{
    double f = h->high > h->low ? (v - h->low) / (h->high - h->low) : 0;

    return pow(fmax(0, fmin(1, f)), GAMMA);
}

/* The text colour for a cell of this colour; a hatched cell gets a plain
 * ground for its text. */
static void
draw_cell_text(const struct rt_heat_map *h, struct rt_box box, const char *text,
               uint32_t colour, bool cut)
{
    struct rt_font font = rt_pen_ink(h->pen, h->pen->small_px, RT_ALIGN_CENTRE);
    double w = rt_gfx_measure(h->pen->g, text, font) + 4, high = font.size + 2;
    double x = box.x + box.w / 2, y = box.y + box.h / 2;
    struct rt_box back = {x - w / 2, y - high / 2, w, high};

    if (w > h->cell_w)
        return;
    if (cut)
        rt_gfx_box(h->pen->g, back,
                   (struct rt_fill){.rgb = h->pen->look->ground, .alpha = 0.8});
    else
        font.rgb = rt_look_on(h->pen->look, colour);
    rt_gfx_text(h->pen->g, x, y + font.size * 0.36, text, font);
}

/* "85,0 % (17 из 20)", or the text of a cell without a value. */
static const char *
cell_says(const struct rt_heat_map *h, size_t r, size_t c)
{
    const char *more = NULL;

    if (h->data->cell_hover != NULL && h->data->cell_hover[r] != NULL)
        more = h->data->cell_hover[r][c];
    if (!isfinite(h->row[r].y[c]))
        return more != NULL ? more : rt_heat_own_text(h, r, c);
    return rt_fmt(h->pen->a, "%s%s%s%s",
                  rt_value_text(h->pen, h->row[r].unit, h->row[r].y[c]),
                  more != NULL ? " (" : "", more != NULL ? more : "",
                  more != NULL ? ")" : "");
}

static const char *
cell_hover(const struct rt_heat_map *h, size_t r, size_t c)
{
    const char *axis = "";
    bool cut = rt_heat_unfinished(h, r, c);

    if (h->chart->x.name != NULL)
        axis = rt_fmt(h->pen->a, "%s ", rt_pen_word(h->pen, h->chart->x.name));
    return rt_fmt(h->pen->a, "%s, %s%s%s%s: %s", h->row[r].name, axis,
                  rt_heat_column_name(h, c), cut ? ", " : "",
                  cut ? rt_pen_word(h->pen, "chart_cut") : "",
                  cell_says(h, r, c));
}

/* A pale hatch would be invisible, so unfinished cells use a strong colour;
 * those without a value use the colour for "no value". */
static uint32_t
cell_colour(const struct rt_heat_map *h, double v, bool cut)
{
    if (!isfinite(v))
        return h->pen->look->muted;
    return rt_look_heat(h->pen->look,
                        cut ? fmax(0.5, heat_of(h, v)) : heat_of(h, v));
}

static void
draw_cell(const struct rt_heat_map *h, size_t r, size_t c)
{
    double v = h->row[r].y[c];
    struct rt_box box = cell_box(h, r, c);
    bool cut = rt_heat_unfinished(h, r, c);
    struct rt_fill fill = {
        .rgb = cell_colour(h, v, cut), .alpha = 1, .hatch = cut};

    if (!rt_heat_shown(h, r, c))
        return;
    rt_gfx_box(h->pen->g, box, fill);
    if (h->decimals >= 0)
        draw_cell_text(h, box,
                       isfinite(v) ? rt_heat_cell_text(h, v, h->decimals)
                                   : rt_heat_own_text(h, r, c),
                       fill.rgb, cut);
    if (h->pen->geo != NULL && h->cell_w >= HIT_PX && h->cell_h >= HIT_PX)
        rt_pen_hit(h->pen, box, (int)r, c, cell_hover(h, r, c));
}

static double
row_middle(const struct rt_heat_map *h, size_t r)
{
    return h->box.y + h->cell_h * ((double)r + 0.5) + h->gap[r];
}

static void
draw_row_name(const struct rt_heat_map *h, size_t r)
{
    struct rt_font name = rt_pen_ink(h->pen, h->pen->small_px, RT_ALIGN_LEFT);
    struct rt_font note =
        rt_pen_muted(h->pen, h->pen->small_px, RT_ALIGN_RIGHT);
    double y = row_middle(h, r) + name.size * 0.36 - 0.5;

    name.max_px = h->name_px;
    name.bold = rt_heat_stands_apart(h, r);
    note.max_px = h->note_px;
    rt_gfx_text(h->pen->g, h->outer.x, y, h->row[r].name, name);
    if (h->note_px > 0 && h->data->row_notes[r] != NULL)
        rt_gfx_text(h->pen->g, h->box.x - RT_HEAT_GAP, y, h->data->row_notes[r],
                    note);
}

/* All names when the rows are high enough, else as many as fit; those of rows
 * that are set apart come first. */
static void
draw_row_names(const struct rt_heat_map *h)
{
    double need = h->pen->small_px + 1;
    double last = h->box.y - need / 2, next = h->box.y - need;

    for (size_t r = 0; r < h->rows; r++) {
        double y = row_middle(h, r);

        for (size_t k = r + 1; next <= y && k < h->rows; k++) {
            if (rt_heat_stands_apart(h, k))
                next = row_middle(h, k);
        }
        if (y - last < need)
            continue;
        if (!rt_heat_stands_apart(h, r) && next > y && next - y < need)
            continue;
        draw_row_name(h, r);
        last = y;
    }
}

static void
draw_head(const struct rt_heat_map *h)
{
    struct rt_font font = rt_pen_muted(h->pen, h->pen->small_px, RT_ALIGN_LEFT);
    double y = h->box.y - 2 - rt_line_px(font.size) + rt_base_px(font.size);
    double widest = 0;
    size_t every;

    rt_gfx_text(h->pen->g, h->outer.x, y, rt_heat_unit(h), font);
    if (h->chart->x.name != NULL) {
        font.max_px = h->box.w;
        rt_gfx_text(h->pen->g, h->box.x, h->outer.y + rt_base_px(font.size),
                    rt_pen_word(h->pen, h->chart->x.name), font);
    }
    font.align = RT_ALIGN_CENTRE;
    font.max_px = 0;
    for (size_t c = 0; c < h->columns; c++)
        widest = fmax(
            widest, rt_gfx_measure(h->pen->g, rt_heat_column_name(h, c), font));
    every = rt_thin(h->cell_w, widest, TEXT_GAP);
    for (size_t c = 0; c < h->columns; c += every) {
        double x = h->box.x + h->cell_w * ((double)c + 0.5);

        if (x + widest / 2 <= h->outer.x + h->outer.w + 1)
            rt_gfx_text(h->pen->g, x, y, rt_heat_column_name(h, c), font);
    }
}

/* The colour scale, for cells that do not print their value. */
static double
draw_ramp(const struct rt_heat_map *h, double x, double middle)
{
    struct rt_font font = rt_pen_muted(h->pen, h->pen->small_px, RT_ALIGN_LEFT);
    const char *low = rt_tick_text(h->pen, &h->style, h->low, 0);
    const char *high = rt_tick_text(h->pen, &h->style, h->high, 0);
    double width = fmin(RAMP_PX, h->outer.w / 3), step = width / RAMP_STEPS;

    rt_gfx_text(h->pen->g, x, middle + font.size * 0.36, low, font);
    x += rt_gfx_measure(h->pen->g, low, font) + TEXT_GAP;
    for (int i = 0; i < RAMP_STEPS; i++) {
        double f = pow((i + 0.5) / RAMP_STEPS, GAMMA);

        rt_gfx_box(
            h->pen->g,
            (struct rt_box){x + step * i, round(middle - 5), step, 10},
            (struct rt_fill){.rgb = rt_look_heat(h->pen->look, f), .alpha = 1});
    }
    x += width + TEXT_GAP;
    rt_gfx_text(h->pen->g, x, middle + font.size * 0.36, high, font);
    return x + rt_gfx_measure(h->pen->g, high, font) + 16;
}

static void
draw_foot(const struct rt_heat_map *h)
{
    struct rt_font font = rt_pen_ink(h->pen, h->pen->small_px, RT_ALIGN_LEFT);
    double line = rt_line_px(font.size), x = h->outer.x;
    double middle = h->outer.y + h->outer.h - line / 2;

    if (h->decimals < 0 && h->outer.w < RT_HEAT_FOOT &&
        rt_heat_any_unfinished(h))
        draw_ramp(h, x, middle - line);
    else if (h->decimals < 0)
        x = draw_ramp(h, x, middle);
    if (!rt_heat_any_unfinished(h))
        return;
    rt_gfx_box(h->pen->g, (struct rt_box){x, round(middle - 5), 10, 10},
               (struct rt_fill){
                   .rgb = h->pen->look->muted, .alpha = 1, .hatch = true});
    font.max_px = fmax(1, h->outer.x + h->outer.w - x - 16);
    rt_gfx_text(h->pen->g, x + 16, middle + font.size * 0.36,
                rt_pen_word(h->pen, h->data->cell_text != NULL
                                        ? "chart_unfinished_count"
                                        : "chart_unfinished"),
                font);
}

void
rt_heat_draw(const struct rt_pen *p, const struct rt_card *card,
             struct rt_box box)
{
    struct rt_heat_map h;

    rt_heat_lay_out(&h, p, card, box);
    draw_head(&h);
    draw_row_names(&h);
    for (size_t r = 0; r < h.rows; r++) {
        for (size_t c = 0; c < h.columns; c++)
            draw_cell(&h, r, c);
    }
    if (h.foot_px > 0)
        draw_foot(&h);
}
