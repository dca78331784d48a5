#include "text/text.h"
#include "../tap.h"

#define N "\xc2\xa0" /* no-break space */

static struct rt_arena *a;

static void
test_count(void)
{
    static const struct {
        int64_t n;
        const char *ru, *en;
    } rows[] = {
        {0, "0", "0"},
        {999, "999", "999"},
        {1000, "1000", "1,000"},
        {9999, "9999", "9,999"},
        {10000, "10" N "000", "10,000"},
        {1234567, "1" N "234" N "567", "1,234,567"},
        {-1, "−1", "−1"},
        {-12345, "−12" N "345", "−12,345"},
        {INT64_MAX, "9" N "223" N "372" N "036" N "854" N "775" N "807",
         "9,223,372,036,854,775,807"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        is_str(rt_text_count(RT_LANG_RU, a, rows[i].n), rows[i].ru, rows[i].ru);
        is_str(rt_text_count(RT_LANG_EN, a, rows[i].n), rows[i].en, rows[i].en);
    }
}

static void
test_number(void)
{
    static const struct {
        double x;
        int decimals;
        const char *ru, *en;
    } rows[] = {
        {0, 0, "0", "0"},
        {0, 2, "0,00", "0.00"},
        {-0.0, 1, "0,0", "0.0"},
        {-0.004, 2, "0,00", "0.00"}, /* zero has no minus */
        {-0.006, 2, "−0,01", "−0.01"},
        {1234.5, 1, "1234,5", "1,234.5"},
        {12345.678, 2, "12" N "345,68", "12,345.68"},
        {0.1, 20, "0,10000000000000000555", "0.10000000000000000555"},
        {1e15, 0, "1" N "000" N "000" N "000" N "000" N "000",
         "1,000,000,000,000,000"},
        {NAN, 2, "—", "—"},
        {INFINITY, 2, "—", "—"},
        {-INFINITY, 2, "—", "—"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        is_str(rt_text_number(RT_LANG_RU, a, rows[i].x, rows[i].decimals),
               rows[i].ru, rows[i].ru);
        is_str(rt_text_number(RT_LANG_EN, a, rows[i].x, rows[i].decimals),
               rows[i].en, rows[i].en);
    }
    is_int((int64_t)strlen(rt_text_number(RT_LANG_RU, a, 1e300, 0)),
           301 + 2 * 100, "the largest numbers find room");
}

static void
test_share(void)
{
    static const struct {
        double x;
        int decimals;
        const char *ru, *en;
    } rows[] = {
        {0.0121, 2, "1,21" N "%", "1.21%"},
        {1, 0, "100" N "%", "100%"},
        {0, 1, "0,0" N "%", "0.0%"},
        {-0.05, 1, "−5,0" N "%", "−5.0%"},
        {123.4, 0, "12" N "340" N "%", "12,340%"},
        {NAN, 1, "—", "—"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        is_str(rt_text_share(RT_LANG_RU, a, rows[i].x, rows[i].decimals),
               rows[i].ru, rows[i].ru);
        is_str(rt_text_share(RT_LANG_EN, a, rows[i].x, rows[i].decimals),
               rows[i].en, rows[i].en);
    }
}

static void
test_money(void)
{
    static const struct {
        int64_t minor;
        const char *currency;
        int digits;
        const char *ru, *en;
    } rows[] = {
        {123456, "RUB", 2, "1" N "234,56" N "₽", "RUB" N "1,234.56"},
        {0, "RUB", 2, "0,00" N "₽", "RUB" N "0.00"},
        {-5, "RUB", 2, "−0,05" N "₽", "−RUB" N "0.05"},
        {99999, "USD", 2, "999,99" N "$", "$999.99"},
        {-123456, "USD", 2, "−1" N "234,56" N "$", "−$1,234.56"},
        {100000, "EUR", 2, "1" N "000,00" N "€", "€1,000.00"},
        {100, "KZT", 2, "1,00" N "₸", "KZT" N "1.00"},
        {1234, "JPY", 0, "1" N "234" N "JPY", "JPY" N "1,234"},
        {1234567, "KWD", 3, "1" N "234,567" N "KWD", "KWD" N "1,234.567"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        is_str(rt_text_money(RT_LANG_RU, a, rows[i].minor, rows[i].currency,
                             rows[i].digits),
               rows[i].ru, rows[i].ru);
        is_str(rt_text_money(RT_LANG_EN, a, rows[i].minor, rows[i].currency,
                             rows[i].digits),
               rows[i].en, rows[i].en);
    }
}

static void
test_dates(void)
{
    static const struct {
        enum rt_by by;
        int year, month, day;
        const char *ru, *en;
    } rows[] = {
        {RT_BY_DAY, 2025, 12, 31, "31.12.2025", "31 Dec 2025"},
        {RT_BY_DAY, 2024, 2, 1, "01.02.2024", "1 Feb 2024"},
        {RT_BY_WEEK, 2004, 4, 12, "12.04.2004", "12 Apr 2004"},
        {RT_BY_MONTH, 2007, 1, 1, "янв. 2007", "Jan 2007"},
        {RT_BY_MONTH, 2007, 5, 1, "май 2007", "May 2007"},
        {RT_BY_MONTH, 2007, 12, 1, "дек. 2007", "Dec 2007"},
        {RT_BY_QUARTER, 2007, 1, 1, "I кв. 2007", "Q1 2007"},
        {RT_BY_QUARTER, 2007, 4, 1, "II кв. 2007", "Q2 2007"},
        {RT_BY_QUARTER, 2007, 10, 1, "IV кв. 2007", "Q4 2007"},
        {RT_BY_YEAR, 2007, 1, 1, "2007", "2007"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int32_t day = rt_day_of(
            (struct rt_date){rows[i].year, rows[i].month, rows[i].day});

        is_str(rt_text_period(RT_LANG_RU, a, rows[i].by, day), rows[i].ru,
               rows[i].ru);
        is_str(rt_text_period(RT_LANG_EN, a, rows[i].by, day), rows[i].en,
               rows[i].en);
    }
}

static void
test_no_date(void)
{
    is_str(rt_text_day(RT_LANG_RU, a, RT_DAY_NONE), "—", "no start: a dash");
    is_str(rt_text_day(RT_LANG_EN, a, RT_DAY_OPEN), "—", "no end: a dash");
    is_str(rt_text_period(RT_LANG_EN, a, RT_BY_MONTH, RT_DAY_NONE), "—",
           "no period: a dash");
    is_str(rt_text_day(RT_LANG_RU, a, RT_DAY_MIN), "01.01.1900",
           "the first day there is");
    is_str(rt_text_day(RT_LANG_RU, a, RT_DAY_MAX), "31.12.2199",
           "the last day there is");
}

int
main(void)
{
    a = rt_arena_new();
    test_count();
    test_number();
    test_share();
    test_money();
    test_dates();
    test_no_date();
    rt_arena_free(a);
    return done();
}
