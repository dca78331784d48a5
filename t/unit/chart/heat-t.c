/* Heat maps of cohorts. */
#include "boxes.h"

#include "chart/look.h"

static const struct rt_chart cohorts = {
    .title = "chart_no_data",
    .x = {.kind = RT_AXIS_LABEL, .name = "chart_cut"},
    .y = {.unit = RT_UNIT_SHARE},
    .series = {{.name = "chart_million", .mark = RT_MARK_HEAT}},
};

enum { ROWS_MOST = 200 };

/* n cohorts and, below them, their mean. */
struct cohort_data {
    struct draw d;
    const double *y[ROWS_MOST];
    const char *names[ROWS_MOST], *notes[ROWS_MOST];
    const uint8_t *cut[ROWS_MOST];
    uint8_t emphasis[ROWS_MOST];
};

static void
make_row(struct cohort_data *c, size_t r, size_t n, bool mean)
{
    double *y = rt_alloc_n(c->d.a, n, sizeof *y);
    uint8_t *cut = rt_alloc_n(c->d.a, n, 1);

    for (size_t k = 0; k < n; k++) {
        y[k] = mean || k < n - r ? 1 / (1 + 0.6 * (double)k) : NAN;
        cut[k] = !mean && k + 1 == n - r;
    }
    c->y[r] = y;
    c->cut[r] = cut;
    c->names[r] = mean ? "в среднем" : rt_fmt(c->d.a, "янв. %zu", 2000 + r);
    c->notes[r] = rt_fmt(c->d.a, "%zu", 1000 + 17 * r);
    c->emphasis[r] = mean;
}

static void
make(struct cohort_data *c, size_t n)
{
    draw_init(&c->d, &cohorts, n);
    for (size_t r = 0; r <= n; r++)
        make_row(c, r, n, r == n);
    c->d.data = (struct rt_chart_data){.n = n,
                                       .n_series = n + 1,
                                       .y = c->y,
                                       .names = c->names,
                                       .row_notes = c->notes,
                                       .cell_unfinished = c->cut,
                                       .emphasis = c->emphasis};
    c->d.card.title = "Когорты";
    c->d.style.lang = RT_LANG_RU;
    c->d.style.height_px = 0;
}

static void
test_golden(void)
{
    struct cohort_data c;
    const char *text;

    make(&c, 4);
    c.d.style.width_px = 480;
    draw_golden(&c.d, "heat-ru");
    text = draw_text(&c.d);
    is_int((int64_t)c.d.geo.n, 4 + 3 + 2 + 1 + 4,
           "a hit for every cell that has a value");
    is_str(c.d.geo.hits[1].text, "янв. 2000, период не завершён 1: 62,5\u00a0%",
           "row, column, value");
    is_int(draw_count(text, "hatch"), 5,
           "unfinished cells are hatched and explained");
    ok(strstr(text, "bold #1d2430 \"в среднем\"") != NULL,
       "the mean stands apart");
    draw_fini(&c.d);
}

/* A cell without a value may have a text of its own. */
static void
test_own_text(void)
{
    struct cohort_data c;
    const char *text, *row[4] = {NULL, NULL, NULL, "1 204"},
                      *hover[4] = {NULL, NULL, NULL, "1 204 из 2 000"};
    const char *const *texts[5] = {row}, *const * hovers[5] = {hover};

    make(&c, 4);
    ((double *)c.y[0])[3] = NAN;
    c.d.data.cell_text = texts;
    c.d.style.width_px = 640;
    text = draw_text(&c.d);
    ok(strstr(text, "\"1 204\"") != NULL, "the text is printed");
    ok(strstr(text, "число, а не доля") != NULL, "the legend explains it");
    is_int((int64_t)c.d.geo.n, 4 + 3 + 2 + 1 + 4, "the cell has its hit");
    is_str(c.d.geo.hits[3].text,
           "янв. 2000, период не завершён 3, период не "
           "завершён: 1 204",
           "the hover text has it too");
    c.d.data.cell_hover = hovers;
    draw_text(&c.d);
    is_str(c.d.geo.hits[3].text,
           "янв. 2000, период не завершён 3, период не "
           "завершён: 1 204 из 2 000",
           "or a longer text, if there is one");
    c.d.style.width_px = 240;
    ok(strstr(draw_text(&c.d), "\"1 204\"") == NULL,
       "a cell without room for it stays hatched");
    draw_fini(&c.d);
}

