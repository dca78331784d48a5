/* Key figures: a label, a large value, its change, a note, a small line. */
#include "chart/figure.h"

#include <math.h>

enum {
    TILE_PX = 138, /* a tile is at least this wide */
    GAP = 8,
    PAD = 10,
    LABEL_LINES = 2,
    NOTE_LINES = 4, /* the longest reason, in the narrowest tile */
    VALUE_PX = 22,
    VALUE_LEAST = 13,
    TREND_PX = 24
};

/* What a row of tiles has: everything, or less without enough height. */
enum detail { DETAIL_VALUE, DETAIL_DELTA, DETAIL_NOTE, DETAIL_ALL };

struct tiles {
    const struct rt_pen *pen;
    const struct rt_tile *tile;
    size_t n, columns, rows;
    double w, h;
    size_t label_lines, note_lines; /* the most of any tile */
    bool has_delta, has_trend;
    enum detail detail;
};

static struct rt_font
label_font(const struct tiles *t)
{
    return rt_pen_muted(t->pen, t->pen->small_px, RT_ALIGN_LEFT);
}

static struct rt_wrapped
label_of(const struct tiles *t, const struct rt_tile *tile)
{
    return rt_pen_wrap(t->pen, tile->label, label_font(t), t->w - 2 * PAD,
                       LABEL_LINES);
}

static struct rt_wrapped
note_of(const struct tiles *t, const struct rt_tile *tile)
{
    return rt_pen_wrap(t->pen, tile->note != NULL ? tile->note : "",
                       label_font(t), t->w - 2 * PAD, NOTE_LINES);
}

static double
tile_px(const struct tiles *t)
{
    double line = rt_line_px(t->pen->small_px);
    double h = 2 * PAD + line * (double)t->label_lines + rt_line_px(VALUE_PX);

    if (t->has_delta && t->detail >= DETAIL_DELTA)
        h += line;
    if (t->detail >= DETAIL_NOTE)
        h += line * (double)t->note_lines;
    if (t->has_trend && t->detail >= DETAIL_ALL)
        h += TREND_PX;
    return h;
}

/* As many columns as fit, then as few as the same number of rows needs. */
static struct tiles
lay_out(const struct rt_pen *pen, const struct rt_card *card, double width)
{
    struct tiles t = {.pen = pen,
                      .tile = card->tiles,
                      .n = card->n_tiles,
                      .detail = DETAIL_ALL};

    t.columns = (size_t)fmax(1, floor((width + GAP) / (TILE_PX + GAP)));
    if (t.columns > t.n)
        t.columns = t.n;
    t.rows = (t.n + t.columns - 1) / t.columns;
    t.columns = (t.n + t.rows - 1) / t.rows;
    t.w = (width - GAP * (double)(t.columns - 1)) / (double)t.columns;
    for (size_t i = 0; i < t.n; i++) {
        size_t lines = label_of(&t, &t.tile[i]).n,
               notes = note_of(&t, &t.tile[i]).n;

        t.label_lines = lines > t.label_lines ? lines : t.label_lines;
        t.has_delta = t.has_delta || t.tile[i].delta != NULL;
        t.note_lines = notes > t.note_lines ? notes : t.note_lines;
        t.has_trend = t.has_trend || t.tile[i].n_trend > 1;
    }
    t.h = tile_px(&t);
    return t;
}

static double
all_px(const struct tiles *t)
{
    return (double)t->rows * (t->h + GAP) - GAP;
}

double
rt_tiles_height(const struct rt_pen *p, const struct rt_card *card,
                double width)
{
    struct tiles t = lay_out(p, card, width);

    return all_px(&t);
}

/* Print the value as large as it fits. */
static void
draw_value(const struct tiles *t, const char *value, double x, double y)
{
    struct rt_font font = rt_pen_ink(t->pen, VALUE_PX, RT_ALIGN_LEFT);
    double room = t->w - 2 * PAD;

    font.bold = true;
    while (font.size > VALUE_LEAST &&
           rt_gfx_measure(t->pen->g, value, font) > room)
        font.size--;
    font.max_px = room;
    rt_gfx_text(t->pen->g, x, y + rt_base_px(VALUE_PX), value, font);
}

