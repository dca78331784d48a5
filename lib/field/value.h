/* Read values as files have them.  Functions are pure; an ambiguous value is
 * refused by name, never guessed (DESIGN 8, METRICS 2).  field/field.h uses
 * the same parsers for what people type into forms. */
#ifndef RT_FIELD_VALUE_H
#define RT_FIELD_VALUE_H

#include "base/date.h"
#include "base/err.h"
#include "base/zone.h"
#include "field/plain.h"

#include <stddef.h>
#include <stdint.h>

/* How to read dates that have more than one reading. */
enum rt_date_order {
    RT_DATE_REFUSE, /* 01/02/2025 is refused */
    RT_DATE_DMY,
    RT_DATE_MDY,
    RT_DATE_UNIX,  /* any number is Unix seconds, even a short one */
    RT_DATE_EXCEL, /* a short number is a spreadsheet's day number */
    RT_DATE__MAX
};

/* What the values of one file have in common. */
struct rt_parse_how {
    enum rt_date_order order;
    bool number_ids; /* "17850.0" means the id 17850 */
    /* The values come from a workbook: short numbers are day numbers (since
     * 1904 in some), and amounts are rounded as the cells show them. */
    bool workbook, since_1904;
    int digits;           /* decimals of the currency */
    const char *currency; /* ISO 4217; NULL: amounts carry no currency sign */
    const struct rt_zone *zone;
};

/* A point in time as written.  With a zone, or as Unix seconds, it is an
 * instant; without one it is a local day and second. */
struct rt_when {
    bool absolute;
    int64_t at;     /* Unix seconds, where absolute */
    int32_t day;    /* else this day */
    int32_t second; /* 0..86399; 0 for a date alone */
};

/*
 * All functions take NUL-terminated UTF-8 that is not empty and has no blanks
 * around it.  They answer RT_EINVAL with a key of words_import.def (or base's
 * keys for money) that names the text.
 */

/* rt_plain_trim(), and also remove what keeps a spreadsheet from reading text
 * as a number or a formula: ="00123" is 00123, '-x is -x. */
const char *rt_parse_field(const char *s, size_t *len);

enum rt_none_in { RT_NONE_IN_TEXT, RT_NONE_IN_NUMBER, RT_NONE_IN_DATE };
/* True for what other systems write where there is no value: NULL, null, \N,
 * N/A, n/a, #N/A, Н/Д, #Н/Д; where no text stands also Null, None, nil, NaN,
 * NA, and in dates NaT, 0000-00-00, 01.01.0001 (as 1C has it) and a lone dash,
 * which in amounts may be a zero. */
bool rt_parse_none(const char *s, enum rt_none_in in);

/* 2025-12-31, 2025/12/31, 2025.12.31, 31.12.2025, 20251231, each but the last
 * with " 23:59[:59[.5]]", "T..." or " 11:59 PM", and behind it "Z", "UTC",
 * "GMT",
 * "+03:00" or "+0300 MSK"; 20251231235959; Unix time in seconds of 9 and 10
 * digits, in milliseconds of 12 and 13, in microseconds of 16, the first two
 * with a fraction or without.  Years outside 1900..2199 are refused:
 * import_date_range.  1 июня 2024, Jun 1, 2024, 1-Jun-2024 may have a time
 * behind them, too.  A
 * spreadsheet's day number is told (import_day_number {value} {day}) unless it
 * is expected; 13/02/2025 without an order is import_date_order {value}
 * {format}. */
enum rt_code rt_parse_when(const char *s, const struct rt_parse_how *how,
                           struct rt_when *out, struct rt_err *err) RT_CHECK;
/* Its local day in the zone of `how`. */
enum rt_code rt_parse_day(const char *s, const struct rt_parse_how *how,
                          int32_t *out, struct rt_err *err) RT_CHECK;
/* Its moment (base/moment.h).  A midnight without a zone is a day alone,
 * because spreadsheets write dates in that way. */
enum rt_code rt_parse_moment(const char *s, const struct rt_parse_how *how,
                             int64_t *out, struct rt_err *err) RT_CHECK;

/* Read an id in place.  With number_ids "17850.0" and "17850,0" become
 * "17850".  A number that a spreadsheet has shortened ("1.2E+05", "1,2E+05")
 * is refused: its digits are lost, and several ids would become one; with
 * number_ids any exponent is refused.  So are control characters and more than
 * `max` characters. */
enum rt_code rt_parse_id(char *s, size_t *len, size_t max,
                         const struct rt_parse_how *how,
                         struct rt_err *err) RT_CHECK;
/* Read free text: control characters other than TAB, LF, CR are refused. */
enum rt_code rt_parse_text(const char *s, size_t len, size_t max,
                           struct rt_err *err) RT_CHECK;

/* Read TRUE/FALSE, Yes/No, Да/Нет, Y/N, T/F, 1/0, in any case. */
enum rt_code rt_parse_bool(const char *s, int64_t *out,
                           struct rt_err *err) RT_CHECK;
/* Read a whole number; "12.0" and "12,0" count as one. */
enum rt_code rt_parse_int(const char *s, int64_t low, int64_t high,
                          int64_t *out, struct rt_err *err) RT_CHECK;
/* Read "0.25", "0,25" or "25%": 0 to 1. */
enum rt_code rt_parse_share(const char *s, double *out,
                            struct rt_err *err) RT_CHECK;
/*
 * Read an amount into minor units of the currency.  It is written as for
 * rt_money_parse(), and may have a minus at its end, brackets for a negative
 * number, any dash, and the sign or name of the currency before or after it
 * ("5 ₽", "€5", "1 000.50 RUB", "5 руб.").  Another currency's sign is
 * import_other_currency {value} {currency}.  A plain number of a workbook is
 * rounded to the minor unit, halves away from 0, as its cell shows it.
 */
enum rt_code rt_parse_money(const char *s, const struct rt_parse_how *how,
                            int64_t *out, struct rt_err *err) RT_CHECK;

/* RT_OK when the text means the currency of `how`: its code in any case, its
 * sign, the word руб.; else "import_row_currency" {value} {currency}. */
enum rt_code rt_parse_currency(const char *s, const struct rt_parse_how *how,
                               struct rt_err *err) RT_CHECK;

/* Factors and divisors have at most four decimals. */
enum { RT_PARSE_DECIMALS = 4, RT_PARSE_SCALE = 10000 };

/* Read a plain positive number ("12", "1.2", "0,5") in 1/RT_PARSE_SCALE; false
 * for anything else. */
bool rt_parse_factor(const char *s, int64_t *out);

/* first * second / divisor, computed exactly and rounded once, half to even,
 * to the minor unit (METRICS 0).  `second` NULL is 1; `divisor` > 0 in
 * 1/RT_PARSE_SCALE. */
enum rt_code rt_parse_formula(const char *first, const char *second,
                              int64_t divisor, const struct rt_parse_how *how,
                              int64_t *out, struct rt_err *err) RT_CHECK;

#endif
