/* Numbers in hover texts and at ticks. */
#include "chart/value.h"
#include "../tap.h"

#define N(a) (sizeof(a) / sizeof(a)[0])

static struct rt_pen
pen(struct rt_arena *a, enum rt_lang lang)
{
    static struct rt_style style[RT_LANG__MAX];

    style[lang] = (struct rt_style){
        .lang = lang, .width_px = 640, .currency = "RUB", .digits = 2};
    return rt_pen_make(NULL, &style[lang], NULL, a);
}

static const struct {
    enum rt_unit unit;
    double v;
    const char *want[RT_LANG__MAX];
} values[] = {
    {RT_UNIT_SHARE, 0.0121, {"1,21\u00a0%", "1.21%"}},
    {RT_UNIT_SHARE, 0.5, {"50,0\u00a0%", "50.0%"}},
    {RT_UNIT_SHARE, NAN, {"—", "—"}},
    {RT_UNIT_COUNT, 12345, {"12\u00a0345", "12,345"}},
    {RT_UNIT_COUNT, -3, {"−3", "−3"}},
    {RT_UNIT_MONEY, 123456, {"1\u00a0234,56\u00a0₽", "RUB\u00a01,234.56"}},
    {RT_UNIT_NUMBER, 3, {"3", "3"}},
    {RT_UNIT_NUMBER, 3.14159, {"3,14", "3.14"}},
    {RT_UNIT_NUMBER, 31.4159, {"31,4", "31.4"}},
    {RT_UNIT_NUMBER, 314.159, {"314", "314"}},
    {RT_UNIT_NUMBER, 0.0314159, {"0,031", "0.031"}},
};

static const struct {
    enum rt_unit unit;
    double top;
    const char *want[RT_LANG__MAX];    /* the last tick */
    const char *caption[RT_LANG__MAX]; /* text above the axis */
} ticks[] = {
    {RT_UNIT_SHARE, 0.37, {"40\u00a0%", "40%"}, {"", ""}},
    {RT_UNIT_SHARE, 0.021, {"2,5\u00a0%", "2.5%"}, {"", ""}},
    {RT_UNIT_COUNT, 9000, {"10", "10"}, {"тыс.", "k"}},
    {RT_UNIT_COUNT, 999, {"1000", "1,000"}, {"", ""}},
    {RT_UNIT_COUNT, 1200000, {"1250", "1,250"}, {"тыс.", "k"}},
    {RT_UNIT_COUNT, 48e6, {"50", "50"}, {"млн", "M"}},
    {RT_UNIT_MONEY, 90000, {"1000", "1,000"}, {"₽", "RUB"}},
    {RT_UNIT_MONEY, 9.1e8, {"10", "10"}, {"млн ₽", "RUB M"}},
    {RT_UNIT_MONEY, 4.4e12, {"50", "50"}, {"млрд ₽", "RUB bn"}},
    {RT_UNIT_MONEY, 4.4e15, {"50", "50"}, {"трлн ₽", "RUB tn"}},
    {RT_UNIT_MONEY, 150, {"1,5", "1.5"}, {"₽", "RUB"}},
};

int
main(void)
{
    struct rt_arena *a = rt_arena_new();

    for (enum rt_lang lang = 0; lang < RT_LANG__MAX; lang++) {
        struct rt_pen p = pen(a, lang);

        for (size_t i = 0; i < N(values); i++)
            is_str(
                rt_value_text(&p, values[i].unit, values[i].v),
                values[i].want[lang],
                rt_fmt(a, "%s: the value %g", rt_lang_name(lang), values[i].v));
        for (size_t i = 0; i < N(ticks); i++) {
            struct rt_ticks t = rt_ticks_fit(0, ticks[i].top, 5,
                                             ticks[i].unit == RT_UNIT_COUNT);
            struct rt_tick_style s = rt_tick_style(&p, ticks[i].unit, &t);

            is_str(rt_tick_text(&p, &s, t.high, 0), ticks[i].want[lang],
                   rt_fmt(a, "%s: the tick above %g", rt_lang_name(lang),
                          ticks[i].top));
            is_str(s.caption, ticks[i].caption[lang], "its unit");
            is_str(rt_tick_text(&p, &s, 0, 1),
                   ticks[i].unit != RT_UNIT_SHARE ? "0"
                   : lang == RT_LANG_RU           ? "0\u00a0%"
                                                  : "0%",
                   "zero has no decimals");
        }
    }
    rt_arena_free(a);
    return done();
}
