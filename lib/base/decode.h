/* The two encodings that files come in: UTF-8 and Windows-1251. */
#ifndef RT_BASE_DECODE_H
#define RT_BASE_DECODE_H

#include <stdbool.h>
#include <stddef.h>

enum rt_charset {
    RT_CHARSET_UNKNOWN, /* ASCII so far: either of the others */
    RT_CHARSET_UTF8,
    RT_CHARSET_CP1251
};

/*
 * Which encoding a piece of text is in.
 *
 * UTF-8 when it has non-ASCII characters and malformed bytes are at most a
 * tenth of them: text in Windows-1251 is well-formed UTF-8 only by rare
 * chance, and a few damaged bytes do not make a file Windows-1251.  UNKNOWN
 * when all is ASCII.  With `more` text to come, a character that the end cuts
 * in two is ignored.
 */
enum rt_charset rt_charset_guess(const char *s, size_t len, bool more);

/* Number of leading ASCII bytes. */
size_t rt_ascii_len(const char *s, size_t len);

/* Position of the first byte that is malformed UTF-8, or not assigned in
 * Windows-1251 (only 0x98 is not); `len` when there is none. */
size_t rt_charset_bad(enum rt_charset cs, const char *s, size_t len);

enum { RT_CP1251_WIDEST = 3 };
/* Windows-1251 to UTF-8: `out` has room for RT_CP1251_WIDEST bytes for each
 * of the `len` bytes.  Returns the bytes written; 0x98 becomes U+FFFD. */
size_t rt_cp1251_to_utf8(const char *s, size_t len, char *out);

#endif
