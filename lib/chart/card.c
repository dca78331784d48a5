/* A whole picture: title, filter, contents, footer. */
#include "chart/chart.h"
#include "chart/figure.h"
#include "chart/pen.h"
#include "chart/plot.h"

#include <math.h>
#include <stdio.h>

enum {
    PAD = 16,
    PAD_NARROW = 10,
    NARROW_PX = 420,
    GAP = 10,     /* between the parts of a card */
    BAND_PAD = 5, /* above and below the text of the band */
    TITLE_LINES = 2,
    FILTER_LINES = 2,
    FOOTER_LINES = 3,
    CONTENT_MIN = 96, /* below this height footer and filter are left out */
};

/* A card with everything placed. */
struct frame {
    struct rt_pen pen;
    const struct rt_card *card;
    struct rt_wrapped title, filter, footer;
    double pad, width, height;
};

static enum rt_code
check_size(const char *name, int value, int low, int high, struct rt_err *err)
{
    char text[3][16];

    if (value >= low && value <= high)
        return RT_OK;
    snprintf(text[0], sizeof text[0], "%d", value);
    snprintf(text[1], sizeof text[1], "%d", low);
    snprintf(text[2], sizeof text[2], "%d", high);
    return rt_fail_key(err, RT_EINVAL, "bad_picture_size", "name", name,
                       "value", text[0], "low", text[1], "high", text[2], NULL);
}

static enum rt_code
check_style(const struct rt_style *s, struct rt_err *err)
{
    int tallest = RT_CARD_HEIGHT_MAX;
    enum rt_code rc = check_size("scale", s->scale, 1, RT_CARD_SCALE_MAX, err);

    if (rc == RT_OK)
        rc = check_size("width", s->width_px, RT_CARD_WIDTH_MIN,
                        RT_CARD_WIDTH_MAX, err);
    if (rc != RT_OK || s->height_px == 0)
        return rc;
    if (tallest > RT_CARD_PIXELS / s->scale)
        tallest = RT_CARD_PIXELS / s->scale;
    return check_size("height", s->height_px, RT_CARD_HEIGHT_MIN, tallest, err);
}

static enum rt_code
check_count(const char *name, size_t value, size_t high, struct rt_err *err)
{
    char text[2][24];

    if (value <= high)
        return RT_OK;
    snprintf(text[0], sizeof text[0], "%zu", value);
    snprintf(text[1], sizeof text[1], "%zu", high);
    return rt_fail_key(err, RT_ELIMIT, "chart_too_much", "name", name, "value",
                       text[0], "high", text[1], NULL);
}

/* A slice cannot be negative, and leaving it out would be false. */
static enum rt_code
check_parts(const struct rt_card *card, struct rt_err *err)
{
    const struct rt_chart_data *d = card->data;
    size_t rings = rt_series_count(card->chart, d);

    for (size_t i = 0; i < rings * d->n; i++) {
        const char *name = d->labels != NULL ? d->labels[i % d->n] : NULL;

        if (d->y[i / d->n][i % d->n] < 0)
            return rt_fail_key(err, RT_EINVAL, "chart_negative_part", "name",
                               name != NULL ? name : "?", NULL);
    }
    return RT_OK;
}

static enum rt_code
check_card(const struct rt_card *card, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    if (card->data != NULL)
        rc = check_count("series", card->data->n_series, RT_SERIES_MAX, err);
    if (card->data != NULL && rc == RT_OK)
        rc = check_count("points", card->data->n, RT_POINTS_MAX, err);
    if (rc == RT_OK)
        rc = check_count("tiles", card->n_tiles, RT_TILES_MAX, err);
    if (card->table != NULL && rc == RT_OK)
        rc = check_count("columns", card->table->n_columns,
                         RT_TABLE_COLUMNS_MAX, err);
    if (rc == RT_OK && card->chart != NULL && card->data != NULL &&
        card->chart->series[0].mark == RT_MARK_PIE)
        rc = check_parts(card, err);
    return rc;
}

