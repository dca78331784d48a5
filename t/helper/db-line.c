/* A database connection that tests in t/e2e control: reads commands, one a
 * line, and answers each with a line.  Tabs separate fields, "|" separates
 * rows. */
#include "db/db.h"
#include "job/migrate.h"
#include "repo/schema_check.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS = 12 };

struct line {
    char *field[FIELDS]; /* NULL past the last */
};

static struct rt_db *db;

static void
split(char *text, struct line *out)
{
    char *one;
    size_t n = 0;

    *out = (struct line){0};
    text[strcspn(text, "\n")] = '\0';
    while (n < FIELDS - 1 && (one = strsep(&text, "\t")) != NULL)
        out->field[n++] = one;
}

static enum rt_code
open_db(const struct line *l, struct rt_err *err)
{
    struct rt_db_target t = {
        .hosts = l->field[1],
        .user = getenv("DB_USER"),
        .password = getenv("DB_PASSWORD"),
        .name = l->field[2] != NULL ? l->field[2] : getenv("DB_NAME"),
        .tls_ca = getenv("DB_TLS_CA"),
        .read_s = l->field[3] != NULL ? (int)strtol(l->field[3], NULL, 10) : 0,
    };

    rt_db_close(db);
    return rt_db_open(&t, &db, err);
}

static enum rt_code
create_db(const struct line *l, struct rt_err *err)
{
    struct rt_db_target t = {
        .hosts = l->field[1],
        .user = getenv("DB_USER"),
        .password = getenv("DB_PASSWORD"),
        .name = l->field[2],
    };
    bool created;
    enum rt_code rc = rt_db_create(&t, &created, err);

    if (rc == RT_OK)
        printf("%s\t", created ? "created" : "existed");
    return rc;
}

static enum rt_code
query(const char *sql, struct rt_err *err)
{
    struct rt_arena *a = rt_arena_new();
    struct rt_stmt *st;
    enum rt_code rc = rt_db_query(db, sql, RT_NO_PARAMS, &st, err);

    while (rc == RT_OK && (rc = rt_stmt_step(st, err)) == RT_OK)
        printf("%s|", rt_col_null(st, 0) ? "NULL" : rt_col_str(st, 0, a));
    if (rc == RT_NONE)
        rc = RT_OK;
    printf("\t");
    rt_stmt_free(st);
    rt_arena_free(a);
    return rc;
}

/* A transaction that runs the statements from field 2 on.  `n` counts its runs,
 * for the answer. */
struct work {
    const struct line *line;
    int tries, asked;
};

static enum rt_code
work(struct rt_db *on, void *arg, struct rt_err *err)
{
    struct work *w = arg;
    enum rt_code rc = RT_OK;

    w->tries++;
    for (size_t i = 2; rc == RT_OK && w->line->field[i] != NULL; i++)
        rc = rt_db_exec(on, w->line->field[i], RT_NO_PARAMS, err);
    return rc;
}

/* The statement in field 1 finds a row if the transaction was committed. */
static enum rt_code
landed(struct rt_db *on, void *arg, struct rt_err *err)
{
    struct work *w = arg;
    struct rt_stmt *st;
    enum rt_code rc =
        rt_db_query(on, w->line->field[1], RT_NO_PARAMS, &st, err);

    w->asked++;
    if (rc == RT_OK)
        rc = rt_stmt_step(st, err);
    rt_stmt_free(st);
    return rc;
}

static enum rt_code
transaction(const struct line *l, struct rt_err *err)
{
    struct work w = {.line = l};
    enum rt_code rc =
        rt_db_tx(db, work, *l->field[1] != '\0' ? landed : NULL, &w, err);

    printf("tries %d, asked %d\t", w.tries, w.asked);
    return rc;
}

static enum rt_code
obey(const struct line *l, struct rt_err *err)
{
    const char *verb = l->field[0];

    if (strcmp(verb, "open") == 0)
        return open_db(l, err);
    if (strcmp(verb, "create") == 0)
        return create_db(l, err);
    if (strcmp(verb, "check") == 0)
        return rt_schema_check(db, l->field[1], err);
    if (strcmp(verb, "begin") == 0)
        return rt_db_begin(db, err);
    if (strcmp(verb, "commit") == 0)
        return rt_db_commit(db, err);
    if (strcmp(verb, "ensure") == 0)
        return rt_db_ensure(db, err);
    if (strcmp(verb, "tx") == 0)
        return transaction(l, err);
    if (strcmp(verb, "query") == 0)
        return query(l->field[1], err);
    if (strcmp(verb, "exec") == 0)
        return rt_db_exec(db, l->field[1], RT_NO_PARAMS, err);
    if (strcmp(verb, "rollback") == 0) {
        rt_db_rollback(db);
        return RT_OK;
    }
    return rt_fail(err, RT_EINVAL, "no such command: %s", verb);
}

int
main(void)
{
    char *text = NULL;
    size_t size = 0;

    signal(SIGPIPE, SIG_IGN);
    while (getline(&text, &size, stdin) > 0) {
        struct rt_err err = {0};
        struct line l;
        enum rt_code rc;

        split(text, &l);
        rc = obey(&l, &err);
        printf("%s\t%s\n", rt_code_name(rc), rc == RT_OK ? "" : err.text);
        fflush(stdout);
    }
    free(text);
    rt_db_close(db);
    return 0;
}
