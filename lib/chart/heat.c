/* Heat maps: cohorts by age.  A row per series, a column per point, the value
 * as colour and, where there is room, as text. */
#include "chart/figure.h"
#include "chart/plot.h"

#include <math.h>
#include <string.h>

enum {
    ROW_PX = 22,      /* height a row asks for */
    NAME_GAP = 8,     /* between name, note and cells */
    TEXT_GAP = 4,     /* a cell's text keeps from its sides */
    EMPHASIS_GAP = 6, /* above and below a row that stands apart */
    HIT_PX = 3,       /* smaller cells cannot be pointed at */
    RAMP_PX = 80,     /* width of the colour scale */
    RAMP_STEPS = 20,
    FOOT_WIDTH = 420
};

/* Low shares are what cohorts differ in: they get most of the colours. */
static const double GAMMA = 0.6;

struct heat {
    const struct rt_pen *pen;
    const struct rt_chart *chart;
    const struct rt_chart_data *data;
    struct rt_line_data *row;
    size_t rows, columns;
    struct rt_box box; /* of the cells */
    struct rt_box outer;
    double name_px, note_px, cell_w, cell_h;
    double low, high; /* of the colours */
    struct rt_tick_style style;
    int decimals; /* beyond the style's; -1: cells carry no text */
};

static bool
stands_apart(const struct heat *h, size_t r)
{
    return h->data->emphasis != NULL && h->data->emphasis[r] != 0;
}

static bool
unfinished(const struct heat *h, size_t r, size_t c)
{
    return h->data->cell_unfinished != NULL &&
           h->data->cell_unfinished[r] != NULL &&
           h->data->cell_unfinished[r][c] != 0;
}

static bool
any_unfinished(const struct heat *h)
{
    for (size_t r = 0; r < h->rows; r++) {
        for (size_t c = 0; c < h->columns; c++) {
            if (unfinished(h, r, c) && isfinite(h->row[r].y[c]))
                return true;
        }
    }
    return false;
}

/* Gaps around rows that stand apart, above row r. */
static double
gaps_above(const struct heat *h, size_t r)
{
    double gaps = 0;

    for (size_t i = 1; i <= r && i < h->rows; i++)
        gaps += stands_apart(h, i) != stands_apart(h, i - 1) ? EMPHASIS_GAP : 0;
    return gaps;
}

/* Labels of the columns, and above them what they are. */
static double
head_px(const struct heat *h)
{
    double line = rt_line_px(h->pen->small_px);

    return h->chart->x.name != NULL ? 2 * line + 2 : line + 2;
}

/* Lines below: the colour scale where cells do not say their value, and what
 * the hatch means; side by side where the picture is wide. */
static double
foot_px(const struct heat *h)
{
    int lines = (h->decimals < 0) + any_unfinished(h);

    if (lines == 2 && h->outer.w >= FOOT_WIDTH)
        lines = 1;
    return lines > 0 ? lines * rt_line_px(h->pen->small_px) + 4 : 0;
}

/* --- layout --------------------------------------------------------------- */

static void
fit_colours(struct heat *h)
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
widest_name(const struct heat *h, const char *const *notes)
{
    struct rt_font font = rt_pen_ink(h->pen, h->pen->small_px, RT_ALIGN_LEFT);
    double widest = 0;

    for (size_t r = 0; r < h->rows; r++) {
        const char *text = notes != NULL ? notes[r] : h->row[r].name;

        font.bold = stands_apart(h, r);
        if (text != NULL)
            widest = fmax(widest, rt_gfx_measure(h->pen->g, text, font));
    }
    return ceil(widest);
}

/* The text of a cell; shares go without their sign, the head says it. */
static const char *
cell_text(const struct heat *h, double v, int decimals)
{
    if (h->style.unit == RT_UNIT_SHARE)
        return rt_text_number(h->pen->style->lang, h->pen->a, v * 100,
                              decimals);
    return rt_tick_text(h->pen, &h->style, v, decimals);
}

/* Digits are of one width: only texts longer than those before can be wider,
 * which saves measuring thousands. */
