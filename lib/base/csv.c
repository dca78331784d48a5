#include "base/csv.h"

#include "base/arena.h"
#include "base/csv_own.h"
#include "base/decode.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* This many bytes decide when the encoding has to be judged late. */
enum { LATE_PROBE = 64 * 1024 };

static enum rt_code
refuse_record(const struct rt_csv *c, struct rt_err *err)
{
    char line[24];

    snprintf(line, sizeof line, "%" PRIu64, c->line);
    return rt_fail_key(err, c->scan.code, c->scan.key, "line", line, NULL);
}

/* Go to the line after the first line of the refused record. */
static void
pass_line(struct rt_csv *c)
{
    char *lf = memchr(c->cur, '\n', (size_t)(c->end - c->cur));

    c->skip = lf == NULL && !c->eof;
    c->cur = lf != NULL ? lf + 1 : c->end;
    c->line += lf != NULL;
}

static enum rt_code
refuse_byte(const struct rt_csv *c, const char *p, size_t at,
            struct rt_err *err)
{
    const char *key = c->wide != NULL                ? "csv_bad_utf16"
                      : rt_csv_has_table(c->charset) ? "csv_bad_byte"
                                                     : "csv_bad_utf8";
    uint64_t line_no = c->line;
    size_t line_start = 0;
    char line[24], byte[24];

    for (size_t i = 0; i < at; i++)
        if (p[i] == '\n') {
            line_no++;
            line_start = i + 1;
        }
    snprintf(line, sizeof line, "%" PRIu64, line_no);
    snprintf(byte, sizeof byte, "%zu", at - line_start + 1);
    return rt_fail_key(err, RT_EINVAL, key, "line", line, "byte", byte,
                       rt_csv_has_table(c->charset) ? "charset" : NULL,
                       rt_charset_name(c->charset), NULL);
}

/* Convert the bytes of a record that is not plain ASCII. */
static enum rt_code
check_charset(struct rt_csv *c, struct rt_err *err)
{
    size_t len = (size_t)(c->scan.next - c->cur), at;

    if (c->charset == RT_CHARSET_UNKNOWN &&
        rt_csv_settle_charset(c, &c->failed) != RT_OK) {
        c->failed.code = RT_EBROKEN; /* the record is not to blame */
        return rt_csv_report(c, err);
    }
    at = rt_csv_has_table(c->charset) ? rt_bytes_bad(c->table, c->cur, len)
                                      : rt_utf8_bad(c->cur, len);
    return at == len ? RT_OK : refuse_byte(c, c->cur, at, err);
}

/* Turn "" into " in a quoted field; its bytes are in our buffer. */
static void
undouble(struct rt_csv_field *f)
{
    char *to = memchr(f->s, '"', f->len), *end = (char *)f->s + f->len;

    for (char *from = to; from != NULL && from < end; from++) {
        *to++ = *from;
        from += *from == '"';
    }
    if (to != NULL)
        f->len = (size_t)(to - f->s);
}

/* Convert fields that are not ASCII to UTF-8, in `text`. */
static void
convert_fields(struct rt_csv *c)
{
    size_t need = (size_t)(c->scan.next - c->cur) * RT_BYTE_WIDEST;
    char *to;

    need += c->scan.n;
    if (need > c->text_size) {
        c->text = rt_heap_grow(c->text, need, 1);
        c->text_size = need;
    }
    to = c->text;
    for (size_t i = 0; i < c->scan.n; i++) {
        struct rt_csv_field *f = &c->scan.fields[i];

        if (rt_ascii_len(f->s, f->len) == f->len)
            continue;
        f->len = rt_bytes_to_utf8(c->table, f->s, f->len, to);
        f->s = to;
        to += f->len + 1;
    }
}

/* Prepare the record that was found for the caller. */
static void
finish_record(struct rt_csv *c)
{
    struct rt_csv_field *fields = c->scan.fields;

    for (size_t i = 0; i < c->scan.n && c->scan.doubled; i++)
        if (fields[i].quoted)
            undouble(&fields[i]);
    if (c->scan.high && rt_csv_has_table(c->charset))
        convert_fields(c);
    for (size_t i = 0; i < c->scan.n; i++)
        ((char *)fields[i].s)[fields[i].len] = '\0';
}

static void
pass_record(struct rt_csv *c)
{
    c->cur += c->scan.next - c->cur;
    c->line += c->scan.lines;
}

/* Read more data after what is left.  RT_NONE: there is no more.  After a
 * failure the records read before it are returned first. */
static enum rt_code
read_more(struct rt_csv *c)
{
    if (c->failed.code != RT_OK)
        return c->failed.code;
    if (c->eof)
        return RT_NONE;
    rt_csv_refill(c);
    return RT_OK;
}

/* True when judging the encoding needs more data than the buffer has left. */
static bool
needs_more(const struct rt_csv *c)
{
    return c->scan.high && c->charset == RT_CHARSET_UNKNOWN && !c->eof &&
           c->failed.code == RT_OK && c->end - c->cur < LATE_PROBE;
}

/* Find the next record that is not an empty line; it is not looked at yet. */
static enum rt_code
find_record(struct rt_csv *c, enum rt_csv_found *found)
{
    enum rt_code rc = RT_OK;

    while (rc == RT_OK) {
        if (c->skip)
            pass_line(c);
        *found = RT_CSV_MORE;
        if (c->cur < c->end)
            *found = rt_csv_scan(&c->scan, c->cur, c->end, c->eof);
        if (*found == RT_CSV_MORE || needs_more(c))
            rc = read_more(c);
        else if (*found == RT_CSV_REFUSED || c->scan.n > 1 ||
                 c->scan.fields[0].len > 0 || c->scan.fields[0].quoted)
            break;
        else
            pass_record(c);
    }
    return rc;
}

enum rt_code
rt_csv_next(struct rt_csv *c, struct rt_csv_row *row, struct rt_err *err)
{
    enum rt_csv_found found;
    enum rt_code rc = find_record(c, &found);

    *row = (struct rt_csv_row){.line = c->line};
    if (rc != RT_OK)
        return rc == RT_NONE ? rc : rt_csv_report(c, err);
    if (found == RT_CSV_REFUSED) {
        rc = refuse_record(c, err);
        pass_line(c);
        return rc;
    }
    if (c->scan.high)
        rc = check_charset(c, err);
    if (rc == RT_OK) {
        finish_record(c);
        row->fields = c->scan.fields;
        row->n = c->scan.n;
    }
    pass_record(c);
    return rc;
}

char
rt_csv_separator(const struct rt_csv *c)
{
    return c->scan.separator;
}

enum rt_charset
rt_csv_charset(const struct rt_csv *c)
{
    return c->charset;
}

uint64_t
rt_csv_offset(const struct rt_csv *c)
{
    return c->gz != NULL ? (uint64_t)gzoffset(c->gz) : c->n_read;
}
