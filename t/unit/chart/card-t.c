/* Whole pictures: compared with stored lines, as PNG, sizes, limits. */
#include "draw.h"

static const struct rt_chart churn = {
    .title = "chart_no_data",
    .x = {.kind = RT_AXIS_PERIOD},
    .y = {.unit = RT_UNIT_SHARE, .from_zero = true},
    .series =
        {{.name = "chart_million", .mark = RT_MARK_BAR, .ink = RT_INK_LOSS},
         {.name = "chart_cut", .mark = RT_MARK_LINE, .ink = RT_INK_TREND}},
};

static const struct rt_chart plans = {
    .x = {.kind = RT_AXIS_LABEL},
    .y = {.unit = RT_UNIT_MONEY},
    .series = {{.name = "chart_million",
                .mark = RT_MARK_BAR,
                .ink = RT_INK_MAIN}},
};

static const char *const names[] = {"отток", "среднее за 3 месяца"};
static const char *const tariffs[] = {"Семейный безлимит плюс",
                                      "Корпоративный стандартный", "Архивный"};

static void
make_churn(struct draw *d, size_t n)
{
    draw_init(d, &churn, n);
    for (size_t i = 0; i < n; i++) {
        d->y[0][i] = 0.01 + 0.001 * (double)((i * 7) % 5);
        d->y[1][i] =
            i < 2 ? NAN : (d->y[0][i] + d->y[0][i - 1] + d->y[0][i - 2]) / 3;
    }
    d->unfinished[n - 1] = 1;
    d->data.names = names;
    d->card.title = "Отток по месяцам";
    d->card.filter = "регион: Урал";
    d->card.zone = "Asia/Yekaterinburg";
    d->card.as_of = rt_day_of((struct rt_date){2007, 12, 15});
    d->card.rests_on = "n\u00a0=\u00a032109";
    d->card.formula = "ушедшие / на начало";
    d->style.lang = RT_LANG_RU;
}

static void
test_goldens(void)
{
    struct draw d;

    make_churn(&d, 12);
    draw_golden(&d, "churn-12-ru");
    d.style.theme = RT_THEME_DARK;
    d.style.lang = RT_LANG_EN;
    d.style.width_px = 320;
    d.style.height_px = 0;
    draw_golden(&d, "churn-12-en-dark-320");
    draw_fini(&d);
    draw_init(&d, &plans, 3);
    d.y[0][0] = 123456700;
    d.y[0][1] = -4500000;
    d.y[0][2] = 0;
    d.data.labels = tariffs;
    d.card.title = "Доход по тарифам";
    d.style.lang = RT_LANG_RU;
    d.style.width_px = 480;
    draw_golden(&d, "plans-ru");
    d.data.n = 0;
    draw_golden(&d, "empty-ru");
    draw_fini(&d);
}

static void
test_band(void)
{
    struct draw d;
    const char *text;

    make_churn(&d, 3);
    ok(draw_count(draw_text(&d), " bold ") == 1,
       "without a text there is no band");
    d.card.band = "INVENTED DATA";
    text = draw_text(&d);
    ok(strstr(text, "box 0.0,0.0 640.0x26.0 #1d2430") != NULL,
       "a band lies over the whole width");
    ok(strstr(text, "centre 11.0 bold #ffffff \"INVENTED DATA\"") != NULL,
       "with its words");
    ok(strstr(text, "text 16.0,59.0 left 16.0 bold #1d2430") != NULL,
       "the title stands below it");
    d.style.width_px = 160;
    d.style.height_px = 120;
    ok(strstr(draw_text(&d), "INVENTED DATA") != NULL,
       "a picture without room for filter and footer keeps the band");
    draw_fini(&d);
}