static double
widest_cell(const struct heat *h, int decimals)
{
    struct rt_font font = rt_pen_ink(h->pen, h->pen->small_px, RT_ALIGN_CENTRE);
    double widest = 0;
    size_t longest = 0;

    for (size_t i = 0; i < h->rows * h->columns; i++) {
        double v = h->row[i / h->columns].y[i % h->columns];
        const char *text = isfinite(v) ? cell_text(h, v, decimals) : "";

        if (strlen(text) <= longest)
            continue;
        longest = strlen(text);
        widest = fmax(widest, rt_gfx_measure(h->pen->g, text, font));
    }
    return widest;
}

/* One decimal where it fits, none where that fits, else colours only. */
static void
choose_text(struct heat *h)
{
    bool low = h->cell_h < h->pen->small_px + 2;

    h->decimals = 1;
    while (h->decimals >= 0 &&
           (low || widest_cell(h, h->decimals) > h->cell_w - TEXT_GAP))
        h->decimals--;
}

static const char *
column_name(const struct heat *h, size_t c)
{
    if (h->data->labels != NULL && h->data->labels[c] != NULL)
        return h->data->labels[c];
    return rt_text_count(h->pen->style->lang, h->pen->a, (int64_t)c);
}

/* The unit left of the column labels, the first of which may stick out. */
static double
corner_px(const struct heat *h)
{
    struct rt_font font = rt_pen_muted(h->pen, h->pen->small_px, RT_ALIGN_LEFT);
    const char *unit = h->style.unit == RT_UNIT_SHARE ? "%" : h->style.caption;

    return rt_gfx_measure(h->pen->g, unit, font) +
           rt_gfx_measure(h->pen->g, column_name(h, 0), font) / 2 + TEXT_GAP;
}

static void
lay_out(struct heat *h, const struct rt_pen *pen, const struct rt_card *card,
        struct rt_box box)
{
    double left, gaps, foot;

    *h = (struct heat){
        .pen = pen, .chart = card->chart, .data = card->data, .outer = box};
    h->columns = h->data->n;
    h->row = rt_plot_series(pen, h->chart, h->data, &h->rows);
    fit_colours(h);
    h->name_px = fmin(widest_name(h, NULL), box.w * 0.3);
    if (h->data->row_notes != NULL)
        h->note_px = fmin(widest_name(h, h->data->row_notes), box.w * 0.2);
    left = h->name_px + NAME_GAP + h->note_px + (h->note_px > 0 ? NAME_GAP : 0);
    left = fmax(left, corner_px(h));
    h->cell_w = (box.w - left) / (double)h->columns;
    h->box = (struct rt_box){box.x + left, box.y + head_px(h), box.w - left,
                             box.h - head_px(h)};
    gaps = gaps_above(h, h->rows - 1);
    h->cell_h = (h->box.h - gaps) / (double)h->rows;
    choose_text(h);
    foot = foot_px(h);
    if (foot > 0) {
        h->box.h -= foot;
        h->cell_h = (h->box.h - gaps) / (double)h->rows;
        choose_text(h);
    }
    h->cell_h = fmin(h->cell_h, 1.6 * ROW_PX);
}

double
rt_heat_height(const struct rt_pen *p, const struct rt_card *card, double width)
{
    struct rt_box box = {.w = width, .h = 1e4};
    struct heat h;

    lay_out(&h, p, card, box);
    return head_px(&h) + (double)h.rows * ROW_PX + gaps_above(&h, h.rows - 1) +
           foot_px(&h);
}

/* --- drawing -------------------------------------------------------------- */

static struct rt_box
cell_box(const struct heat *h, size_t r, size_t c)
{
    double x0 = h->box.x + h->cell_w * (double)c, x1 = x0 + h->cell_w;
    double y0 = h->box.y + h->cell_h * (double)r + gaps_above(h, r);
    double y1 = y0 + h->cell_h;

    if (h->cell_w >= 4) {
        x0 = round(x0);
        x1 = round(x1) - 1;
    }
    if (h->cell_h >= 4) {
        y0 = round(y0);
        y1 = round(y1) - 1;
    }
    return (struct rt_box){x0, y0, x1 - x0, y1 - y0};
}

static double
heat_of(const struct heat *h, double v)
{
    double f = h->high > h->low ? (v - h->low) / (h->high - h->low) : 0;

    return pow(fmax(0, fmin(1, f)), GAMMA);
}

