/* What all parts of a card draw with: the drawing interface, the style, its
 * colours and text sizes, and the geometry that is collected meanwhile. */
#ifndef RT_CHART_PEN_H
#define RT_CHART_PEN_H

#include "chart/chart.h"
#include "chart/gfx.h"
#include "chart/look.h"
#include "chart/scale.h"

struct rt_pen {
    struct rt_gfx *g;
    const struct rt_style *style;
    const struct rt_look *look;
    struct rt_arena *a;
    struct rt_geometry *geo; /* NULL: not wanted */
    double title_px, text_px, small_px;
};

struct rt_pen rt_pen_make(struct rt_gfx *g, const struct rt_style *style,
                          struct rt_geometry *geo, struct rt_arena *a);

/* Fonts in the text colour, or muted. */
struct rt_font rt_pen_ink(const struct rt_pen *p, double px,
                          enum rt_align align);
struct rt_font rt_pen_muted(const struct rt_pen *p, double px,
                            enum rt_align align);

/* Height of a line of text, and the distance from its top to the baseline. */
double rt_line_px(double px);
double rt_base_px(double px);

/* The catalogue's sentence in the style's language. */
const char *rt_pen_word(const struct rt_pen *p, const char *key);

/* Break a text at blanks into at most `most` lines of `width` px.  The last
 * line holds the rest; draw it with an ellipsis. */
struct rt_wrapped {
    const char **line;
    size_t n;
};

struct rt_wrapped rt_pen_wrap(const struct rt_pen *p, const char *text,
                              struct rt_font font, double width, size_t most);

/* Draw the lines below `y`; returns the y below them. */
double rt_pen_lines(const struct rt_pen *p, const struct rt_wrapped *w,
                    double x, double y, double width, struct rt_font font);

/* Add a hit unless the geometry is not wanted.  Boxes are widened to whole px,
 * are at least one px large, and end at the picture's edge; a box outside is
 * left out. */
void rt_pen_hit(const struct rt_pen *p, struct rt_box box, int series,
                size_t point, const char *text);

#endif
