/*
 * The contents of a card, one kind a file: tiles, plots with axes, heat maps,
 * pies, tables.  Each kind says which height it needs in a given width and
 * draws itself into its box.
 */
#ifndef RT_CHART_FIGURE_H
#define RT_CHART_FIGURE_H

#include "chart/pen.h"

/* All contents of a card, placed below each other. */
double rt_figures_height(const struct rt_pen *p, const struct rt_card *card,
                         double width);
void rt_figures_draw(const struct rt_pen *p, const struct rt_card *card,
                     struct rt_box box);

double rt_tiles_height(const struct rt_pen *p, const struct rt_card *card,
                       double width);
void rt_tiles_draw(const struct rt_pen *p, const struct rt_card *card,
                   struct rt_box box);

double rt_axes_height(const struct rt_pen *p, const struct rt_card *card,
                      double width);
void rt_axes_chart_draw(const struct rt_pen *p, const struct rt_card *card,
                        struct rt_box box);

double rt_heat_height(const struct rt_pen *p, const struct rt_card *card,
                      double width);
void rt_heat_draw(const struct rt_pen *p, const struct rt_card *card,
                  struct rt_box box);

double rt_pies_height(const struct rt_pen *p, const struct rt_card *card,
                      double width);
void rt_pies_draw(const struct rt_pen *p, const struct rt_card *card,
                  struct rt_box box);

double rt_table_height(const struct rt_pen *p, const struct rt_card *card,
                       double width);
void rt_table_draw(const struct rt_pen *p, const struct rt_card *card,
                   struct rt_box box);

#endif
