#include "base/date.h"

#include <string.h>

enum {
    YEAR_MIN = 1900,
    YEAR_MAX = 2199,
    ERA_YEARS = 400,
    ERA_DAYS = 146097,   /* days of 400 Gregorian years */
    EPOCH_SHIFT = 719468 /* days from 0000-03-01 to 1970-01-01 */
};

const char *const rt_by_words[RT_BY__MAX + 1] = {
    [RT_BY_DAY] = "day",         [RT_BY_WEEK] = "week", [RT_BY_MONTH] = "month",
    [RT_BY_QUARTER] = "quarter", [RT_BY_YEAR] = "year",
};

/* Months in a period; 0 for periods that are counted in days. */
static const int by_months[RT_BY__MAX] = {
    [RT_BY_MONTH] = 1,
    [RT_BY_QUARTER] = 3,
    [RT_BY_YEAR] = 12,
};

const char *
rt_by_name(enum rt_by by)
{
    return by < RT_BY__MAX ? rt_by_words[by] : "?";
}

static int64_t
floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Here a year begins on 1 March, so that the leap day is its last day. */
static int64_t
day_number(int64_t year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t era = floor_div(y, ERA_YEARS), in_era = y - era * ERA_YEARS;
    int64_t in_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

    return era * ERA_DAYS + in_era * 365 + in_era / 4 - in_era / 100 + in_year -
           EPOCH_SHIFT;
}

int32_t
rt_day_of(struct rt_date d)
{
    return (int32_t)day_number(d.year, d.month, d.day);
}

struct rt_date
rt_date_of(int32_t day)
{
    int64_t z = (int64_t)day + EPOCH_SHIFT;
    int64_t era = floor_div(z, ERA_DAYS);
    int in_era = (int)(z - era * ERA_DAYS);
    int year =
        (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int in_year = in_era - (365 * year + year / 4 - year / 100);
    int month = (5 * in_year + 2) / 153; /* 0 March .. 11 February */

    return (struct rt_date){
        .year = (int)(era * ERA_YEARS) + year + (month >= 10),
        .month = month < 10 ? month + 3 : month - 9,
        .day = in_year - (153 * month + 2) / 5 + 1,
    };
}

int
rt_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return month == 2 && leap ? 29 : days[month - 1];
}

bool
rt_date_valid(struct rt_date d)
{
    return d.year >= YEAR_MIN && d.year <= YEAR_MAX && d.month >= 1 &&
           d.month <= 12 && d.day >= 1 &&
           d.day <= rt_days_in_month(d.year, d.month);
}

int
rt_weekday(int32_t day)
{
    /* 1970-01-01 was a Thursday. */
    return (day % 7 + 7 + 3) % 7;
}

/* Keep the result of arithmetic from colliding with the two marks. */
static int32_t
to_day(int64_t day)
{
    if (day <= RT_DAY_NONE)
        return RT_DAY_NONE + 1;
    return day >= RT_DAY_OPEN ? RT_DAY_OPEN - 1 : (int32_t)day;
}

static int32_t
add_months(int32_t day, int64_t k)
{
    struct rt_date d = rt_date_of(day);
    int64_t months = (int64_t)d.year * 12 + d.month - 1 + k;
    int64_t year = floor_div(months, 12);
    int month = (int)(months - year * 12) + 1;
    /* The calendar repeats after 400 years, so the year within the era has the
     * same months. */
    int last = rt_days_in_month(
        (int)(year - floor_div(year, ERA_YEARS) * ERA_YEARS), month);

    return to_day(day_number(year, month, d.day < last ? d.day : last));
}

int32_t
rt_day_add_months(int32_t day, int k)
{
    if (day == RT_DAY_NONE || day == RT_DAY_OPEN)
        return day;
    return add_months(day, k);
}

int32_t
rt_period_start(enum rt_by by, int32_t day)
{
    struct rt_date d;

    if (by == RT_BY_DAY)
        return day;
    if (by == RT_BY_WEEK)
        return day - rt_weekday(day);
    d = rt_date_of(day);
    d.month -= (d.month - 1) % by_months[by];
    d.day = 1;
    return rt_day_of(d);
}

int32_t
rt_period_add(enum rt_by by, int32_t start, int k)
{
    if (by_months[by] != 0)
        return add_months(start, (int64_t)by_months[by] * k);
    return to_day(start + (int64_t)k * (by == RT_BY_WEEK ? 7 : 1));
}

int
rt_period_index(enum rt_by by, int32_t a, int32_t b)
{
    struct rt_date from, to;

    if (by == RT_BY_DAY)
        return b - a;
    if (by == RT_BY_WEEK)
        return (b - rt_weekday(b) - (a - rt_weekday(a))) / 7;
    from = rt_date_of(a);
    to = rt_date_of(b);
    return (to.year * 12 + to.month - 1) / by_months[by] -
           (from.year * 12 + from.month - 1) / by_months[by];
}

/* `width` decimal digits of n. */
static char *
put_digits(char *out, int n, int width)
{
    for (int i = width - 1; i >= 0; i--, n /= 10)
        out[i] = (char)('0' + n % 10);
    return out + width;
}

void
rt_period_label(enum rt_by by, int32_t start, char out[RT_PERIOD_LABEL])
{
    struct rt_date d = rt_date_of(start);

    if (d.year >= 0 && d.year <= 9999) {
        out = put_digits(out, d.year, 4);
        if (by == RT_BY_QUARTER) {
            *out++ = 'Q';
            out = put_digits(out, (d.month - 1) / 3 + 1, 1);
        }
        if (by <= RT_BY_MONTH) {
            *out++ = '-';
            out = put_digits(out, d.month, 2);
        }
        if (by <= RT_BY_WEEK) {
            *out++ = '-';
            out = put_digits(out, d.day, 2);
        }
    }
    *out = '\0';
}

void
rt_day_format(int32_t day, char out[RT_PERIOD_LABEL])
{
    rt_period_label(RT_BY_DAY, day, out);
}

/* Read exactly `width` digits at *s and move past them; -1 if there are
 * fewer. */
static int
take_digits(const char **s, int width)
{
    int n = 0;

    for (int i = 0; i < width; i++, (*s)++) {
        if (**s < '0' || **s > '9')
            return -1;
        n = n * 10 + **s - '0';
    }
    return n;
}

enum rt_code
rt_day_parse(const char *text, int32_t *out)
{
    const char *s = text;
    struct rt_date d = {.year = take_digits(&s, 4)};

    if (d.year < 0 || *s++ != '-')
        return RT_NONE;
    d.month = take_digits(&s, 2);
    if (d.month < 0 || *s++ != '-')
        return RT_NONE;
    d.day = take_digits(&s, 2);
    if (*s != '\0' || !rt_date_valid(d))
        return RT_NONE;
    *out = rt_day_of(d);
    return RT_OK;
}
