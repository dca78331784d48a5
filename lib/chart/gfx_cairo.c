/*
 * The end for people: cairo and pango.  Errors of cairo are sticky, and it
 * skips later drawing silently; so the status is checked before a picture is
 * returned, and half a picture is never sent.
 */
#include "chart/chart.h"
#include "chart/gfx.h"
#include "chart/png.h"

#include <math.h>
#include <pango/pangocairo.h>

/* DejaVu Sans is on every Debian that has fonts, and it covers Latin, Cyrillic
 * and the currency signs.  Any other sans-serif font will do as well. */
static const char font_family[] = "DejaVu Sans, sans-serif";

struct rt_canvas {
    struct rt_gfx gfx;
    cairo_surface_t *surface;
    cairo_t *cr;
    PangoLayout *layout; /* one for all texts: making a new one each time costs
                            a fifth more */
    PangoFontDescription *font;
    int width, height; /* of the surface */
};

static struct rt_canvas *
canvas_of(struct rt_gfx *g)
{
    return (struct rt_canvas *)g;
}

static void
set_colour(cairo_t *cr, uint32_t rgb, double alpha)
{
    cairo_set_source_rgba(cr, (rgb >> 16 & 0xff) / 255.0,
                          (rgb >> 8 & 0xff) / 255.0, (rgb & 0xff) / 255.0,
                          alpha);
}

/* Slanted lines over the current path, on a faint ground. */
static void
fill_hatch(cairo_t *cr, const struct rt_fill *fill)
{
    const double faint = 0.22, step = 5, width = 1.5;
    double x0, y0, x1, y1;

    cairo_save(cr);
    cairo_clip_preserve(cr);
    set_colour(cr, fill->rgb, fill->alpha * faint);
    cairo_fill(cr);
    cairo_clip_extents(cr, &x0, &y0, &x1, &y1);
    set_colour(cr, fill->rgb, fill->alpha);
    cairo_set_line_width(cr, width);
    /* Lines x + y = k * step, so that those of neighbouring areas line up. */
    for (double k = floor((x0 + y0) / step); k * step <= x1 + y1; k++) {
        cairo_move_to(cr, k * step - y0, y0);
        cairo_line_to(cr, k * step - y1, y1);
    }
    cairo_stroke(cr);
    cairo_restore(cr);
}

static void
fill_path(cairo_t *cr, const struct rt_fill *fill)
{
    if (fill->hatch) {
        fill_hatch(cr, fill);
        cairo_new_path(cr);
        return;
    }
    set_colour(cr, fill->rgb, fill->alpha);
    cairo_fill(cr);
}

static void
stroke_path(cairo_t *cr, const struct rt_stroke *stroke)
{
    static const double dashes[RT_DASH__MAX][2] = {
        [RT_DASH_SHORT] = {3, 3},
        [RT_DASH_LONG] = {8, 4},
    };

    set_colour(cr, stroke->rgb, 1);
    cairo_set_line_width(cr, stroke->width);
    cairo_set_dash(cr, dashes[stroke->dash],
                   stroke->dash == RT_DASH_NONE ? 0 : 2, 0);
    cairo_stroke(cr);
}

static void
put_path(cairo_t *cr, const struct rt_point *at, size_t n)
{
    cairo_new_path(cr);
    for (size_t i = 0; i < n; i++)
        cairo_line_to(cr, at[i].x, at[i].y);
}

static void
canvas_area(struct rt_gfx *g, const struct rt_point *at, size_t n,
            const struct rt_fill *fill)
{
    cairo_t *cr = canvas_of(g)->cr;

    put_path(cr, at, n);
    cairo_close_path(cr);
    fill_path(cr, fill);
}

static void
canvas_box(struct rt_gfx *g, const struct rt_box *box,
           const struct rt_fill *fill)
{
    cairo_t *cr = canvas_of(g)->cr;

    cairo_new_path(cr);
    cairo_rectangle(cr, box->x, box->y, box->w, box->h);
    fill_path(cr, fill);
}

static void
canvas_line(struct rt_gfx *g, const struct rt_point *at, size_t n,
            const struct rt_stroke *stroke)
{
    cairo_t *cr = canvas_of(g)->cr;

    put_path(cr, at, n);
    stroke_path(cr, stroke);
}

static void
canvas_circle(struct rt_gfx *g, struct rt_point at, double r,
              const struct rt_fill *fill, const struct rt_stroke *stroke)
{
    cairo_t *cr = canvas_of(g)->cr;

    cairo_new_path(cr);
    cairo_arc(cr, at.x, at.y, r, 0, 2 * M_PI);
    set_colour(cr, fill->rgb, fill->alpha);
    if (stroke->width <= 0) {
        cairo_fill(cr);
        return;
    }
    cairo_fill_preserve(cr);
    stroke_path(cr, stroke);
}

static void
canvas_ring(struct rt_gfx *g, struct rt_point at, double r0, double r1,
            double from, double to, const struct rt_fill *fill)
{
    cairo_t *cr = canvas_of(g)->cr;
    double a = (from - 0.25) * 2 * M_PI, b = (to - 0.25) * 2 * M_PI;

    cairo_new_path(cr);
    cairo_arc(cr, at.x, at.y, r1, a, b);
    cairo_arc_negative(cr, at.x, at.y, r0, b, a);
    cairo_close_path(cr);
    fill_path(cr, fill);
}

