/* The layout of heat maps: widths of names and cells, texts of cells. */
#include "chart/figure.h"
#include "chart/heat.h"

#include <math.h>
#include <string.h>

enum {
    ROW_PX = 22,     /* height that a row needs */
    ROW_MOST = 35,   /* and the most that it gets */
    TEXT_GAP = 4,    /* space at the sides of a cell's text */
    EMPHASIS_GAP = 6 /* space above and below a row that is set apart */
};

bool
rt_heat_stands_apart(const struct rt_heat_map *h, size_t r)
{
    return h->data->emphasis != NULL && h->data->emphasis[r] != 0;
}

bool
rt_heat_unfinished(const struct rt_heat_map *h, size_t r, size_t c)
{
    return h->data->cell_unfinished != NULL &&
           h->data->cell_unfinished[r] != NULL &&
           h->data->cell_unfinished[r][c] != 0;
}

const char *
rt_heat_own_text(const struct rt_heat_map *h, size_t r, size_t c)
{
    if (h->data->cell_text == NULL || h->data->cell_text[r] == NULL)
        return NULL;
    return h->data->cell_text[r][c];
}

bool
rt_heat_shown(const struct rt_heat_map *h, size_t r, size_t c)
{
    return isfinite(h->row[r].y[c]) || rt_heat_own_text(h, r, c) != NULL;
}

bool
rt_heat_any_unfinished(const struct rt_heat_map *h)
{
    for (size_t r = 0; r < h->rows; r++) {
        for (size_t c = 0; c < h->columns; c++) {
            if (rt_heat_unfinished(h, r, c) && rt_heat_shown(h, r, c))
                return true;
        }
    }
    return false;
}

/* Space above each row, where a group of rows that are set apart begins or
 * ends. */
static void
set_gaps(struct rt_heat_map *h)
{
    double gap = 0;

    h->gap = rt_alloc_n(h->pen->a, h->rows, sizeof *h->gap);
    for (size_t r = 0; r < h->rows; r++) {
        if (r > 0 &&
            rt_heat_stands_apart(h, r) != rt_heat_stands_apart(h, r - 1))
            gap += EMPHASIS_GAP;
        h->gap[r] = gap;
    }
}

/* Labels of the columns, and above them what they are. */
static double
head_px(const struct rt_heat_map *h)
{
    double line = rt_line_px(h->pen->small_px);

    return h->chart->x.name != NULL ? 2 * line + 2 : line + 2;
}

/* Lines below: the colour scale when cells do not print their value, and what
 * the hatch means.  Side by side when the picture is wide. */
static double
foot_px(const struct rt_heat_map *h)
{
    int lines = (h->decimals < 0) + rt_heat_any_unfinished(h);

    if (lines == 2 && h->outer.w >= RT_HEAT_FOOT)
        lines = 1;
    return lines > 0 ? lines * rt_line_px(h->pen->small_px) + 4 : 0;
}

static void
fit_colours(struct rt_heat_map *h)
{
    const struct rt_axis *y = &h->chart->y;
    struct rt_range range = {0};
    struct rt_ticks ticks;

    for (size_t r = 0; r < h->rows; r++) {
        for (size_t c = 0; c < h->columns; c++)
            rt_range_add(&range, h->row[r].y[c]);
    }
    if (y->from_zero || y->unit == RT_UNIT_SHARE)
        rt_range_add(&range, 0);
    h->low = y->low < y->high ? y->low : range.low;
    h->high = y->low < y->high ? y->high : range.high;
    ticks = rt_ticks_fit(range.low, range.high, 10, y->unit == RT_UNIT_COUNT);
    h->style = rt_tick_style(h->pen, y->unit, &ticks);
}

static double
widest_name(const struct rt_heat_map *h, const char *const *notes)
{
    struct rt_font font = rt_pen_ink(h->pen, h->pen->small_px, RT_ALIGN_LEFT);
    double widest = 0;

    for (size_t r = 0; r < h->rows; r++) {
        const char *text = notes != NULL ? notes[r] : h->row[r].name;

        font.bold = rt_heat_stands_apart(h, r);
        if (text != NULL)
            widest = fmax(widest, rt_gfx_measure(h->pen->g, text, font));
    }
    return ceil(widest);
}

