/* Makes load as people do: a number of connections ask for one path, again as
 * soon as they are answered, and pause after a refusal (429, 503), as the error
 * page asks people to.  Without the pause we would measure only refusals.
 *
 *   load PORT PATH CONNECTIONS SECONDS PAUSE_MS [HEADER...]
 *
 * Prints how many answers were good (200), refused and other, and how many
 * milliseconds the slowest good one took. */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HEAD = 8192, MOST = 4096, STATUS_AT = 9 };

struct conn {
    int fd;
    char head[HEAD]; /* of the answer */
    size_t len;
    long left;         /* bytes of its body still to come; -1: head not read */
    int64_t sent_us;   /* when the question was sent */
    int64_t resume_us; /* 0, or when the pause ends */
};

static struct conn *conns;
static int port, epoll, pause_ms;
static char question[HEAD];
static int64_t n_good, n_refused, n_other, worst_us;

static void
die(const char *what)
{
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t
now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void
ask(struct conn *c)
{
    size_t len = strlen(question);

    c->len = 0;
    c->left = -1;
    c->resume_us = 0;
    c->sent_us = now_us();
    if (send(c->fd, question, len, MSG_NOSIGNAL) != (ssize_t)len)
        die("send");
}

static void
open_conn(struct conn *c)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};

    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&to, sizeof to) != 0 ||
        epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &e) != 0)
        die("connect");
    ask(c);
}

/* nginx ends a connection after a number of answers, and announces it. */
static void
ask_again(struct conn *c)
{
    if (strcasestr(c->head, "\nconnection: close") == NULL) {
        ask(c);
        return;
    }
    close(c->fd);
    open_conn(c);
}

/* Count an answer that is complete. */
static void
count_answer(struct conn *c)
{
    int status = atoi(c->head + STATUS_AT);
    int64_t now = now_us();

    if (status == 429 || status == 503) {
        n_refused++;
        c->resume_us = now + (int64_t)pause_ms * 1000;
        return;
    }
    if (status == 200) {
        n_good++;
        if (now - c->sent_us > worst_us)
            worst_us = now - c->sent_us;
    } else {
        n_other++;
    }
    ask_again(c);
}

/* The head ends with an empty line; what follows is the body. */
static void
read_head(struct conn *c)
{
    const char *end, *length;

    c->head[c->len] = '\0';
    end = strstr(c->head, "\r\n\r\n");
    if (end == NULL)
        return;
    length = strcasestr(c->head, "\ncontent-length:");
    if (length == NULL || length > end)
        die("an answer without a length");
    c->left = atol(length + strlen("\ncontent-length:")) -
              (long)(c->len - (size_t)(end + 4 - c->head));
}

static void
receive(struct conn *c)
{
    static char body[1 << 16];
    bool head = c->left < 0;
    ssize_t n = head ? read(c->fd, c->head + c->len, HEAD - 1 - c->len)
                     : read(c->fd, body, sizeof body);

    if (n <= 0)
        die("read");
    if (head) {
        c->len += (size_t)n;
        read_head(c);
    } else {
        c->left -= n;
    }
    if (c->left == 0)
        count_answer(c);
}

/* Ask again on connections whose pause is over. */
static void
resume(int n)
{
    int64_t now = now_us();

    for (int i = 0; i < n; i++) {
        if (conns[i].resume_us != 0 && conns[i].resume_us <= now)
            ask_again(&conns[i]);
    }
}

static void
run(int n, int64_t until_us)
{
    struct epoll_event events[64];

    while (now_us() < until_us) {
        int got = epoll_wait(epoll, events, 64, 10);

        for (int i = 0; i < got; i++)
            receive(events[i].data.ptr);
        resume(n);
    }
}

static void
write_question(const char *path, char **headers)
{
    size_t len =
        (size_t)snprintf(question, sizeof question,
                         "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n", path);

    for (; *headers != NULL && len < sizeof question; headers++)
        len += (size_t)snprintf(question + len, sizeof question - len, "%s\r\n",
                                *headers);
    if (len + 2 >= sizeof question)
        die("headers");
    strcpy(question + len, "\r\n");
}

int
main(int argc, char **argv)
{
    int n = argc > 5 ? atoi(argv[3]) : 0;
    int64_t began;

    epoll = epoll_create1(EPOLL_CLOEXEC);
    if (n < 1 || n > MOST || epoll < 0) {
        fputs("load PORT PATH CONNECTIONS SECONDS PAUSE_MS [HEADER...]\n",
              stderr);
        return 2;
    }
    conns = calloc((size_t)n, sizeof *conns);
    if (conns == NULL)
        die("memory");
    write_question(argv[2], argv + 6);
    port = atoi(argv[1]);
    pause_ms = atoi(argv[5]);
    began = now_us();
    for (int i = 0; i < n; i++)
        open_conn(&conns[i]);
    run(n, began + atoi(argv[4]) * INT64_C(1000000));
    printf("good %" PRId64 " refused %" PRId64 " other %" PRId64
           " worst %" PRId64 "\n",
           n_good, n_refused, n_other, worst_us / 1000);
    return 0;
}