static void
test_empty(void)
{
    struct draw d;

    make_churn(&d, 3);
    d.data.n = 0;
    d.style.lang = RT_LANG_EN;
    ok(strstr(draw_text(&d), "No data for this filter") != NULL,
       "no points: the card says so");
    ok(strstr(draw_text(&d), "регион: Урал") != NULL &&
           strstr(draw_text(&d), "n\u00a0=\u00a032109") != NULL,
       "filter and footer are kept");
    d.card.empty = "Contracts have no start dates";
    ok(strstr(draw_text(&d), "Contracts have no start dates") != NULL,
       "in the words of the block where it has some");
    d.style.width_px = 200;
    d.card.empty = "These contracts have neither a start date nor an end date "
                   "nor a fee nor a plan, and nobody knows whose they are";
    is_int(draw_count(draw_text(&d), " centre "), 3,
           "long words take three lines");
    ok(draw_count(draw_text(&d), "\u2026\"") == 1,
       "the last one shows that more follows");
    d.card = (struct rt_card){.title = "x"};
    ok(strstr(draw_text(&d), "No data for this filter") != NULL,
       "a card without contents says so too");
    is_int((int64_t)d.geo.n, 0, "nothing to point at");
    draw_fini(&d);
}

static void
test_little_room(void)
{
    struct draw d;
    const char *text;

    make_churn(&d, 3);
    d.card.title = "Отток по месяцам, доля от начала периода";
    d.style.width_px = 160;
    d.style.height_px = 120;
    text = draw_text(&d);
    ok(strstr(text, "\"Отток по месяц…\"") != NULL,
       "a title that loses its second line says so");
    ok(strstr(text, "Урал") == NULL && strstr(text, "n\u00a0=") == NULL,
       "filter and footer give way to the bars");
    is_int(draw_count(text, "#d55e00"), 3, "all bars are there");
    d.style.height_px = 0;
    text = draw_text(&d);
    ok(strstr(text, "Урал") != NULL && strstr(text, "n\u00a0=") != NULL,
       "a card that may choose its height shows everything");
    draw_fini(&d);
}

static bool
is_png(const struct rt_buf *b, uint32_t width, uint32_t height)
{
    uint8_t head[24];

    if (b->len < sizeof head || memcmp(b->data, "\x89PNG\r\n\x1a\n", 8) != 0)
        return false;
    memcpy(head, b->data, sizeof head);
    return (uint32_t)(head[18] << 8 | head[19]) == width &&
           (uint32_t)(head[22] << 8 | head[23]) == height;
}

static void
test_png(void)
{
    struct draw d;
    struct rt_buf first;

    make_churn(&d, 12);
    ok(draw_png(&d) == RT_OK && is_png(&d.out, 640, 320), "a PNG of the size");
    first = d.out;
    rt_buf_init(&d.out, 0);
    ok(draw_png(&d) == RT_OK && d.out.len == first.len &&
           memcmp(d.out.data, first.data, first.len) == 0,
       "the same card gives the same bytes");
    d.y[0][3] += 0.001;
    ok(draw_png(&d) == RT_OK &&
           (d.out.len != first.len ||
            memcmp(d.out.data, first.data, first.len) != 0),
       "another value gives another picture");
    rt_buf_fini(&first);
    d.style.scale = 2;
    ok(draw_png(&d) == RT_OK && is_png(&d.out, 1280, 640),
       "twice the pixels at scale 2");
    is_int(d.geo.width_px, 640, "the geometry stays in logical px");
    draw_fini(&d);
}

static void
test_geometry(void)
{
    struct draw d;
    struct rt_geometry alone;
    bool same;

    make_churn(&d, 12);
    ok(draw_png(&d) == RT_OK && d.geo.n > 12, "a picture has hits");
    ok(rt_card_geometry(&d.card, &d.style, &alone, d.a, &d.err) == RT_OK &&
           alone.n == d.geo.n,
       "as many areas without drawing");
    same = alone.height_px == d.geo.height_px;
    for (size_t i = 0; i < alone.n && same; i++)
        same = alone.hits[i].x == d.geo.hits[i].x &&
               alone.hits[i].w == d.geo.hits[i].w &&
               strcmp(alone.hits[i].text, d.geo.hits[i].text) == 0;
    ok(same, "they are the same as in the drawing");
    is_str(d.geo.hits[d.geo.n - 1].text,
           "дек. 2007, период не завершён: отток 1,20\u00a0%, "
           "среднее за 3 месяца 1,17\u00a0%",
           "hover text of an unfinished month");
    draw_fini(&d);
}

