#include "base/date.h"
#include "../tap.h"

static int32_t
day(int y, int m, int d)
{
    return rt_day_of((struct rt_date){y, m, d});
}

static void
test_numbers(void)
{
    static const struct {
        struct rt_date date;
        int32_t day;
        int weekday;
    } rows[] = {
        {{1970, 1, 1}, 0, 3},          {{1969, 12, 31}, -1, 2},
        {{1900, 1, 1}, RT_DAY_MIN, 0}, {{2199, 12, 31}, RT_DAY_MAX, 1},
        {{2000, 2, 29}, 11016, 1},     {{2000, 3, 1}, 11017, 2},
        {{1900, 3, 1}, -25508, 3},     {{2100, 2, 28}, 47540, 6},
        {{2100, 3, 1}, 47541, 0},      {{2024, 12, 31}, 20088, 1},
        {{1, 1, 1}, -719162, 0},       {{9999, 12, 31}, 2932896, 4},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rt_date want = rows[i].date, d = rt_date_of(rows[i].day);

        is_int(rt_day_of(want), rows[i].day, "a date's day number");
        ok(d.year == want.year && d.month == want.month && d.day == want.day,
           "day %d is %d-%d-%d", rows[i].day, want.year, want.month, want.day);
        is_int(rt_weekday(rows[i].day), rows[i].weekday, "and its weekday");
    }
}

/* Compare day by day with the plain rules of the calendar. */
static void
test_calendar(void)
{
    struct rt_date want = {1900, 1, 1};
    int wrong = 0;

    for (int32_t n = RT_DAY_MIN; n <= RT_DAY_MAX; n++) {
        struct rt_date d = rt_date_of(n);

        wrong += d.year != want.year || d.month != want.month ||
                 d.day != want.day || rt_day_of(d) != n || !rt_date_valid(d) ||
                 rt_weekday(n) != (n - RT_DAY_MIN) % 7;
        if (++want.day > rt_days_in_month(want.year, want.month)) {
            want.day = 1;
            want.month = want.month % 12 + 1;
            want.year += want.month == 1;
        }
    }
    is_int(wrong, 0, "every day from 1900 to 2199 follows the one before");
}

static void
test_valid(void)
{
    static const struct {
        struct rt_date d;
        bool valid;
    } rows[] = {
        {{1900, 1, 1}, true},   {{1899, 12, 31}, false}, {{2199, 12, 31}, true},
        {{2200, 1, 1}, false},  {{2000, 2, 29}, true},   {{2000, 2, 30}, false},
        {{1900, 2, 29}, false}, {{2023, 2, 29}, false},  {{2024, 0, 1}, false},
        {{2024, 13, 1}, false}, {{2024, 4, 31}, false},  {{2024, 4, 0}, false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ok(rt_date_valid(rows[i].d) == rows[i].valid, "%d-%d-%d is %s",
           rows[i].d.year, rows[i].d.month, rows[i].d.day,
           rows[i].valid ? "a date" : "no date");
}

static void
test_months(void)
{
    static const struct {
        const char *from;
        int k;
        const char *to;
    } rows[] = {
        {"2023-01-31", 1, "2023-02-28"},     {"2024-01-31", 1, "2024-02-29"},
        {"2023-01-31", 2, "2023-03-31"},     {"2023-01-31", 3, "2023-04-30"},
        {"2024-02-29", 12, "2025-02-28"},    {"2024-02-29", 48, "2028-02-29"},
        {"2023-12-15", 1, "2024-01-15"},     {"2024-01-15", -1, "2023-12-15"},
        {"2024-03-31", -1, "2024-02-29"},    {"2024-03-31", -13, "2023-02-28"},
        {"2000-01-31", -1199, "1900-02-28"}, {"2024-05-31", 0, "2024-05-31"},
    };
    char text[RT_PERIOD_LABEL];
    int32_t d;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ok(rt_day_parse(rows[i].from, &d) == RT_OK, "%s %+d months",
           rows[i].from, rows[i].k);
        rt_day_format(rt_day_add_months(d, rows[i].k), text);
        is_str(text, rows[i].to, "clamps to the month's last day");
    }
    is_int(rt_day_add_months(RT_DAY_NONE, 5), RT_DAY_NONE, "no start stays");
    is_int(rt_day_add_months(RT_DAY_OPEN, -5), RT_DAY_OPEN, "no end stays");
    is_int(rt_day_add_months(0, INT32_MAX), RT_DAY_OPEN - 1,
           "what is out of range is the last day there is");
    is_int(rt_day_add_months(0, INT32_MIN), RT_DAY_NONE + 1, "or the first");
}

static void
test_periods(void)
{
    static const struct {
        enum rt_by by;
        const char *day, *start, *next, *label, *last;
    } rows[] = {
        {RT_BY_DAY, "2004-04-15", "2004-04-15", "2004-04-16", "2004-04-15"},
        {RT_BY_WEEK, "2004-04-15", "2004-04-12", "2004-04-19", "2004-04-12"},
        {RT_BY_WEEK, "2004-04-12", "2004-04-12", "2004-04-19", "2004-04-12"},
        {RT_BY_WEEK, "2004-04-18", "2004-04-12", "2004-04-19", "2004-04-12"},
        {RT_BY_WEEK, "2021-01-03", "2020-12-28", "2021-01-04", "2020-12-28"},
        {RT_BY_WEEK, "1969-12-31", "1969-12-29", "1970-01-05", "1969-12-29"},
        {RT_BY_MONTH, "2007-01-31", "2007-01-01", "2007-02-01", "2007-01"},
        {RT_BY_MONTH, "2007-12-31", "2007-12-01", "2008-01-01", "2007-12"},
        {RT_BY_QUARTER, "2007-03-31", "2007-01-01", "2007-04-01", "2007Q1"},
        {RT_BY_QUARTER, "2007-04-01", "2007-04-01", "2007-07-01", "2007Q2"},
        {RT_BY_QUARTER, "2007-12-31", "2007-10-01", "2008-01-01", "2007Q4"},
        {RT_BY_YEAR, "2007-12-31", "2007-01-01", "2008-01-01", "2007"},
        {RT_BY_YEAR, "1969-01-01", "1969-01-01", "1970-01-01", "1969"},
    };
    char text[RT_PERIOD_LABEL];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int32_t d, start;

        ok(rt_day_parse(rows[i].day, &d) == RT_OK, "the %s of %s",
           rt_by_name(rows[i].by), rows[i].day);
        start = rt_period_start(rows[i].by, d);
        rt_day_format(start, text);
        is_str(text, rows[i].start, "starts");
        rt_period_label(rows[i].by, start, text);
        is_str(text, rows[i].label, "is labelled");
        rt_day_format(rt_period_add(rows[i].by, start, 1), text);
        is_str(text, rows[i].next, "is followed");
    }
}