static const char *
footer_text(const struct rt_pen *p, const struct rt_card *card)
{
    enum rt_lang lang = p->style->lang;
    const char *parts[3];
    const char *text = "";
    size_t n = 0;

    if (card->zone != NULL)
        parts[n++] = rt_text_fill(lang, p->a, "chart_as_of", "day",
                                  rt_text_day(lang, p->a, card->as_of), "zone",
                                  card->zone, NULL);
    if (card->rests_on != NULL)
        parts[n++] = card->rests_on;
    if (card->formula != NULL)
        parts[n++] = card->formula;
    for (size_t i = 0; i < n; i++)
        text = rt_fmt(p->a, "%s%s%s", text, i > 0 ? " · " : "", parts[i]);
    return text;
}

static const char *
title_text(const struct frame *f)
{
    if (f->card->title != NULL)
        return f->card->title;
    if (f->card->chart != NULL && f->card->chart->title != NULL)
        return rt_pen_word(&f->pen, f->card->chart->title);
    return "";
}

static struct rt_font
title_font(const struct frame *f)
{
    struct rt_font font = rt_pen_ink(&f->pen, f->pen.title_px, RT_ALIGN_LEFT);

    font.bold = true;
    return font;
}

static struct rt_font
note_font(const struct frame *f)
{
    return rt_pen_muted(&f->pen, f->pen.small_px, RT_ALIGN_LEFT);
}

static double
lines_px(const struct rt_wrapped *w, double px)
{
    return (double)w->n * rt_line_px(px);
}

static double
band_px(const struct frame *f)
{
    return f->card->band != NULL ? rt_line_px(f->pen.small_px) + 2 * BAND_PAD
                                 : 0;
}

/* Height of everything but the contents. */
static double
around_px(const struct frame *f)
{
    double h = band_px(f) + 2 * f->pad + lines_px(&f->title, f->pen.title_px) +
               lines_px(&f->filter, f->pen.small_px) +
               lines_px(&f->footer, f->pen.small_px);

    if (f->title.n + f->filter.n > 0)
        h += GAP;
    return f->footer.n > 0 ? h + GAP : h;
}

static void
wrap_texts(struct frame *f)
{
    double width = f->width - 2 * f->pad;
    const char *filter = f->card->filter != NULL ? f->card->filter : "";

    f->title =
        rt_pen_wrap(&f->pen, title_text(f), title_font(f), width, TITLE_LINES);
    f->filter = rt_pen_wrap(&f->pen, filter, note_font(f), width, FILTER_LINES);
    f->footer = rt_pen_wrap(&f->pen, footer_text(&f->pen, f->card),
                            note_font(f), width, FOOTER_LINES);
}

/* Leave out explanations when a small picture has no room for both. */
static void
make_room(struct frame *f)
{
    if (f->height - around_px(f) < CONTENT_MIN)
        f->footer.n = 0;
    if (f->height - around_px(f) < CONTENT_MIN)
        f->filter.n = 0;
    if (f->height - around_px(f) < CONTENT_MIN && f->title.n > 1)
        f->title = rt_pen_wrap(&f->pen, title_text(f), title_font(f),
                               f->width - 2 * f->pad, 1);
}

static void
lay_out(struct frame *f, const struct rt_card *card,
        const struct rt_style *style)
{
    double most = fmin(RT_CARD_HEIGHT_MAX, RT_CARD_PIXELS / style->scale);

    f->card = card;
    f->width = style->width_px;
    f->pad = style->width_px < NARROW_PX ? PAD_NARROW : PAD;
    wrap_texts(f);
    f->height = style->height_px;
    if (style->height_px == 0) {
        f->height = around_px(f) +
                    rt_figures_height(&f->pen, card, f->width - 2 * f->pad);
        f->height = fmax(RT_CARD_HEIGHT_MIN, fmin(most, ceil(f->height)));
    }
    make_room(f);
}

/* Reversed colours from edge to edge, so that nobody cuts the band off by
 * accident. */
static void
draw_band(const struct frame *f)
{
    struct rt_font font = rt_pen_ink(&f->pen, f->pen.small_px, RT_ALIGN_CENTRE);

    if (f->card->band == NULL)
        return;
    font.bold = true;
    font.rgb = f->pen.look->ground;
    font.max_px = f->width;
    rt_gfx_box(f->pen.g, (struct rt_box){0, 0, f->width, band_px(f)},
               (struct rt_fill){.rgb = f->pen.look->ink, .alpha = 1});
    rt_gfx_text(f->pen.g, f->width / 2, BAND_PAD + rt_base_px(font.size),
                f->card->band, font);
}

