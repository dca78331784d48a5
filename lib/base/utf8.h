/* UTF-8: checking, cutting, counting, writing. */
#ifndef RT_BASE_UTF8_H
#define RT_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Length in bytes (1..4) of the well-formed character at s; 0 when the bytes
 * are not well-formed UTF-8 (overlong, surrogate, above U+10FFFF, cut short).
 * `len` > 0 bytes are readable.  The code point goes to `out` unless it is
 * NULL. */
size_t rt_utf8_next(const char *s, size_t len, uint32_t *out);

/* The text without the spaces and tabs at its ends, cut off in place: where it
 * begins. */
char *rt_trim(char *s);

/* True when all of s[0..len) is well-formed UTF-8. */
bool rt_utf8_valid(const char *s, size_t len);

/* The largest length <= max at which s[0..len) may be cut without splitting
 * a character. */
size_t rt_utf8_cut(const char *s, size_t len, size_t max);

/* Number of characters; each malformed byte counts as one. */
size_t rt_utf8_count(const char *s, size_t len);

/* The small letter of an ASCII, Western or Cyrillic capital; other characters
 * are returned unchanged.  Both take the same number of bytes in UTF-8. */
uint32_t rt_utf8_small(uint32_t c);

enum { RT_UTF8_WIDEST = 4 };
/* Write a code point up to U+10FFFF, and return its length: 1 to 4. */
size_t rt_utf8_put(uint32_t c, char *out);

#endif
