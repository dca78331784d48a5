/* What an error number of the server or the client library means for the
 * transaction: the table of RELIABILITY 3.3. */
#ifndef RT_DB_FAULT_H
#define RT_DB_FAULT_H

#include "base/err.h"

/* What was being done when the error came. */
enum rt_db_at {
    RT_AT_CONNECT,
    RT_AT_READ,  /* a statement outside a transaction that changes nothing */
    RT_AT_WRITE, /* a statement that is a transaction of its own */
    RT_AT_TX,    /* inside a transaction */
    RT_AT_COMMIT,
    RT_AT__MAX
};

struct rt_db_verdict {
    enum rt_code code;
    bool drop;     /* the connection is unusable */
    bool rollback; /* the transaction has ended, or has to end */
};

struct rt_db_verdict rt_db_judge(unsigned number, enum rt_db_at at);

/* Record the error in `err`.  Servers quote column values in their messages;
 * these are left out, because they are clients' data and `text` goes to logs.
 * `sql` is the statement; NULL: none. */
enum rt_code rt_db_fail(enum rt_code code, unsigned number, const char *text,
                        const char *sql, struct rt_err *err);

#endif
