#include "repo/contract_ends.h"

#include "base/date.h"
#include "repo/desk_sql.h"
#include "repo/ids.h"
#include "repo/lookup.h"
#include "repo/sql_list.h"

/* clang-format off */

enum { WIDTH = 3 };
static const char ends_head[] =
    "INSERT INTO contract_ends (contract_id, known_from, end_date) VALUES ";
static const char ends_row[] = "(?, " SQL_FROM_DAY ", " SQL_FROM_DAY ")";
static const char ends_tail[] =
    " ON DUPLICATE KEY UPDATE " SQL_TAKE("end_date");

enum { K_CONTRACT, K_FROM, K_END };
static const char sql_known[] =
    "SELECT contract_id, " SQL_DAY("known_from") ", " SQL_DAY("end_date")
    " FROM contract_ends WHERE known_from <= " SQL_FROM_DAY
    " AND contract_id IN (" SQL_500 ") ORDER BY contract_id, known_from"
    " FOR UPDATE";

static const char sql_forget[] =
    "DELETE FROM contract_ends WHERE contract_id = ?"
    " AND known_from >= " SQL_FROM_DAY " AND end_date = " SQL_FROM_DAY;

/* clang-format on */

static bool
is_ahead(int32_t end, int32_t day)
{
    return end != RT_DAY_OPEN && end > day;
}

bool
rt_contract_end_tells(int32_t was, int32_t now, int32_t day)
{
    return was != now && (is_ahead(was, day) || is_ahead(now, day));
}

static void
put_end(struct rt_param *p, int64_t contract_id, int32_t from, int32_t end)
{
    p[0] = RT_I64(contract_id);
    p[1] = RT_I64(from);
    p[2] = rt_param_day(end);
}

static enum rt_code
write_ends(struct rt_db *db, const struct rt_param *p, size_t n,
           struct rt_err *err)
{
    if (n == 0)
        return RT_OK;
    return rt_db_exec_rows(db, ends_head, ends_row, ends_tail, WIDTH, p, n,
                           err);
}

enum rt_code
rt_contract_ends_note(struct rt_db *db, const struct rt_known_end *list,
                      size_t n, int32_t day, struct rt_arena *a,
                      struct rt_err *err)
{
    struct rt_param *p = rt_alloc_n(a, n * WIDTH + 1, sizeof *p);

    for (size_t i = 0; i < n; i++)
        put_end(p + i * WIDTH, list[i].contract_id, day, list[i].end);
    return write_ends(db, p, n, err);
}

/* What is known of each contract of a list around the day of an old file. */
struct around {
    int32_t day;
    struct rt_lookup by_id;
    int32_t *was;    /* [n] known on the day; RT_DAY_OPEN: none */
    bool *has_later; /* [n] something else is known by the next file */
};

static void
take_known(void *arg, const struct rt_stmt *st)
{
    struct around *to = arg;
    size_t n, i;
    const struct rt_param **at =
        rt_lookup_find(&to->by_id, RT_I64(rt_col_i64(st, K_CONTRACT)), &n);

    if (n == 0)
        return;
    i = (size_t)(at[0] - to->by_id.list);
    if (rt_col_i64(st, K_FROM) <= to->day)
        to->was[i] = (int32_t)rt_col_i64_or(st, K_END, RT_DAY_OPEN);
    else
        to->has_later[i] = true;
}

enum rt_code
rt_contract_ends_note_past(struct rt_db *db, const struct rt_known_end *list,
                           size_t n, int32_t day, int32_t next,
                           struct rt_arena *a, struct rt_err *err)
{
    struct rt_param *ids = rt_alloc_n(a, n + 1, sizeof *ids);
    struct rt_param *p = rt_alloc_n(a, 2 * n * WIDTH + 1, sizeof *p);
    struct around to = {.day = day,
                        .was = rt_alloc_n(a, n + 1, sizeof *to.was),
                        .has_later = rt_alloc_n(a, n + 1, sizeof(bool))};
    size_t m = 0;
    enum rt_code rc;

    for (size_t i = 0; i < n; i++) {
        ids[i] = RT_I64(list[i].contract_id);
        to.was[i] = RT_DAY_OPEN;
        to.has_later[i] = false;
    }
    rt_lookup_init(&to.by_id, ids, n, NULL, a);
    rc = rt_list_each(db, sql_known, RT_PARAMS(RT_I64(next)), ids, n,
                      take_known, &to, err);
    for (size_t i = 0; i < n && rc == RT_OK; i++) {
        int64_t id = list[i].contract_id;

        if (!rt_contract_end_tells(to.was[i], list[i].end, day))
            continue;
        put_end(p + WIDTH * m++, id, day, list[i].end);
        if (!to.has_later[i])
            put_end(p + WIDTH * m++, id, next, to.was[i]);
    }
    return rc == RT_OK ? write_ends(db, p, m, err) : rc;
}

static int32_t
end_in(const struct rt_param *values)
{
    return rt_param_day_or(&values[RT_CONTRACT_END], RT_DAY_OPEN);
}

/* Whether the row brings news of an end. */
static bool
row_tells(const struct rt_load_row *r, int32_t day)
{
    int32_t was = r->old != NULL ? end_in(r->old) : RT_DAY_OPEN;

    if (r->state == RT_LOAD_SAME ||
        r->now[RT_CONTRACT_ABSENT].kind != RT_P_NULL)
        return false;
    return rt_contract_end_tells(was, end_in(r->now), day);
}

enum rt_code
rt_contract_ends_note_rows(struct rt_db *db, const struct rt_load_row *rows,
                           size_t n, int32_t day, struct rt_arena *a,
                           struct rt_err *err)
{
    struct rt_param *names = rt_alloc_n(a, n + 1, sizeof *names);
    struct rt_id *ids = rt_alloc_n(a, n + 1, sizeof *ids);
    struct rt_known_end *list = rt_alloc_n(a, n + 1, sizeof *list);
    size_t m = 0;
    enum rt_code rc;

    for (size_t i = 0; i < n; i++)
        if (row_tells(&rows[i], day)) {
            names[m] = rt_param_str(rows[i].name);
            list[m++].end = end_in(rows[i].now);
        }
    if (m == 0)
        return RT_OK;
    /* Rows that are new have got their ids by now. */
    rc = rt_ids_find(db, RT_IDS_CONTRACTS, names, m, ids, a, err);
    for (size_t i = 0; i < m; i++)
        list[i].contract_id = ids[i].id;
    return rc == RT_OK ? rt_contract_ends_note(db, list, m, day, a, err) : rc;
}

enum rt_code
rt_contract_ends_forget(struct rt_db *db, int64_t contract_id, int32_t end,
                        int32_t from, struct rt_err *err)
{
    return rt_db_exec(db, sql_forget,
                      RT_PARAMS(RT_I64(contract_id), RT_I64(from), RT_I64(end)),
                      err);
}