static void
draw_cell_text(const struct heat *h, struct rt_box box, double v, bool cut)
{
    uint32_t colour = rt_look_heat(h->pen->look, heat_of(h, v));
    struct rt_font font = rt_pen_ink(h->pen, h->pen->small_px, RT_ALIGN_CENTRE);
    const char *text = cell_text(h, v, h->decimals);
    double w = rt_gfx_measure(h->pen->g, text, font) + 4, high = font.size + 2;
    double x = box.x + box.w / 2, y = box.y + box.h / 2;
    struct rt_box back = {x - w / 2, y - high / 2, w, high};

    if (cut) /* a quiet ground for the text on the hatch */
        rt_gfx_box(h->pen->g, back,
                   (struct rt_fill){.rgb = h->pen->look->ground, .alpha = 0.8});
    else
        font.rgb = rt_look_on(h->pen->look, colour);
    rt_gfx_text(h->pen->g, x, y + font.size * 0.36, text, font);
}

static const char *
cell_hover(const struct heat *h, size_t r, size_t c)
{
    const char *more = NULL, *axis = "";
    bool cut = unfinished(h, r, c);

    if (h->data->cell_hover != NULL && h->data->cell_hover[r] != NULL)
        more = h->data->cell_hover[r][c];
    if (h->chart->x.name != NULL)
        axis = rt_fmt(h->pen->a, "%s ", rt_pen_word(h->pen, h->chart->x.name));
    return rt_fmt(h->pen->a, "%s, %s%s%s%s: %s%s%s%s", h->row[r].name, axis,
                  column_name(h, c), cut ? ", " : "",
                  cut ? rt_pen_word(h->pen, "chart_cut") : "",
                  rt_value_text(h->pen, h->row[r].unit, h->row[r].y[c]),
                  more != NULL ? " (" : "", more != NULL ? more : "",
                  more != NULL ? ")" : "");
}

static void
draw_cell(const struct heat *h, size_t r, size_t c)
{
    double v = h->row[r].y[c];
    struct rt_box box = cell_box(h, r, c);
    bool cut = unfinished(h, r, c);
    struct rt_fill fill = {.alpha = 1, .hatch = cut};

    if (!isfinite(v))
        return;
    /* A pale hatch would not be seen: unfinished cells use a strong colour. */
    fill.rgb = rt_look_heat(h->pen->look,
                            cut ? fmax(0.5, heat_of(h, v)) : heat_of(h, v));
    rt_gfx_box(h->pen->g, box, fill);
    if (h->decimals >= 0)
        draw_cell_text(h, box, v, cut);
    if (h->pen->geo != NULL && h->cell_w >= HIT_PX && h->cell_h >= HIT_PX)
        rt_pen_hit(h->pen, box, (int)r, c, cell_hover(h, r, c));
}

static double
row_middle(const struct heat *h, size_t r)
{
    return h->box.y + h->cell_h * ((double)r + 0.5) + gaps_above(h, r);
}

static void
draw_row_name(const struct heat *h, size_t r)
{
    struct rt_font name = rt_pen_ink(h->pen, h->pen->small_px, RT_ALIGN_LEFT);
    struct rt_font note =
        rt_pen_muted(h->pen, h->pen->small_px, RT_ALIGN_RIGHT);
    double y = row_middle(h, r) + name.size * 0.36 - 0.5;

    name.max_px = h->name_px;
    name.bold = stands_apart(h, r);
    note.max_px = h->note_px;
    rt_gfx_text(h->pen->g, h->outer.x, y, h->row[r].name, name);
    if (h->note_px > 0 && h->data->row_notes[r] != NULL)
        rt_gfx_text(h->pen->g, h->box.x - NAME_GAP, y, h->data->row_notes[r],
                    note);
}

/* All names where rows are high enough, else as many as have room; those of
 * rows that stand apart come first. */
static void
draw_row_names(const struct heat *h)
{
    double need = h->pen->small_px + 1;
    double last = h->box.y - need / 2, next = h->box.y - need;

    for (size_t r = 0; r < h->rows; r++) {
        double y = row_middle(h, r);

        for (size_t k = r + 1; next <= y && k < h->rows; k++) {
            if (stands_apart(h, k))
                next = row_middle(h, k);
        }
        if (y - last < need)
            continue;
        if (!stands_apart(h, r) && next > y && next - y < need)
            continue;
        draw_row_name(h, r);
        last = y;
    }
}

