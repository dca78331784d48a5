#include "repo/queues.h"

/* clang-format off */
static const char sql_in[] =
    "SELECT COALESCE(SUM(state = 'new'), 0),"
    " COALESCE(TIMESTAMPDIFF(SECOND, MIN(CASE WHEN state = 'new'"
    "   THEN received_at END), UTC_TIMESTAMP()), 0),"
    " COALESCE(SUM(state = 'failed'), 0)"
    " FROM bot_inbox WHERE state IN ('new', 'failed')";
static const char sql_out[] =
    "SELECT COALESCE(SUM(state = 'waiting'), 0),"
    " COALESCE(TIMESTAMPDIFF(SECOND, MIN(CASE WHEN state = 'waiting'"
    "   THEN not_before END), UTC_TIMESTAMP()), 0),"
    " COALESCE(SUM(state = 'failed'), 0)"
    " FROM bot_outbox WHERE state IN ('waiting', 'failed')";
/* clang-format on */

/* A queue as its query counts it. */
static enum rt_code
count_queue(struct rt_db *db, const char *sql, int64_t *n, int64_t *late_s,
            int64_t *failed, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_first(db, sql, RT_NO_PARAMS, &st, err);

    if (rc == RT_OK) {
        *n = rt_col_i64(st, 0);
        *late_s = rt_col_i64(st, 1);
        *failed = rt_col_i64(st, 2);
        if (*late_s < 0)
            *late_s = 0; /* it is to be sent later */
    }
    rt_stmt_free(st);
    return rc;
}

enum rt_code
rt_queues_look(struct rt_db *db, struct rt_queues *out, struct rt_err *err)
{
    enum rt_code rc = count_queue(db, sql_in, &out->in, &out->in_late_s,
                                  &out->in_failed, err);

    return rc == RT_OK ? count_queue(db, sql_out, &out->out, &out->out_late_s,
                                     &out->out_failed, err)
                       : rc;
}
