/* Remove invisible characters from typed text. */
#ifndef RT_FIELD_PLAIN_H
#define RT_FIELD_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

/* s[0..*len) without the invisible characters at both ends (space, TAB,
 * no-break, narrow and zero-width blanks, direction and byte order marks):
 * returns where it begins and sets its length. */
const char *rt_plain_trim(const char *s, size_t *len);

enum { RT_PLAIN_MAX = 64 };
/* The text of a number or a date with all sorts of dashes (U+2010 to U+2014,
 * U+2212) made plain ones, all sorts of blanks made spaces, and zero-width
 * characters removed.  False when there is no room for it. */
bool rt_plain_text(const char *s, char out[RT_PLAIN_MAX]);

#endif
