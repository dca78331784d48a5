#include "chart/figure.h"

#include <math.h>

enum {
    EMPTY_PX = 96,
    GAP = 14,         /* between two figures */
    CHART_LEAST = 120 /* height that a table below must leave to a chart */
};

struct kind {
    enum rt_hit_of hits;
    double (*height)(const struct rt_pen *p, const struct rt_card *card,
                     double width);
    void (*draw)(const struct rt_pen *p, const struct rt_card *card,
                 struct rt_box box);
};

enum { FIGURES_MAX = 3 };

static const struct kind tiles = {RT_HIT_TILE, rt_tiles_height, rt_tiles_draw};
static const struct kind table = {RT_HIT_ROW, rt_table_height, rt_table_draw};
static const struct kind charts[RT_MARK__MAX] = {
    [RT_MARK_BAR] = {RT_HIT_CHART, rt_axes_height, rt_axes_chart_draw},
    [RT_MARK_LINE] = {RT_HIT_CHART, rt_axes_height, rt_axes_chart_draw},
    [RT_MARK_STEP] = {RT_HIT_CHART, rt_axes_height, rt_axes_chart_draw},
    [RT_MARK_STACK] = {RT_HIT_CHART, rt_axes_height, rt_axes_chart_draw},
    [RT_MARK_HEAT] = {RT_HIT_CHART, rt_heat_height, rt_heat_draw},
    [RT_MARK_PIE] = {RT_HIT_CHART, rt_pies_height, rt_pies_draw},
    [RT_MARK_HISTOGRAM] = {RT_HIT_CHART, rt_axes_height, rt_axes_chart_draw},
    [RT_MARK_POINT] = {RT_HIT_CHART, rt_axes_height, rt_axes_chart_draw},
};

/* The figures of a card from the top; a chart without points and a table
 * without rows are left out. */
struct figures {
    const struct kind *kind[FIGURES_MAX];
    double height[FIGURES_MAX];
    size_t n;
    size_t chart; /* index; n when there is no chart */
};

static void
add(struct figures *f, const struct kind *kind, double height)
{
    f->kind[f->n] = kind;
    f->height[f->n++] = height;
}

static struct figures
list(const struct rt_pen *p, const struct rt_card *card, double width)
{
    struct figures f = {.chart = FIGURES_MAX};

    if (card->n_tiles > 0)
        add(&f, &tiles, tiles.height(p, card, width));
    if (card->chart != NULL && card->data != NULL && card->data->n > 0) {
        const struct kind *kind = &charts[card->chart->series[0].mark];

        f.chart = f.n;
        add(&f, kind, kind->height(p, card, width));
    }
    if (card->table != NULL && card->table->n_rows > 0)
        add(&f, &table, table.height(p, card, width));
    return f;
}

static double
sum(const struct figures *f)
{
    double h = f->n > 1 ? GAP * (double)(f->n - 1) : 0;

    for (size_t i = 0; i < f->n; i++)
        h += f->height[i];
    return h;
}

/* Written in the middle, so that it does not look like a failed picture. */
static void
draw_empty(const struct rt_pen *p, const struct rt_card *card,
           struct rt_box box)
{
    const char *text =
        card->empty != NULL ? card->empty : rt_pen_word(p, "chart_no_data");
    struct rt_font font = rt_pen_muted(p, p->text_px + 1, RT_ALIGN_CENTRE);
    struct rt_wrapped w = rt_pen_wrap(p, text, font, box.w, 3);
    double h = (double)w.n * rt_line_px(font.size);

    rt_pen_lines(p, &w, box.x + box.w / 2, box.y + (box.h - h) / 2, box.w,
                 font);
}

double
rt_figures_height(const struct rt_pen *p, const struct rt_card *card,
                  double width)
{
    struct figures f = list(p, card, width);

    return f.n > 0 ? sum(&f) : EMPTY_PX;
}

/* The chart takes the height that the others leave, or gives what they lack;
 * if that is not enough, the last figure is cut. */
static void
share_out(struct figures *f, double height)
{
    double spare = height - sum(f);

    if (f->chart < f->n) {
        double least = fmin(f->height[f->chart], CHART_LEAST);
        double given = fmax(least, f->height[f->chart] + spare);

        spare -= given - f->height[f->chart];
        f->height[f->chart] = given;
    }
    for (size_t i = f->n; i-- > 0 && spare < 0;) {
        double cut = fmin(f->height[i], -spare);

        f->height[i] -= cut;
        spare += cut;
    }
}

void
rt_figures_draw(const struct rt_pen *p, const struct rt_card *card,
                struct rt_box box)
{
    struct figures f = list(p, card, box.w);
    size_t before;

    if (f.n == 0)
        draw_empty(p, card, box);
    share_out(&f, box.h);
    for (size_t i = 0; i < f.n; i++) {
        box.h = f.height[i];
        before = p->geo != NULL ? p->geo->n : 0;
        f.kind[i]->draw(p, card, box);
        for (size_t k = before; p->geo != NULL && k < p->geo->n; k++)
            p->geo->hits[k].of = f.kind[i]->hits;
        box.y += box.h + GAP;
    }
}
