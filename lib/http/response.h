/* An answer.  It is built completely and then sent, so that a failure on the
 * way can still become an error page with its own status. */
#ifndef RT_HTTP_RESPONSE_H
#define RT_HTTP_RESPONSE_H

#include "base/buf.h"
#include "base/pairs.h"

struct rt_response {
    struct rt_arena *arena;
    int status; /* 200 */
    struct rt_pairs headers;
    struct rt_buf body;
    struct rt_err bad; /* the first header that was refused */
};

void rt_response_init(struct rt_response *re, struct rt_arena *a);
void rt_response_fini(struct rt_response *re);

/* Forget everything but the memory: for the error page that is sent instead. */
void rt_response_clear(struct rt_response *re);

/* Add a header.  A name that is not a token, or a value with a byte below 0x20
 * or 0x7f, is refused; the answer is then broken (rt_response_ok). */
void rt_response_header(struct rt_response *re, const char *name,
                        const char *value);

/* The value of a header set before; NULL when it was not set. */
const char *rt_response_find(const struct rt_response *re, const char *name);

/* Set "Content-Type", with charset if it is text. */
void rt_response_type(struct rt_response *re, const char *type);

/* Answer 303 to `url`, a path of this site. */
void rt_response_redirect(struct rt_response *re, const char *url);

/* Add the headers that every answer carries, also an error, unless the page has
 * set its own: policy for scripts and frames, no sniffing, referrer; and Cache-Control "private, no-cache"
 * unless the page has set its own. */
void rt_response_secure(struct rt_response *re);

/* RT_EINVAL: a header was refused; RT_ELIMIT: the body is too large. */
enum rt_code rt_response_ok(const struct rt_response *re,
                            struct rt_err *err) RT_CHECK;

/* Status line and headers in CGI form, to be sent in front of the body, which
 * is emptied for HEAD and 304. */
void rt_response_write(struct rt_response *re, bool head, struct rt_buf *out);

/* The HTTP status of a code: RT_EINVAL 400, RT_NONE 404, ... */
int rt_http_status(const struct rt_err *err);

#endif
