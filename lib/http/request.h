/* One HTTP request, read completely and checked before a handler sees it. */
#ifndef RT_HTTP_REQUEST_H
#define RT_HTTP_REQUEST_H

#include "base/pairs.h"
#include "text/text.h"

enum rt_method { RT_GET, RT_POST, RT_METHOD__MAX };

enum {
    RT_BODY_MAX = 64 * 1024,        /* bytes of a body; routes may differ */
    RT_BODY_MOST = 8 * 1024 * 1024, /* no route may allow more */
    RT_QUERY_MAX = 8 * 1024,        /* bytes of a query string */
    RT_REQUEST_ID = 33              /* 32 hex digits and NUL */
};

/* How a transport (FastCGI, plain CGI, a test) hands over a request: its CGI
 * variables as "NAME=value", NULL-terminated, and its body. */
struct rt_input {
    char *const *vars;
    /* Read up to `len` bytes of the body; 0 at its end or when it breaks
     * off. */
    size_t (*read)(void *from, char *out, size_t len);
    void *from;
};

struct rt_request {
    struct rt_arena *arena;
    char *const *vars;
    enum rt_method method; /* RT_METHOD__MAX: a method that is not served */
    bool head;             /* HEAD: served as GET, sent without body */
    const char *path;      /* "/churn"; as sent, not decoded */
    struct rt_pairs query;
    struct rt_pairs form; /* of a POST that is a form */
    const char *body;     /* of another POST, as sent; else NULL */
    size_t body_len;
    struct rt_pairs cookies;
    char id[RT_REQUEST_ID]; /* nginx's $request_id, or our own */
};

/*
 * Read a request without its body: the route must be known before the body is
 * read.  Everything lives as long as `a`.  `path`, `method`, `id` and
 * `cookies` are set even when it fails, so that the refusal can be logged and
 * worded.
 *
 * RT_EINVAL: "http_bad_path" and those of rt_pairs_parse().  RT_ELIMIT:
 * "http_query_limit" {limit}.
 */
enum rt_code rt_request_head(struct rt_request *rq, const struct rt_input *in,
                             struct rt_arena *a, struct rt_err *err) RT_CHECK;

/*
 * Read the body of a POST; other methods have none.  `type` NULL: a form of
 * name=value, read into `form`; else the only media type that is accepted,
 * read into `body`.  `most`: bytes, 0 for RT_BODY_MAX.
 *
 * RT_EINVAL: "http_bad_length" {value}; "http_no_form" {value} for a body that
 * is not a form, "http_bad_type" {value, want}; "http_short_body" when it
 * breaks off; and those of rt_pairs_parse().  RT_ELIMIT: "http_body_limit"
 * {limit}.
 */
enum rt_code rt_request_body(struct rt_request *rq, const struct rt_input *in,
                             const char *type, size_t most,
                             struct rt_err *err) RT_CHECK;

/* A CGI variable ("REMOTE_ADDR"); NULL when it is not set. */
const char *rt_request_var(const struct rt_request *rq, const char *name);

/* A header by its name ("If-None-Match"); NULL when it was not sent. */
const char *rt_request_header(const struct rt_request *rq, const char *name);
/* The same, but NULL also when it was sent more than once. */
const char *rt_request_only_header(const struct rt_request *rq,
                                   const char *name);

/* The best of our languages by Accept-Language; `fallback` when it names none
 * of them. */
enum rt_lang rt_request_lang(const struct rt_request *rq,
                             enum rt_lang fallback);

/* True when the browser says that the request comes from one of our pages:
 * Sec-Fetch-Site is same-origin, or Origin equals scheme and Host, or Origin
 * is `own` (the origin that people see in front of further proxies; NULL:
 * none).  At least one of the two headers must be there, and neither may
 * contradict. */
bool rt_request_same_origin(const struct rt_request *rq, const char *own);

/* True when the browser keeps Secure cookies for the address that the visitor
 * used: over TLS, or on this machine (localhost, 127.x, [::1]). */
bool rt_request_keeps_cookies(const struct rt_request *rq);

/* True when "host:port" is this machine. */
bool rt_host_is_loopback(const char *host);

/* True when If-None-Match names this entity tag (with its quotes). */
bool rt_request_has_tag(const struct rt_request *rq, const char *etag);

/* "GET", "POST"; "OTHER" for RT_METHOD__MAX. */
const char *rt_method_name(enum rt_method m);

#endif