const char *
rt_heat_cell_text(const struct rt_heat_map *h, double v, int decimals)
{
    if (h->style.unit == RT_UNIT_SHARE)
        return rt_text_number(h->pen->style->lang, h->pen->a, v * 100,
                              decimals);
    return rt_tick_text(h->pen, &h->style, v, decimals);
}

/* Digits have one width, so only texts longer than those before can be wider:
 * this saves measuring thousands. */
static double
widest_cell(const struct rt_heat_map *h, int decimals)
{
    struct rt_font font = rt_pen_ink(h->pen, h->pen->small_px, RT_ALIGN_CENTRE);
    double widest = 0;
    size_t longest = 0;

    for (size_t i = 0; i < h->rows * h->columns; i++) {
        double v = h->row[i / h->columns].y[i % h->columns];
        const char *text = isfinite(v) ? rt_heat_cell_text(h, v, decimals) : "";

        if (strlen(text) <= longest)
            continue;
        longest = strlen(text);
        widest = fmax(widest, rt_gfx_measure(h->pen->g, text, font));
    }
    return widest;
}

/* One decimal if it fits, else none if that fits, else colours only. */
static void
choose_text(struct rt_heat_map *h)
{
    bool low = h->cell_h < h->pen->small_px + 2;

    h->decimals = 1;
    while (h->decimals >= 0 &&
           (low || widest_cell(h, h->decimals) > h->cell_w - TEXT_GAP))
        h->decimals--;
}

const char *
rt_heat_column_name(const struct rt_heat_map *h, size_t c)
{
    if (h->data->labels != NULL && h->data->labels[c] != NULL)
        return h->data->labels[c];
    return rt_text_count(h->pen->style->lang, h->pen->a, (int64_t)c);
}

const char *
rt_heat_unit(const struct rt_heat_map *h)
{
    return h->style.unit == RT_UNIT_SHARE ? "%" : h->style.caption;
}

/* The unit, to the left of the column labels; the first of these may stick
 * out. */
static double
corner_px(const struct rt_heat_map *h)
{
    struct rt_font font = rt_pen_muted(h->pen, h->pen->small_px, RT_ALIGN_LEFT);

    return rt_gfx_measure(h->pen->g, rt_heat_unit(h), font) +
           rt_gfx_measure(h->pen->g, rt_heat_column_name(h, 0), font) / 2 +
           TEXT_GAP;
}

void
rt_heat_lay_out(struct rt_heat_map *h, const struct rt_pen *pen,
                const struct rt_card *card, struct rt_box box)
{
    double left, gaps;

    *h = (struct rt_heat_map){
        .pen = pen, .chart = card->chart, .data = card->data, .outer = box};
    h->columns = h->data->n;
    h->row = rt_plot_series(pen, h->chart, h->data, &h->rows);
    set_gaps(h);
    fit_colours(h);
    h->name_px = fmin(widest_name(h, NULL), box.w * 0.3);
    if (h->data->row_notes != NULL)
        h->note_px = fmin(widest_name(h, h->data->row_notes), box.w * 0.2);
    left = h->name_px + RT_HEAT_GAP + h->note_px +
           (h->note_px > 0 ? RT_HEAT_GAP : 0);
    left = fmax(left, corner_px(h));
    h->cell_w = (box.w - left) / (double)h->columns;
    h->box = (struct rt_box){box.x + left, box.y + head_px(h), box.w - left,
                             box.h - head_px(h)};
    gaps = h->gap[h->rows - 1];
    h->cell_h = (h->box.h - gaps) / (double)h->rows;
    choose_text(h);
    h->foot_px = foot_px(h);
    if (h->foot_px > 0) {
        h->box.h -= h->foot_px;
        h->cell_h = (h->box.h - gaps) / (double)h->rows;
        choose_text(h);
    }
    h->cell_h = fmin(h->cell_h, ROW_MOST);
}

double
rt_heat_height(const struct rt_pen *p, const struct rt_card *card, double width)
{
    struct rt_box box = {.w = width, .h = 1e4};
    struct rt_heat_map h;

    rt_heat_lay_out(&h, p, card, box);
    return head_px(&h) + (double)h.rows * ROW_PX + h.gap[h.rows - 1] +
           h.foot_px;
}
