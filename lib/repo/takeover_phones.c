#include "repo/takeover.h"

static const char sql_list[] =
    "SELECT id, external_id, phone FROM clients "
    "WHERE phone IS NOT NULL AND id > ? ORDER BY id LIMIT ?";

/* The row exists: only its phone is set. */
static const char sql_head[] =
    "INSERT INTO clients (id, external_id, phone) VALUES ";
static const char sql_row[] = "(?,?,?)";
static const char sql_tail[] = " ON DUPLICATE KEY UPDATE phone = VALUES(phone)";
enum { WIDTH = 3 };

enum rt_code
rt_takeover_phones(struct rt_db *db, int64_t after, size_t room,
                   struct rt_arena *a, struct rt_takeover_phone *out, size_t *n,
                   struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc =
        rt_db_query(db, sql_list,
                    RT_PARAMS(RT_I64(after), RT_I64((int64_t)room)), &st, err);

    *n = 0;
    while (rc == RT_OK && (rc = rt_stmt_step(st, err)) == RT_OK)
        out[(*n)++] = (struct rt_takeover_phone){
            .client_id = rt_col_i64(st, 0),
            .external_id = rt_col_str(st, 1, a),
            .phone = rt_col_str(st, 2, a),
        };
    rt_stmt_free(st);
    return rc == RT_NONE ? RT_OK : rc;
}

enum rt_code
rt_takeover_set_phones(struct rt_db *db, const struct rt_takeover_phone *list,
                       size_t n, struct rt_arena *a, struct rt_err *err)
{
    struct rt_param *values = rt_alloc_n(a, n * WIDTH, sizeof *values);

    for (size_t i = 0; i < n; i++) {
        values[i * WIDTH] = RT_I64(list[i].client_id);
        values[i * WIDTH + 1] = RT_STR(list[i].external_id);
        values[i * WIDTH + 2] = RT_STR(list[i].phone);
    }
    return rt_db_exec_rows(db, sql_head, sql_row, sql_tail, WIDTH, values, n,
                           err);
}
