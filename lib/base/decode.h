/* Decode imported files to UTF-8. */
#ifndef RT_BASE_DECODE_H
#define RT_BASE_DECODE_H

#include "base/charset.h"

/*
 * Guess which encoding, other than UTF-16, a piece of text is in.
 *
 * UTF-8 when the text has non-ASCII characters and at most a tenth of them are
 * malformed: other encodings hardly ever look like UTF-8, and a few damaged
 * bytes do not change the encoding of a file.  If more bytes are malformed but
 * not more than half, the answer is UNCLEAR; beyond that rt_charset_judge()
 * decides.  UNKNOWN when everything is ASCII.  With `more` text to come, a
 * character that the end cuts in two is ignored.
 */
enum rt_charset rt_charset_guess(const char *s, size_t len, bool more);

/* Recognise UTF-16 by its byte order mark, or by its ASCII characters when
 * they are at least one in ten: UTF16LE, UTF16BE or UNKNOWN. */
enum rt_charset rt_utf16_guess(const char *s, size_t len);

/* Number of ASCII bytes at the beginning. */
size_t rt_ascii_len(const char *s, size_t len);

/* Position of the first byte that is not well-formed UTF-8; `len`: there is
 * none. */
size_t rt_utf8_bad(const char *s, size_t len);
/* Position of the first byte that the table does not have; `len`: there is
 * none. */
size_t rt_bytes_bad(const uint16_t table[RT_CHARSET_HIGH], const char *s,
                    size_t len);

enum { RT_BYTE_WIDEST = 3 };
/* Convert bytes to UTF-8 by a table.  `out` has room for RT_BYTE_WIDEST bytes
 * for each of the `len` bytes.  Returns the number of bytes written. */
size_t rt_bytes_to_utf8(const uint16_t table[RT_CHARSET_HIGH], const char *s,
                        size_t len, char *out);

enum { RT_UTF16_WIDEST = 3 };
/* Convert UTF-16 to UTF-8 in whole characters; `*used` of the `len` bytes were
 * converted.  `out` has room for RT_UTF16_WIDEST bytes for each two bytes, and
 * one more.  Half of a surrogate pair becomes the byte 0xff, which is not
 * valid UTF-8.  `last`: no more bytes follow. */
size_t rt_utf16_to_utf8(const char *s, size_t len, bool big, bool last,
                        char *out, size_t *used);

#endif
