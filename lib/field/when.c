/* Read dates and instants as companies' files write them. */
#include "field/value.h"

#include "base/moment.h"
#include "field/date.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Numbers with at least this many digits are taken for Unix seconds: shorter
 * ones could be a date without separators, a spreadsheet's day number or a
 * typing error. */
enum { UNIX_DIGITS_MIN = 9, UNIX_DIGITS_MAX = 10 };

/* Day numbers of spreadsheets have five digits from 1927 on and six from 2173;
 * four digits may be a year.  Those from 1954 to 2119 are reported where none
 * are expected. */
enum {
    DAY_1899 = -25569, /* 30.12.1899 */
    DAY_1904 = -24107, /* 1.1.1904 */
    DAY_NUMBER_DIGITS_MIN = 5,
    DAY_NUMBER_DIGITS_MAX = 6,
    DAY_NUMBER_SURE = 20000,
    DAY_NUMBER_SURE_LAST = 80000
};

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t
count_digits(const char *s)
{
    size_t n = 0;

    while (is_digit(s[n]))
        n++;
    return n;
}

/* Read low..high digits at *p into *out and move past them. */
static bool
take_number(const char **p, size_t low, size_t high, int *out)
{
    size_t n = count_digits(*p);
    int v = 0;

    if (n < low || n > high)
        return false;
    for (size_t i = 0; i < n; i++)
        v = v * 10 + ((*p)[i] - '0');
    *p += n;
    *out = v;
    return true;
}

static bool
take_char(const char **p, const char *set)
{
    if (**p == '\0' || strchr(set, **p) == NULL)
        return false;
    (*p)++;
    return true;
}

static enum rt_code
bad_date(const char *key, const char *s, struct rt_err *err)
{
    return rt_fail_key(err, RT_EINVAL, key, "value", s, NULL);
}

static enum rt_code
set_day(int year, int month, int day, const char *s, struct rt_when *out,
        struct rt_err *err)
{
    struct rt_date d = {.year = year, .month = month, .day = day};

    if (year < 1900 || year > 2199)
        return bad_date("import_date_range", s, err);
    if (!rt_date_valid(d))
        return bad_date("import_no_such_day", s, err);
    out->day = rt_day_of(d);
    return RT_OK;
}

/* Read "AM" or "p.m.".  True when it is there: it then fits the hour, or sets
 * the hour to 24, which is refused later. */
static bool
take_half(const char **p, int *hour)
{
    const char *s = *p + (**p == ' ');
    bool after = *s == 'p' || *s == 'P';

    if (*s == '\0' || strchr("aApP", *s) == NULL)
        return false;
    s++;
    (void)take_char(&s, ".");
    if (!take_char(&s, "mM"))
        return false;
    (void)take_char(&s, ".");
    *p = s;
    *hour = *hour < 1 || *hour > 12 ? 24 : *hour % 12 + (after ? 12 : 0);
    return true;
}

/* " 8:26", "T08:26:05", "08:26:05.25", "8:26 PM". */
static bool
take_time(const char **p, int32_t *second)
{
    int h, m, s = 0;

    if (!take_number(p, 1, 2, &h) || !take_char(p, ":") ||
        !take_number(p, 2, 2, &m))
        return false;
    if (take_char(p, ":")) {
        if (!take_number(p, 2, 2, &s))
            return false;
        if (take_char(p, ".,")) {
            if (!is_digit(**p))
                return false;
            *p += count_digits(*p); /* only whole seconds are stored */
        }
    }
    (void)take_half(p, &h);
    if (h > 23 || m > 59 || s > 59)
        return false;
    *second = h * 3600 + m * 60 + s;
    return true;
}

/* "+03", "+3", "+03:00", "-0330": seconds east. */
static bool
take_east(const char **p, int32_t *offset)
{
    bool west = **p == '-';
    int h, m = 0;

    if (!take_char(p, "+-"))
        return false;
    if (count_digits(*p) == 4) {
        if (!take_number(p, 4, 4, &h))
            return false;
        m = h % 100;
        h /= 100;
    } else {
        if (!take_number(p, 1, 2, &h))
            return false;
        if (take_char(p, ":") && !take_number(p, 2, 2, &m))
            return false;
    }
    if (h > 15 || m > 59)
        return false;
    *offset = (h * 3600 + m * 60) * (west ? -1 : 1);
    return true;
}

