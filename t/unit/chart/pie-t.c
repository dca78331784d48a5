/* Rings. */
#include "boxes.h"

static const struct rt_chart pies = {
    .x = {.kind = RT_AXIS_LABEL},
    .y = {.unit = RT_UNIT_MONEY},
    .series = {{.name = "chart_million", .mark = RT_MARK_PIE}},
};

static const char *const offers[] = {
    "Скидка 10 %", "Бесплатный месяц", "Смена тарифа", "Пакет минут",
    "Не указано",  "Роуминг",          "Облако",       "Прочее",
    "Архив",       "Подарок"};
static const char *const sums[] = {"Доход", "Расход", "Удержано", "Ушло"};

static void
make(struct draw *d, size_t rings, size_t n)
{
    draw_init(d, &pies, n);
    for (size_t s = 0; s < rings; s++) {
        for (size_t i = 0; i < n; i++)
            d->y[s][i] = 100000 * (double)((i * 7 + s) % 11 + 1);
    }
    d->data.n_series = rings;
    d->data.names = sums;
    d->data.labels = offers;
    d->data.unfinished = NULL;
    d->card.title = "По виду предложения";
    d->style.lang = RT_LANG_RU;
    d->style.height_px = 0;
}

static void
test_no_overlap(void)
{
    static const int widths[] = {160, 240, 320, 400, 480, 640, 960, 2000};

    for (size_t rings = 1; rings <= 4; rings++) {
        int bad = 0;

        for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++) {
            for (size_t n = 1; n <= 10; n += 3) {
                struct draw d;

                make(&d, rings, n);
                d.style.width_px = widths[w];
                bad += bad_texts(&d, draw_text(&d));
                draw_fini(&d);
            }
        }
        ok(bad == 0, "%zu rings: no text touches another, 160 to 2000 px",
           rings);
    }
}

static void
test_one(void)
{
    struct draw d;
    const char *text;

    make(&d, 1, 5);
    d.style.width_px = 480;
    draw_golden(&d, "pie-ru");
    is_int((int64_t)d.geo.n, 5, "a hit a slice");
    is_str(d.geo.hits[0].text,
           "Доход, Скидка 10 %: 1\u00a0000,00\u00a0₽ (3\u00a0%)",
           "name, value, share");
    d.y[0][1] = 0;
    d.y[0][2] = NAN;
    text = draw_text(&d);
    is_int(draw_count(text, "ring"), 3, "nothing has no slice");
    ok(strstr(text, "Бесплатный месяц") != NULL, "but a line in the legend");
    for (int i = 0; i < 5; i++)
        d.y[0][i] = 0;
    text = draw_text(&d);
    ok(draw_count(text, "ring") == 1 && strstr(text, "turn 0.000..1.000"),
       "a sum of zero is an empty ring");
    draw_fini(&d);
}

static void
test_negative(void)
{
    struct draw d;

    make(&d, 2, 5);
    ok(draw_png(&d) == RT_OK, "pies of what is positive");
    d.y[1][3] = -1;
    is_int(draw_png(&d), RT_EINVAL, "a negative part is refused");
    is_str(d.err.text, "chart_negative_part name=Пакет минут", "by its name");
    is_int((int64_t)d.out.len, 0, "there is no picture then");
    draw_fini(&d);
}

static void
test_many_slices(void)
{
    struct draw d;

    make(&d, 1, 10);
    is_int(draw_count(draw_text(&d), "hatch"), 4,
           "past the palette colours come again, hatched");
    draw_fini(&d);
}

int
main(void)
{
    test_no_overlap();
    test_one();
    test_negative();
    test_many_slices();
    return done();
}
