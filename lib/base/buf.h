/* A growing byte buffer with a ceiling, and one escaper for each place a value
 * can land in. */
#ifndef RT_BASE_BUF_H
#define RT_BASE_BUF_H

#include "base/err.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Appending never fails on the spot.  Bytes over the ceiling are dropped,
 * `overflow` stays set, and rt_buf_ok() reports it once at the end.
 */
struct rt_buf {
    char *data; /* NUL behind the last byte; NULL while empty */
    size_t len;
    size_t size;
    size_t ceiling;
    bool overflow;
};

enum { RT_BUF_CEILING = 64 * 1024 * 1024 };

/* An empty buffer; `ceiling` in bytes, 0 for RT_BUF_CEILING. */
void rt_buf_init(struct rt_buf *b, size_t ceiling);
void rt_buf_fini(struct rt_buf *b);

/* Empty it and keep its memory. */
void rt_buf_clear(struct rt_buf *b);

void rt_buf_add(struct rt_buf *b, const void *data, size_t len);
void rt_buf_str(struct rt_buf *b, const char *s);
void rt_buf_char(struct rt_buf *b, char c);
void rt_buf_int(struct rt_buf *b, int64_t n); /* decimal digits */
void rt_buf_fmt(struct rt_buf *b, const char *fmt, ...) RT_PRINTF(2, 3);
void rt_buf_vfmt(struct rt_buf *b, const char *fmt, va_list ap) RT_PRINTF(2, 0);

/* HTML text and quoted attributes: & < > " ' become entities, and malformed
 * UTF-8 or control characters but TAB, LF, CR become U+FFFD. */
void rt_buf_html(struct rt_buf *b, const char *s, size_t len);

/* A component of a URL: all but A-Z a-z 0-9 - . _ ~ percent-encoded. */
void rt_buf_url(struct rt_buf *b, const char *s, size_t len);

/* One CSV field (RFC 4180), quoted where needed.  With `text`, a field that
 * a spreadsheet would run as a formula (first character = + - @ TAB CR NUL)
 * gets a leading apostrophe; numbers are written with `text` false. */
void rt_buf_csv(struct rt_buf *b, const char *s, size_t len, bool text);

/* The contents as a string, "" when empty; valid until the next append. */
const char *rt_buf_cstr(const struct rt_buf *b);

/* RT_ELIMIT when something was dropped. */
enum rt_code rt_buf_ok(const struct rt_buf *b, struct rt_err *err) RT_CHECK;

#endif
