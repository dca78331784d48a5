/* The loop that takes requests: from a FastCGI socket on descriptor 0, or one
 * request from the environment (plain CGI). */
#ifndef RT_HTTP_SERVE_H
#define RT_HTTP_SERVE_H

#include "base/buf.h"
#include "http/request.h"

/* Work to do when the answer has been sent and the connection is closed, so
 * that nobody waits for it.  `arg` may live in the arena of the request.  The
 * next request waits; RT_WORKER_STUCK_S applies here too. */
struct rt_after {
    void (*run)(void *arg); /* NULL: nothing */
    void *arg;
};

/* A CGI answer, sent one part behind the other. */
struct rt_output {
    struct rt_buf head, body;
};

/* Answer one request: read `in`, fill `out`, which comes empty, and `after`
 * with what is to be done then (nothing when it comes). */
typedef void rt_answer(const struct rt_input *in, struct rt_output *out,
                       struct rt_after *after, void *arg);

/* Called about once a second while no request comes. */
typedef void rt_idle(void *arg);

/* Called after each answer, when nobody waits: give back memory that is not
 * needed. True: this worker has grown too large and must end. */
typedef bool rt_tidy(void *arg);

struct rt_service {
    rt_answer *answer;
    rt_idle *idle; /* may be NULL */
    rt_tidy *tidy; /* may be NULL */
    void *arg;
};

enum {
    RT_WORKER_REQUESTS = 10000, /* after this many answers a worker ends */
    RT_WORKER_STUCK_S = 60 /* the longest that one request may hold a worker */
};

/* The memory of a larger body is given back. */
enum { RT_ANSWER_KEEP = 1024 * 1024 };

/*
 * Serve until SIGTERM or SIGINT (the current request is finished first), until
 * RT_WORKER_REQUESTS are answered, or until `tidy` says so.  With
 * GATEWAY_INTERFACE in the environment: answer that one request on standard
 * output.
 *
 * RT_EINVAL "no_fcgi_socket": descriptor 0 is not a listening socket.
 */
enum rt_code rt_serve(const struct rt_service *s, struct rt_err *err) RT_CHECK;

/* The two transports, chosen by rt_serve(). */
enum rt_code rt_serve_cgi(const struct rt_service *s,
                          struct rt_err *err) RT_CHECK;
enum rt_code rt_serve_fcgi(const struct rt_service *s, int listen_fd,
                           struct rt_err *err) RT_CHECK;

#endif
