/* The layout of pictures: no label touches another at any size, marks lie
 * inside the axes, clickable areas cover their marks. */
#include "boxes.h"

#define N(a) (sizeof(a) / sizeof(a)[0])

static const struct rt_chart bars = {
    .x = {.kind = RT_AXIS_PERIOD},
    .y = {.unit = RT_UNIT_SHARE, .from_zero = true},
    .series = {{.name = "chart_million",
                .mark = RT_MARK_BAR,
                .ink = RT_INK_LOSS}},
};

static const struct rt_chart bars_and_line = {
    .x = {.kind = RT_AXIS_PERIOD},
    .y = {.unit = RT_UNIT_COUNT},
    .series =
        {{.name = "chart_million", .mark = RT_MARK_BAR, .ink = RT_INK_LOSS},
         {.name = "chart_cut", .mark = RT_MARK_LINE, .ink = RT_INK_TREND}},
};

static const struct rt_chart lines = {
    .x = {.kind = RT_AXIS_PERIOD},
    .y = {.unit = RT_UNIT_MONEY},
    .series = {{.name = "chart_million", .mark = RT_MARK_LINE}},
};

static const struct rt_chart names = {
    .x = {.kind = RT_AXIS_LABEL},
    .y = {.unit = RT_UNIT_COUNT},
    .series = {{.name = "chart_million", .mark = RT_MARK_BAR}},
};

static const struct rt_chart steps = {
    .x = {.kind = RT_AXIS_LINEAR,
          .unit = RT_UNIT_COUNT,
          .name = "chart_million"},
    .y = {.unit = RT_UNIT_SHARE, .from_zero = true},
    .series = {{.name = "chart_million", .mark = RT_MARK_STEP}},
};

static const char *const regions[DRAW_SERIES] = {"Москва и Московская область",
                                                 "Санкт-Петербург",
                                                 "Приволжский округ",
                                                 "Урал",
                                                 "Сибирь",
                                                 "Дальний Восток",
                                                 "Юг",
                                                 "Северный Кавказ",
                                                 "Северо-Запад",
                                                 "Центр",
                                                 "Калининград",
                                                 "прочие и неизвестные"};

static void
wave(struct draw *d, size_t n_series, double size)
{
    for (size_t s = 0; s < n_series; s++) {
        for (size_t i = 0; i < d->data.n; i++)
            d->y[s][i] = size * (1 + sin((double)i * 0.7 + (double)s)) +
                         size * 0.01 * (double)s;
    }
}

static void
set_names(struct draw *d)
{
    d->card.title =
        "Отток абонентов по месяцам, доля ушедших от числа на начало периода";
    d->card.filter = "период: 01.01.2007–31.12.2015 · регион: Москва, Урал";
    d->card.zone = "Europe/Moscow";
    d->card.formula = "ушедшие / на начало периода";
}

static const enum rt_by steps_of_time[] = {RT_BY_DAY, RT_BY_WEEK, RT_BY_MONTH,
                                           RT_BY_QUARTER, RT_BY_YEAR};

static int
sweep_periods(const struct rt_chart *chart, size_t n_series, int width,
              size_t n, enum rt_by by)
{
    int bad = 0;

    for (enum rt_lang lang = 0; lang < RT_LANG__MAX; lang++) {
        struct draw d;

        draw_init(&d, chart, n);
        set_names(&d);
        wave(&d, n_series, chart->y.unit == RT_UNIT_SHARE ? 0.01234 : 123456.7);
        d.data.by = by;
        d.data.n_series = n_series;
        d.data.names = regions;
        d.unfinished[n - 1] = 1;
        for (size_t i = 0; i < n; i++)
            d.period[i] = rt_period_add(
                by,
                rt_period_start(by, rt_day_of((struct rt_date){1999, 4, 1})),
                (int)i);
        d.style.lang = lang;
        d.style.width_px = width;
        d.style.height_px = 0;
        bad += bad_texts(&d, draw_text(&d));
        draw_fini(&d);
    }
    return bad;
}

static const int widths[] = {160, 320, 400, 480, 640, 960, 1280, 2000};
static const size_t lengths[] = {1, 2, 3, 12, 13, 36, 108, 190};

