/* The FastCGI side of rt_serve(); the only file that sees fcgiapp.h. */
#include "http/serve.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { IDLE_MS = 1000 };

/*
 * The end is asked for by a descriptor, not by a handler: a signal that
 * comes between the last check and accept() would be seen only one request
 * later.  And the socket does not block, since a neighbour may take the
 * connection that poll() has promised to all.
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

static enum rt_code
set_nonblocking(int fd, struct rt_err *err)
{
    int flags = fcntl(fd, F_GETFL);

    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0)
        return rt_fail_errno(err, "FastCGI socket");
    return RT_OK;
}

static size_t
read_stream(void *from, char *out, size_t len)
{
    int n = FCGX_GetStr(out, len > INT_MAX ? INT_MAX : (int)len, from);

    return n > 0 ? (size_t)n : 0;
}

static void
answer_one(const struct rt_service *s, FCGX_Request *rq, struct rt_buf *out,
           struct rt_after *after)
{
    struct rt_input in = {
        .vars = rq->envp, .read = read_stream, .from = rq->in};

    rt_buf_clear(out);
    s->answer(&in, out, after, s->arg);
    if (out->len <= INT_MAX)
        FCGX_PutStr(out->data, (int)out->len, rq->out);
    if (out->size > RT_ANSWER_KEEP)
        rt_buf_fini(out);
}

enum wait { WAIT_REQUEST, WAIT_IDLE, WAIT_END };

static enum wait
wait_for(int listen_fd, int signal_fd)
{
    struct pollfd fds[] = {{.fd = signal_fd, .events = POLLIN},
                           {.fd = listen_fd, .events = POLLIN}};
    int n = poll(fds, 2, IDLE_MS);

    if (n > 0 && fds[0].revents != 0)
        return WAIT_END;
    if (n > 0 && (fds[1].revents & POLLIN) != 0)
        return WAIT_REQUEST;
    if (n > 0)
        return WAIT_END; /* the socket is gone */
    return WAIT_IDLE;
}

/* libfcgi reads without a time-out; a peer that stops in the middle must not
 * hold the worker for ever.  SIGALRM ends it, the supervisor starts another.
 */
static bool
take_one(const struct rt_service *s, FCGX_Request *rq, struct rt_buf *out)
{
    struct rt_after after = {0};
    bool taken;

    alarm(RT_WORKER_STUCK_S);
    taken = FCGX_Accept_r(rq) == 0;
    if (taken) {
        answer_one(s, rq, out, &after);
        FCGX_Finish_r(rq);
    }
    if (after.run != NULL) {
        alarm(RT_WORKER_STUCK_S);
        after.run(after.arg);
    }
    alarm(0);
    return taken;
}

static void
serve_loop(const struct rt_service *s, int listen_fd, int signal_fd,
           FCGX_Request *rq)
{
    enum wait w = WAIT_IDLE;
    struct rt_buf out;
    bool spent = false;
    int answered = 0;

    rt_buf_init(&out, RT_ANSWER_MAX);
    while (w != WAIT_END && answered < RT_WORKER_REQUESTS && !spent) {
        w = wait_for(listen_fd, signal_fd);
        if (w == WAIT_REQUEST && take_one(s, rq, &out)) {
            answered++;
            spent = s->tidy != NULL && s->tidy(s->arg);
        }
        if (w == WAIT_IDLE && s->idle != NULL)
            s->idle(s->arg);
    }
    rt_buf_fini(&out);
}

enum rt_code
rt_serve_fcgi(const struct rt_service *s, int listen_fd, struct rt_err *err)
{
    FCGX_Request rq;
    enum rt_code rc;
    int signal_fd = -1;

    if (FCGX_Init() != 0 ||
        FCGX_InitRequest(&rq, listen_fd, FCGI_FAIL_ACCEPT_ON_INTR) != 0)
        return rt_fail(err, RT_EIO, "FastCGI library does not start");
    rc = open_signals(&signal_fd, err);
    if (rc == RT_OK)
        rc = set_nonblocking(listen_fd, err);
    if (rc == RT_OK)
        serve_loop(s, listen_fd, signal_fd, &rq);
    FCGX_Free(&rq, 1);
    if (signal_fd >= 0)
        close(signal_fd);
    return rc;
}
