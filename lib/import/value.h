/* Text of a file to typed values.  Pure; what is ambiguous is refused and
 * named, never guessed (DESIGN 8, METRICS 2). */
#ifndef RT_IMPORT_VALUE_H
#define RT_IMPORT_VALUE_H

#include "base/date.h"
#include "base/err.h"
#include "base/zone.h"

#include <stddef.h>
#include <stdint.h>

/* How dates that have more than one reading are read. */
enum rt_date_order {
    RT_DATE_REFUSE, /* 01/02/2025 is refused */
    RT_DATE_DMY,
    RT_DATE_MDY,
    RT_DATE_UNIX, /* any number is Unix seconds, also a short one */
    RT_DATE__MAX
};

/* What the values of one file have in common. */
struct rt_parse_how {
    enum rt_date_order order;
    bool number_ids;      /* "17850.0" is the id 17850 */
    const char *currency; /* of all amounts, ISO 4217 */
    int digits;           /* its decimals */
    const struct rt_zone *zone;
};

/* A point in time as written: with a zone (or Unix seconds) it is an instant,
 * without one a local day and second. */
struct rt_when {
    bool absolute;
    int64_t at;     /* Unix seconds, where absolute */
    int32_t day;    /* else */
    int32_t second; /* 0..86399; 0 for a date alone */
};

/*
 * All functions take NUL-terminated UTF-8 without blanks around it, not
 * empty.  They answer RT_EINVAL with a key of words_import.def (or base's
 * keys for money) that names the text.
 */

/* s[0..*len) without the blanks (space, TAB, NBSP) at both ends: where it
 * begins, and its length. */
const char *rt_parse_trim(const char *s, size_t *len);

/* 2025-12-31, 2025/12/31, 31.12.2025, 20251231, each but the last with
 * " 23:59[:59[.5]]" or "T..." and, in ISO order, "Z" or "+03:00" behind;
 * Unix seconds of 9 digits and more, with a fraction or without.  Years
 * outside 1900..2199 are refused: import_date_range. */
enum rt_code rt_parse_when(const char *s, const struct rt_parse_how *how,
                           struct rt_when *out, struct rt_err *err) RT_CHECK;
/* The local day of it in the zone of `how`. */
enum rt_code rt_parse_day(const char *s, const struct rt_parse_how *how,
                          int32_t *out, struct rt_err *err) RT_CHECK;
/* The instant; a date alone is its local midnight. */
enum rt_code rt_parse_instant(const char *s, const struct rt_parse_how *how,
                              int64_t *out, struct rt_err *err) RT_CHECK;

/* An id in place: with number_ids "17850.0" becomes "17850" and a number
 * with an exponent ("1.2E+5": its digits are lost) is refused.  Control
 * characters are refused, and more than `max` characters. */
enum rt_code rt_parse_id(char *s, size_t *len, size_t max,
                         const struct rt_parse_how *how,
                         struct rt_err *err) RT_CHECK;
/* Free text: control characters but TAB, LF, CR are refused. */
enum rt_code rt_parse_text(const char *s, size_t len, size_t max,
                           struct rt_err *err) RT_CHECK;

/* TRUE/FALSE, Yes/No, Да/Нет, Y/N, T/F, 1/0, in any case. */
enum rt_code rt_parse_bool(const char *s, int64_t *out,
                           struct rt_err *err) RT_CHECK;
/* A whole number; "12.0" is one. */
enum rt_code rt_parse_int(const char *s, int64_t low, int64_t high,
                          int64_t *out, struct rt_err *err) RT_CHECK;
/* "0.25", "0,25" or "25%": 0 to 1. */
enum rt_code rt_parse_share(const char *s, double *out,
                            struct rt_err *err) RT_CHECK;
/* Minor units of the currency. */
enum rt_code rt_parse_money(const char *s, const struct rt_parse_how *how,
                            int64_t *out, struct rt_err *err) RT_CHECK;

/* RT_OK when it means the currency of `how`: its code in any case, its sign,
 * the word руб.; "import_row_currency" {value} {currency}. */
enum rt_code rt_parse_currency(const char *s, const struct rt_parse_how *how,
                               struct rt_err *err) RT_CHECK;

/* Factors and divisors have at most four decimals. */
enum { RT_PARSE_DECIMALS = 4, RT_PARSE_SCALE = 10000 };

/* A plain positive number ("12", "1.2", "0,5") in 1/RT_PARSE_SCALE; false for
 * anything else. */
bool rt_parse_factor(const char *s, int64_t *out);

/* first * second / divisor, exactly, and once rounded half to even to the
 * minor unit (METRICS 0).  `second` NULL is 1; `divisor` > 0 in
 * 1/RT_PARSE_SCALE. */
enum rt_code rt_parse_formula(const char *first, const char *second,
                              int64_t divisor, const struct rt_parse_how *how,
                              int64_t *out, struct rt_err *err) RT_CHECK;

enum { RT_PHONE_TEXT = 17 };
/* E.164 ("+74951234567") from a number with its country code or, as written
 * in Russia, eleven digits that begin with 7 or 8.  Blanks, points, dashes
 * and brackets are taken off. */
enum rt_code rt_parse_phone(const char *s, char out[RT_PHONE_TEXT],
                            struct rt_err *err) RT_CHECK;
/* Looks like an address: something@name.name, no blanks. */
enum rt_code rt_parse_email(const char *s, struct rt_err *err) RT_CHECK;

#endif
