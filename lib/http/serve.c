#include "http/serve.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static bool
is_listening(int fd)
{
    int on = 0;
    socklen_t len = sizeof on;

    return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &on, &len) == 0 && on;
}

enum rt_code
rt_serve(const struct rt_service *s, struct rt_err *err)
{
    if (getenv("GATEWAY_INTERFACE") != NULL)
        return rt_serve_cgi(s, err);
    if (!is_listening(STDIN_FILENO))
        return rt_fail_key(err, RT_EINVAL, "no_fcgi_socket", NULL);
    return rt_serve_fcgi(s, STDIN_FILENO, err);
}

static size_t
read_stdin(void *from, char *out, size_t len)
{
    (void)from;
    return fread(out, 1, len, stdin);
}

static bool
write_stdout(const struct rt_buf *b)
{
    return b->len == 0 || fwrite(b->data, 1, b->len, stdout) == b->len;
}

enum rt_code
rt_serve_cgi(const struct rt_service *s, struct rt_err *err)
{
    struct rt_input in = {.vars = environ, .read = read_stdin};
    struct rt_after after = {0};
    enum rt_code rc = RT_OK;
    struct rt_output out;

    rt_buf_init(&out.head, 0);
    rt_buf_init(&out.body, 0);
    s->answer(&in, &out, &after, s->arg);
    /* Closed, so that the server sees the end of the answer. */
    if (!write_stdout(&out.head) || !write_stdout(&out.body) ||
        fclose(stdout) != 0)
        rc = rt_fail_errno(err, "cannot write the answer");
    rt_buf_fini(&out.head);
    rt_buf_fini(&out.body);
    if (after.run != NULL)
        after.run(after.arg);
    return rc;
}