static const struct {
    int width, height, scale;
    enum rt_code rc;
    const char *text;
} sizes[] = {
    {160, 120, 1, RT_OK, ""},
    {159, 120, 1, RT_EINVAL,
     "bad_picture_size name=width value=159 low=160 high=2000"},
    {2000, 400, 2, RT_OK, ""},
    {2001, 400, 1, RT_EINVAL,
     "bad_picture_size name=width value=2001 low=160 high=2000"},
    {160, 119, 1, RT_EINVAL,
     "bad_picture_size name=height value=119 low=120 high=4096"},
    {160, 4096, 1, RT_OK, ""},
    {160, 4097, 1, RT_EINVAL,
     "bad_picture_size name=height value=4097 low=120 high=4096"},
    {160, 2048, 2, RT_OK, ""},
    {160, 2049, 2, RT_EINVAL,
     "bad_picture_size name=height value=2049 low=120 high=2048"},
    {160, 120, 0, RT_EINVAL,
     "bad_picture_size name=scale value=0 low=1 high=2"},
    {160, 120, 3, RT_EINVAL,
     "bad_picture_size name=scale value=3 low=1 high=2"},
    {640, 0, 1, RT_OK, ""},
    {640, -1, 1, RT_EINVAL,
     "bad_picture_size name=height value=-1 low=120 high=4096"},
};

static void
test_sizes(void)
{
    struct draw d;

    make_churn(&d, 12);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        d.style.width_px = sizes[i].width;
        d.style.height_px = sizes[i].height;
        d.style.scale = sizes[i].scale;
        is_int(draw_png(&d), sizes[i].rc,
               rt_fmt(d.a, "%d x %d at %d", sizes[i].width, sizes[i].height,
                      sizes[i].scale));
        is_str(d.err.text, sizes[i].text, "with its error");
        ok((d.out.len > 0) == (sizes[i].rc == RT_OK),
           "a picture only without an error");
    }
    draw_fini(&d);
}

static void
test_limits(void)
{
    struct draw d;

    draw_init(&d, &churn, RT_POINTS_MAX + 1);
    d.data.n = RT_POINTS_MAX;
    ok(draw_png(&d) == RT_OK, "the most points");
    d.data.n++;
    ok(draw_png(&d) == RT_ELIMIT, "one point more: %s", d.err.text);
    d.data.n = 3;
    d.data.n_series = RT_SERIES_MAX + 1;
    ok(draw_png(&d) == RT_ELIMIT, "too many series: %s", d.err.text);
    draw_fini(&d);
}

/* Sizes and data that break charts in other programs. */
static void
test_odd_data(void)
{
    static const double odd[] = {0,     -0.0,   NAN,    INFINITY, -INFINITY,
                                 1e300, 1e-300, -1e300, 5,        4.9e-324};
    struct draw d;

    make_churn(&d, 10);
    for (size_t k = 0; k < 10; k++) {
        for (size_t i = 0; i < 10; i++)
            d.y[0][i] = d.y[1][i] = odd[(i * k + i) % 10];
        d.style.width_px = 160 + (int)k * 200;
        d.style.height_px = 120 + (int)k * 10;
        ok(draw_png(&d) == RT_OK, "odd numbers, %zu", k);
    }
    d.card.title = "\xff\xfe";
    d.card.filter = "a\nb";
    ok(draw_png(&d) == RT_OK, "malformed texts do not spoil a picture");
    draw_fini(&d);
}

int
main(void)
{
    test_goldens();
    test_band();
    test_empty();
    test_little_room();
    test_png();
    test_geometry();
    test_sizes();
    test_limits();
    test_odd_data();
    return done();
}
