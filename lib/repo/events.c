#include "repo/events.h"

#include "base/moment.h"
#include "repo/load_sql.h"

enum { PAYMENT_WIDTH = 6, ACTIVITY_WIDTH = 4 };

#define PAYMENTS \
    " INTO payments (client_id, paid_at, paid_at_day, amount_minor, occurrence," \
    " contract_id) VALUES "
#define PAYMENT_ROW "(?, " SQL_FROM_SECOND ", ?, ?, ?, ?)"

/* The values are checked and there is no foreign key, so IGNORE only skips
 * rows that exist already. */
static enum rt_code
insert_new(struct rt_db *db, const struct rt_param *p, size_t n,
           int64_t *n_added, struct rt_err *err)
{
    enum rt_code rc = rt_db_exec_rows(db, "INSERT IGNORE" PAYMENTS, PAYMENT_ROW,
                                      "", PAYMENT_WIDTH, p, n, err);

    *n_added = rt_db_affected(db);
    return rc;
}

/* A changed row counts 2 and an unchanged one 1, because found rows are
 * counted. */
static enum rt_code
fill_contracts(struct rt_db *db, const struct rt_param *p, size_t n,
               int64_t *n_changed, struct rt_err *err)
{
    enum rt_code rc =
        rt_db_exec_rows(db, "INSERT" PAYMENTS, PAYMENT_ROW,
                        " ON DUPLICATE KEY UPDATE contract_id ="
                        " COALESCE(VALUES(contract_id), contract_id)",
                        PAYMENT_WIDTH, p, n, err);

    *n_changed = rt_db_affected(db) - (int64_t)n;
    return rc;
}

enum rt_code
rt_payments_add(struct rt_db *db, const struct rt_event *list, size_t n,
                int64_t *n_added, int64_t *n_changed, struct rt_arena *a,
                struct rt_err *err)
{
    struct rt_param *p = rt_alloc_n(a, n * PAYMENT_WIDTH + 1, sizeof *p);
    bool has_contracts = false;
    enum rt_code rc;

    *n_added = *n_changed = 0;
    if (n == 0)
        return RT_OK;
    for (size_t i = 0; i < n; i++) {
        struct rt_param *row = p + i * PAYMENT_WIDTH;

        row[0] = RT_I64(list[i].client_id);
        row[1] = RT_I64(rt_moment_seconds(list[i].at));
        row[2] = RT_I64(rt_moment_is_day(list[i].at));
        row[3] = RT_I64(list[i].amount);
        row[4] = RT_I64(list[i].occurrence);
        row[5] = rt_param_i64_or_null(list[i].contract_id, 0);
        has_contracts |= list[i].contract_id != 0;
    }
    rc = insert_new(db, p, n, n_added, err);
    if (rc == RT_OK && has_contracts && *n_added < (int64_t)n)
        rc = fill_contracts(db, p, n, n_changed, err);
    return rc;
}

enum rt_code
rt_activity_add(struct rt_db *db, const struct rt_event *list, size_t n,
                int64_t *n_added, struct rt_arena *a, struct rt_err *err)
{
    struct rt_param *p = rt_alloc_n(a, n * ACTIVITY_WIDTH + 1, sizeof *p);
    enum rt_code rc;

    *n_added = 0;
    if (n == 0)
        return RT_OK;
    for (size_t i = 0; i < n; i++) {
        struct rt_param *row = p + i * ACTIVITY_WIDTH;

        row[0] = RT_I64(list[i].client_id);
        row[1] = RT_I64(rt_moment_seconds(list[i].at));
        row[2] = RT_I64(rt_moment_is_day(list[i].at));
        row[3] = RT_I64(list[i].occurrence);
    }
    rc = rt_db_exec_rows(db,
                         "INSERT IGNORE INTO activity (client_id, happened_at,"
                         " happened_at_day, occurrence) VALUES ",
                         "(?, " SQL_FROM_SECOND ", ?, ?)", "", ACTIVITY_WIDTH,
                         p, n, err);
    *n_added = rt_db_affected(db);
    return rc;
}
