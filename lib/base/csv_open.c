/* Opening a table: find its encoding and what separates its columns. */
#include "base/csv_own.h"

#include "base/arena.h"
#include "base/content.h"
#include "base/decode.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    FIRST_READ = 16 * 1024,
    WIDE_READ = 4096, /* bytes of UTF-16 read at a time */
    WIDE_ROOM = WIDE_READ / 2 * RT_UTF16_WIDEST + 1
};
_Static_assert(RT_CSV_PROBE % FIRST_READ == 0, "it doubles up to the probe");

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
                           "errno", rt_errno_value(errno), NULL);
    return rt_fail_key(err, RT_EBROKEN, "csv_bad_gzip", "file", c->name, NULL);
}

/* Read more bytes to `to`.  *got of `room` were read; 0: the data have
 * ended. */
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

/* Decode more UTF-16.  The caller has made room for WIDE_ROOM bytes. */
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

/* How much room the next read needs, in bytes. */
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

/* Make room after what is left and read more. */
void
rt_csv_refill(struct rt_csv *c)
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

enum rt_code
rt_csv_report(const struct rt_csv *c, struct rt_err *err)
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

/* Decode what has been read so far, and everything that follows, as UTF-16. */
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

/* Skip the byte order marks at the beginning: some files have two. */
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

bool
rt_csv_has_table(enum rt_charset cs)
{
    return cs != RT_CHARSET_UNKNOWN && cs != RT_CHARSET_UTF8 &&
           cs != RT_CHARSET_UTF16LE && cs != RT_CHARSET_UTF16BE;
}

/* Detect the encoding from the contents of the buffer, unless it is known, and
 * load its table. */
enum rt_code
rt_csv_settle_charset(struct rt_csv *c, struct rt_err *err)
{
    if (c->charset == RT_CHARSET_UNKNOWN)
        c->charset =
            rt_charset_guess(c->cur, (size_t)(c->end - c->cur), !c->eof);
    if (c->charset == RT_CHARSET_UNCLEAR)
        return refuse_file(c, "csv_unclear_charset", err);
    if (!rt_csv_has_table(c->charset) || rt_charset_table(c->charset, c->table))
        return RT_OK;
    return rt_fail_key(err, RT_EINVAL, "csv_no_charset", "file", c->name,
                       "charset", rt_charset_name(c->charset), NULL);
}

/* Skip the lines at the beginning that are not records. */
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
            rt_csv_refill(c);
    }
    if (!c->eof && c->cur > c->buf)
        rt_csv_refill(c);
}

/* Decide by the first bytes how the file is read. */
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
    rc = rt_csv_settle_charset(c, err);
    if (rc != RT_OK)
        return rc;
    if (opt->skip_lines > 0)
        pass_lines(c, opt->skip_lines);
    if (separator == '\0' &&
        rt_csv_guess_separator(c->cur, c->end, c->eof, &separator) != RT_OK)
        return refuse_file(c, "csv_unclear_separator", err);
    rt_csv_scan_init(&c->scan, separator);
    return c->failed.code != RT_OK ? rt_csv_report(c, err) : RT_OK;
}

/* Read the first bytes; frees `c` when that fails. */
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
        rt_csv_refill(c);
    if (c->failed.code != RT_OK)
        rc = rt_csv_report(c, err);
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
        return rt_fail_key(err, RT_EIO, "csv_cannot_open", "file", name,
                           "errno", rt_errno_value(EBADF), NULL);
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
        return rt_fail_key(err, RT_EIO, "csv_cannot_open", "file", path,
                           "errno", rt_errno_value(errno), NULL);
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