static void
draw_head(const struct heat *h)
{
    struct rt_font font = rt_pen_muted(h->pen, h->pen->small_px, RT_ALIGN_LEFT);
    double y = h->box.y - 2 - rt_line_px(font.size) + rt_base_px(font.size);
    double widest = 0;
    size_t every;

    rt_gfx_text(h->pen->g, h->outer.x, y,
                h->style.unit == RT_UNIT_SHARE ? "%" : h->style.caption, font);
    if (h->chart->x.name != NULL) {
        font.max_px = h->box.w;
        rt_gfx_text(h->pen->g, h->box.x, h->outer.y + rt_base_px(font.size),
                    rt_pen_word(h->pen, h->chart->x.name), font);
    }
    font.align = RT_ALIGN_CENTRE;
    font.max_px = 0;
    for (size_t c = 0; c < h->columns; c++)
        widest =
            fmax(widest, rt_gfx_measure(h->pen->g, column_name(h, c), font));
    every = rt_thin(h->cell_w, widest, TEXT_GAP);
    for (size_t c = 0; c < h->columns; c += every) {
        double x = h->box.x + h->cell_w * ((double)c + 0.5);

        if (x + widest / 2 <= h->outer.x + h->outer.w + 1)
            rt_gfx_text(h->pen->g, x, y, column_name(h, c), font);
    }
}

/* What the colours mean where the cells do not say it. */
static double
draw_ramp(const struct heat *h, double x, double middle)
{
    struct rt_font font = rt_pen_muted(h->pen, h->pen->small_px, RT_ALIGN_LEFT);
    const char *low = rt_tick_text(h->pen, &h->style, h->low, 0);
    const char *high = rt_tick_text(h->pen, &h->style, h->high, 0);
    double width = fmin(RAMP_PX, h->outer.w / 3), step = width / RAMP_STEPS;

    rt_gfx_text(h->pen->g, x, middle + font.size * 0.36, low, font);
    x += rt_gfx_measure(h->pen->g, low, font) + TEXT_GAP;
    for (int i = 0; i < RAMP_STEPS; i++) {
        double f = pow((i + 0.5) / RAMP_STEPS, GAMMA);

        rt_gfx_box(
            h->pen->g,
            (struct rt_box){x + step * i, round(middle - 5), step, 10},
            (struct rt_fill){.rgb = rt_look_heat(h->pen->look, f), .alpha = 1});
    }
    x += width + TEXT_GAP;
    rt_gfx_text(h->pen->g, x, middle + font.size * 0.36, high, font);
    return x + rt_gfx_measure(h->pen->g, high, font) + 16;
}

static void
draw_foot(const struct heat *h)
{
    struct rt_font font = rt_pen_ink(h->pen, h->pen->small_px, RT_ALIGN_LEFT);
    double line = rt_line_px(font.size), x = h->outer.x;
    double middle = h->outer.y + h->outer.h - line / 2;

    if (h->decimals < 0 && h->outer.w < FOOT_WIDTH && any_unfinished(h))
        draw_ramp(h, x, middle - line);
    else if (h->decimals < 0)
        x = draw_ramp(h, x, middle);
    if (!any_unfinished(h))
        return;
    rt_gfx_box(h->pen->g, (struct rt_box){x, round(middle - 5), 10, 10},
               (struct rt_fill){
                   .rgb = h->pen->look->muted, .alpha = 1, .hatch = true});
    font.max_px = fmax(1, h->outer.x + h->outer.w - x - 16);
    rt_gfx_text(h->pen->g, x + 16, middle + font.size * 0.36,
                rt_pen_word(h->pen, "chart_unfinished"), font);
}

void
rt_heat_draw(const struct rt_pen *p, const struct rt_card *card,
             struct rt_box box)
{
    struct heat h;

    lay_out(&h, p, card, box);
    draw_head(&h);
    draw_row_names(&h);
    for (size_t r = 0; r < h.rows; r++) {
        for (size_t c = 0; c < h.columns; c++)
            draw_cell(&h, r, c);
    }
    if (foot_px(&h) > 0)
        draw_foot(&h);
}
