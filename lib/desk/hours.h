/* When the desk works: hours of a week, days that differ, and how a number of
 * working hours passes over them (DESK 4). */
#ifndef RT_DESK_HOURS_H
#define RT_DESK_HOURS_H

#include "base/arena.h"
#include "base/zone.h"

enum {
    RT_HOURS_SPANS = 8,    /* of one day */
    RT_HOURS_HORIZON = 60, /* days within which there must be an open hour */
    RT_HOURS_FAR = 3660    /* days that a walk looks ahead at most */
};

/* Open from the second `from` to `to` of a local day, half-open; `to` may be
 * 86400, midnight. */
struct rt_hours_span {
    int32_t from;
    int32_t to;
};

struct rt_hours_day {
    struct rt_hours_span span[RT_HOURS_SPANS]; /* rising, apart */
    int n;                                     /* 0: closed */
};

/* A row of work_days: what a day has instead of the hours of its weekday. */
struct rt_work_day {
    int32_t day;
    struct rt_hours_day hours;
};

struct rt_calendar {
    const struct rt_zone *zone;     /* REPORT_ZONE */
    struct rt_hours_day week[7];    /* 0 Monday */
    const struct rt_work_day *days; /* [n_days], rising by day */
    size_t n_days;
};

/*
 * Read DESK_HOURS: "Mo-Fr 09:00-13:00,14:00-18:00; Sa 10:00-14:00".
 *
 * Groups are separated by ";".  A group is days and hours with a blank
 * between; days are Mo Tu We Th Fr Sa Su or Пн Вт Ср Чт Пт Сб Вс, single
 * ("Mo,We") or from to ("Fr-Mo" goes over Sunday); a weekday without a group
 * is closed.  Blanks do no harm anywhere but inside a word.
 *
 *   week   [7] as in struct rt_calendar
 *
 * RT_EINVAL with {value}, the piece that is wrong: "desk_hours_empty",
 * "desk_hours_day" no such weekday, "desk_hours_twice" a weekday in two
 * groups, and those of rt_hours_read().
 */
enum rt_code rt_hours_read_week(const char *text, struct rt_hours_day week[7],
                                struct rt_err *err) RT_CHECK;

/*
 * Read the hours of one day, "09:00-13:00,14:00-18:00", as a row of work_days
 * has them; "" is closed.
 *
 * RT_EINVAL with {value}: "desk_hours_time" no HH:MM from 00:00 to 24:00,
 * "desk_hours_order" a span that does not end later than it begins (a shift
 * over midnight is written as two days), "desk_hours_overlap" one that begins
 * before the one before it ends.  RT_ELIMIT "desk_hours_many" {max}.
 */
enum rt_code rt_hours_read(const char *text, struct rt_hours_day *out,
                           struct rt_err *err) RT_CHECK;

/* RT_EINVAL "desk_hours_never" {days}: not one open hour within
 * RT_HOURS_HORIZON days from `today` on.  The programs refuse to start. */
enum rt_code rt_hours_check(const struct rt_calendar *c, int32_t today,
                            struct rt_err *err) RT_CHECK;

/* The hours of a local day, work_days before the week. */
const struct rt_hours_day *rt_hours_of(const struct rt_calendar *c,
                                       int32_t day);

/*
 * The instant at which `seconds` of open time have passed since `at`; with 0
 * `at` itself.  Local days are walked, each span being made instants of its
 * own, so a day of 23 or 25 hours has what its clock shows.  A sum that ends
 * with a span ends there and not at the next opening: 4 h from Monday 9:00
 * are Monday 13:00.  `at` + `seconds` where RT_HOURS_FAR days are not enough.
 */
int64_t rt_hours_add(const struct rt_calendar *c, int64_t at, int64_t seconds);

/* Open seconds in [from, to); 0 when `to` is not later.  At most
 * RT_HOURS_FAR days are looked at. */
int64_t rt_hours_between(const struct rt_calendar *c, int64_t from, int64_t to);

/* Whether it is open at `at`. */
bool rt_hours_open(const struct rt_calendar *c, int64_t at);

/* `at` when it is open then, else the next opening; `at` where there is none
 * in RT_HOURS_FAR days. */
int64_t rt_hours_next(const struct rt_calendar *c, int64_t at);

/* Closing time of the first day after the local day of `at` that has open
 * hours: the end of the next working day. */
int64_t rt_hours_next_day_end(const struct rt_calendar *c, int64_t at);

#endif
