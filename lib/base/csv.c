#include "base/csv.h"

#include "base/arena.h"
#include "base/content.h"
#include "base/csv_scan.h"
#include "base/decode.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum {
    FIRST_READ = 16 * 1024,
    WIDE_READ = 4096, /* bytes of UTF-16 at a time */
    WIDE_ROOM = WIDE_READ / 2 * RT_UTF16_WIDEST + 1,
    LATE_PROBE = 64 * 1024 /* bytes that a late encoding is judged by */
};
_Static_assert(RT_CSV_PROBE % FIRST_READ == 0, "it doubles up to the probe");

struct rt_csv {
    char *name;
    rt_csv_read *read;
    void *arg;
    gzFile gz; /* NULL for a callback */
    uint64_t n_read;
    struct rt_csv_scan scan;
    enum rt_charset charset;
    uint16_t table[RT_CHARSET_HIGH]; /* of a charset with a byte a character */
    char *wide; /* UTF-16 that is read and not yet decoded; NULL: it is none */
    size_t n_wide;
    char *buf;       /* `size` bytes and one for the LF behind `end` */
    size_t size;     /* grows until the longest record fits, then stays */
    char *cur, *end; /* what is read and not yet given out */
    bool eof;
    bool skip; /* the rest of a refused line is still to come */
    uint64_t line;
    char *text; /* the fields of a record that had to be converted */
    size_t text_size;
    struct rt_err failed; /* what ended the reading */
};

static enum rt_code
read_gz(void *arg, void *buf, size_t size, size_t *got, struct rt_err *err)
{
    struct rt_csv *c = arg;
    int n = gzread(c->gz, buf, (unsigned)size), code = Z_OK;

    *got = n > 0 ? (size_t)n : 0;
    if (n > 0)
        return RT_OK;
    gzerror(c->gz, &code);
    if (code == Z_OK || code == Z_STREAM_END)
        return RT_OK;
    if (code == Z_ERRNO)
        return rt_fail_key(err, RT_EIO, "csv_cannot_read", "file", c->name,
                           "why", strerror(errno), NULL);
    return rt_fail_key(err, RT_EBROKEN, "csv_bad_gzip", "file", c->name, NULL);
}

/* More bytes to `to`: *got of `room`, 0 at the end of the data. */
static enum rt_code
read_bytes(struct rt_csv *c, char *to, size_t room, size_t *got)
{
    enum rt_code rc = c->read(c->arg, to, room, got, &c->failed);

    if (rc != RT_OK) {
        c->failed.code = rc;
        *got = 0;
        return rc;
    }
    c->n_read += *got;
    return RT_OK;
}

/* Decode more UTF-16; there is room for WIDE_ROOM bytes. */
static void
fill_wide(struct rt_csv *c)
{
    size_t got, used;

    if (read_bytes(c, c->wide + c->n_wide, WIDE_READ - c->n_wide, &got) !=
        RT_OK)
        return;
    c->n_wide += got;
    c->eof = got == 0;
    c->end +=
        rt_utf16_to_utf8(c->wide, c->n_wide, c->charset == RT_CHARSET_UTF16BE,
                         c->eof, c->end, &used);
    c->n_wide -= used;
    memmove(c->wide, c->wide + used, c->n_wide);
}

/* Bytes that reading on needs room for. */
static size_t
room_needed(const struct rt_csv *c)
{
    return c->wide != NULL ? WIDE_ROOM : 1;
}

/* Read until the buffer is full or the data ends. */
static void
fill(struct rt_csv *c)
{
    while (c->failed.code == RT_OK && !c->eof) {
        size_t room = (size_t)(c->buf + c->size - c->end), got;

        if (room < room_needed(c))
            break;
        if (c->wide != NULL) {
            fill_wide(c);
        } else if (read_bytes(c, c->end, room, &got) == RT_OK) {
            c->end += got;
            c->eof = got == 0;
        }
    }
    *c->end = '\n';
}

