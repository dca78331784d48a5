#include "db/fault.h"

#include <stdio.h>
#include <string.h>

enum fault {
    FAULT_OTHER,
    FAULT_GONE,   /* the connection broke before anything was sent */
    FAULT_LOST,   /* the connection broke: the statement may have run */
    FAULT_UNFIT,  /* nothing was run, and this server will not run anything */
    FAULT_UNDONE, /* rolled back, or has to be rolled back: retry */
    FAULT_FULL,   /* the disk is full */
    FAULT_DUPLICATE, /* duplicate value of a unique key */
    FAULT_PACKET     /* too large: the server closes the connection */
};

static const struct {
    unsigned number;
    enum fault fault;
} faults[] = {
    {2001, FAULT_LOST},  /* a unix socket could not be created */
    {2002, FAULT_LOST},  /* no server at the unix socket */
    {2003, FAULT_LOST},  /* no server at the port */
    {2004, FAULT_LOST},  /* a TCP socket could not be created */
    {2005, FAULT_LOST},  /* unknown host name */
    {2006, FAULT_GONE},  /* the server is gone */
    {2012, FAULT_LOST},  /* lost during the handshake */
    {2013, FAULT_LOST},  /* lost while the statement ran, or it took too long */
    {2027, FAULT_LOST},  /* malformed packet */
    {2055, FAULT_LOST},  /* 2013, with the system's reason */
    {1053, FAULT_LOST},  /* the server is shutting down */
    {1317, FAULT_LOST},  /* the statement was killed */
    {1927, FAULT_LOST},  /* the connection was killed (MariaDB) */
    {3168, FAULT_LOST},  /* the server is not available (MySQL) */
    {4031, FAULT_LOST},  /* we were idle for too long (MySQL) */
    {1040, FAULT_UNFIT}, /* too many connections */
    {1203, FAULT_UNFIT}, /* too many connections of this account */
    {1226, FAULT_UNFIT}, /* the account's hourly limits */
    {1047, FAULT_UNFIT}, /* this Galera node has not joined */
    {1290, FAULT_UNFIT}, /* started read-only: a replica */
    {1836, FAULT_UNFIT}, /* read-only mode */
    {1243, FAULT_UNFIT}, /* unknown prepared statement */
    {1615, FAULT_UNFIT}, /* tables changed under a prepared statement */
    {1213, FAULT_UNDONE}, /* deadlock */
    {1205, FAULT_UNDONE}, /* lock wait timeout: only the statement was undone */
    {1020, FAULT_UNDONE}, /* the row changed since it was read */
    {3101, FAULT_UNDONE}, /* group replication refused the COMMIT */
    {1114, FAULT_FULL},   /* the table is full */
    {1021, FAULT_FULL},   /* disk full */
    {1062, FAULT_DUPLICATE}, /* duplicate key */
    {1586, FAULT_DUPLICATE}, /* duplicate key, with the key's name */
    {1153, FAULT_PACKET},    /* over max_allowed_packet */
};

static enum fault
fault_of(unsigned number)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        if (faults[i].number == number)
            return faults[i].fault;
    }
    return FAULT_OTHER;
}

/* A single statement and COMMIT may have run. */
static enum rt_code
code_when_lost(enum fault f, enum rt_db_at at)
{
    switch (at) {
    case RT_AT_WRITE:
        return f == FAULT_GONE ? RT_EAWAY : RT_EUNKNOWN;
    case RT_AT_COMMIT:
        return RT_EUNKNOWN;
    case RT_AT_TX:
        return RT_ERETRY;
    default:
        return RT_EAWAY;
    }
}

static struct rt_db_verdict
judge_other(enum fault f, enum rt_db_at at)
{
    /* After any failure at COMMIT only the rows can tell what is stored. */
    if (at == RT_AT_COMMIT)
        return (struct rt_db_verdict){RT_EUNKNOWN, .drop = true};
    if (f == FAULT_DUPLICATE)
        return (struct rt_db_verdict){RT_ECONFLICT};
    if (f == FAULT_FULL)
        return (struct rt_db_verdict){RT_EAWAY, .rollback = true};
    return (struct rt_db_verdict){RT_EDB, .drop = f == FAULT_PACKET,
                                  .rollback = f == FAULT_PACKET};
}

struct rt_db_verdict
rt_db_judge(unsigned number, enum rt_db_at at)
{
    enum fault f = fault_of(number);

    switch (f) {
    case FAULT_GONE:
    case FAULT_LOST:
        return (struct rt_db_verdict){code_when_lost(f, at), true, true};
    case FAULT_UNFIT:
        return (struct rt_db_verdict){
            at == RT_AT_TX || at == RT_AT_COMMIT ? RT_ERETRY : RT_EAWAY, true,
            true};
    case FAULT_UNDONE:
        return (struct rt_db_verdict){RT_ERETRY, .rollback = true};
    default:
        return judge_other(f, at);
    }
}

/* Copy the server's message without its first quoted value: "Duplicate entry
 * '...' for key 'by_phone'". */
static int
without_values(const char *text, const char **rest)
{
    const char *open = strchr(text, '\'');
    const char *close = NULL;

    *rest = "";
    if (open == NULL)
        return (int)strlen(text);
    for (const char *s = open; (s = strstr(s, "' for ")) != NULL; s++)
        close = s;
    if (close == NULL)
        return (int)strlen(text);
    *rest = close;
    return (int)(open - text) + 1;
}

enum rt_code
rt_db_fail(enum rt_code code, unsigned number, const char *text,
           const char *sql, struct rt_err *err)
{
    const char *rest;
    int head = without_values(text, &rest);

    if (fault_of(number) == FAULT_FULL)
        return rt_fail_key(err, code, "db_disk_full", NULL);
    if (sql == NULL)
        return rt_fail(err, code, "database error %u: %.*s%s%s", number, head,
                       text, *rest != '\0' ? "..." : "", rest);
    return rt_fail(err, code, "database error %u: %.*s%s%s in: %.100s", number,
                   head, text, *rest != '\0' ? "..." : "", rest, sql);
}
