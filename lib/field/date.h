/* Read days and periods as people type them. */
#ifndef RT_FIELD_DATE_H
#define RT_FIELD_DATE_H

#include "base/date.h"

/* What a typed date or period covers. */
struct rt_typed_period {
    int32_t first, last; /* days, inclusive */
    enum rt_by by; /* the kind of period that was named: a day, a week, ... */
};

/*
 * Read a day or a period in any spelling of either language (PAGES 3).  Letter
 * case and the kinds of blanks and dashes do not matter.
 *
 *   day      2026-06-01 2026-6-1 2026.06.01 2026/06/01 20260601, 01.06.2026,
 *            1 июня 2026, 1 Jun 2026, June 1, 2026, 1-Jun-2026; 13/06/2026,
 *            when only one order gives a day
 *   week     2026-W23, 28 апр. – 4 мая 2025, 28.04.2025 – 04.05.2025
 *   month    2026-06 06.2026, июнь 2026, июн. 2026, Jun 2026
 *   quarter  2026Q2 Q2 2026, 2 кв. 2026, 2 квартал 2026, II кв. 2026
 *   year     2026, 2026 г.
 *   today    сегодня today: the day `today`; вчера yesterday: the day before
 *
 *   name   name of the input, for the error
 *   today  a day, or RT_DAY_NONE when "today" is not allowed
 *
 * RT_EINVAL "bad_date" {name} {value} for anything else, and for a day that
 * does not exist or lies outside 1900..2199; "ambiguous_date" {name} {value}
 * {first} {second} for 01/06/2026, with both readings as ISO days.
 */
enum rt_code rt_period_read(const char *name, const char *text, int32_t today,
                            struct rt_typed_period *out,
                            struct rt_err *err) RT_CHECK;

/* The same for a single day: RT_EINVAL "bad_day" for a longer period. */
enum rt_code rt_day_read(const char *name, const char *text, int32_t today,
                         int32_t *out, struct rt_err *err) RT_CHECK;

/* The canonical text: 2026-06-01, 2026-06, 2026Q2, 2026.  A week is written as
 * its last day when `ends`, else as its first. */
void rt_typed_period_label(const struct rt_typed_period *p, bool ends,
                           char out[RT_PERIOD_LABEL]);

#endif
