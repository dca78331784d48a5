/* One HTTP request, read whole and checked before a handler sees it. */
#ifndef RT_HTTP_REQUEST_H
#define RT_HTTP_REQUEST_H

#include "base/pairs.h"
#include "text/text.h"

enum rt_method { RT_GET, RT_POST, RT_METHOD__MAX };

enum {
    RT_BODY_MAX = 64 * 1024,        /* bytes of a body, unless its row says
                                       otherwise */
    RT_BODY_MOST = 8 * 1024 * 1024, /* no row may say more */
    RT_QUERY_MAX = 8 * 1024,        /* bytes of a query string */
    RT_REQUEST_ID = 33              /* 32 hex digits and NUL */
};

/* Where a transport (FastCGI, plain CGI, a test) keeps the request: the CGI
 * variables as "NAME=value", NULL-terminated, and its body. */
struct rt_input {
    char *const *vars;
    /* Up to `len` bytes of the body; 0 at its end or when it breaks off. */
    size_t (*read)(void *from, char *out, size_t len);
    void *from;
};

struct rt_request {
    struct rt_arena *arena;
    char *const *vars;
    enum rt_method method; /* RT_METHOD__MAX: one that is not served */
    bool head;             /* HEAD: served as GET, sent without body */
    const char *path;      /* "/churn"; as sent, never decoded */
    struct rt_pairs query;
    struct rt_pairs form; /* of a POST that is a form */
    const char *body;     /* of another POST, as sent; else NULL */
    size_t body_len;
    struct rt_pairs cookies;
    char id[RT_REQUEST_ID]; /* nginx's $request_id, or our own */
};

/*
 * Read a request up to its body, which waits until it is known what it may
 * be.  Everything lives as long as `a`.  `path`, `method`, `id` and `cookies`
 * are set even when it fails, so that the refusal can be logged and worded.
 *
 * RT_EINVAL: "http_bad_path" and those of rt_pairs_parse().  RT_ELIMIT:
 * "http_query_limit" {limit}.
 */
enum rt_code rt_request_head(struct rt_request *rq, const struct rt_input *in,
                             struct rt_arena *a, struct rt_err *err) RT_CHECK;

/*
 * Read the body of a POST; nothing of another method.  `type` NULL: a form of
 * name=value, into `form`; else the only media type that is taken, into
 * `body`.  `most`: bytes, 0 for RT_BODY_MAX.
 *
 * RT_EINVAL: "http_bad_length" {value}; "http_no_form" {value} for a body that
 * is none, "http_bad_type" {value, want}; "http_short_body" when it breaks
 * off; and those of rt_pairs_parse().  RT_ELIMIT: "http_body_limit" {limit}.
 */
enum rt_code rt_request_body(struct rt_request *rq, const struct rt_input *in,
                             const char *type, size_t most,
                             struct rt_err *err) RT_CHECK;

/* A CGI variable ("REMOTE_ADDR"), NULL when it is not set. */
const char *rt_request_var(const struct rt_request *rq, const char *name);

/* A header by its own name ("If-None-Match"), NULL when it was not sent. */
const char *rt_request_header(const struct rt_request *rq, const char *name);
/* The same, NULL also when it was sent more than once. */
const char *rt_request_only_header(const struct rt_request *rq,
                                   const char *name);

/* The best of our languages by Accept-Language, `fallback` when it names
 * none of them. */
enum rt_lang rt_request_lang(const struct rt_request *rq,
                             enum rt_lang fallback);

/* True when the browser says that this request comes from a page of ours:
 * Sec-Fetch-Site is same-origin, or Origin equals scheme and Host, or `own`
 * (the origin people see in front of further proxies; NULL: none).  Neither
 * header may contradict, and one of them must be there. */
bool rt_request_same_origin(const struct rt_request *rq, const char *own);

/* True when the address that the visitor used keeps cookies that are Secure:
 * over TLS, or on this very machine (localhost, 127.x, [::1]). */
bool rt_request_keeps_cookies(const struct rt_request *rq);

/* Is a "host:port" this very machine? */
bool rt_host_is_loopback(const char *host);

/* True when If-None-Match names this entity tag (quotes included). */
bool rt_request_has_tag(const struct rt_request *rq, const char *etag);

/* "GET", "POST"; "OTHER" for RT_METHOD__MAX. */
const char *rt_method_name(enum rt_method m);

#endif