/* Make room behind what is left and read on. */
static void
refill(struct rt_csv *c)
{
    size_t left = (size_t)(c->end - c->cur);

    memmove(c->buf, c->cur, left);
    if (left + room_needed(c) > c->size) {
        c->size *= 2;
        c->buf = rt_heap_grow(c->buf, c->size + 1, 1);
    }
    c->cur = c->buf;
    c->end = c->buf + left;
    fill(c);
}

static enum rt_code
report(const struct rt_csv *c, struct rt_err *err)
{
    if (err != NULL && err->code == RT_OK)
        *err = c->failed;
    return c->failed.code;
}

static enum rt_code
refuse_file(const struct rt_csv *c, const char *key, struct rt_err *err)
{
    return rt_fail_key(err, RT_EINVAL, key, "file", c->name, NULL);
}

/* Decode what has been read so far, and all that comes, as UTF-16. */
static void
begin_wide(struct rt_csv *c)
{
    enum rt_charset found = rt_utf16_guess(c->cur, (size_t)(c->end - c->cur));
    size_t len = (size_t)(c->end - c->cur), used;
    bool last = c->eof;
    char *raw;

    if (c->charset == RT_CHARSET_UNKNOWN)
        c->charset = found;
    else if (c->charset == RT_CHARSET_UTF16)
        c->charset = found != RT_CHARSET_UNKNOWN ? found : RT_CHARSET_UTF16LE;
    if (c->charset != RT_CHARSET_UTF16LE && c->charset != RT_CHARSET_UTF16BE)
        return;
    raw = c->buf;
    c->wide = rt_heap(WIDE_READ);
    c->size = c->size * RT_UTF16_WIDEST;
    c->buf = c->cur = rt_heap_grow(NULL, c->size + 1, 1);
    c->end =
        c->buf + rt_utf16_to_utf8(raw, len, c->charset == RT_CHARSET_UTF16BE,
                                  last, c->buf, &used);
    c->n_wide = len - used;
    memcpy(c->wide, raw + used, c->n_wide);
    *c->end = '\n';
    free(raw);
}

/* The marks of byte order in front: some files have two. */
static void
pass_marks(struct rt_csv *c)
{
    while (c->end - c->cur >= 3 && memcmp(c->cur, "\xef\xbb\xbf", 3) == 0 &&
           (c->charset == RT_CHARSET_UNKNOWN || c->charset == RT_CHARSET_UTF8 ||
            c->wide != NULL)) {
        c->cur += 3;
        if (c->wide == NULL)
            c->charset = RT_CHARSET_UTF8;
    }
}

static bool
has_table(enum rt_charset cs)
{
    return cs != RT_CHARSET_UNKNOWN && cs != RT_CHARSET_UTF8 &&
           cs != RT_CHARSET_UTF16LE && cs != RT_CHARSET_UTF16BE;
}

/* Find out the encoding by what is in the buffer, unless it is known, and
 * load its table. */
static enum rt_code
settle_charset(struct rt_csv *c, struct rt_err *err)
{
    if (c->charset == RT_CHARSET_UNKNOWN)
        c->charset =
            rt_charset_guess(c->cur, (size_t)(c->end - c->cur), !c->eof);
    if (c->charset == RT_CHARSET_UNCLEAR)
        return refuse_file(c, "csv_unclear_charset", err);
    if (!has_table(c->charset) || rt_charset_table(c->charset, c->table))
        return RT_OK;
    return rt_fail_key(err, RT_EINVAL, "csv_no_charset", "file", c->name,
                       "charset", rt_charset_name(c->charset), NULL);
}

/* Pass over the lines in front that are no records. */
static void
pass_lines(struct rt_csv *c, size_t n)
{
    while (n > 0 && c->failed.code == RT_OK) {
        char *lf = memchr(c->cur, '\n', (size_t)(c->end - c->cur));

        c->cur = lf != NULL ? lf + 1 : c->end;
        c->line += lf != NULL;
        n -= lf != NULL;
        if (lf == NULL && c->eof)
            return;
        if (lf == NULL)
            refill(c);
    }
    if (!c->eof && c->cur > c->buf)
        refill(c);
}

