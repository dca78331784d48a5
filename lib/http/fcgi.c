/* The FastCGI side of rt_serve(); the only file that sees fcgiapp.h. */
#include "http/serve.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { IDLE_MS = 1000 };

/*
 * A signal asks for the end through a descriptor, not through a handler: a
 * signal between the last check and accept() would otherwise be noticed only
 * one request later.
 */
static enum rt_code
open_signals(int *out, struct rt_err *err)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0 ||
        (*out = signalfd(-1, &set, SFD_CLOEXEC)) < 0)
        return rt_fail_errno(err, "signals");
    return RT_OK;
}

/* What to wait for: a signal, or a connection, for which only one of the idle
 * workers is woken.  The socket does not block, because a busy one may be
 * quicker to take the connection. */
static enum rt_code
open_events(int listen_fd, int signal_fd, int *out, struct rt_err *err)
{
    struct epoll_event of_signal = {.events = EPOLLIN, .data.fd = signal_fd};
    struct epoll_event of_socket = {.events = EPOLLIN | EPOLLEXCLUSIVE,
                                    .data.fd = listen_fd};
    int flags = fcntl(listen_fd, F_GETFL);

    *out = epoll_create1(EPOLL_CLOEXEC);
    if (*out < 0 || flags < 0 ||
        fcntl(listen_fd, F_SETFL, flags | O_NONBLOCK) != 0 ||
        epoll_ctl(*out, EPOLL_CTL_ADD, signal_fd, &of_signal) != 0 ||
        epoll_ctl(*out, EPOLL_CTL_ADD, listen_fd, &of_socket) != 0)
        return rt_fail_errno(err, "FastCGI socket");
    return RT_OK;
}

static size_t
read_stream(void *from, char *out, size_t len)
{
    int n = FCGX_GetStr(out, len > INT_MAX ? INT_MAX : (int)len, from);

    return n > 0 ? (size_t)n : 0;
}

/* The library would copy an answer into pieces of 8 kB and wake nginx for each
 * of them; these records are as large as they can be and go by one call. */
enum {
    FCGI_VERSION = 1,
    FCGI_END = 3,
    FCGI_STDOUT = 6,
    FCGI_HEAD = 8,
    FCGI_MOST = 65528, /* of the content, which needs no padding then */
    N_RECORDS = 32
};

/* Records on their way to the web server. */
struct sender {
    int fd, id;
    bool broken; /* nobody listens any more */
    size_t n;
    uint8_t heads[N_RECORDS][FCGI_HEAD];
    struct iovec parts[2 * N_RECORDS]; /* a head, its content, ... */
};

static void
send_records(struct sender *s)
{
    struct msghdr m = {.msg_iov = s->parts, .msg_iovlen = 2 * s->n};

    while (m.msg_iovlen > 0 && !s->broken) {
        ssize_t n = sendmsg(s->fd, &m, MSG_NOSIGNAL);
        size_t left = n > 0 ? (size_t)n : 0;

        s->broken = n < 0 && errno != EINTR;
        while (m.msg_iovlen > 0 && left >= m.msg_iov->iov_len) {
            left -= m.msg_iov->iov_len;
            m.msg_iov++;
            m.msg_iovlen--;
        }
        if (left > 0) {
            m.msg_iov->iov_base = (char *)m.msg_iov->iov_base + left;
            m.msg_iov->iov_len -= left;
        }
    }
    s->n = 0;
}

static void
add_record(struct sender *s, uint8_t type, void *content, size_t len)
{
    uint8_t *head;

    if (s->n == N_RECORDS)
        send_records(s);
    head = s->heads[s->n];
    memset(head, 0, FCGI_HEAD);
    head[0] = FCGI_VERSION;
    head[1] = type;
    head[2] = (uint8_t)(s->id >> 8);
    head[3] = (uint8_t)s->id;
    head[4] = (uint8_t)(len >> 8);
    head[5] = (uint8_t)len;
    s->parts[2 * s->n] = (struct iovec){head, FCGI_HEAD};
    s->parts[2 * s->n + 1] = (struct iovec){content, len};
    s->n++;
}

static void
add_output(struct sender *s, const struct rt_buf *b)
{
    for (size_t at = 0; at < b->len; at += FCGI_MOST)
        add_record(s, FCGI_STDOUT, b->data + at,
                   b->len - at < FCGI_MOST ? b->len - at : FCGI_MOST);
}

