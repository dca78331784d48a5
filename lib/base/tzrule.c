#include "base/tzrule.h"

#include "base/date.h"

enum { HOUR = 3600, DAY = 86400, HOURS_MAX = 167 };

/* The part of the text that has yet to be read. */
struct scan {
    const char *s, *end;
};

static bool
take_char(struct scan *t, char c)
{
    if (t->s == t->end || *t->s != c)
        return false;
    t->s++;
    return true;
}

/* Read a number of at most three digits within low..high. */
static bool
take_int(struct scan *t, int low, int high, int *out)
{
    const char *begin = t->s;
    int n = 0;

    while (t->s < t->end && *t->s >= '0' && *t->s <= '9' && t->s - begin < 3)
        n = n * 10 + *t->s++ - '0';
    *out = n;
    return t->s != begin && n >= low && n <= high;
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_quotable(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-';
}

/* Read a name: "MSK" or "<+03>". */
static bool
take_name(struct scan *t)
{
    bool quoted = take_char(t, '<');
    const char *begin = t->s;

    while (t->s < t->end && (quoted ? is_quotable(*t->s) : is_letter(*t->s)))
        t->s++;
    return t->s - begin >= 3 && (!quoted || take_char(t, '>'));
}

/* Read [+-]hh[:mm[:ss]], in seconds. */
static bool
take_time(struct scan *t, int hours_max, int32_t *out)
{
    bool minus = take_char(t, '-');
    int h, m = 0, s = 0;

    if (!minus)
        take_char(t, '+');
    if (!take_int(t, 0, hours_max, &h))
        return false;
    if (take_char(t, ':')) {
        if (!take_int(t, 0, 59, &m))
            return false;
        if (take_char(t, ':') && !take_int(t, 0, 59, &s))
            return false;
    }
    *out = h * HOUR + m * 60 + s;
    *out = minus ? -*out : *out;
    return true;
}

/* Read a date: ",M10.5.0/3", ",J60", ",0/24". */
static bool
take_date(struct scan *t, struct rt_tzdate *d)
{
    bool good;

    *d = (struct rt_tzdate){.kind = RT_TZ_ZERO, .second = 2 * HOUR};
    if (!take_char(t, ','))
        return false;
    if (take_char(t, 'M')) {
        d->kind = RT_TZ_MONTH;
        good = take_int(t, 1, 12, &d->month) && take_char(t, '.') &&
               take_int(t, 1, 5, &d->week) && take_char(t, '.') &&
               take_int(t, 0, 6, &d->day);
    } else if (take_char(t, 'J')) {
        d->kind = RT_TZ_JULIAN;
        good = take_int(t, 1, 365, &d->day);
    } else {
        good = take_int(t, 0, 365, &d->day);
    }
    if (good && take_char(t, '/'))
        good = take_time(t, HOURS_MAX, &d->second);
    return good;
}

enum rt_code
rt_tzrule_parse(const char *text, size_t len, struct rt_tzrule *out)
{
    struct scan t = {text, text + len};

    *out = (struct rt_tzrule){0};
    if (!take_name(&t) || !take_time(&t, 24, &out->std))
        return RT_NONE;
    /* POSIX counts offsets west of Greenwich as positive. */
    out->std = -out->std;
    out->dst = out->std;
    if (t.s == t.end)
        return RT_OK;

    out->changes = true;
    out->dst = out->std + HOUR;
    if (!take_name(&t))
        return RT_NONE;
    if (t.s < t.end && *t.s != ',') {
        if (!take_time(&t, 24, &out->dst))
            return RT_NONE;
        out->dst = -out->dst;
    }
    if (!take_date(&t, &out->start) || !take_date(&t, &out->end))
        return RT_NONE;
    return t.s == t.end ? RT_OK : RT_NONE;
}

/* The `week`-th weekday of a month; the last one when there is no fifth. */
static int32_t
month_day(int year, const struct rt_tzdate *d)
{
    int32_t first = rt_day_of((struct rt_date){year, d->month, 1});
    /* rt_weekday() counts from Monday, the rule from Sunday. */
    int ahead = (d->day + 6 - rt_weekday(first) + 7) % 7;
    int in_month = ahead + (d->week - 1) * 7;

    if (in_month >= rt_days_in_month(year, d->month))
        in_month -= 7;
    return first + in_month;
}

/* The wall-clock time of a rule's date in a year, in seconds since 1970. */
static int64_t
wall_clock(const struct rt_tzdate *d, int year)
{
    int32_t day = rt_day_of((struct rt_date){year, 1, 1});

    switch (d->kind) {
    case RT_TZ_MONTH:
        day = month_day(year, d);
        break;
    case RT_TZ_JULIAN:
        day += d->day - 1;
        if (d->day >= 60 && rt_days_in_month(year, 2) == 29)
            day++;
        break;
    case RT_TZ_ZERO:
        day += d->day;
        break;
    }
    return (int64_t)day * DAY + d->second;
}

void
rt_tzrule_year(const struct rt_tzrule *r, int year, int64_t *start,
               int64_t *end)
{
    *start = wall_clock(&r->start, year) - r->std;
    *end = wall_clock(&r->end, year) - r->dst;
    if (*end <= *start)
        *end = wall_clock(&r->end, year + 1) - r->dst;
}
