#include "http/log.h"

#include "base/utf8.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

/* How many bytes at `s` stand for themselves. */
static size_t
count_plain(const char *s)
{
    size_t n = 0;

    while (s[n] >= 0x20 && s[n] < 0x7f && s[n] != '"' && s[n] != '\\')
        n++;
    return n;
}

/* A JSON string.  A log line stays one line of UTF-8 whatever came in. */
static void
add_json(struct rt_buf *out, const char *s)
{
    const char *end = s + strlen(s);

    rt_buf_char(out, '"');
    while (s < end) {
        size_t plain = count_plain(s);
        size_t n =
            plain != 0 ? plain : rt_utf8_next(s, (size_t)(end - s), NULL);
        unsigned char c = (unsigned char)*s;

        if (plain != 0)
            rt_buf_add(out, s, n);
        else if (c == '"' || c == '\\')
            rt_buf_fmt(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            rt_buf_fmt(out, "\\u%04x", c);
        else if (n == 0)
            rt_buf_str(out, "\\ufffd");
        else
            rt_buf_add(out, s, n);
        s += n != 0 ? n : 1;
    }
    rt_buf_char(out, '"');
}

/* A second has many answers. */
static void
add_time(struct rt_buf *out, int64_t at)
{
    static time_t last;
    static char text[32] = "1970-01-01T00:00:00Z";
    time_t t = (time_t)at;
    struct tm tm;

    if (t != last && gmtime_r(&t, &tm) != NULL)
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
    last = t;
    rt_buf_str(out, "\"time\":\"");
    rt_buf_str(out, text);
    rt_buf_char(out, '"');
}

/* An error that the visitor caused holds what was typed, perhaps a name, so
 * only its key is logged. */
static void
add_error(struct rt_buf *out, const struct rt_err *err)
{
    rt_buf_fmt(out, ",\"code\":\"%s\",\"error\":", rt_code_name(err->code));
    add_json(out, err->key != NULL ? err->key : err->text);
}

static void
add_number(struct rt_buf *out, const char *name, int64_t n)
{
    rt_buf_str(out, name);
    rt_buf_int(out, n);
}

void
rt_log_format(const struct rt_log_line *line, struct rt_buf *out)
{
    rt_buf_char(out, '{');
    add_time(out, line->at);
    rt_buf_str(out, line->status >= 500 ? ",\"level\":\"error\",\"id\":"
                                        : ",\"level\":\"info\",\"id\":");
    add_json(out, line->request_id);
    rt_buf_str(out, ",\"method\":");
    add_json(out, line->method);
    rt_buf_str(out, ",\"route\":");
    if (line->route != NULL)
        add_json(out, line->route);
    else
        rt_buf_str(out, "null");
    add_number(out, ",\"status\":", line->status);
    add_number(out, ",\"us\":", line->took_us);
    add_number(out, ",\"bytes\":", (int64_t)line->bytes);
    if (line->user_id != 0)
        add_number(out, ",\"user\":", line->user_id);
    if (line->degraded)
        rt_buf_str(out, ",\"degraded\":true");
    if (line->err != NULL && line->err->code != RT_OK)
        add_error(out, line->err);
    rt_buf_str(out, "}\n");
}

/* The line is written by one write(), so that lines of workers do not mix.  A
 * log that is full must not stop the answers. */
static void
write_out(struct rt_buf *out)
{
    ssize_t n = write(STDERR_FILENO, out->data, out->len);

    (void)n;
    rt_buf_fini(out);
}

void
rt_log_write(const struct rt_log_line *line)
{
    struct rt_buf out;

    rt_buf_init(&out, 0);
    rt_log_format(line, &out);
    write_out(&out);
}

void
rt_log_memory(int64_t at, size_t bytes)
{
    struct rt_buf out;

    rt_buf_init(&out, 0);
    rt_buf_char(&out, '{');
    add_time(&out, at);
    rt_buf_fmt(&out,
               ",\"level\":\"warning\",\"event\":\"worker_memory\","
               "\"bytes\":%zu}\n",
               bytes);
    write_out(&out);
}
