/* The contents of a card: each kind has its file, and figure.c chooses. */
#ifndef RT_CHART_FIGURE_H
#define RT_CHART_FIGURE_H

#include "chart/pen.h"

/* The height the contents ask for in `width`. */
double rt_figures_height(const struct rt_pen *p, const struct rt_card *card,
                         double width);

/* Draw them into `box`, tiles, chart and table below each other. */
void rt_figures_draw(const struct rt_pen *p, const struct rt_card *card,
                     struct rt_box box);

#endif