/* Some write the zone's name after an offset, which is enough by itself:
 * "+0300 MSK". */
static void
take_zone_name(const char **p)
{
    const char *s = *p + 1;
    size_t n = 0;

    while (**p == ' ' && s[n] >= 'A' && s[n] <= 'Z')
        n++;
    if (n >= 3 && n <= 5)
        *p = s + n;
}

/* Read "Z", "UTC", "GMT" (the latter two with an offset or without), or an
 * offset. */
static bool
take_offset(const char **p, int32_t *offset)
{
    *offset = 0;
    if (take_char(p, "Zz"))
        return true;
    if (strncmp(*p, "UTC", 3) == 0 || strncmp(*p, "GMT", 3) == 0) {
        *p += 3;
        return **p == '\0' || take_east(p, offset);
    }
    if (!take_east(p, offset))
        return false;
    take_zone_name(p);
    return true;
}

/* Read what follows a date: nothing, a time, a time with its offset. */
static enum rt_code
take_rest(const char *p, const char *s, struct rt_when *out, struct rt_err *err)
{
    int32_t offset;

    if (*p == '\0')
        return RT_OK;
    if (p[0] == ',' && p[1] == ' ')
        p++;
    if (!take_char(&p, "Tt "))
        return bad_date("import_not_date", s, err);
    while (*p == ' ')
        p++;
    if (!take_time(&p, &out->second))
        return bad_date("import_bad_time", s, err);
    if (*p == '\0')
        return RT_OK;
    if (*p == ' ')
        p++;
    if (!take_offset(&p, &offset) || *p != '\0')
        return bad_date("import_bad_time", s, err);
    out->absolute = true;
    out->at = (int64_t)out->day * 86400 + out->second - offset;
    return RT_OK;
}

/* 2025-12-31, 2025/12/31, 2025.12.31: the year in front leaves one reading. */
static enum rt_code
read_year_first(const char *p, const char *s, struct rt_when *out,
                struct rt_err *err)
{
    char separator[2] = {p[4], '\0'};
    int y, m, d;
    enum rt_code rc;

    if (!take_number(&p, 4, 4, &y) || !take_char(&p, separator) ||
        !take_number(&p, 1, 2, &m) || !take_char(&p, separator) ||
        !take_number(&p, 1, 2, &d))
        return bad_date("import_not_date", s, err);
    rc = set_day(y, m, d, s, out, err);
    return rc == RT_OK ? take_rest(p, s, out, err) : rc;
}

/* 01/02/2025 when the order is not known.  For 13/02/2025 only one order is
 * possible, but the rest of the file would still be guessed. */
static enum rt_code
need_order(int first, int second, const char *s, struct rt_err *err)
{
    const char *format = first > 12 ? "dmy" : "mdy";

    if (first <= 12 && second <= 12)
        return bad_date("import_ambiguous_date", s, err);
    if ((first > 12 && second > 12) || first > 31 || second > 31)
        return bad_date("import_no_such_day", s, err);
    return rt_fail_key(err, RT_EINVAL, "import_date_order", "value", s,
                       "format", format, NULL);
}

/* 31.12.2025, and with / or - when the order is known. */
static enum rt_code
read_year_last(const char *p, const char *s, enum rt_date_order order,
               struct rt_when *out, struct rt_err *err)
{
    char separator[2] = {0};
    int a, b, y;
    size_t year_digits;
    enum rt_code rc;

    if (!take_number(&p, 1, 2, &a) || strchr("./-", *p) == NULL || *p == '\0')
        return bad_date("import_not_date", s, err);
    separator[0] = *p++;
    if (!take_number(&p, 1, 2, &b) || !take_char(&p, separator))
        return bad_date("import_not_date", s, err);
    year_digits = count_digits(p);
    if (year_digits == 2)
        return bad_date("import_short_year", s, err);
    if (!take_number(&p, 4, 4, &y))
        return bad_date("import_not_date", s, err);
    if (separator[0] == '.')
        order = RT_DATE_DMY;
    if (order != RT_DATE_DMY && order != RT_DATE_MDY)
        return need_order(a, b, s, err);
    rc = order == RT_DATE_DMY ? set_day(y, b, a, s, out, err)
                              : set_day(y, a, b, s, out, err);
    return rc == RT_OK ? take_rest(p, s, out, err) : rc;
}

