/* Calendar days and reporting periods.  Days are int32_t numbers of the
 * proleptic Gregorian calendar, 0 = 1970-01-01 (METRICS 0). */
#ifndef RT_BASE_DATE_H
#define RT_BASE_DATE_H

#include "base/err.h"

#include <stdint.h>

/* The days that the product accepts: 1900-01-01 .. 2199-12-31, inclusive. */
enum {
    RT_DAY_MIN = -25567,
    RT_DAY_MAX = 84005,
    RT_DAY_NONE = INT32_MIN, /* no start: "since before observation" */
    RT_DAY_OPEN = INT32_MAX  /* no end: still running */
};

struct rt_date {
    int year;  /* 1900..2199 */
    int month; /* 1..12 */
    int day;   /* 1..31 */
};

enum rt_by {
    RT_BY_DAY,
    RT_BY_WEEK,
    RT_BY_MONTH,
    RT_BY_QUARTER,
    RT_BY_YEAR,
    RT_BY__MAX
};

/* "day", "week", ..., NULL: the words of enum rt_by, in its order. */
extern const char *const rt_by_words[RT_BY__MAX + 1];
const char *rt_by_name(enum rt_by by);

int32_t rt_day_of(struct rt_date d);
struct rt_date rt_date_of(int32_t day);
/* True for an existing date with year 1900..2199. */
bool rt_date_valid(struct rt_date d);
int rt_days_in_month(int year, int month);
/* 0 Monday .. 6 Sunday. */
int rt_weekday(int32_t day);

/* The day k months later (k may be negative), clamped to the month's last
 * day, counted from `day` itself: 31 Jan + 1 = 28/29 Feb, + 2 = 31 Mar.
 * RT_DAY_NONE and RT_DAY_OPEN stay what they are. */
int32_t rt_day_add_months(int32_t day, int k);

/* Periods: the start of the period that contains `day`; the start of the k-th
 * period after the one that starts at `start`; the number of periods from the
 * one with `a` to the one with `b`, 0 when they are the same. */
int32_t rt_period_start(enum rt_by by, int32_t day);
int32_t rt_period_add(enum rt_by by, int32_t start, int k);
int rt_period_index(enum rt_by by, int32_t a, int32_t b);

enum { RT_PERIOD_LABEL = 12 };
/* Label: 2004-04-15, ISO week = its Monday, 2007-01, 2007Q1, 2007. */
void rt_period_label(enum rt_by by, int32_t start, char out[RT_PERIOD_LABEL]);

/* Read YYYY-MM-DD and nothing else.  RT_NONE when there is no such day. */
enum rt_code rt_day_parse(const char *text, int32_t *out) RT_CHECK;
/* "2007-12-31"; RT_DAY_NONE, RT_DAY_OPEN and years beyond 0..9999 give "". */
void rt_day_format(int32_t day, char out[RT_PERIOD_LABEL]);

#endif