/* Start, add and index of periods agree over 60 years. */
static void
test_index(void)
{
    for (int by = 0; by < RT_BY__MAX; by++) {
        int32_t first = rt_period_start((enum rt_by)by, day(1960, 5, 17));
        int wrong = 0;

        for (int32_t d = first; d < day(2020, 1, 1); d++) {
            int32_t start = rt_period_start((enum rt_by)by, d);
            int k = rt_period_index((enum rt_by)by, first, d);

            wrong += rt_period_add((enum rt_by)by, first, k) != start ||
                     rt_period_index((enum rt_by)by, d, first) != -k ||
                     d < start || rt_period_add((enum rt_by)by, start, 1) <= d;
        }
        ok(wrong == 0, "%s: the k-th period is k periods on",
           rt_by_name((enum rt_by)by));
    }
}

static void
test_parse(void)
{
    static const char *const good[] = {"2004-04-15", "2008-02-29", "1900-01-01",
                                       "2199-12-31"};
    static const char *const bad[] = {
        "",           "2007",        "2007-01",    "2007-1-01",   "2007-01-1",
        "2007-01-",   "2007-00-01",  "2007-13-01", "2007-02-29",  "2007-02-00",
        "1899-12-31", "2200-01-01",  "-2007",      "2007-02-01 ", " 2007-02-01",
        "2007/02/01", "2007-02-011", "20070201",   "+007-02-01"};
    char text[RT_PERIOD_LABEL];
    int32_t d;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        ok(rt_day_parse(good[i], &d) == RT_OK, "%s is a day", good[i]);
        rt_day_format(d, text);
        is_str(text, good[i], "that one");
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ok(rt_day_parse(bad[i], &d) == RT_NONE, "\"%s\" is none", bad[i]);
}

static void
test_words(void)
{
    char text[RT_PERIOD_LABEL] = "x";

    for (int i = 0; i < RT_BY__MAX; i++)
        is_str(rt_by_name((enum rt_by)i), rt_by_words[i], "a word each");
    ok(rt_by_words[RT_BY__MAX] == NULL, "and there are no more");
    rt_day_format(RT_DAY_NONE, text);
    is_str(text, "", "no start has no text");
    rt_day_format(RT_DAY_OPEN, text);
    is_str(text, "", "an open end has no text");
    rt_day_format(day(0, 1, 1), text);
    is_str(text, "0000-01-01", "years are written from 0000");
    rt_day_format(day(9999, 12, 31), text);
    is_str(text, "9999-12-31", "to 9999");
    rt_day_format(day(9999, 12, 31) + 1, text);
    is_str(text, "", "but not beyond it");
}

int
main(void)
{
    test_numbers();
    test_calendar();
    test_valid();
    test_months();
    test_periods();
    test_index();
    test_parse();
    test_words();
    return done();
}
