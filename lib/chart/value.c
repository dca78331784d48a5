#include "chart/value.h"

#include <math.h>
#include <string.h>

/* As many decimals as leave about three significant digits. */
static int
telling_decimals(double v)
{
    double size = fabs(v);

    if (size == 0 || size >= 100)
        return 0;
    if (size >= 10)
        return 1;
    return size >= 0.1 ? 2 : 3;
}

/* llround() without overflow: sums this large have no minor units to lose. */
static int64_t
whole(double v)
{
    const double most = 9.2e18;

    return llround(fmax(-most, fmin(most, v)));
}

const char *
rt_value_text(const struct rt_pen *p, enum rt_unit unit, double v)
{
    const struct rt_style *s = p->style;

    if (!isfinite(v) || unit == RT_UNIT_NUMBER)
        return rt_text_number(s->lang, p->a, v,
                              v == round(v) ? 0 : telling_decimals(v));
    if (unit == RT_UNIT_COUNT)
        return rt_text_count(s->lang, p->a, whole(v));
    if (unit == RT_UNIT_SHARE)
        return rt_text_share(s->lang, p->a, v, fabs(v) < 0.1 ? 2 : 1);
    return rt_text_money(s->lang, p->a, whole(v), s->currency, s->digits);
}

static const struct {
    double from, divisor;
    const char *key;
} shorts[] = {
    {1e13, 1e12, "chart_trillion"},
    {1e10, 1e9, "chart_billion"},
    {1e7, 1e6, "chart_million"},
    {1e4, 1e3, "chart_thousand"},
};

/* The currency as written beside a sum; lib/text has the signs. */
static const char *
currency_sign(const struct rt_pen *p)
{
    char *text = rt_text_money(p->style->lang, p->a, 0, p->style->currency, 0);
    size_t lead = strcspn(text, "0");

    if (lead == 0)
        return text + 1 + strspn(text + 1, "\xc2\xa0 ");
    while (lead > 0 && strchr("\xc2\xa0 ", text[lead - 1]) != NULL)
        lead--;
    text[lead] = '\0';
    return text;
}

static const char *
caption(const struct rt_pen *p, const char *short_key, const char *unit)
{
    if (short_key == NULL)
        return unit;
    if (unit[0] == '\0')
        return rt_pen_word(p, short_key);
    return rt_text_fill(p->style->lang, p->a, "chart_scaled", "short",
                        rt_pen_word(p, short_key), "unit", unit, NULL);
}

/* Decimals that print a round step exactly. */
static int
decimals_of(double step)
{
    int n = 0;

    while (n < 15 && fabs(step - round(step)) > fabs(step) * 1e-6) {
        step *= 10;
        n++;
    }
    return n;
}

struct rt_tick_style
rt_tick_style(const struct rt_pen *p, enum rt_unit unit,
              const struct rt_ticks *t)
{
    struct rt_tick_style s = {.unit = unit, .divisor = 1, .caption = ""};
    double one = unit == RT_UNIT_MONEY ? pow(10, p->style->digits) : 1;
    double top = fmax(fabs(t->low), fabs(t->high)) / one;
    const char *key = NULL, *sign = "";

    if (unit == RT_UNIT_SHARE) {
        s.decimals = decimals_of(t->step * 100);
        return s;
    }
    for (size_t i = 0; i < sizeof shorts / sizeof shorts[0]; i++) {
        if (top < shorts[i].from)
            continue;
        s.divisor = shorts[i].divisor;
        key = shorts[i].key;
        break;
    }
    s.divisor *= one;
    s.decimals = decimals_of(t->step / s.divisor);
    if (unit == RT_UNIT_MONEY)
        sign = currency_sign(p);
    s.caption = caption(p, key, sign);
    return s;
}

const char *
rt_tick_text(const struct rt_pen *p, const struct rt_tick_style *s, double v,
             int more)
{
    int decimals = s->decimals + more;

    if (v == 0 || (s->divisor == 1 && s->unit == RT_UNIT_COUNT))
        decimals = 0;
    if (s->unit == RT_UNIT_SHARE)
        return rt_text_share(p->style->lang, p->a, v, decimals);
    return rt_text_number(p->style->lang, p->a, v / s->divisor, decimals);
}