static void
test_no_overlap(const char *what, const struct rt_chart *chart, size_t n_series)
{
    for (size_t w = 0; w < N(widths); w++) {
        int bad = 0;

        for (size_t k = 0; k < N(lengths); k++) {
            for (size_t b = 0; b < N(steps_of_time); b++)
                bad += sweep_periods(chart, n_series, widths[w], lengths[k],
                                     steps_of_time[b]);
        }
        ok(bad == 0, "%s: no text touches another at %d px", what, widths[w]);
    }
}

/* In cards with little height explanations are left out; nothing is drawn over
 * other things. */
static void
test_low_cards(void)
{
    static const struct rt_chart *const all[] = {&bars, &bars_and_line, &lines,
                                                 &names};

    for (size_t k = 0; k < N(all); k++) {
        int bad = 0;

        for (int width = 160; width <= 2000; width *= 2) {
            for (int height = 120; height <= 240; height += 15) {
                struct draw d;

                draw_init(&d, all[k], 12);
                set_names(&d);
                wave(&d, 5, all[k]->y.unit == RT_UNIT_SHARE ? 0.01 : 12345);
                if (all[k] == &lines)
                    d.data.n_series = 5;
                d.data.names = regions;
                d.data.labels = regions;
                d.unfinished[11] = 1;
                d.style.width_px = width;
                d.style.height_px = height;
                bad += bad_texts(&d, draw_text(&d));
                draw_fini(&d);
            }
        }
        ok(bad == 0, "low cards, chart %zu: no text touches another", k);
    }
}

static void
test_names_lie_down(void)
{
    static const int at[] = {200, 320, 640, 2000};
    struct draw d;

    for (size_t w = 0; w < N(at); w++) {
        draw_init(&d, &names, 12);
        set_names(&d);
        wave(&d, 1, 1000);
        d.data.labels = regions;
        d.style.width_px = at[w];
        d.style.height_px = 0;
        is_int(bad_texts(&d, draw_text(&d)), 0,
               rt_fmt(d.a, "long names beside bars at %d px", at[w]));
        draw_fini(&d);
    }
    draw_init(&d, &names, 2);
    wave(&d, 1, 1000);
    d.data.labels = regions + 3;
    draw_text(&d);
    ok(d.geo.n == 2 && d.geo.hits[0].y == d.geo.hits[1].y,
       "short names stand below upright bars");
    draw_fini(&d);
}

static void
test_linear(void)
{
    struct draw d;

    for (size_t w = 0; w < N(widths); w++) {
        draw_init(&d, &steps, 200);
        set_names(&d);
        wave(&d, 3, 0.4);
        d.data.n_series = 3;
        d.data.names = regions;
        d.data.x = d.x;
        for (size_t i = 0; i < 200; i++)
            d.x[i] = (double)i * 61;
        d.style.width_px = widths[w];
        is_int(bad_texts(&d, draw_text(&d)), 0,
               rt_fmt(d.a, "steps over numbers at %d px", widths[w]));
        draw_fini(&d);
    }
}

static void
test_unfinished(void)
{
    struct draw d;
    const char *text;

    draw_init(&d, &bars_and_line, 6);
    wave(&d, 2, 100);
    is_int(draw_count(draw_text(&d), "hatch"), 0, "finished bars are plain");
    d.unfinished[5] = 1;
    text = draw_text(&d);
    is_int(draw_count(text, "hatch"), 2,
           "an unfinished bar is hatched, and the legend says why");
    is_int(draw_count(text, "short dashes"), 1,
           "the line runs into it in dashes");
    ok(strstr(text, "unfinished period") != NULL, "in words");
    draw_fini(&d);
}

static void
test_gaps(void)
{
    struct draw d;
    const char *text;

    draw_init(&d, &lines, 7);
    wave(&d, 1, 100);
    d.y[0][3] = NAN;
    d.data.names = regions;
    text = draw_text(&d);
    is_int(draw_count(text, "line #"), 2, "an undefined value parts a line");
    d.y[0][1] = NAN;
    d.y[0][5] = INFINITY;
    d.style.width_px = 160;
    text = draw_text(&d);
    is_int(draw_count(text, "line #"), 0, "no segment is left");
    is_int(draw_count(text, "circle"), 4, "single points are dots");
    draw_fini(&d);
}

