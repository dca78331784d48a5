/* One JSON line on standard error for each answer: ids and figures, but no
 * names, no values of parameters, no tokens. */
#ifndef RT_HTTP_LOG_H
#define RT_HTTP_LOG_H

#include "base/buf.h"

#include <stdint.h>

struct rt_log_line {
    int64_t at; /* unix seconds */
    const char *request_id;
    const char *method;
    const char *route; /* a path that a route takes; NULL: no route did */
    int status;
    int64_t took_us;
    size_t bytes;
    int64_t user_id; /* 0: nobody is signed in */
    bool degraded;
    const struct rt_err *err; /* NULL or RT_OK: no error */
};

/* Append the line with its newline to `out`. */
void rt_log_format(const struct rt_log_line *line, struct rt_buf *out);

/* Write the line to standard error by one write(). */
void rt_log_write(const struct rt_log_line *line);

/* Write to standard error that this worker ends because it holds so many
 * bytes. */
void rt_log_memory(int64_t at, size_t bytes);

#endif
