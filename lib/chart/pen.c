#include "chart/pen.h"

#include <math.h>
#include <string.h>

/* Below this width all texts are a little smaller, so that more than a word
 * fits on a line. */
enum { NARROW_PX = 420 };

struct rt_pen
rt_pen_make(struct rt_gfx *g, const struct rt_style *style,
            struct rt_geometry *geo, struct rt_arena *a)
{
    bool narrow = style->width_px < NARROW_PX;

    return (struct rt_pen){
        .g = g,
        .style = style,
        .look = rt_look_of(style->theme),
        .a = a,
        .geo = geo,
        .title_px = narrow ? 14 : 16,
        .text_px = narrow ? 11 : 12,
        .small_px = narrow ? 10 : 11,
    };
}

struct rt_font
rt_pen_ink(const struct rt_pen *p, double px, enum rt_align align)
{
    return (struct rt_font){.size = px, .rgb = p->look->ink, .align = align};
}

struct rt_font
rt_pen_muted(const struct rt_pen *p, double px, enum rt_align align)
{
    return (struct rt_font){.size = px, .rgb = p->look->muted, .align = align};
}

double
rt_line_px(double px)
{
    return ceil(px * 1.4);
}

double
rt_base_px(double px)
{
    return round(px * 1.05);
}

const char *
rt_pen_word(const struct rt_pen *p, const char *key)
{
    return rt_text(p->style->lang, key);
}

/* Length of the longest beginning of `text` that ends at a blank and fits; of
 * the first word when even that does not fit. */
static size_t
fitting(const struct rt_pen *p, const char *text, struct rt_font font,
        double width)
{
    size_t best = strcspn(text, " "), len = best;

    while (text[len] != '\0') {
        len += 1 + strcspn(text + len + 1, " ");
        if (rt_gfx_measure(p->g, rt_strndup(p->a, text, len), font) > width)
            break;
        best = len;
    }
    return best;
}

struct rt_wrapped
rt_pen_wrap(const struct rt_pen *p, const char *text, struct rt_font font,
            double width, size_t most)
{
    struct rt_wrapped w = {0};

    w.line = rt_alloc_n(p->a, most, sizeof *w.line);
    while (*text != '\0' && w.n < most) {
        size_t len = strlen(text);

        if (w.n + 1 < most && rt_gfx_measure(p->g, text, font) > width)
            len = fitting(p, text, font, width);
        w.line[w.n++] = rt_strndup(p->a, text, len);
        text += len;
        text += strspn(text, " ");
    }
    return w;
}

double
rt_pen_lines(const struct rt_pen *p, const struct rt_wrapped *w, double x,
             double y, double width, struct rt_font font)
{
    font.max_px = width;
    for (size_t i = 0; i < w->n; i++) {
        rt_gfx_text(p->g, x, y + rt_base_px(font.size), w->line[i], font);
        y += rt_line_px(font.size);
    }
    return y;
}

static struct rt_hit *
new_hit(struct rt_geometry *geo, struct rt_arena *a)
{
    if (geo->n == geo->room) {
        size_t room = geo->room > 0 ? 2 * geo->room : 64;
        struct rt_hit *more = rt_alloc_n(a, room, sizeof *more);

        if (geo->n > 0)
            memcpy(more, geo->hits, geo->n * sizeof *more);
        geo->hits = more;
        geo->room = room;
    }
    return &geo->hits[geo->n++];
}

void
rt_pen_hit(const struct rt_pen *p, struct rt_box box, int series, size_t point,
           const char *text)
{
    struct rt_geometry *geo = p->geo;
    double x0, y0, x1, y1;

    if (geo == NULL)
        return;
    x0 = fmax(0, floor(box.x));
    y0 = fmax(0, floor(box.y));
    x1 = fmin(geo->width_px, fmax(x0 + 1, ceil(box.x + box.w)));
    y1 = fmin(geo->height_px, fmax(y0 + 1, ceil(box.y + box.h)));
    if (x1 <= x0 || y1 <= y0)
        return;
    *new_hit(geo, p->a) = (struct rt_hit){
        .x = (int)x0,
        .y = (int)y0,
        .w = (int)(x1 - x0),
        .h = (int)(y1 - y0),
        .series = series,
        .point = point,
        .text = text,
    };
}