static void
test_bars_of_nothing(void)
{
    struct draw d;
    const char *text;

    draw_init(&d, &bars, 3);
    d.y[0][0] = 0.5;
    d.y[0][1] = 0;
    d.y[0][2] = NAN;
    text = draw_text(&d);
    is_int(draw_count(text, "#d55e00"), 2,
           "zero has a bar, undefined has none");
    ok(strstr(text, "50.0%") != NULL, "few values are printed on the bars");
    for (int i = 0; i < 3; i++)
        d.y[0][i] = NAN;
    is_int(draw_count(draw_text(&d), "#d55e00"), 0, "all undefined: no bar");
    draw_fini(&d);
}

static void
test_hits(void)
{
    struct draw d;
    const struct rt_hit *h;

    draw_init(&d, &bars_and_line, 4);
    wave(&d, 2, 100);
    d.data.hover = (const char *const[]){"a of b", NULL, NULL, NULL};
    d.y[0][1] = NAN;
    draw_text(&d);
    h = d.geo.hits;
    is_int((int64_t)d.geo.n, 4 + 3 + 4,
           "a hit a dot, a bar, and a point as a whole");
    is_int(h[0].series, 1, "lines lie above bars");
    is_int(h[4].series, 0, "then bars");
    is_int(h[7].series, -1, "then whole points");
    is_str(h[7].text, "Jan 2007: M 100, unfinished period 185 (a of b)",
           "a whole point says all values and the note");
    ok(h[7].x + h[7].w >= h[8].x && h[10].x + h[10].w <= 640 && h[7].h > 100,
       "whole points leave no gap and stay inside");
    draw_fini(&d);
}

/* What each value is made of: "12 of 991". */
static void
test_parts(void)
{
    static const char *const bar[] = {"100 of 900", "2 of 9", NULL, NULL};
    static const char *const line[] = {"185 of 800", "3 of 8", "4 of 7", NULL};
    struct draw d;
    const struct rt_hit *h;

    draw_init(&d, &bars_and_line, 4);
    wave(&d, 2, 100);
    d.y[0][1] = NAN;
    d.data.hover_of = (const char *const *const[]){bar, line};
    draw_text(&d);
    h = d.geo.hits;
    is_str(h[4].text, "Jan 2007: M 100 (100 of 900)", "a bar says its parts");
    is_str(h[0].text, "Jan 2007: unfinished period 185 (185 of 800)",
           "a dot its own");
    is_str(h[7].text,
           "Jan 2007: M 100, 100 of 900; unfinished period 185, 185 of 800",
           "a whole point those of each value");
    ok(strstr(h[8].text, "2 of 9") == NULL && strstr(h[8].text, ", 3 of 8"),
       "an undefined value has none: %s", h[8].text);
    ok(strstr(h[9].text, "; ") != NULL && draw_count(h[9].text, " of ") == 1,
       "a value without parts stands alone: %s", h[9].text);
    d.data.hover_of = (const char *const *const[]){NULL, line};
    draw_text(&d);
    is_str(d.geo.hits[7].text,
           "Jan 2007: M 100; unfinished period 185, 185 of 800",
           "so does a series without any");
    draw_fini(&d);
}

static void
test_many_points(void)
{
    struct draw d;
    int outside = 0;

    draw_init(&d, &bars, 1000);
    wave(&d, 1, 0.1);
    d.style.width_px = 320;
    is_int(draw_count(draw_text(&d), "area"), 1,
           "a thousand bars are one outline");
    for (size_t i = 0; i < d.geo.n; i++)
        outside += d.geo.hits[i].x < 0 || d.geo.hits[i].x > 320;
    ok(d.geo.n <= 320 && outside == 0, "at most one hit a px: %zu", d.geo.n);
    draw_fini(&d);
}

static void
test_interval(void)
{
    struct draw d;
    const char *text;

    draw_init(&d, &bars, 3);
    for (int i = 0; i < 3; i++) {
        d.y[0][i] = 0.01;
        d.low[0][i] = 0.005;
        d.high[0][i] = i == 0 ? 1 : 0.015;
    }
    d.data.low = (const double *const *)d.low;
    d.data.high = (const double *const *)d.high;
    text = draw_text(&d);
    ok(strstr(text, "confidence interval") != NULL, "intervals are explained");
    ok(strstr(text, "2.0%") != NULL && strstr(text, "100%") == NULL,
       "one wide interval does not flatten the rest");
    draw_fini(&d);
}

