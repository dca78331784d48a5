/* Texts for people in Russian and English: catalogues, plural forms, formats
 * of numbers, dates and money. */
#ifndef RT_TEXT_TEXT_H
#define RT_TEXT_TEXT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"
#include "base/zone.h"

#include <stdint.h>

enum rt_lang { RT_LANG_RU, RT_LANG_EN, RT_LANG__MAX };

/* "ru", "en", NULL: the words of enum rt_lang in its order. */
extern const char *const rt_lang_words[RT_LANG__MAX + 1];
/* "ru" or "en".  RT_NONE when the word is neither. */
const char *rt_lang_name(enum rt_lang lang);
enum rt_code rt_lang_parse(const char *word, enum rt_lang *out) RT_CHECK;

/* The language of the terminal's user: the first non-empty one of
 * RETENTION_LANG, LC_ALL, LC_MESSAGES and LANG decides.  It is Russian if the
 * value begins with "ru", else English. */
enum rt_lang rt_lang_of_env(void);

/*
 * The sentence of a key.  The files lib/text/words_*.def hold one line a key,
 * W(key, "по-русски", "in English"), with both languages side by side, so that
 * neither can be forgotten.  A key that does not exist is a bug: rt_text()
 * aborts and names it; rt_text_find() answers NULL.
 */
const char *rt_text(enum rt_lang lang, const char *key);
const char *rt_text_find(enum rt_lang lang, const char *key);

/* The i-th key in the order of the files, NULL past the last: for tests, and
 * to hand all words to a template. */
const char *rt_text_key(size_t i);

/* The sentence with its {placeholders} replaced.  Pairs of name and value
 * follow, then NULL.  A placeholder without a value is left in the text.  The
 * result lives as long as `a`. */
char *rt_text_fill(enum rt_lang lang, struct rt_arena *a, const char *key, ...)
    __attribute__((sentinel));

/* The plural form for `n`.  The sentence holds its forms between "|": two in
 * English (one|many), three in Russian (один|два|пять).  {n} becomes the
 * number. */
char *rt_text_plural(enum rt_lang lang, struct rt_arena *a, const char *key,
                     int64_t n);

/* What happened, in the reader's language: the sentence of err->key with its
 * args.  An error without a key (or whose key has no sentence) gives the
 * general sentence of its code when `detail` is false (for pages); when it is
 * true (for the operator), "{what}: {errno}" if the system refused something,
 * else err->text.  The value of {errno} is said in words ("errno_enoent"). */
char *rt_text_err(enum rt_lang lang, struct rt_arena *a,
                  const struct rt_err *err, bool detail);

/*
 * Numbers: Russian groups thousands by U+00A0 from five digits on and has a
 * decimal comma; English groups by "," from four digits on.  The minus is
 * U+2212.  NaN and infinities give "—".
 */
char *rt_text_count(enum rt_lang lang, struct rt_arena *a, int64_t n);
char *rt_text_number(enum rt_lang lang, struct rt_arena *a, double x,
                     int decimals);
/* A share 0..1 as per cent: "1,21 %" with U+00A0, "1.21%". */
char *rt_text_share(enum rt_lang lang, struct rt_arena *a, double x,
                    int decimals);
/* Minor units, grouped from four digits on, blanks are U+00A0:
 * "1 234,56 ₽" / "RUB 1,234.56", "1,00 $" / "$1.00".  In Russian ₽, $, €,
 * ₸ or the code behind the number, in English $, € or the code before it. */
char *rt_text_money(enum rt_lang lang, struct rt_arena *a, int64_t minor,
                    const char *currency, int digits);
/* "31.12.2025" / "31 Dec 2025"; RT_DAY_NONE and RT_DAY_OPEN give "—". */
char *rt_text_day(enum rt_lang lang, struct rt_arena *a, int32_t day);
/* "31.12.2025 14:05" / "31 Dec 2025 14:05" */
char *rt_text_local(enum rt_lang lang, struct rt_arena *a, struct rt_local at);
/* A period for people: "янв. 2007" / "Jan 2007", "I кв. 2007" / "Q1 2007",
 * "2007"; weeks and days as in rt_text_day(). */
char *rt_text_period(enum rt_lang lang, struct rt_arena *a, enum rt_by by,
                     int32_t start);

#endif