static void
draw(const struct frame *f)
{
    struct rt_gfx *g = f->pen.g;
    double width = f->width - 2 * f->pad, y = band_px(f) + f->pad;
    double foot = lines_px(&f->footer, f->pen.small_px);
    struct rt_box rest;

    rt_gfx_box(g, (struct rt_box){0, 0, f->width, f->height},
               (struct rt_fill){.rgb = f->pen.look->ground, .alpha = 1});
    draw_band(f);
    y = rt_pen_lines(&f->pen, &f->title, f->pad, y, width, title_font(f));
    y = rt_pen_lines(&f->pen, &f->filter, f->pad, y, width, note_font(f));
    if (f->title.n + f->filter.n > 0)
        y += GAP;
    rt_pen_lines(&f->pen, &f->footer, f->pad, f->height - f->pad - foot, width,
                 note_font(f));
    rest = (struct rt_box){f->pad, y, width,
                           f->height - f->pad - foot - y -
                               (f->footer.n > 0 ? GAP : 0)};
    rt_figures_draw(&f->pen, f->card, rest);
}

/* A first canvas only measures, because the height may follow from the
 * contents. */
static void
prepare(struct frame *f, struct rt_gfx *g, const struct rt_card *card,
        const struct rt_style *style, struct rt_geometry *geo,
        struct rt_arena *a)
{
    f->pen = rt_pen_make(g, style, geo, a);
    lay_out(f, card, style);
    if (geo != NULL)
        *geo = (struct rt_geometry){.width_px = style->width_px,
                                    .height_px = (int)f->height};
}

enum rt_code
rt_card_png(const struct rt_card *card, const struct rt_style *style,
            struct rt_buf *out, struct rt_geometry *geo, struct rt_arena *a,
            struct rt_err *err)
{
    struct rt_canvas *ruler = NULL, *canvas = NULL;
    struct frame f = {0};
    enum rt_code rc = check_style(style, err);

    if (rc == RT_OK)
        rc = check_card(card, err);
    if (rc == RT_OK)
        rc = rt_canvas_open(1, 1, 1, true, a, &ruler, err);
    if (rc == RT_OK) {
        prepare(&f, rt_canvas_gfx(ruler), card, style, geo, a);
        rc = rt_canvas_open(style->width_px, (int)f.height, style->scale, false,
                            a, &canvas, err);
    }
    if (rc == RT_OK) {
        f.pen.g = rt_canvas_gfx(canvas);
        draw(&f);
        rc = rt_canvas_png(canvas, out, err);
    }
    rt_canvas_close(canvas);
    rt_canvas_close(ruler);
    return rc;
}

enum rt_code
rt_card_text(const struct rt_card *card, const struct rt_style *style,
             struct rt_buf *out, struct rt_geometry *geo, struct rt_arena *a,
             struct rt_err *err)
{
    struct frame f = {0};
    enum rt_code rc = check_style(style, err);

    if (rc == RT_OK)
        rc = check_card(card, err);
    if (rc != RT_OK)
        return rc;
    prepare(&f, rt_gfx_lines(out, a), card, style, geo, a);
    draw(&f);
    return rt_buf_ok(out, err);
}

enum rt_code
rt_card_geometry(const struct rt_card *card, const struct rt_style *style,
                 struct rt_geometry *geo, struct rt_arena *a,
                 struct rt_err *err)
{
    struct rt_canvas *ruler = NULL;
    struct frame f = {0};
    enum rt_code rc = check_style(style, err);

    if (rc == RT_OK)
        rc = check_card(card, err);
    if (rc == RT_OK)
        rc = rt_canvas_open(1, 1, 1, true, a, &ruler, err);
    if (rc == RT_OK) {
        prepare(&f, rt_canvas_gfx(ruler), card, style, geo, a);
        draw(&f);
    }
    rt_canvas_close(ruler);
    return rc;
}