/* The ends of the value axis, as they are printed beside it. */
static const char *
axis_ends(struct draw *d)
{
    const char *text = draw_text(d), *at = text;
    char low[16] = "", high[16] = "";

    while ((at = strstr(at, " right ")) != NULL) {
        at = strchr(at, '"') + 1;
        snprintf(*low == '\0' ? low : high, sizeof low, "%.*s",
                 (int)strcspn(at, "\""), at);
    }
    return rt_fmt(d->a, "%s to %s", low, high);
}

/* Values from 100 to 120; one of the intervals goes from `low` or to `high`. */
static void
test_axis_of_interval(double low, double high, const char *want,
                      const char *what)
{
    for (int one = 0; one < 6; one++) {
        struct draw d;

        draw_init(&d, &lines, 3);
        d.data.n_series = 2;
        for (int i = 0; i < 6; i++) {
            double y = 100 + 10 * (i % 3);

            d.y[i / 3][i % 3] = y;
            d.low[i / 3][i % 3] = i == one && low != 0 ? low : y;
            d.high[i / 3][i % 3] = i == one && high != 0 ? high : y;
        }
        d.data.low = (const double *const *)d.low;
        d.data.high = (const double *const *)d.high;
        is_str(axis_ends(&d), want,
               rt_fmt(d.a, "%s: series %d, point %d", what, one / 3, one % 3));
        draw_fini(&d);
    }
}

static void
test_axis_takes_intervals_in(void)
{
    test_axis_of_interval(0, 0, "1.00 to 1.20", "the axis is that of values");
    test_axis_of_interval(90, 0, "0.9 to 1.2", "an interval reaches down");
    test_axis_of_interval(0, 130, "1.0 to 1.3", "an interval reaches up");
    test_axis_of_interval(5, 0, "0.8 to 1.2", "one far down is cut");
    test_axis_of_interval(0, 990, "1.0 to 1.4", "one far up is cut");
}

/* Shares from 10 to 12 per cent, the interval of one of which goes up to
 * `high`: the axis of `chart`. */
static const char *
axis_of_shares(struct draw *d, const struct rt_chart *chart, double high)
{
    draw_init(d, chart, 3);
    for (int i = 0; i < 3; i++) {
        d->y[0][i] = d->low[0][i] = 0.10 + 0.01 * i;
        d->high[0][i] = i == 1 ? high : d->y[0][i];
    }
    d->data.low = (const double *const *)d->low;
    d->data.high = (const double *const *)d->high;
    return axis_ends(d);
}

static void
test_axis_of_shares(void)
{
    static const struct rt_chart from_zero = {
        .y = {.unit = RT_UNIT_SHARE, .from_zero = true},
        .series = {{.name = "chart_million",
                    .mark = RT_MARK_LINE,
                    .ink = RT_INK_MAIN}}};
    static const struct rt_chart free = {.y = {.unit = RT_UNIT_SHARE},
                                         .series = {{.name = "chart_million",
                                                     .mark = RT_MARK_LINE,
                                                     .ink = RT_INK_MAIN}}};
    struct draw d;

    is_str(axis_of_shares(&d, &bars, 0.2), "0% to 20%",
           "the axis may be twice as high as the highest bar");
    draw_fini(&d);
    is_str(axis_of_shares(&d, &from_zero, 0.2), "0% to 20%",
           "or as the highest point of a line, where it begins at zero");
    draw_fini(&d);
    is_str(axis_of_shares(&d, &free, 0.3), "10% to 14%",
           "else twice as high as the values lie apart");
    draw_fini(&d);
}

int
main(void)
{
    test_no_overlap("bars", &bars, 1);
    test_no_overlap("bars and line", &bars_and_line, 2);
    test_no_overlap("five lines", &lines, 5);
    test_no_overlap("twelve lines", &lines, 12);
    test_low_cards();
    test_names_lie_down();
    test_linear();
    test_unfinished();
    test_gaps();
    test_bars_of_nothing();
    test_hits();
    test_parts();
    test_many_points();
    test_interval();
    test_axis_takes_intervals_in();
    test_axis_of_shares();
    return done();
}