static enum rt_code
set_instant(int64_t at, const char *s, struct rt_when *out, struct rt_err *err)
{
    if (at < (int64_t)RT_DAY_MIN * 86400 ||
        at >= ((int64_t)RT_DAY_MAX + 1) * 86400)
        return bad_date("import_date_range", s, err);
    out->absolute = true;
    out->at = at;
    return RT_OK;
}

/* 1082040961, 1082040961.25, -86400. */
static enum rt_code
read_unix(const char *p, const char *s, struct rt_when *out, struct rt_err *err)
{
    bool minus = take_char(&p, "-");
    size_t n = count_digits(p);
    bool fraction = false;
    int64_t at;

    if (n == 0 || n > UNIX_DIGITS_MAX)
        return bad_date("import_not_date", s, err);
    at = strtoll(p, NULL, 10);
    p += n;
    if (take_char(&p, ".,"))
        for (; is_digit(*p); p++)
            fraction |= *p != '0';
    if (*p != '\0')
        return bad_date("import_not_date", s, err);
    return set_instant(minus ? -at - fraction : at, s, out, err);
}

/* Milliseconds since 1970 are recognised by their 12 or 13 digits,
 * microseconds by 16.  Twelve digits that begin like a year could be a date
 * without separators. */
static bool
is_fine_unix(const char *p, size_t n)
{
    return n == 13 || n == 16 ||
           (n == 12 && strncmp(p, "19", 2) != 0 && strncmp(p, "20", 2) != 0);
}

static enum rt_code
read_fine_unix(const char *p, size_t n, const char *s, struct rt_when *out,
               struct rt_err *err)
{
    return set_instant(strtoll(p, NULL, 10) / (n == 16 ? 1000000 : 1000), s,
                       out, err);
}

/* 20251231. */
static enum rt_code
read_compact(const char *p, const char *s, struct rt_when *out,
             struct rt_err *err)
{
    long v = strtol(p, NULL, 10);

    return set_day((int)(v / 10000), (int)(v / 100 % 100), (int)(v % 100), s,
                   out, err);
}

/* 20251231235959. */
static enum rt_code
read_compact_time(const char *p, const char *s, struct rt_when *out,
                  struct rt_err *err)
{
    long long v = strtoll(p, NULL, 10);
    int h = (int)(v / 10000 % 100), m = (int)(v / 100 % 100);
    int sec = (int)(v % 100);
    long day = (long)(v / 1000000);

    if (h > 23 || m > 59 || sec > 59)
        return bad_date("import_bad_time", s, err);
    out->second = h * 3600 + m * 60 + sec;
    return set_day((int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100),
                   s, out, err);
}

/* The day number of a spreadsheet: days since 30.12.1899, or in some workbooks
 * since 1.1.1904; its fraction is the time. */
static enum rt_code
read_day_number(const char *p, const char *s, bool since_1904,
                struct rt_when *out, struct rt_err *err)
{
    char plain[64], *comma;
    double v;

    snprintf(plain, sizeof plain, "%s", p);
    comma = strchr(plain, ',');
    if (comma != NULL)
        *comma = '.';
    v = strtod(plain, NULL);
    out->day = (int32_t)v + (since_1904 ? DAY_1904 : DAY_1899);
    out->second = (int32_t)lround((v - floor(v)) * 86400);
    if (out->second == 86400) {
        out->day++;
        out->second = 0;
    }
    return out->day > RT_DAY_MAX ? bad_date("import_date_range", s, err)
                                 : RT_OK;
}

/* A day number where none is expected: refused, and the message gives its
 * day. */
static enum rt_code
tell_day_number(const char *p, const char *s, struct rt_err *err)
{
    char day[RT_PERIOD_LABEL];

    rt_day_format((int32_t)strtol(p, NULL, 10) + DAY_1899, day);
    return rt_fail_key(err, RT_EINVAL, "import_day_number", "value", s, "day",
                       day, NULL);
}

/* Read a number that has no other date's separators; `n` digits before its
 * point. */
static enum rt_code
read_number(const char *p, size_t n, const char *s,
            const struct rt_parse_how *how, struct rt_when *out,
            struct rt_err *err)
{
    bool fraction = p[n] != '\0';
    long days = n == 5 ? strtol(p, NULL, 10) : 0;

