/* Typed text without what is not seen in it. */
#ifndef RT_FIELD_PLAIN_H
#define RT_FIELD_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

/* s[0..*len) without what is not seen at both ends (space, TAB, no-break,
 * narrow and zero-width blanks, marks of direction and of byte order): where
 * it begins, and its length. */
const char *rt_plain_trim(const char *s, size_t *len);

enum { RT_PLAIN_MAX = 64 };
/* Text of a number or a date with plain dashes for all sorts of them (U+2010
 * to U+2014, U+2212), spaces for all sorts of blanks, and without zero-width
 * characters.  False when there is no room for it. */
bool rt_plain_text(const char *s, char out[RT_PLAIN_MAX]);

#endif
