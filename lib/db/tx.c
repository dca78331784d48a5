#include "db/conn.h"

#include <sys/random.h>
#include <time.h>

enum { TRIES = 3, JITTER_MIN_MS = 10, JITTER_MAX_MS = 100 };

enum rt_code
rt_db_begin(struct rt_db *db, struct rt_err *err)
{
    if (db->tx == RT_TX_OPEN)
        rt_die("a transaction inside a transaction");
    if (db->open != NULL)
        rt_die("a result is still open: %s", db->open->sql);
    db->tx = RT_TX_NONE;
    /* Reconnect once if the connection died while idle. */
    for (int try = 0;; try++) {
        bool fresh = db->my == NULL;
        enum rt_code rc = rt_db_connect(db, err);

        if (rc != RT_OK)
            return rc;
        if (mysql_query(db->my, "START TRANSACTION") == 0)
            break;
        rc = rt_db_failed(db, NULL, RT_AT_READ, fresh || try > 0 ? err : NULL);
        if (rc != RT_EAWAY || fresh || try > 0)
            return rc;
    }
    db->tx = RT_TX_OPEN;
    return RT_OK;
}

enum rt_code
rt_db_commit(struct rt_db *db, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    if (db->tx == RT_TX_NONE)
        rt_die("COMMIT without a transaction");
    if (db->open != NULL)
        rt_die("a result is still open: %s", db->open->sql);
    if (db->tx == RT_TX_DOOMED)
        rc = rt_fail(err, RT_ERETRY, "the transaction is rolled back");
    else if (mysql_query(db->my, "COMMIT") != 0)
        rc = rt_db_failed(db, NULL, RT_AT_COMMIT, err);
    db->tx = RT_TX_NONE;
    return rc;
}

void
rt_db_rollback(struct rt_db *db)
{
    if (db->open != NULL)
        rt_stmt_end(db->open);
    if (db->tx == RT_TX_OPEN && mysql_query(db->my, "ROLLBACK") != 0)
        rt_db_drop(db); /* closing the connection makes the server roll back */
    db->tx = RT_TX_NONE;
}

static void
wait_a_little(void)
{
    unsigned r = 0;
    struct timespec t = {0};

    /* Without random bytes any number will do. */
    (void)!getrandom(&r, sizeof r, GRND_NONBLOCK);
    t.tv_nsec =
        (JITTER_MIN_MS + (long)(r % (JITTER_MAX_MS - JITTER_MIN_MS + 1))) *
        1000000;
    nanosleep(&t, NULL);
}

static enum rt_code
run_once(struct rt_db *db, rt_db_work *work, void *arg, struct rt_err *err)
{
    enum rt_code rc = rt_db_begin(db, err);

    if (rc != RT_OK)
        return rc;
    rc = work(db, arg, err);
    if (rc == RT_OK)
        return rt_db_commit(db, err);
    rt_db_rollback(db);
    return rc;
}

/* The connection was lost at COMMIT: ask on a new one what is stored.
 * RT_ERETRY: nothing is. */
static enum rt_code
ask_landed(struct rt_db *db, rt_db_work *landed, void *arg)
{
    enum rt_code rc = RT_EAWAY;

    for (int try = 0; try < TRIES && rc == RT_EAWAY; try++) {
        wait_a_little();
        rc = rt_db_ensure(db, NULL);
    }
    if (rc == RT_OK)
        rc = landed(db, arg, NULL);
    if (rc == RT_OK)
        return RT_OK;
    return rc == RT_NONE ? RT_ERETRY : RT_EUNKNOWN;
}

enum rt_code
rt_db_tx(struct rt_db *db, rt_db_work *work, rt_db_work *landed, void *arg,
         struct rt_err *err)
{
    struct rt_err why;
    enum rt_code rc;

    for (int try = 1;; try++) {
        why = (struct rt_err){0};
        rc = run_once(db, work, arg, &why);
        if (rc == RT_EUNKNOWN && landed != NULL)
            rc = ask_landed(db, landed, arg);
        if (rc != RT_ERETRY || try == TRIES)
            break;
        wait_a_little();
    }
    /* RT_NONE without a message is an answer: the caller finds the words. */
    if (rc == RT_NONE && why.code == RT_OK)
        return rc;
    if (rc != RT_OK && err != NULL && err->code == RT_OK) {
        *err = why;
        err->code = rc;
    }
    return rc;
}
