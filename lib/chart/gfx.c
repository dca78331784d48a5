#include "chart/gfx.h"

#include "base/utf8.h"

#include <math.h>
#include <string.h>

/* Far outside any picture, and well within what fixed-point rasterisers can
 * hold. */
static const double FAR = 20000;

static double
sane(double v)
{
    return isnan(v) ? 0 : fmax(-FAR, fmin(FAR, v));
}

static struct rt_point
sane_point(struct rt_point p)
{
    return (struct rt_point){sane(p.x), sane(p.y)};
}

static struct rt_box
sane_box(struct rt_box b)
{
    return (struct rt_box){sane(b.x), sane(b.y), fmax(0, sane(b.w)),
                           fmax(0, sane(b.h))};
}

static struct rt_point *
sane_points(struct rt_gfx *g, const struct rt_point *at, size_t n)
{
    struct rt_point *out = rt_alloc_n(g->a, n, sizeof *out);

    for (size_t i = 0; i < n; i++)
        out[i] = sane_point(at[i]);
    return out;
}

/* True when the text needs no repair. */
static bool
is_plain(const char *text)
{
    const char *p = text;

    while ((unsigned char)*p >= 0x20 && *p != 0x7f)
        p++;
    return *p == '\0' && rt_utf8_valid(text, (size_t)(p - text));
}

/* The text with U+FFFD for every malformed byte and control character. */
static const char *
sane_text(struct rt_gfx *g, const char *text)
{
    size_t len = strlen(text), used = 0;
    char *out;

    if (is_plain(text))
        return text;
    out = rt_alloc(g->a, 3 * len + 1);
    for (size_t i = 0; i < len;) {
        size_t n = rt_utf8_next(text + i, len - i, NULL);
        bool good = n > 1 || (n == 1 && (unsigned char)text[i] >= 0x20 &&
                              text[i] != 0x7f);

        memcpy(out + used, good ? text + i : "\xef\xbf\xbd", good ? n : 3);
        used += good ? n : 3;
        i += n > 0 ? n : 1;
    }
    return out;
}

void
rt_gfx_area(struct rt_gfx *g, const struct rt_point *at, size_t n,
            struct rt_fill fill)
{
    if (!g->quiet && n >= 3)
        g->ops->area(g, sane_points(g, at, n), n, &fill);
}

void
rt_gfx_box(struct rt_gfx *g, struct rt_box box, struct rt_fill fill)
{
    struct rt_box b = sane_box(box);

    if (!g->quiet && b.w > 0 && b.h > 0)
        g->ops->box(g, &b, &fill);
}

void
rt_gfx_line(struct rt_gfx *g, const struct rt_point *at, size_t n,
            struct rt_stroke stroke)
{
    if (!g->quiet && n >= 2)
        g->ops->line(g, sane_points(g, at, n), n, &stroke);
}

void
rt_gfx_rule(struct rt_gfx *g, double x, double y, double w, double h,
            uint32_t rgb)
{
    struct rt_box box = {round(x), round(y), round(x + w) - round(x),
                         round(y + h) - round(y)};

    rt_gfx_box(g, box, (struct rt_fill){.rgb = rgb, .alpha = 1});
}

void
rt_gfx_circle(struct rt_gfx *g, struct rt_point at, double r,
              struct rt_fill fill, struct rt_stroke stroke)
{
    if (!g->quiet && sane(r) > 0)
        g->ops->circle(g, sane_point(at), sane(r), &fill, &stroke);
}

void
rt_gfx_ring(struct rt_gfx *g, struct rt_point at, double r0, double r1,
            double from, double to, struct rt_fill fill)
{
    if (!g->quiet && sane(to) > sane(from) && sane(r1) > sane(r0))
        g->ops->ring(g, sane_point(at), sane(r0), sane(r1), sane(from),
                     sane(to), &fill);
}

void
rt_gfx_text(struct rt_gfx *g, double x, double y, const char *text,
            struct rt_font font)
{
    if (!g->quiet && text[0] != '\0')
        g->ops->text(g, sane_point((struct rt_point){x, y}), sane_text(g, text),
                     &font);
}

double
rt_gfx_measure(struct rt_gfx *g, const char *text, struct rt_font font)
{
    double w = g->ops->measure(g, sane_text(g, text), &font);

    return font.max_px > 0 ? fmin(w, font.max_px) : w;
}

void
rt_gfx_clip(struct rt_gfx *g, struct rt_box box)
{
    struct rt_box b = sane_box(box);

    if (!g->quiet)
        g->ops->clip(g, &b);
}

void
rt_gfx_unclip(struct rt_gfx *g)
{
    if (!g->quiet)
        g->ops->clip(g, NULL);
}
