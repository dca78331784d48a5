/* Stacks, histograms, scatter, lines of many lengths. */
#include "boxes.h"

static const struct rt_chart stack = {
    .x = {.kind = RT_AXIS_PERIOD},
    .y = {.unit = RT_UNIT_COUNT},
    .series =
        {{.name = "chart_million", .mark = RT_MARK_STACK, .ink = RT_INK_GAIN},
         {.name = "chart_million", .mark = RT_MARK_STACK, .ink = RT_INK_MAIN},
         {.name = "chart_million", .mark = RT_MARK_STACK, .ink = RT_INK_LOSS},
         {.name = "chart_million", .mark = RT_MARK_LINE, .ink = RT_INK_TREND}},
};

static const struct rt_chart histogram = {
    .x = {.kind = RT_AXIS_LINEAR, .unit = RT_UNIT_MONEY, .name = "chart_cut"},
    .y = {.unit = RT_UNIT_COUNT},
    .series = {{.name = "chart_million", .mark = RT_MARK_HISTOGRAM}},
};

static const struct rt_chart scatter = {
    .x = {.kind = RT_AXIS_LINEAR, .unit = RT_UNIT_COUNT, .name = "chart_cut"},
    .y = {.unit = RT_UNIT_MONEY},
    .series = {{.name = "chart_million", .mark = RT_MARK_POINT}},
};

static const struct rt_chart lines = {
    .x = {.kind = RT_AXIS_LINEAR, .unit = RT_UNIT_COUNT, .name = "chart_cut"},
    .y = {.unit = RT_UNIT_MONEY, .from_zero = true},
    .series = {{.name = "chart_million", .mark = RT_MARK_LINE}},
};

static const char *const cohorts[] = {"янв. 2023", "июнь 2023", "нояб. 2023",
                                      "апр. 2024"};
enum { COHORTS = sizeof cohorts / sizeof cohorts[0] };

static const char *const movements[] = {"новые", "рост", "ушедшие", "итог"};
static const char *const offers[] = {"Скидка 10 %", "Бесплатный месяц",
                                     "Смена тарифа", "Пакет минут",
                                     "Не указано"};
static const int widths[] = {160, 320, 480, 640, 960, 2000};
enum { N_WIDTHS = sizeof widths / sizeof widths[0] };

static void
sweep(struct draw *d, const char *what)
{
    for (int w = 0; w < N_WIDTHS; w++) {
        d->style.width_px = widths[w];
        d->style.height_px = 0;
        is_int(bad_texts(d, draw_text(d)), 0,
               rt_fmt(d->a, "%s at %d px: no text touches another", what,
                      widths[w]));
    }
    d->style.width_px = 480;
    d->style.height_px = 300;
}

static void
make_stack(struct draw *d, size_t n)
{
    draw_init(d, &stack, n);
    for (size_t i = 0; i < n; i++) {
        d->y[0][i] = 10;
        d->y[1][i] = 20;
        d->y[2][i] = -15;
        d->y[3][i] = 15;
    }
    d->data.names = movements;
    d->style.lang = RT_LANG_RU;
    d->card.title = "Движение";
}

static void
test_stack(void)
{
    struct draw d;
    const struct rt_hit *low, *high, *down;
    size_t dots = 4;

    make_stack(&d, 4);
    d.y[1][1] = NAN;
    d.unfinished[3] = 1;
    sweep(&d, "a stack");
    draw_golden(&d, "stack-ru");
    low = &d.geo.hits[dots];
    high = &d.geo.hits[dots + 4];
    down = &d.geo.hits[dots + 7];
    ok(low->series == 0 && high->series == 1 && down->series == 2,
       "hits of the segments, series by series, none for what is undefined");
    ok(abs(high->y + high->h - low->y) <= 1, "the second stands on the first");
    ok(abs(down->y - low->y - low->h) <= 1, "negative ones hang from zero");
    is_str(high->text, "янв. 2007: рост 20", "each says its own value");
    draw_fini(&d);
    make_stack(&d, 900);
    is_int(draw_count(draw_text(&d), "area"), 6,
           "hundreds of stacks are outlines, above and below zero");
    draw_fini(&d);
}

static void
test_histogram(void)
{
    struct draw d;
    const char *text;

    draw_init(&d, &histogram, 6);
    for (size_t i = 0; i < 6; i++)
        d.y[0][i] = (double)((i * 5) % 7);
    for (size_t i = 0; i < 7; i++)
        d.x[i] = -1234567 + 5e6 * (double)i;
    d.data.x = d.x;
    d.data.unfinished = NULL;
    d.style.lang = RT_LANG_RU;
    sweep(&d, "a histogram");
    draw_golden(&d, "histogram-ru");
    text = draw_text(&d);
    ok(strstr(text, "\"−12,3\"") != NULL && strstr(text, "\"287,7\"") != NULL,
       "the bounds of the classes are labelled");
    ok(strstr(text, "период не завершён, тыс. ₽") != NULL,
       "with name and unit of the axis");
    is_int((int64_t)d.geo.n, 6, "a hit a class");
    ok(abs(d.geo.hits[0].x + d.geo.hits[0].w - d.geo.hits[1].x) <= 1,
       "classes touch each other");
    is_str(d.geo.hits[1].text,
           "37\u00a0654,33\u00a0₽ – 87\u00a0654,33\u00a0₽: млн 5",
           "a class says from where to where");
    d.y[0][2] = NAN;
    is_int(draw_count(draw_text(&d), "#0072b2"), 4,
           "neither zero nor undefined has a bar");
    draw_fini(&d);
}

