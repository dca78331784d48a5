/* A FastCGI program for t/e2e/nginx.t.  It answers with the parameters it was
 * given, each as a line NAME=value, and sends headers that nginx must replace
 * with its own.  /hang never answers, /header has a head of 12 kB, /size/N a
 * body of N bytes. */
#include <fcgiapp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char own[] = "Content-Security-Policy: own\r\n"
                          "X-Content-Type-Options: own\r\n"
                          "Referrer-Policy: own\r\n"
                          "X-Frame-Options: own\r\n"
                          "Cross-Origin-Opener-Policy: own\r\n"
                          "Cross-Origin-Resource-Policy: own\r\n"
                          "Permissions-Policy: own\r\n"
                          "Retry-After: 77\r\n"
                          "Content-Type: text/plain\r\n";

static void
put_long_header(FCGX_Stream *out)
{
    char text[12000];

    memset(text, 'x', sizeof text);
    FCGX_FPrintF(out, "X-Long: ");
    FCGX_PutStr(text, sizeof text, out);
    FCGX_FPrintF(out, "\r\n");
}

static void
put_many(FCGX_Stream *out, long n)
{
    static const char block[1000];

    for (; n > 0; n -= (long)sizeof block)
        FCGX_PutStr(block, n < (long)sizeof block ? (int)n : (int)sizeof block,
                    out);
}

static void
answer(FCGX_Request *rq)
{
    const char *uri = FCGX_GetParam("REQUEST_URI", rq->envp);

    if (uri == NULL)
        uri = "";
    if (strcmp(uri, "/hang") == 0 || strcmp(uri, "/block/hang.csv") == 0)
        pause();
    FCGX_FPrintF(rq->out, "%s", own);
    if (strcmp(uri, "/header") == 0)
        put_long_header(rq->out);
    FCGX_FPrintF(rq->out, "\r\n");
    if (strncmp(uri, "/size/", 6) == 0)
        put_many(rq->out, strtol(uri + 6, NULL, 10));
    for (char **p = rq->envp; *p != NULL; p++)
        FCGX_FPrintF(rq->out, "%s\n", *p);
}

int
main(void)
{
    FCGX_Request rq;

    if (FCGX_Init() != 0 || FCGX_InitRequest(&rq, 0, 0) != 0)
        return 1;
    while (FCGX_Accept_r(&rq) == 0) {
        answer(&rq);
        FCGX_Finish_r(&rq);
    }
    return 0;
}
