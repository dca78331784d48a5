/* Money: int64_t minor units of one currency. */
#ifndef RT_BASE_MONEY_H
#define RT_BASE_MONEY_H

#include "base/err.h"

#include <stdint.h>

/* Number of decimals of an ISO 4217 currency code (RUB 2, JPY 0, KWD 3).
 * RT_EINVAL (key "bad_currency" {value}) for an unknown code. */
enum rt_code rt_currency_digits(const char *code, int *digits,
                                struct rt_err *err) RT_CHECK;

/*
 * Parse an amount into minor units.
 *
 *   text    "1234.56", "1 234,56", "1234,5", "-3", "+3", "1,234.56",
 *           "1.234,56", "1'234.50", ".5"; blanks (space, NBSP U+00A0, U+202F,
 *           U+2009) and ' group thousands, one kind a number.  U+2212 is a
 *           minus too; blanks around the number do no harm.  "5.", which may
 *           have been cut short, and a currency sign are refused.
 *   digits  0..4 decimals of the currency; more decimals in `text` are
 *           accepted only when they are zeros
 *
 * One separator followed by exactly three digits ("1,234") is ambiguous
 * unless the digits before it are "0" or more than three, or the currency has
 * three decimals, or none: then it groups thousands.
 * RT_EINVAL key "ambiguous_amount".  Not a number: key "bad_amount".  Out of
 * +-9.2e18 minor units: RT_ELIMIT key "huge_amount".  All have {value} and
 * {digits}.
 */
enum rt_code rt_money_parse(const char *text, int digits, int64_t *minor,
                            struct rt_err *err) RT_CHECK;

enum { RT_MONEY_TEXT = 32 };
/* Plain decimal string "-1234.56", for JSON, CSV and SQL. */
void rt_money_plain(int64_t minor, int digits, char out[RT_MONEY_TEXT]);

/* a + b with RT_ELIMIT on overflow, naming `what`. */
enum rt_code rt_money_add(int64_t a, int64_t b, int64_t *sum, const char *what,
                          struct rt_err *err) RT_CHECK;

#endif
