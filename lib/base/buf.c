#include "base/buf.h"

#include "base/arena.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
rt_buf_init(struct rt_buf *b, size_t ceiling)
{
    *b = (struct rt_buf){.ceiling = ceiling != 0 ? ceiling : RT_BUF_CEILING};
}

void
rt_buf_fini(struct rt_buf *b)
{
    free(b->data);
    *b = (struct rt_buf){.ceiling = b->ceiling};
}

void
rt_buf_clear(struct rt_buf *b)
{
    b->len = 0;
    b->overflow = false;
    if (b->data != NULL)
        b->data[0] = '\0';
}

/* Make room for `len` more bytes and a NUL; false over the ceiling. */
static bool
reserve(struct rt_buf *b, size_t len)
{
    size_t need, size = b->size != 0 ? b->size : 256;

    if (b->overflow || len > b->ceiling - b->len) {
        b->overflow = true;
        return false;
    }
    need = b->len + len + 1;
    if (need <= b->size)
        return true;
    while (size < need)
        size *= 2;
    b->data = rt_heap_grow(b->data, size, 1);
    b->size = size;
    return true;
}

void
rt_buf_add(struct rt_buf *b, const void *data, size_t len)
{
    if (len == 0 || !reserve(b, len))
        return;
    memcpy(b->data + b->len, data, len);
    b->len += len;
    b->data[b->len] = '\0';
}

void
rt_buf_str(struct rt_buf *b, const char *s)
{
    rt_buf_add(b, s, strlen(s));
}

void
rt_buf_char(struct rt_buf *b, char c)
{
    rt_buf_add(b, &c, 1);
}

void
rt_buf_int(struct rt_buf *b, int64_t n)
{
    char digits[24], *p = digits + sizeof digits;
    uint64_t left = n < 0 ? -(uint64_t)n : (uint64_t)n;

    do {
        *--p = (char)('0' + left % 10);
        left /= 10;
    } while (left != 0);
    if (n < 0)
        *--p = '-';
    rt_buf_add(b, p, (size_t)(digits + sizeof digits - p));
}

/* Most texts fit into the room that is left. */
void
rt_buf_vfmt(struct rt_buf *b, const char *fmt, va_list ap)
{
    size_t room;
    va_list again;
    int len;

    if (!reserve(b, 0))
        return;
    room = b->size - b->len;
    va_copy(again, ap);
    len = vsnprintf(b->data + b->len, room, fmt, again);
    va_end(again);
    if (len < 0)
        rt_die("bad format: %s", fmt);
    if ((size_t)len >= room || (size_t)len > b->ceiling - b->len) {
        b->data[b->len] = '\0';
        if (!reserve(b, (size_t)len))
            return;
        vsnprintf(b->data + b->len, (size_t)len + 1, fmt, ap);
    }
    b->len += (size_t)len;
}

void
rt_buf_fmt(struct rt_buf *b, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    rt_buf_vfmt(b, fmt, ap);
    va_end(ap);
}

static const char *
html_entity(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static bool
html_control(char c)
{
    unsigned char u = (unsigned char)c;

    return (u < 0x20 && u != '\t' && u != '\n' && u != '\r') || u == 0x7f;
}

/* What one character becomes; NULL: it stays. */
static const char *
html_instead(const char *s, size_t n)
{
    if (n == 0 || html_control(s[0]))
        return "\xef\xbf\xbd";
    return html_entity(s[0]);
}

void
rt_buf_html(struct rt_buf *b, const char *s, size_t len)
{
    size_t done = 0;

    for (size_t i = 0; i < len;) {
        size_t n = rt_utf8_next(s + i, len - i, NULL);
        const char *instead = html_instead(s + i, n);

        if (instead != NULL) {
            rt_buf_add(b, s + done, i - done);
            rt_buf_str(b, instead);
            done = i + (n != 0 ? n : 1);
        }
        i += n != 0 ? n : 1;
    }
    rt_buf_add(b, s + done, len - done);
}

static bool
url_plain(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
           c == '~';
}

void
rt_buf_url(struct rt_buf *b, const char *s, size_t len)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        char out[3] = {'%', hex[c >> 4], hex[c & 15]};

        if (url_plain(s[i]))
            rt_buf_char(b, s[i]);
        else
            rt_buf_add(b, out, sizeof out);
    }
}

void
rt_buf_csv(struct rt_buf *b, const char *s, size_t len, bool text)
{
    bool guard = text && len != 0 && memchr("=+-@\t\r", s[0], 7) != NULL;
    bool quote = guard;

    for (size_t i = 0; i < len && !quote; i++)
        quote = s[i] == '"' || s[i] == ',' || s[i] == '\n' || s[i] == '\r' ||
                s[i] == ';';
    if (!quote) {
        rt_buf_add(b, s, len);
        return;
    }
    rt_buf_str(b, guard ? "\"'" : "\"");
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '"')
            rt_buf_char(b, '"');
        rt_buf_char(b, s[i]);
    }
    rt_buf_char(b, '"');
}

const char *
rt_buf_cstr(const struct rt_buf *b)
{
    return b->data != NULL ? b->data : "";
}

enum rt_code
rt_buf_ok(const struct rt_buf *b, struct rt_err *err)
{
    if (!b->overflow)
        return RT_OK;
    return rt_fail(err, RT_ELIMIT, "more than %zu bytes", b->ceiling);
}