    if (n >= DAY_NUMBER_DIGITS_MIN && n <= DAY_NUMBER_DIGITS_MAX &&
        (how->order == RT_DATE_EXCEL || how->workbook))
        return read_day_number(p, s, how->since_1904, out, err);
    if (days >= DAY_NUMBER_SURE && days <= DAY_NUMBER_SURE_LAST)
        return tell_day_number(p, s, err);
    if (how->order == RT_DATE_UNIX && n <= UNIX_DIGITS_MAX)
        return read_unix(p, s, out, err);
    if (n == 8 && !fraction)
        return read_compact(p, s, out, err);
    if (n == 14 && !fraction)
        return read_compact_time(p, s, out, err);
    if (is_fine_unix(p, n))
        return read_fine_unix(p, n, s, out, err);
    return n >= UNIX_DIGITS_MIN ? read_unix(p, s, out, err)
                                : bad_date("import_not_date", s, err);
}

static bool
is_letter(char c)
{
    return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* "1 июня 2024", "Jun 1, 2024", "1-Jun-2024": letters before any time. */
static bool
has_month_name(const char *plain)
{
    for (; *plain != '\0' && *plain != ':'; plain++)
        if (is_letter(*plain))
            return true;
    return false;
}

/* Where the day ends of "Jun 1, 2024 10:00PM": at the blank before the hour. */
static const char *
find_time(const char *p)
{
    const char *colon = strchr(p, ':'), *at = colon;

    while (at != NULL && at > p && is_digit(at[-1]))
        at--;
    if (at == NULL || at == colon || at == p || at[-1] != ' ')
        return p + strlen(p);
    return at - 1;
}

/* "1-Jun-24". */
static bool
has_short_year(const char *p, const char *end)
{
    return end - p > 3 && is_digit(p[0]) && is_digit(end[-1]) &&
           is_digit(end[-2]) && strchr(" -./,", end[-3]) != NULL;
}

static enum rt_code
read_named_month(const char *p, const char *s, struct rt_when *out,
                 struct rt_err *err)
{
    const char *rest = find_time(p), *end = rest;
    char day[RT_PLAIN_MAX];

    while (end > p && (end[-1] == ' ' || end[-1] == ','))
        end--;
    snprintf(day, sizeof day, "%.*s", (int)(end - p), p);
    if (rt_day_read("", day, RT_DAY_NONE, &out->day, NULL) == RT_OK)
        return take_rest(rest, s, out, err);
    return bad_date(has_short_year(p, end) ? "import_short_year"
                                           : "import_not_date",
                    s, err);
}

enum rt_code
rt_parse_when(const char *s, const struct rt_parse_how *how,
              struct rt_when *out, struct rt_err *err)
{
    char p[RT_PLAIN_MAX];
    size_t n;

    *out = (struct rt_when){0};
    if (!rt_plain_text(s, p))
        return bad_date("import_not_date", s, err);
    n = count_digits(p);
    if (p[0] == '-')
        return read_unix(p, s, out, err);
    if (n > 0 && (p[n] == '\0' || ((p[n] == '.' || p[n] == ',') &&
                                   count_digits(p + n + 1) > 0 &&
                                   p[n + 1 + count_digits(p + n + 1)] == '\0')))
        return read_number(p, n, s, how, out, err);
    if (n == 4 && p[4] != '\0' && strchr("-/.", p[4]) != NULL)
        return read_year_first(p, s, out, err);
    if (has_month_name(p))
        return read_named_month(p, s, out, err);
    return read_year_last(p, s, how->order, out, err);
}

enum rt_code
rt_parse_day(const char *s, const struct rt_parse_how *how, int32_t *out,
             struct rt_err *err)
{
    struct rt_when w;
    enum rt_code rc = rt_parse_when(s, how, &w, err);

    if (rc == RT_OK)
        *out = w.absolute ? rt_zone_day(how->zone, w.at) : w.day;
    return rc;
}

enum rt_code
rt_parse_moment(const char *s, const struct rt_parse_how *how, int64_t *out,
                struct rt_err *err)
{
    struct rt_when w;
    enum rt_code rc = rt_parse_when(s, how, &w, err);

    if (rc == RT_OK)
        *out = w.absolute      ? w.at
               : w.second == 0 ? rt_moment_of_day(w.day)
                               : rt_zone_instant(how->zone, w.day, w.second);
    return rc;
}