static void
set_text(struct rt_canvas *c, const char *text, const struct rt_font *font)
{
    pango_font_description_set_absolute_size(c->font, font->size * PANGO_SCALE);
    pango_font_description_set_weight(
        c->font, font->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(c->layout, c->font);
    pango_layout_set_width(c->layout, -1);
    pango_layout_set_text(c->layout, text, -1);
}

static double
text_px(struct rt_canvas *c)
{
    int width;

    pango_layout_get_size(c->layout, &width, NULL);
    return (double)width / PANGO_SCALE;
}

static double
canvas_measure(struct rt_gfx *g, const char *text, const struct rt_font *font)
{
    set_text(canvas_of(g), text, font);
    return text_px(canvas_of(g));
}

static void
canvas_text(struct rt_gfx *g, struct rt_point at, const char *text,
            const struct rt_font *font)
{
    struct rt_canvas *c = canvas_of(g);
    double width, baseline;

    set_text(c, text, font);
    width = text_px(c);
    if (font->max_px > 0 && width > font->max_px) {
        pango_layout_set_width(c->layout, (int)(font->max_px * PANGO_SCALE));
        width = text_px(c);
    }
    baseline = (double)pango_layout_get_baseline(c->layout) / PANGO_SCALE;
    if (font->align == RT_ALIGN_CENTRE)
        at.x -= width / 2;
    if (font->align == RT_ALIGN_RIGHT)
        at.x -= width;
    set_colour(c->cr, font->rgb, 1);
    cairo_move_to(c->cr, at.x, at.y - baseline);
    pango_cairo_show_layout(c->cr, c->layout);
}

static void
canvas_clip(struct rt_gfx *g, const struct rt_box *box)
{
    cairo_t *cr = canvas_of(g)->cr;

    cairo_reset_clip(cr);
    if (box == NULL)
        return;
    cairo_rectangle(cr, box->x, box->y, box->w, box->h);
    cairo_clip(cr);
    cairo_new_path(cr);
}

static const struct rt_gfx_ops canvas_ops = {
    .area = canvas_area,
    .box = canvas_box,
    .line = canvas_line,
    .circle = canvas_circle,
    .ring = canvas_ring,
    .text = canvas_text,
    .measure = canvas_measure,
    .clip = canvas_clip,
};

/* Metrics without hinting, so that widths do not depend on the scale. */
static void
set_up_text(struct rt_canvas *c)
{
    cairo_font_options_t *options = cairo_font_options_create();
    PangoContext *context;

    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_SLIGHT);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    c->layout = pango_cairo_create_layout(c->cr);
    context = pango_layout_get_context(c->layout);
    pango_cairo_context_set_font_options(context, options);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_layout_set_single_paragraph_mode(c->layout, TRUE);
    pango_layout_set_ellipsize(c->layout, PANGO_ELLIPSIZE_END);
    c->font = pango_font_description_new();
    pango_font_description_set_family_static(c->font, font_family);
    cairo_font_options_destroy(options);
}

static enum rt_code
canvas_status(const struct rt_canvas *c, struct rt_err *err)
{
    cairo_status_t status = cairo_status(c->cr);

    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(c->surface);
    if (status == CAIRO_STATUS_SUCCESS)
        return RT_OK;
    return rt_fail(err, RT_EIO, "drawing failed: %s",
                   cairo_status_to_string(status));
}

enum rt_code
rt_canvas_open(int width, int height, int scale, bool quiet, struct rt_arena *a,
               struct rt_canvas **out, struct rt_err *err)
{
    struct rt_canvas *c = rt_alloc(a, sizeof *c);
    enum rt_code rc;

    c->gfx = (struct rt_gfx){.ops = &canvas_ops, .a = a, .quiet = quiet};
    c->width = quiet ? 1 : width * scale;
    c->height = quiet ? 1 : height * scale;
    c->surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, c->width, c->height);
    c->cr = cairo_create(c->surface);
    *out = NULL;
    rc = canvas_status(c, err);
    if (rc != RT_OK) {
        rt_canvas_close(c);
        return rc;
    }
    cairo_scale(c->cr, scale, scale);
    cairo_set_line_join(c->cr, CAIRO_LINE_JOIN_ROUND);
    set_up_text(c);
    *out = c;
    return RT_OK;
}

struct rt_gfx *
rt_canvas_gfx(struct rt_canvas *c)
{
    return &c->gfx;
}

enum rt_code
rt_canvas_png(struct rt_canvas *c, struct rt_buf *out, struct rt_err *err)
{
    enum rt_code rc;

    cairo_surface_flush(c->surface);
    rc = canvas_status(c, err);
    if (rc != RT_OK)
        return rc;
    return rt_png_write(
        cairo_image_surface_get_data(c->surface), c->width, c->height,
        (size_t)cairo_image_surface_get_stride(c->surface), out, c->gfx.a, err);
}

void
rt_canvas_close(struct rt_canvas *c)
{
    if (c == NULL)
        return;
    if (c->font != NULL)
        pango_font_description_free(c->font);
    if (c->layout != NULL)
        g_object_unref(c->layout);
    cairo_destroy(c->cr);
    cairo_surface_destroy(c->surface);
}

enum rt_code
rt_chart_warm(struct rt_err *err)
{
    static const char letters[] = "AZaz09АЯаяЁёЙй%—−";
    struct rt_arena *a = rt_arena_new();
    struct rt_canvas *c = NULL;
    enum rt_code rc = rt_canvas_open(1, 1, 1, true, a, &c, err);

    if (rc == RT_OK) {
        set_text(c, letters, &(struct rt_font){.size = 12});
        if (pango_layout_get_unknown_glyphs_count(c->layout) > 0)
            rc = rt_fail_key(err, RT_EBROKEN, "chart_no_font", NULL);
    }
    rt_canvas_close(c);
    rt_arena_free(a);
    return rc;
}