static uint32_t
tone_rgb(const struct tiles *t, enum rt_tone tone)
{
    const struct rt_look *look = t->pen->look;

    if (tone == RT_TONE_GOOD)
        return look->good;
    return tone == RT_TONE_BAD ? look->bad : look->muted;
}

/* A line without axes: only its shape is of interest. */
static void
draw_trend(const struct tiles *t, const struct rt_tile *tile, double x,
           double y)
{
    struct rt_range range = {0};
    struct rt_point *at = rt_alloc_n(t->pen->a, tile->n_trend, sizeof *at);
    double step = (t->w - 2 * PAD) / (double)(tile->n_trend - 1);
    struct rt_scale scale = {.px0 = y + TREND_PX - 4, .px1 = y + 4};
    struct rt_stroke stroke = {.rgb = t->pen->look->inks[RT_INK_MAIN],
                               .width = 1.5};
    size_t n = 0;

    for (size_t i = 0; i < tile->n_trend; i++)
        rt_range_add(&range, tile->trend[i]);
    scale.low = range.low;
    scale.high = range.high;
    for (size_t i = 0; i <= tile->n_trend; i++) {
        if (i < tile->n_trend && isfinite(tile->trend[i])) {
            at[n++] = (struct rt_point){x + step * (double)i,
                                        rt_scale_px(&scale, tile->trend[i])};
            continue;
        }
        rt_gfx_line(t->pen->g, at, n, stroke);
        n = 0;
    }
}

static const char *
hover(const struct tiles *t, const struct rt_tile *tile)
{
    return rt_fmt(t->pen->a, "%s: %s%s%s%s", tile->label, tile->value,
                  tile->note != NULL ? " (" : "",
                  tile->note != NULL ? tile->note : "",
                  tile->note != NULL ? ")" : "");
}

static void
draw_tile(const struct tiles *t, size_t i, struct rt_box box)
{
    const struct rt_tile *tile = &t->tile[i];
    struct rt_wrapped label = label_of(t, tile);
    struct rt_font font = label_font(t);
    double line = rt_line_px(font.size), x = box.x + PAD, y = box.y + PAD;

    rt_gfx_box(t->pen->g, box,
               (struct rt_fill){.rgb = t->pen->look->panel, .alpha = 1});
    rt_pen_lines(t->pen, &label, x, y, t->w - 2 * PAD, font);
    y += line * (double)t->label_lines;
    draw_value(t, tile->value, x, y);
    y += rt_line_px(VALUE_PX);
    font.max_px = t->w - 2 * PAD;
    if (t->has_delta && t->detail >= DETAIL_DELTA) {
        font.rgb = tone_rgb(t, tile->tone);
        rt_gfx_text(t->pen->g, x, y + rt_base_px(font.size),
                    tile->delta != NULL ? tile->delta : "", font);
        font.rgb = t->pen->look->muted;
        y += line;
    }
    if (t->detail >= DETAIL_NOTE) {
        struct rt_wrapped note = note_of(t, tile);

        rt_pen_lines(t->pen, &note, x, y, t->w - 2 * PAD, font);
        y += line * (double)t->note_lines;
    }
    if (tile->n_trend > 1 && t->detail >= DETAIL_ALL)
        draw_trend(t, tile, x, y);
    rt_pen_hit(t->pen, box, 0, i, hover(t, tile));
}

void
rt_tiles_draw(const struct rt_pen *p, const struct rt_card *card,
              struct rt_box box)
{
    struct tiles t = lay_out(p, card, box.w);

    while (all_px(&t) > box.h && t.detail > DETAIL_VALUE) {
        t.detail--;
        t.h = tile_px(&t);
    }
    for (size_t i = 0; i < t.n; i++) {
        struct rt_box at = {
            round(box.x + (t.w + GAP) * (double)(i % t.columns)),
            box.y + (t.h + GAP) * (double)(i / t.columns), floor(t.w), t.h};

        if (at.y + at.h <= box.y + box.h + 1)
            draw_tile(&t, i, at);
    }
}
