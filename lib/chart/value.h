/* Numbers as the reader sees them: in hover texts, at ticks, on marks. */
#ifndef RT_CHART_VALUE_H
#define RT_CHART_VALUE_H

#include "chart/pen.h"

/* A value in full: "1,21 %", "1 234", "12 345,67 ₽"; "—" for NaN. */
const char *rt_value_text(const struct rt_pen *p, enum rt_unit unit, double v);

/* How the ticks of an axis are written: divided by a power of a thousand, with
 * the unit named once above the axis. */
struct rt_tick_style {
    enum rt_unit unit;
    double divisor;
    int decimals;
    const char *caption; /* "тыс. ₽", "M", or "" */
};

struct rt_tick_style rt_tick_style(const struct rt_pen *p, enum rt_unit unit,
                                   const struct rt_ticks *t);

/* The text of a tick; labels on marks have `more` decimals. */
const char *rt_tick_text(const struct rt_pen *p, const struct rt_tick_style *s,
                         double v, int more);

#endif