static void
send_answer(const FCGX_Request *rq, const struct rt_output *out)
{
    uint8_t complete[FCGI_HEAD] = {0}; /* status 0, "request complete" */
    struct sender s = {.fd = rq->ipcFd, .id = rq->requestId};

    add_output(&s, &out->head);
    add_output(&s, &out->body);
    add_record(&s, FCGI_STDOUT, NULL, 0);
    add_record(&s, FCGI_END, complete, sizeof complete);
    send_records(&s);
}

/* A connection is closed at once where nothing more can come over it, or else
 * the library waits for the other side: unread bytes would reset it. */
static void
end_request(FCGX_Request *rq)
{
    char rest;

    if (!rq->keepConnection && FCGX_GetStr(&rest, 1, rq->in) == 0)
        FCGX_Detach(rq);
    FCGX_Free(rq, !rq->keepConnection);
}

static void
answer_one(const struct rt_service *s, FCGX_Request *rq, struct rt_output *out,
           struct rt_after *after)
{
    struct rt_input in = {
        .vars = rq->envp, .read = read_stream, .from = rq->in};

    rt_buf_clear(&out->head);
    rt_buf_clear(&out->body);
    s->answer(&in, out, after, s->arg);
    send_answer(rq, out);
    end_request(rq);
    if (out->body.size > RT_ANSWER_KEEP)
        rt_buf_fini(&out->body);
}

enum wait { WAIT_REQUEST, WAIT_IDLE, WAIT_END };

static enum wait
wait_for(int events_fd, int listen_fd)
{
    struct epoll_event got[2];
    int n = epoll_wait(events_fd, got, 2, IDLE_MS);
    enum wait w = n > 0 ? WAIT_REQUEST : WAIT_IDLE;

    for (int i = 0; i < n; i++)
        if (got[i].data.fd != listen_fd || (got[i].events & EPOLLIN) == 0)
            w = WAIT_END; /* a signal, or the socket is gone */
    return w;
}

/* libfcgi reads without a time-out; a peer that stops in the middle must not
 * hold the worker for ever.  SIGALRM ends it, the supervisor starts another.
 * The alarm is put off by the next request or, at the latest, a second later.
 */
static bool
take_one(const struct rt_service *s, FCGX_Request *rq, struct rt_output *out)
{
    struct rt_after after = {0};
    bool taken;

    alarm(RT_WORKER_STUCK_S);
    taken = FCGX_Accept_r(rq) == 0;
    if (taken)
        answer_one(s, rq, out, &after);
    if (after.run != NULL) {
        alarm(RT_WORKER_STUCK_S);
        after.run(after.arg);
    }
    return taken;
}

static void
serve_loop(const struct rt_service *s, int events_fd, int listen_fd,
           FCGX_Request *rq)
{
    enum wait w = WAIT_IDLE;
    struct rt_output out;
    bool spent = false;
    int answered = 0;

    rt_buf_init(&out.head, 0);
    rt_buf_init(&out.body, 0);
    while (w != WAIT_END && answered < RT_WORKER_REQUESTS && !spent) {
        w = wait_for(events_fd, listen_fd);
        if (w == WAIT_REQUEST && take_one(s, rq, &out)) {
            answered++;
            spent = s->tidy != NULL && s->tidy(s->arg);
        }
        if (w == WAIT_IDLE)
            alarm(0);
        if (w == WAIT_IDLE && s->idle != NULL)
            s->idle(s->arg);
    }
    alarm(0);
    rt_buf_fini(&out.head);
    rt_buf_fini(&out.body);
}

enum rt_code
rt_serve_fcgi(const struct rt_service *s, int listen_fd, struct rt_err *err)
{
    FCGX_Request rq;
    enum rt_code rc;
    int signal_fd = -1, events_fd = -1;

    if (FCGX_Init() != 0 ||
        FCGX_InitRequest(&rq, listen_fd, FCGI_FAIL_ACCEPT_ON_INTR) != 0)
        return rt_fail(err, RT_EIO, "FastCGI library does not start");
    rc = open_signals(&signal_fd, err);
    if (rc == RT_OK)
        rc = open_events(listen_fd, signal_fd, &events_fd, err);
    if (rc == RT_OK)
        serve_loop(s, events_fd, listen_fd, &rq);
    FCGX_Free(&rq, 1);
    if (events_fd >= 0)
        close(events_fd);
    if (signal_fd >= 0)
        close(signal_fd);
    return rc;
}
