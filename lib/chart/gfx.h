/*
 * The drawing interface: a few shapes, in logical pixels from the top left
 * corner, and the two ends that draw them.
 *
 * Callers use the rt_gfx_*() functions.  These make numbers finite and texts
 * well-formed before an end sees them, and draw nothing when the pen only
 * measures.
 */
#ifndef RT_CHART_GFX_H
#define RT_CHART_GFX_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rt_box {
    double x, y, w, h;
};

struct rt_point {
    double x, y;
};

/* How an area is filled.  `hatch` draws slanted lines over a faint ground of
 * the same colour. */
struct rt_fill {
    uint32_t rgb;
    double alpha; /* 0..1 */
    bool hatch;
};

enum rt_dash { RT_DASH_NONE, RT_DASH_SHORT, RT_DASH_LONG, RT_DASH__MAX };

struct rt_stroke {
    uint32_t rgb;
    double width;
    enum rt_dash dash;
};

enum rt_align { RT_ALIGN_LEFT, RT_ALIGN_CENTRE, RT_ALIGN_RIGHT };

/* `x`, `y` of a text are on its baseline: at its left end, middle or right
 * end, as `align` says. */
struct rt_font {
    double size;
    bool bold;
    uint32_t rgb;
    enum rt_align align;
    double max_px; /* longer texts end in an ellipsis; 0: no limit */
};

struct rt_gfx;

struct rt_gfx_ops {
    void (*area)(struct rt_gfx *, const struct rt_point *, size_t n,
                 const struct rt_fill *);
    void (*box)(struct rt_gfx *, const struct rt_box *, const struct rt_fill *);
    void (*line)(struct rt_gfx *, const struct rt_point *, size_t n,
                 const struct rt_stroke *);
    void (*circle)(struct rt_gfx *, struct rt_point, double r,
                   const struct rt_fill *, const struct rt_stroke *);
    void (*ring)(struct rt_gfx *, struct rt_point, double r0, double r1,
                 double from, double to, const struct rt_fill *);
    void (*text)(struct rt_gfx *, struct rt_point, const char *,
                 const struct rt_font *);
    double (*measure)(struct rt_gfx *, const char *, const struct rt_font *);
    void (*clip)(struct rt_gfx *, const struct rt_box *); /* NULL: none */
};

struct rt_gfx {
    const struct rt_gfx_ops *ops;
    struct rt_arena *a;
    bool quiet; /* measure only */
};

/* A polygon; it is closed by itself. */
void rt_gfx_area(struct rt_gfx *g, const struct rt_point *at, size_t n,
                 struct rt_fill fill);
void rt_gfx_box(struct rt_gfx *g, struct rt_box box, struct rt_fill fill);
void rt_gfx_line(struct rt_gfx *g, const struct rt_point *at, size_t n,
                 struct rt_stroke stroke);
/* A crisp line of one pixel: a box on whole pixels. */
void rt_gfx_rule(struct rt_gfx *g, double x, double y, double w, double h,
                 uint32_t rgb);
/* A stroke of width 0 draws no outline. */
void rt_gfx_circle(struct rt_gfx *g, struct rt_point at, double r,
                   struct rt_fill fill, struct rt_stroke stroke);
/* Part of a ring, clockwise from 12 o'clock; angles in turns, 0..1. */
void rt_gfx_ring(struct rt_gfx *g, struct rt_point at, double r0, double r1,
                 double from, double to, struct rt_fill fill);
void rt_gfx_text(struct rt_gfx *g, double x, double y, const char *text,
                 struct rt_font font);
/* Width of a text, at most font.max_px if that is set. */
double rt_gfx_measure(struct rt_gfx *g, const char *text, struct rt_font font);
/* Draw only inside the box until rt_gfx_unclip().  Clips cannot be nested. */
void rt_gfx_clip(struct rt_gfx *g, struct rt_box box);
void rt_gfx_unclip(struct rt_gfx *g);

struct rt_canvas;

/*
 * A cairo canvas of `width` x `height` logical px at `scale`.  With `quiet` it
 * has no pixels and only measures texts.  The caller closes it;
 * rt_canvas_close() accepts NULL.
 */
enum rt_code rt_canvas_open(int width, int height, int scale, bool quiet,
                            struct rt_arena *a, struct rt_canvas **out,
                            struct rt_err *err) RT_CHECK;
struct rt_gfx *rt_canvas_gfx(struct rt_canvas *c);
/* Append the picture as PNG.  RT_EIO when any drawing failed. */
enum rt_code rt_canvas_png(struct rt_canvas *c, struct rt_buf *out,
                           struct rt_err *err) RT_CHECK;
void rt_canvas_close(struct rt_canvas *c);

/* An end that writes lines of text into `out`; letters are 0.6 of the size
 * wide, 0.65 in bold. */
struct rt_gfx *rt_gfx_lines(struct rt_buf *out, struct rt_arena *a);

#endif
