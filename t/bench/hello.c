/* The ceiling for pages: a FastCGI program that does nothing.  It answers
 * /hello/N with N bytes, /hello/304 with that status and no body. */
#include <fcgiapp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 20 };

static char body[MOST];

static void
answer(FCGX_Request *rq)
{
    const char *uri = FCGX_GetParam("REQUEST_URI", rq->envp);
    const char *last = uri != NULL ? strrchr(uri, '/') : NULL;
    long n = last != NULL ? strtol(last + 1, NULL, 10) : 0;

    if (n == 304) {
        FCGX_FPrintF(rq->out, "Status: 304 Not Modified\r\n\r\n");
        return;
    }
    if (n < 0 || n > MOST)
        n = 0;
    FCGX_FPrintF(rq->out, "Content-Type: text/html\r\n\r\n");
    FCGX_PutStr(body, (int)n, rq->out);
}

int
main(void)
{
    FCGX_Request rq;

    memset(body, 'x', sizeof body);
    if (FCGX_Init() != 0 || FCGX_InitRequest(&rq, 0, 0) != 0)
        return 1;
    while (FCGX_Accept_r(&rq) == 0) {
        answer(&rq);
        FCGX_Finish_r(&rq);
    }
    return 0;
}
