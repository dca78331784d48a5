/* The layout of a heat map: heat_layout.c decides it, heat.c draws by it. */
#ifndef RT_CHART_HEAT_H
#define RT_CHART_HEAT_H

#include "chart/plot.h"

enum {
    RT_HEAT_GAP = 8,   /* between name, note and cells */
    RT_HEAT_FOOT = 420 /* from this width on the foot is one line */
};

struct rt_heat_map {
    const struct rt_pen *pen;
    const struct rt_chart *chart;
    const struct rt_chart_data *data;
    struct rt_line_data *row;
    size_t rows, columns;
    struct rt_box box; /* of the cells */
    struct rt_box outer;
    double *gap; /* [rows] px above a row, for rows that are set apart */
    double name_px, note_px, foot_px;
    double cell_w, cell_h;
    double low, high; /* of the colours */
    struct rt_tick_style style;
    int decimals; /* decimals beyond the style's; -1: cells carry no text */
};

void rt_heat_lay_out(struct rt_heat_map *h, const struct rt_pen *pen,
                     const struct rt_card *card, struct rt_box box);

bool rt_heat_stands_apart(const struct rt_heat_map *h, size_t r);
/* True when the cell's value is not final. */
bool rt_heat_unfinished(const struct rt_heat_map *h, size_t r, size_t c);
bool rt_heat_any_unfinished(const struct rt_heat_map *h);
/* The text of a cell that has no value, or NULL. */
const char *rt_heat_own_text(const struct rt_heat_map *h, size_t r, size_t c);
/* True when it has a value or a text. */
bool rt_heat_shown(const struct rt_heat_map *h, size_t r, size_t c);

/* The text of a cell; shares are without their sign, which the head has. */
const char *rt_heat_cell_text(const struct rt_heat_map *h, double v,
                              int decimals);
const char *rt_heat_column_name(const struct rt_heat_map *h, size_t c);
/* "%", "тыс. ₽": the unit of the cells. */
const char *rt_heat_unit(const struct rt_heat_map *h);

#endif
