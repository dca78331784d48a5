/* From the encodings that files come in to UTF-8. */
#ifndef RT_BASE_DECODE_H
#define RT_BASE_DECODE_H

#include "base/charset.h"

/*
 * Which encoding a piece of text is in, other than UTF-16.
 *
 * UTF-8 when it has non-ASCII characters and malformed bytes are at most a
 * tenth of them: text in another encoding is well-formed UTF-8 only by rare
 * chance, and a few damaged bytes do not make a file another one.  With
 * more of them, but no more than half, it is UNCLEAR, else what
 * rt_charset_judge() says.  UNKNOWN when all is ASCII.  With `more` text to
 * come, a character that the end cuts in two is ignored.
 */
enum rt_charset rt_charset_guess(const char *s, size_t len, bool more);

/* UTF-16 by its mark of byte order, or by its ASCII characters, at least one
 * in ten: UTF16LE, UTF16BE or UNKNOWN. */
enum rt_charset rt_utf16_guess(const char *s, size_t len);

/* Number of leading ASCII bytes. */
size_t rt_ascii_len(const char *s, size_t len);

/* Position of the first byte that is malformed UTF-8; `len`: none. */
size_t rt_utf8_bad(const char *s, size_t len);
/* The same of a byte that the table does not have. */
size_t rt_bytes_bad(const uint16_t table[RT_CHARSET_HIGH], const char *s,
                    size_t len);

enum { RT_BYTE_WIDEST = 3 };
/* Bytes of a table to UTF-8: `out` has room for RT_BYTE_WIDEST bytes for each
 * of the `len` bytes.  Returns the bytes written. */
size_t rt_bytes_to_utf8(const uint16_t table[RT_CHARSET_HIGH], const char *s,
                        size_t len, char *out);

enum { RT_UTF16_WIDEST = 3 };
/* UTF-16 to UTF-8, whole characters: `*used` of the `len` bytes; `out` has
 * room for RT_UTF16_WIDEST bytes for each two, and one more.  Half a pair
 * becomes a byte 0xff, which is no UTF-8.  `last`: no more bytes come. */
size_t rt_utf16_to_utf8(const char *s, size_t len, bool big, bool last,
                        char *out, size_t *used);

#endif