/* What the first bytes say about all of them. */
static enum rt_code
judge(struct rt_csv *c, const struct rt_csv_options *opt, struct rt_err *err)
{
    char separator = opt->separator;
    const char *cr;
    const char *key = rt_content_key(c->cur, (size_t)(c->end - c->cur));
    enum rt_code rc;

    if (key != NULL)
        return refuse_file(c, key, err);
    pass_marks(c);
    cr = memchr(c->cur, '\r', (size_t)(c->end - c->cur));
    if (cr != NULL && cr + 1 < c->end &&
        memchr(c->cur, '\n', (size_t)(c->end - c->cur)) == NULL)
        return refuse_file(c, "csv_cr_lines", err);
    rc = settle_charset(c, err);
    if (rc != RT_OK)
        return rc;
    if (opt->skip_lines > 0)
        pass_lines(c, opt->skip_lines);
    if (separator == '\0' &&
        rt_csv_guess_separator(c->cur, c->end, c->eof, &separator) != RT_OK)
        return refuse_file(c, "csv_unclear_separator", err);
    rt_csv_scan_init(&c->scan, separator);
    return c->failed.code != RT_OK ? report(c, err) : RT_OK;
}

/* Read the first piece; frees `c` when that fails. */
static enum rt_code
start(struct rt_csv *c, const char *name, const struct rt_csv_options *opt,
      struct rt_csv **out, struct rt_err *err)
{
    static const struct rt_csv_options detect;
    enum rt_code rc;

    opt = opt != NULL ? opt : &detect;
    c->name = rt_heap_str(name);
    c->charset = opt->charset;
    c->line = 1;
    c->size = FIRST_READ;
    c->buf = c->cur = c->end = rt_heap_grow(NULL, c->size + 1, 1);
    fill(c);
    begin_wide(c);
    while (c->failed.code == RT_OK && !c->eof && c->size < RT_CSV_PROBE)
        refill(c);
    if (c->failed.code != RT_OK)
        rc = report(c, err);
    else
        rc = judge(c, opt, err);
    if (rc == RT_OK)
        *out = c;
    else
        rt_csv_close(c);
    return rc;
}

enum rt_code
rt_csv_open_read(rt_csv_read *read, void *arg, const char *name,
                 const struct rt_csv_options *opt, struct rt_csv **out,
                 struct rt_err *err)
{
    struct rt_csv *c = rt_heap(sizeof *c);

    *out = NULL;
    c->read = read;
    c->arg = arg;
    return start(c, name, opt, out, err);
}

enum rt_code
rt_csv_open_fd(int fd, const char *name, const struct rt_csv_options *opt,
               struct rt_csv **out, struct rt_err *err)
{
    gzFile gz = gzdopen(fd, "rb");
    struct rt_csv *c;

    *out = NULL;
    if (gz == NULL) {
        close(fd);
        return rt_fail_key(err, RT_EIO, "csv_cannot_open", "file", name, "why",
                           strerror(EBADF), NULL);
    }
    gzbuffer(gz, 128 * 1024);
    c = rt_heap(sizeof *c);
    c->gz = gz;
    c->read = read_gz;
    c->arg = c;
    return start(c, name, opt, out, err);
}

enum rt_code
rt_csv_open(const char *path, const struct rt_csv_options *opt,
            struct rt_csv **out, struct rt_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    *out = NULL;
    if (fd < 0)
        return rt_fail_key(err, RT_EIO, "csv_cannot_open", "file", path, "why",
                           strerror(errno), NULL);
    return rt_csv_open_fd(fd, path, opt, out, err);
}

