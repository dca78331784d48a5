/* The fastest FastCGI programs there can be, for comparison with pages.
 * `hello` answers /hello/N with N bytes, and /hello/304 with that status and no
 * body.  `hello ask` first reads one row of the database by its key, as every
 * program must that checks who is asking. */
#include <fcgiapp.h>

#include <mysql.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 20 };

static const char sql[] = "SELECT user_id FROM sessions WHERE id = 1";
static char body[MOST];

struct asked {
    MYSQL *my;
    MYSQL_STMT *stmt;
    long long user;
    MYSQL_BIND bind;
};

static void
die(const char *what)
{
    fprintf(stderr, "hello: %s\n", what);
    exit(1);
}

static void
prepare(struct asked *a)
{
    a->my = mysql_init(NULL);
    if (mysql_real_connect(a->my, NULL, getenv("DB_USER"),
                           getenv("DB_PASSWORD"), getenv("DB_NAME"), 0,
                           getenv("DB_HOST"), 0) == NULL)
        die(mysql_error(a->my));
    a->stmt = mysql_stmt_init(a->my);
    if (mysql_stmt_prepare(a->stmt, sql, sizeof sql - 1) != 0)
        die(mysql_stmt_error(a->stmt));
    a->bind =
        (MYSQL_BIND){.buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &a->user};
}

static void
ask(struct asked *a)
{
    if (mysql_stmt_execute(a->stmt) != 0 ||
        mysql_stmt_bind_result(a->stmt, &a->bind) != 0 ||
        mysql_stmt_fetch(a->stmt) != 0 || a->user == 0)
        die(mysql_stmt_error(a->stmt));
    mysql_stmt_free_result(a->stmt);
}

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
main(int argc, char **argv)
{
    bool asks = argc == 2 && strcmp(argv[1], "ask") == 0;
    struct asked a;
    FCGX_Request rq;

    memset(body, 'x', sizeof body);
    if (asks)
        prepare(&a);
    if (FCGX_Init() != 0 || FCGX_InitRequest(&rq, 0, 0) != 0)
        return 1;
    while (FCGX_Accept_r(&rq) == 0) {
        if (asks)
            ask(&a);
        answer(&rq);
        FCGX_Finish_r(&rq);
    }
    return 0;
}
