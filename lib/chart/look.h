/* Colours and sizes of the themes. */
#ifndef RT_CHART_LOOK_H
#define RT_CHART_LOOK_H

#include "chart/chart.h"

/*
 * Text has a contrast of at least 4.5 to 1 against the ground, marks 3 to 1
 * (WCAG 2.1, 1.4.3 and 1.4.11), and the palette stays apart for the common
 * kinds of colour blindness: t/unit/chart/look-t.c keeps it so.  It starts
 * from Okabe and Ito's colours (Color Universal Design, 2008), darkened where
 * they are too pale for a white ground.
 */
struct rt_look {
    uint32_t ground; /* of the card */
    uint32_t panel;  /* of a tile on it */
    uint32_t ink;    /* titles, values */
    uint32_t muted;  /* labels of axes, notes */
    uint32_t grid;
    uint32_t axis; /* the zero line */
    uint32_t good, bad;
    uint32_t palette[RT_PALETTE];
    uint32_t inks[RT_INK__MAX]; /* RT_INK_AUTO unused */
    uint32_t heat[2];           /* of the lowest and the highest cell */
};

const struct rt_look *rt_look_of(enum rt_theme theme);

/* Colour and dash pattern of the i-th series with this ink. */
uint32_t rt_look_ink(const struct rt_look *l, enum rt_ink ink, size_t i);

/* The cell colour for f in 0..1, and the text colour that reads best on it. */
uint32_t rt_look_heat(const struct rt_look *l, double f);
uint32_t rt_look_on(const struct rt_look *l, uint32_t ground);

/* Contrast of two colours, 1..21 (WCAG 2.1). */
double rt_look_contrast(uint32_t a, uint32_t b);

#endif