static void
make_scatter(struct draw *d, size_t n)
{
    draw_init(d, &scatter, n);
    for (size_t i = 0; i < n; i++) {
        d->x[i] = (double)((i * 37) % 101);
        d->y[0][i] = 1e6 * sin((double)i * 2.1);
        d->low[0][i] = (double)((i * 13) % 7);
    }
    d->data.x = d->x;
    d->data.size = d->low[0];
    d->data.unfinished = NULL;
    d->style.lang = RT_LANG_RU;
}

static void
test_scatter(void)
{
    struct draw d;
    const char *text;

    make_scatter(&d, 5);
    d.data.labels = offers;
    sweep(&d, "a scatter");
    draw_golden(&d, "scatter-ru");
    text = draw_text(&d);
    is_int(draw_count(text, "circle"), 5, "each point has a dot");
    is_int((int64_t)d.geo.n, 5, "and a clickable area");
    is_str(d.geo.hits[d.geo.n - 1].text,
           "Бесплатный месяц: период не завершён 37, млн "
           "8\u00a0632,09\u00a0₽",
           "the largest is found last; hits say both numbers");
    d.x[1] = NAN;
    d.y[0][2] = INFINITY;
    text = draw_text(&d);
    is_int(draw_count(text, "circle"), 3, "undefined points are left out");
    draw_fini(&d);
    make_scatter(&d, 500);
    sweep(&d, "a crowded scatter");
    draw_fini(&d);
}

/* The area of a dot, not its radius, is in proportion to the size. */
static void
test_sizes(void)
{
    struct draw d;
    double small = 0, large = 0;
    const char *at;

    make_scatter(&d, 2);
    d.low[0][0] = 4;
    d.low[0][1] = 1;
    at = strstr(draw_text(&d), "circle");
    if (at != NULL)
        sscanf(strstr(at, " r "), " r %lf", &large);
    at = at != NULL ? strstr(at + 1, "circle") : NULL;
    if (at != NULL)
        sscanf(strstr(at, " r "), " r %lf", &small);
    is_close(large / small, 2, 0.05, "four times the size, twice the radius");
    draw_fini(&d);
}

/* The radius of the dots when n of them have one size. */
static double
crowd_radius(size_t n)
{
    struct draw d;
    double r = 0;
    const char *at;

    make_scatter(&d, n);
    for (size_t i = 0; i < n; i++)
        d.low[0][i] = 1;
    at = strstr(draw_text(&d), "circle");
    if (at != NULL)
        sscanf(strstr(at, " r "), " r %lf", &r);
    draw_fini(&d);
    return r;
}

/* Dots never cover more than a part of the picture, however many there are. */
static void
test_crowd(void)
{
    double few = crowd_radius(100), share = 100 * M_PI * few * few / 640 / 320;

    is_close(crowd_radius(2), 18, 1e-9, "two dots are as large as any may be");
    ok(share > 0.1 && share < 0.3, "a hundred cover a part of the picture");
    is_close(few / crowd_radius(400), 2, 0.02, "four hundred cover as much");
    is_close(crowd_radius(4000), 2.5, 1e-9, "none is too small to be seen");
}

/* Line s has 12 - 3 s values; the last two end at the same height. */
static void
make_lines(struct draw *d)
{
    draw_init(d, &lines, 12);
    for (size_t s = 0; s < COHORTS; s++)
        for (size_t i = 0; i < 12; i++)
            d->y[s][i] =
                i < 12 - 3 * s ? 1e5 * (double)((i + 1) * (s + 1)) : NAN;
    for (size_t i = 0; i < 12; i++)
        d->x[i] = (double)i;
    d->data.x = d->x;
    d->data.n_series = COHORTS;
    d->data.names = cohorts;
    d->data.unfinished = NULL;
    d->style.lang = RT_LANG_RU;
}

static void
test_lines(void)
{
    struct draw d;
    const char *text, *muted = " #5b6675", *leader;

    make_lines(&d);
    sweep(&d, "lines");
    d.style.width_px = 640;
    draw_golden(&d, "lines-ru");
    text = draw_text(&d);
    leader = strstr(text, "short dashes");
    is_int(draw_count(text, "short dashes"), COHORTS,
           "a dashed leader from each line to its name");
    while (leader != NULL && leader > text && leader[-1] != '\n')
        leader--;
    ok(leader != NULL && strncmp(leader, "line", 4) == 0 &&
           strstr(leader, muted) != NULL &&
           strstr(leader, muted) < strchr(leader, '\n'),
       "it does not have the colour of a line, because it is not a value");
    d.style.width_px = 480;
    is_int(draw_count(draw_text(&d), "short dashes"), 0,
           "a narrow picture has a legend and no leaders");
    draw_fini(&d);
}

int
main(void)
{
    test_stack();
    test_histogram();
    test_scatter();
    test_sizes();
    test_crowd();
    test_lines();
    return done();
}