static void
test_no_overlap(void)
{
    static const int widths[] = {160, 320, 480, 640, 960, 2000};
    static const size_t sizes[] = {1, 3, 12, 48, 108};

    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        int bad = 0;
        struct cohort_data c;

        for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++) {
            for (int tall = 0; tall < 2; tall++) {
                make(&c, sizes[k]);
                c.d.style.width_px = widths[w];
                c.d.style.height_px = tall ? 0 : 300;
                bad += bad_texts(&c.d, draw_text(&c.d));
                draw_fini(&c.d);
            }
        }
        ok(bad == 0, "%zu cohorts: no text touches another, 160 to 2000 px",
           sizes[k]);
    }
}

static void
test_small_cells(void)
{
    struct cohort_data c;
    const char *text;

    make(&c, 48);
    c.d.style.width_px = 320;
    text = draw_text(&c.d);
    ok(strstr(text, "\"62,5\"") == NULL && strstr(text, "\"63\"") == NULL,
       "small cells carry colours only");
    ok(strstr(text, "\"100\u00a0%\"") != NULL, "and a scale explains them");
    c.d.style.width_px = 2000;
    text = draw_text(&c.d);
    ok(strstr(text, "\"62,5\"") != NULL, "large cells say a decimal");
    c.d.style.width_px = 1400;
    text = draw_text(&c.d);
    ok(strstr(text, "\"62,5\"") == NULL && strstr(text, "\"62\"") != NULL,
       "smaller ones whole per cents");
    draw_fini(&c.d);
}

/* How cells are printed when one of them is 100 % and the rest are small: 0
 * with a decimal, 1 without, 2 as colours alone. */
static int
printed_as(struct cohort_data *c, size_t widest)
{
    size_t n = c->d.data.n;
    const char *text;

    for (size_t i = 0; i < n * (n + 1); i++)
        ((double *)c->y[i / n])[i % n] = i == widest ? 1 : 0.05;
    text = draw_text(&c->d);
    if (strstr(text, "\"100,0\"") != NULL)
        return 0;
    return strstr(text, "\"100\"") != NULL ? 1 : 2;
}

static void
test_widest_cell(void)
{
    struct cohort_data c;
    int seen[3] = {0}, other = 0;

    make(&c, 4);
    for (int width = 200; width <= 320; width += 10) {
        int kind;

        c.d.style.width_px = width;
        kind = printed_as(&c, 0);
        for (size_t cell = 1; cell < 4 * 5; cell++)
            other += printed_as(&c, cell) != kind;
        seen[kind]++;
    }
    is_int(other, 0, "cells are printed alike wherever the widest one is");
    ok(seen[0] > 0 && seen[1] > 0 && seen[2] > 0,
       "with a decimal, without, and not at all");
    draw_fini(&c.d);
}

static void
test_absolute_colours(void)
{
    const struct rt_look *look = rt_look_of(RT_THEME_LIGHT);
    struct cohort_data c;
    double same[2] = {0.25, 0.25};

    make(&c, 2);
    c.y[0] = c.y[1] = c.y[2] = same;
    ok(strstr(draw_text(&c.d),
              rt_fmt(c.d.a, "#%06x", (unsigned)look->heat[1])) != NULL,
       "a scale that follows the data ends at its largest value");
    draw_fini(&c.d);
}

int
main(void)
{
    test_golden();
    test_own_text();
    test_no_overlap();
    test_small_cells();
    test_widest_cell();
    test_absolute_colours();
    return done();
}
