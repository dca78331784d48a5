/* Dates and instants as companies' files write them. */
#include "import/value.h"

#include <stdlib.h>
#include <string.h>

/* Unix seconds are taken for such from this many digits on: fewer could be
 * a date without separators, a spreadsheet's day number or a typing error. */
enum { UNIX_DIGITS_MIN = 9, UNIX_DIGITS_MAX = 10 };

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

/* Read low..high digits at *p into *out and step over them. */
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

/* " 8:26", "T08:26:05", "08:26:05.25". */
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
            *p += count_digits(*p); /* whole seconds are stored */
        }
    }
    if (h > 23 || m > 59 || s > 59)
        return false;
    *second = h * 3600 + m * 60 + s;
    return true;
}

/* "Z", "+03", "+03:00", "-0330": seconds east. */
static bool
take_offset(const char **p, int32_t *offset)
{
    bool west = **p == '-';
    int h, m = 0;

    *offset = 0;
    if (take_char(p, "Zz"))
        return true;
    if (!take_char(p, "+-"))
        return false;
    if (count_digits(*p) == 4) {
        if (!take_number(p, 4, 4, &h))
            return false;
        m = h % 100;
        h /= 100;
    } else {
        if (!take_number(p, 2, 2, &h))
            return false;
        if (take_char(p, ":") && !take_number(p, 2, 2, &m))
            return false;
    }
    if (h > 15 || m > 59)
        return false;
    *offset = (h * 3600 + m * 60) * (west ? -1 : 1);
    return true;
}

/* What follows a date: nothing, a time, a time with its offset. */
static enum rt_code
take_rest(const char *p, const char *s, struct rt_when *out, struct rt_err *err)
{
    int32_t offset;

    if (*p == '\0')
        return RT_OK;
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

/* 2025-12-31 and 2025/12/31: the year in front leaves one reading. */
static enum rt_code
read_year_first(const char *s, struct rt_when *out, struct rt_err *err)
{
    const char *p = s;
    char separator[2] = {s[4], '\0'};
    int y, m, d;
    enum rt_code rc;

    if (!take_number(&p, 4, 4, &y) || !take_char(&p, separator) ||
        !take_number(&p, 1, 2, &m) || !take_char(&p, separator) ||
        !take_number(&p, 1, 2, &d))
        return bad_date("import_not_date", s, err);
    rc = set_day(y, m, d, s, out, err);
    return rc == RT_OK ? take_rest(p, s, out, err) : rc;
}

/* 31.12.2025, and with / or - in between when the order is known. */
static enum rt_code
read_year_last(const char *s, enum rt_date_order order, struct rt_when *out,
               struct rt_err *err)
{
    const char *p = s;
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
        return bad_date("import_ambiguous_date", s, err);
    rc = order == RT_DATE_DMY ? set_day(y, b, a, s, out, err)
                              : set_day(y, a, b, s, out, err);
    return rc == RT_OK ? take_rest(p, s, out, err) : rc;
}

/* 1082040961, 1082040961.25, -86400. */
static enum rt_code
read_unix(const char *s, struct rt_when *out, struct rt_err *err)
{
    const char *p = s + (s[0] == '-');
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
    if (s[0] == '-')
        at = -at - fraction;
    if (at < (int64_t)RT_DAY_MIN * 86400 ||
        at >= ((int64_t)RT_DAY_MAX + 1) * 86400)
        return bad_date("import_date_range", s, err);
    out->absolute = true;
    out->at = at;
    return RT_OK;
}

static enum rt_code
read_compact(const char *s, struct rt_when *out, struct rt_err *err)
{
    long v = strtol(s, NULL, 10);

    return set_day((int)(v / 10000), (int)(v / 100 % 100), (int)(v % 100), s,
                   out, err);
}

enum rt_code
rt_parse_when(const char *s, const struct rt_parse_how *how,
              struct rt_when *out, struct rt_err *err)
{
    size_t n = count_digits(s);
    bool whole = s[n] == '\0' ||
                 ((s[n] == '.' || s[n] == ',') && count_digits(s + n + 1) > 0 &&
                  s[n + 1 + count_digits(s + n + 1)] == '\0');

    *out = (struct rt_when){0};
    if (s[0] == '-' || (how->order == RT_DATE_UNIX && whole))
        return read_unix(s, out, err);
    if (n == 8 && s[n] == '\0')
        return read_compact(s, out, err);
    if (n >= UNIX_DIGITS_MIN && whole)
        return read_unix(s, out, err);
    if (n == 4 && (s[4] == '-' || s[4] == '/'))
        return read_year_first(s, out, err);
    return read_year_last(s, how->order, out, err);
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
rt_parse_instant(const char *s, const struct rt_parse_how *how, int64_t *out,
                 struct rt_err *err)
{
    struct rt_when w;
    enum rt_code rc = rt_parse_when(s, how, &w, err);

    if (rc == RT_OK)
        *out = w.absolute ? w.at : rt_zone_instant(how->zone, w.day, w.second);
    return rc;
}
