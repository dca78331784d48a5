/* The end for tests: one line of text for each drawing order. */
#include "chart/gfx.h"

#include "base/utf8.h"

#include <math.h>
#include <string.h>

struct lines {
    struct rt_gfx gfx;
    struct rt_buf *out;
};

static struct rt_buf *
out_of(struct rt_gfx *g)
{
    return ((struct lines *)g)->out;
}

/* One decimal, and no minus before zero. */
static double
tenth(double v)
{
    return round(v * 10) / 10 + 0.0;
}

static void
put_points(struct rt_buf *b, const struct rt_point *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        rt_buf_fmt(b, " %.1f,%.1f", tenth(at[i].x), tenth(at[i].y));
}

static void
put_fill(struct rt_buf *b, const struct rt_fill *f)
{
    rt_buf_fmt(b, " #%06x", (unsigned)f->rgb);
    if (f->alpha < 1)
        rt_buf_fmt(b, " alpha %.2f", f->alpha);
    if (f->hatch)
        rt_buf_str(b, " hatch");
}

static void
put_stroke(struct rt_buf *b, const struct rt_stroke *s)
{
    static const char *const dashes[RT_DASH__MAX] = {
        [RT_DASH_NONE] = "",
        [RT_DASH_SHORT] = " short dashes",
        [RT_DASH_LONG] = " long dashes",
    };

    rt_buf_fmt(b, " #%06x width %.1f%s", (unsigned)s->rgb, s->width,
               dashes[s->dash]);
}

static void
lines_area(struct rt_gfx *g, const struct rt_point *at, size_t n,
           const struct rt_fill *fill)
{
    rt_buf_str(out_of(g), "area");
    put_fill(out_of(g), fill);
    put_points(out_of(g), at, n);
    rt_buf_char(out_of(g), '\n');
}

static void
put_box(struct rt_buf *b, const struct rt_box *box)
{
    rt_buf_fmt(b, " %.1f,%.1f %.1fx%.1f", tenth(box->x), tenth(box->y),
               tenth(box->w), tenth(box->h));
}

static void
lines_box(struct rt_gfx *g, const struct rt_box *box,
          const struct rt_fill *fill)
{
    rt_buf_str(out_of(g), "box");
    put_box(out_of(g), box);
    put_fill(out_of(g), fill);
    rt_buf_char(out_of(g), '\n');
}

static void
lines_line(struct rt_gfx *g, const struct rt_point *at, size_t n,
           const struct rt_stroke *stroke)
{
    rt_buf_str(out_of(g), "line");
    put_stroke(out_of(g), stroke);
    put_points(out_of(g), at, n);
    rt_buf_char(out_of(g), '\n');
}

static void
lines_circle(struct rt_gfx *g, struct rt_point at, double r,
             const struct rt_fill *fill, const struct rt_stroke *stroke)
{
    rt_buf_str(out_of(g), "circle");
    put_points(out_of(g), &at, 1);
    rt_buf_fmt(out_of(g), " r %.1f", tenth(r));
    put_fill(out_of(g), fill);
    if (stroke->width > 0)
        put_stroke(out_of(g), stroke);
    rt_buf_char(out_of(g), '\n');
}

static void
lines_ring(struct rt_gfx *g, struct rt_point at, double r0, double r1,
           double from, double to, const struct rt_fill *fill)
{
    rt_buf_str(out_of(g), "ring");
    put_points(out_of(g), &at, 1);
    rt_buf_fmt(out_of(g), " r %.1f..%.1f turn %.3f..%.3f", tenth(r0), tenth(r1),
               from, to);
    put_fill(out_of(g), fill);
    rt_buf_char(out_of(g), '\n');
}

static double
letter_px(const struct rt_font *font)
{
    return font->size * (font->bold ? 0.65 : 0.6);
}

static double
lines_measure(struct rt_gfx *g, const char *text, const struct rt_font *font)
{
    (void)g;
    return letter_px(font) * (double)rt_utf8_count(text, strlen(text));
}

/* Length of the first n characters of a well-formed text. */
static size_t
prefix(const char *text, size_t n)
{
    size_t len = strlen(text), at = 0;

    while (n-- > 0 && at < len)
        at += rt_utf8_next(text + at, len - at, NULL);
    return at;
}

static void
lines_text(struct rt_gfx *g, struct rt_point at, const char *text,
           const struct rt_font *font)
{
    static const char *const sides[] = {
        [RT_ALIGN_LEFT] = "left",
        [RT_ALIGN_CENTRE] = "centre",
        [RT_ALIGN_RIGHT] = "right",
    };
    bool cut =
        font->max_px > 0 && lines_measure(g, text, font) > font->max_px + 0.01;
    size_t room = cut ? (size_t)(font->max_px / letter_px(font)) : 0;
    size_t len = cut ? prefix(text, room > 0 ? room - 1 : 0) : strlen(text);

    rt_buf_str(out_of(g), "text");
    put_points(out_of(g), &at, 1);
    rt_buf_fmt(out_of(g), " %s %.1f%s #%06x \"%.*s%s\"\n", sides[font->align],
               font->size, font->bold ? " bold" : "", (unsigned)font->rgb,
               (int)len, text, cut ? "…" : "");
}

static void
lines_clip(struct rt_gfx *g, const struct rt_box *box)
{
    rt_buf_str(out_of(g), box != NULL ? "clip" : "unclip");
    if (box != NULL)
        put_box(out_of(g), box);
    rt_buf_char(out_of(g), '\n');
}

static const struct rt_gfx_ops lines_ops = {
    .area = lines_area,
    .box = lines_box,
    .line = lines_line,
    .circle = lines_circle,
    .ring = lines_ring,
    .text = lines_text,
    .measure = lines_measure,
    .clip = lines_clip,
};

struct rt_gfx *
rt_gfx_lines(struct rt_buf *out, struct rt_arena *a)
{
    struct lines *l = rt_alloc(a, sizeof *l);

    l->gfx.ops = &lines_ops;
    l->gfx.a = a;
    l->out = out;
    return &l->gfx;
}
