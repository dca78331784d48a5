#include "text/text.h"

#include "base/money.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define NBSP "\xc2\xa0"
#define MINUS "\xe2\x88\x92"
#define DASH "\xe2\x80\x94"

/* How a language writes numbers. */
struct style {
    const char *group; /* between thousands */
    const char *point;
    size_t group_from; /* a number of this many digits is grouped */
    const char *per_cent;
};

static const struct style styles[RT_LANG__MAX] = {
    [RT_LANG_RU] = {NBSP, ",", 5, NBSP "%"},
    [RT_LANG_EN] = {",", ".", 4, "%"},
};

/* From this value on, sums of money are grouped in both languages, so that
 * columns of them stay aligned. */
enum { MONEY_GROUP_FROM = 4 };

struct sign {
    const char *code;
    const char *sign[RT_LANG__MAX]; /* NULL: the code is clearer than a sign */
};

static const struct sign signs[] = {
    {"RUB", {[RT_LANG_RU] = "₽"}},
    {"KZT", {[RT_LANG_RU] = "₸"}},
    {"USD", {"$", "$"}},
    {"EUR", {"€", "€"}},
};

/* True when a number is below zero as it is written; "-0.00" is not. */
static bool
is_negative(const char *plain)
{
    return plain[0] == '-' && plain[strspn(plain, "-0.")] != '\0';
}

/* Write the digits of "-1234.5" with the separators of a language, without the
 * sign. */
static char *
dress(enum rt_lang lang, struct rt_arena *a, const char *plain,
      size_t group_from)
{
    const struct style *s = &styles[lang];
    const char *digits = plain + (plain[0] == '-');
    size_t whole = strspn(digits, "0123456789");
    char *out = rt_alloc(a, 2 * strlen(digits) + 1); /* a group: 2 for 3 */
    char *p = out;

    for (size_t i = 0; i < whole; i++) {
        if (i != 0 && whole >= group_from && (whole - i) % 3 == 0)
            p = stpcpy(p, s->group);
        *p++ = digits[i];
    }
    if (digits[whole] != '\0')
        stpcpy(stpcpy(p, s->point), digits + whole + 1);
    return out;
}

static char *
signed_number(enum rt_lang lang, struct rt_arena *a, const char *plain)
{
    return rt_fmt(a, "%s%s", is_negative(plain) ? MINUS : "",
                  dress(lang, a, plain, styles[lang].group_from));
}

char *
rt_text_count(enum rt_lang lang, struct rt_arena *a, int64_t n)
{
    return signed_number(lang, a, rt_fmt(a, "%" PRId64, n));
}

char *
rt_text_number(enum rt_lang lang, struct rt_arena *a, double x, int decimals)
{
    if (!isfinite(x))
        return rt_strdup(a, DASH);
    return signed_number(lang, a, rt_fmt(a, "%.*f", decimals, x));
}

char *
rt_text_share(enum rt_lang lang, struct rt_arena *a, double x, int decimals)
{
    const char *number = rt_text_number(lang, a, x * 100, decimals);

    return rt_fmt(a, "%s%s", number, isfinite(x) ? styles[lang].per_cent : "");
}

static const char *
currency_sign(enum rt_lang lang, const char *code)
{
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (strcmp(signs[i].code, code) == 0)
            return signs[i].sign[lang];
    }
    return NULL;
}

char *
rt_text_money(enum rt_lang lang, struct rt_arena *a, int64_t minor,
              const char *currency, int digits)
{
    const char *sign = currency_sign(lang, currency);
    const char *minus, *number;
    char plain[RT_MONEY_TEXT];

    rt_money_plain(minor, digits, plain);
    minus = is_negative(plain) ? MINUS : "";
    number = dress(lang, a, plain, MONEY_GROUP_FROM);
    if (lang == RT_LANG_RU)
        return rt_fmt(a, "%s%s" NBSP "%s", minus, number,
                      sign != NULL ? sign : currency);
    if (sign != NULL)
        return rt_fmt(a, "%s%s%s", minus, sign, number);
    return rt_fmt(a, "%s%s" NBSP "%s", minus, currency, number);
}

static const char *
month_name(enum rt_lang lang, struct rt_arena *a, int month)
{
    return rt_text(lang, rt_fmt(a, "month_%d", month));
}

char *
rt_text_day(enum rt_lang lang, struct rt_arena *a, int32_t day)
{
    struct rt_date d;

    if (day == RT_DAY_NONE || day == RT_DAY_OPEN)
        return rt_strdup(a, DASH);
    d = rt_date_of(day);
    if (lang == RT_LANG_RU)
        return rt_fmt(a, "%02d.%02d.%04d", d.day, d.month, d.year);
    return rt_fmt(a, "%d %s %04d", d.day, month_name(lang, a, d.month), d.year);
}

char *
rt_text_local(enum rt_lang lang, struct rt_arena *a, struct rt_local at)
{
    return rt_fmt(a, "%s %02d:%02d", rt_text_day(lang, a, at.day),
                  at.second / 3600, at.second / 60 % 60);
}

char *
rt_text_period(enum rt_lang lang, struct rt_arena *a, enum rt_by by,
               int32_t start)
{
    struct rt_date d;

    if (by == RT_BY_DAY || by == RT_BY_WEEK || start == RT_DAY_NONE ||
        start == RT_DAY_OPEN)
        return rt_text_day(lang, a, start);
    d = rt_date_of(start);
    if (by == RT_BY_YEAR)
        return rt_fmt(a, "%04d", d.year);
    if (by == RT_BY_MONTH)
        return rt_fmt(a, "%s %04d", month_name(lang, a, d.month), d.year);
    return rt_fmt(a, "%s %04d",
                  rt_text(lang, rt_fmt(a, "quarter_%d", (d.month + 2) / 3)),
                  d.year);
}