void
rt_csv_close(struct rt_csv *c)
{
    if (c == NULL)
        return;
    if (c->gz != NULL)
        gzclose_r(c->gz);
    rt_csv_scan_fini(&c->scan);
    free(c->name);
    free(c->wide);
    free(c->buf);
    free(c->text);
    free(c);
}

static enum rt_code
refuse(const struct rt_csv *c, struct rt_err *err)
{
    char line[24];

    snprintf(line, sizeof line, "%" PRIu64, c->line);
    return rt_fail_key(err, c->scan.code, c->scan.key, "line", line, NULL);
}

/* Go to the line after the first one of a refused record. */
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
    const char *key = c->wide != NULL         ? "csv_bad_utf16"
                      : has_table(c->charset) ? "csv_bad_byte"
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
                       has_table(c->charset) ? "charset" : NULL,
                       rt_charset_name(c->charset), NULL);
}

/* The bytes of a record that is not plain ASCII. */
static enum rt_code
check_charset(struct rt_csv *c, struct rt_err *err)
{
    size_t len = (size_t)(c->scan.next - c->cur), at;

    if (c->charset == RT_CHARSET_UNKNOWN &&
        settle_charset(c, &c->failed) != RT_OK) {
        c->failed.code = RT_EBROKEN; /* for this is not the record's fault */
        return report(c, err);
    }
    at = has_table(c->charset) ? rt_bytes_bad(c->table, c->cur, len)
                               : rt_utf8_bad(c->cur, len);
    return at == len ? RT_OK : refuse_byte(c, c->cur, at, err);
}

/* "" to " in a quoted field; its bytes are in our buffer. */
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

/* Fields that are not ASCII go to `text` in UTF-8. */
static void
convert(struct rt_csv *c)
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

/* The record that was found, ready to be given out. */
static void
finish(struct rt_csv *c)
{
    struct rt_csv_field *fields = c->scan.fields;

    for (size_t i = 0; i < c->scan.n && c->scan.doubled; i++)
        if (fields[i].quoted)
            undouble(&fields[i]);
    if (c->scan.high && has_table(c->charset))
        convert(c);
    for (size_t i = 0; i < c->scan.n; i++)
        ((char *)fields[i].s)[fields[i].len] = '\0';
}

static void
pass_record(struct rt_csv *c)
{
    c->cur += c->scan.next - c->cur;
    c->line += c->scan.lines;
}

/* More data behind what is left.  RT_NONE: there is none; after a failure
 * what was read before it is given out first. */
static enum rt_code
more(struct rt_csv *c)
{
    if (c->failed.code != RT_OK)
        return c->failed.code;
    if (c->eof)
        return RT_NONE;
    refill(c);
    return RT_OK;
}

/* True when the encoding is to be judged by more than the buffer has left. */
static bool
needs_more(const struct rt_csv *c)
{
    return c->scan.high && c->charset == RT_CHARSET_UNKNOWN && !c->eof &&
           c->failed.code == RT_OK && c->end - c->cur < LATE_PROBE;
}

/* The next record that is no empty line, found but not yet looked at. */
static enum rt_code
find(struct rt_csv *c, enum rt_csv_found *found)
{
    enum rt_code rc = RT_OK;

    while (rc == RT_OK) {
        if (c->skip)
            pass_line(c);
        *found = RT_CSV_MORE;
        if (c->cur < c->end)
            *found = rt_csv_scan(&c->scan, c->cur, c->end, c->eof);
        if (*found == RT_CSV_MORE || needs_more(c))
            rc = more(c);
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
    enum rt_code rc = find(c, &found);

    *row = (struct rt_csv_row){.line = c->line};
    if (rc != RT_OK)
        return rc == RT_NONE ? rc : report(c, err);
    if (found == RT_CSV_REFUSED) {
        rc = refuse(c, err);
        pass_line(c);
        return rc;
    }
    if (c->scan.high)
        rc = check_charset(c, err);
    if (rc == RT_OK) {
        finish(c);
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
