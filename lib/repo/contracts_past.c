#include "repo/contracts_past.h"

#include "base/date.h"
#include "repo/load_sql.h"
#include "repo/lookup.h"
#include "repo/sql_list.h"

static const int changing[] = {RT_CONTRACT_FEE, RT_CONTRACT_PROFIT,
                               RT_CONTRACT_PLAN};
enum { N_CHANGING = sizeof changing / sizeof changing[0] };

/* clang-format off */

/* Options are stored as a command line (rt_import_opts_text()). */
static const char sql_full_days[] =
    "SELECT DISTINCT " SQL_DAY("as_of") " AS day FROM import_runs"
    " WHERE kind = 'contracts' AND finished_at IS NOT NULL"
    " AND CONCAT(' ', options, ' ') LIKE '% --full %' ORDER BY day";

enum { N_CONTRACT, N_DAY, N_FIRST /* fee, profit, plan */ };
static const char sql_noted[] =
    "SELECT contract_id, " SQL_DAY("effective_on") ","
    " monthly_fee_minor, monthly_profit_minor, plan FROM contract_changes"
    " WHERE noted AND contract_id IN (" SQL_500 ")"
    " ORDER BY contract_id, effective_on FOR UPDATE";

static const char sql_forget[] =
    "DELETE FROM contract_changes WHERE noted AND contract_id = ?";
static const char changes_head[] =
    "INSERT INTO contract_changes (contract_id, effective_on, noted,"
    " monthly_fee_minor, monthly_profit_minor, plan) VALUES ";
static const char changes_row[] = "(?, " SQL_FROM_DAY ", TRUE, ?, ?, ?)";

static const char sql_earlier[] =
    "UPDATE contracts SET end_date = GREATEST(" SQL_FROM_DAY ","
    " COALESCE(start_date, DATE'1900-01-01')), absent_on = " SQL_FROM_DAY ","
    " version = version + 1"
    " WHERE absent_on = " SQL_FROM_DAY " AND end_date > " SQL_FROM_DAY
    " AND id IN (" SQL_500 ")";
/* An end ahead was over by the next file, so it is by this one. */
static const char sql_earlier_known[] =
    "UPDATE IGNORE contract_ends e JOIN contracts c ON c.id = e.contract_id"
    " SET e.known_from = " SQL_FROM_DAY ", e.end_date = c.end_date"
    " WHERE e.known_from = " SQL_FROM_DAY
    " AND c.absent_on = " SQL_FROM_DAY " AND c.id IN (" SQL_500 ")";

/* clang-format on */

enum rt_code
rt_full_days_read(struct rt_db *db, struct rt_full_days *out,
                  struct rt_arena *a, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    int32_t *list = NULL;
    size_t n = 0, room = 0;
    enum rt_code rc = rt_db_query(db, sql_full_days, RT_NO_PARAMS, &st, err);

    while (rc == RT_OK && (rc = rt_stmt_step(st, err)) == RT_OK) {
        if (n == room) {
            int32_t *more = rt_alloc_n(a, room * 2 + 64, sizeof *more);

            for (size_t i = 0; i < n; i++)
                more[i] = list[i];
            list = more;
            room = room * 2 + 64;
        }
        list[n++] = (int32_t)rt_col_i64(st, 0);
    }
    rt_stmt_free(st);
    *out = (struct rt_full_days){list, n};
    return rc == RT_NONE ? RT_OK : rc;
}

int32_t
rt_full_days_after(const struct rt_full_days *days, int32_t day)
{
    for (size_t i = 0; i < days->n; i++)
        if (days->list[i] > day)
            return days->list[i];
    return RT_DAY_OPEN;
}

/* Values that are in force from a day on. */
struct since {
    int32_t day;
    struct rt_param value[N_CHANGING];
    struct since *next;
};

/* The recorded values of each contract, complete ones, by day. */
struct notes {
    struct rt_lookup by_id;
    struct since **list; /* [n] */
    struct rt_arena *a;
};

static void
take_note(void *arg, const struct rt_stmt *st)
{
    const struct notes *to = arg;
    size_t n;
    const struct rt_param **at =
        rt_lookup_find(&to->by_id, RT_I64(rt_col_i64(st, N_CONTRACT)), &n);
    struct since *s = rt_alloc(to->a, sizeof *s), **end, *last = NULL;

    if (n == 0)
        return;
    end = &to->list[at[0] - to->by_id.list];
    for (; *end != NULL; end = &(*end)->next)
        last = *end;
    *s = (struct since){.day = (int32_t)rt_col_i64(st, N_DAY)};
    for (size_t i = 0; i < N_CHANGING; i++) {
        size_t col = N_FIRST + i;

        if (rt_col_null(st, col))
            s->value[i] = last != NULL ? last->value[i] : RT_NULL;
        else if (changing[i] == RT_CONTRACT_PLAN)
            s->value[i] = rt_param_str(rt_col_str(st, col, to->a));
        else
            s->value[i] = RT_I64(rt_col_i64(st, col));
    }
    *end = s;
}

static bool
same_values(const struct since *x, const struct since *y)
{
    for (size_t i = 0; i < N_CHANGING; i++)
        if (!rt_load_same(&x->value[i], &y->value[i]))
            return false;
    return true;
}

/* The index after the last record that begins by the day. */
static struct since **
behind(struct since **list, int32_t day)
{
    while (*list != NULL && (*list)->day <= day)
        list = &(*list)->next;
    return list;
}

/* Add values from `day` on, unless they are in force then. */
static void
put_since(struct since **list, int32_t day, const struct rt_param *value,
          struct rt_arena *a)
{
    struct since *s = rt_alloc(a, sizeof *s), **at = list;

    while (*at != NULL && (*at)->day < day)
        at = &(*at)->next;
    *s = (struct since){.day = day, .next = *at};
    for (size_t i = 0; i < N_CHANGING; i++)
        s->value[i] = value[i];
    if (*at != NULL && (*at)->day == day)
        s->next = (*at)->next;
    *at = s;
}

/* Remove records that change nothing. */
static void
drop_repeated(struct since *list)
{
    while (list != NULL && list->next != NULL)
        if (same_values(list, list->next))
            list->next = list->next->next;
        else
            list = list->next;
}

/* The values of the file if it gives them, else those in force. */
static void
file_values(const struct rt_load_row *r, uint64_t given,
            const struct since *in_force, struct rt_param *out)
{
    for (size_t i = 0; i < N_CHANGING; i++) {
        const struct rt_param *want = &r->want[changing[i]];

        out[i] = in_force->value[i];
        if ((given & UINT64_C(1) << changing[i]) != 0 &&
            want->kind != RT_P_NULL)
            out[i] = *want;
    }
}

/* Merge what the file of the day says into the records; true when it differs
 * from what was known. */
static bool
add_past(struct since **list, const struct rt_load_row *r, int32_t listed,
         int32_t as_of, int32_t next, struct rt_arena *a)
{
    struct since now = {.day = RT_DAY_MIN}, was, *later;
    bool first = listed != RT_DAY_NONE && as_of < listed;
    int32_t until = first && listed < next ? listed : next;

    for (size_t i = 0; i < N_CHANGING; i++)
        now.value[i] = r->old[changing[i]];
    if (*list == NULL)
        put_since(list, RT_DAY_MIN, now.value, a);
    was = (*list)->day > as_of ? now : **list;
    for (const struct since *s = *list; s != NULL && s->day <= as_of;
         s = s->next)
        was = *s;
    file_values(r, r->initial, &was, now.value);
    if (same_values(&was, &now))
        return false;
    later = *behind(list, as_of);
    if (later == NULL || later->day > until)
        put_since(list, until, was.value, a);
    put_since(list, first ? RT_DAY_MIN : as_of, now.value, a);
    drop_repeated(*list);
    return true;
}

static enum rt_code
write_notes(struct rt_db *db, int64_t id, const struct since *list,
            struct rt_arena *a, struct rt_err *err)
{
    enum { WIDTH = 2 + N_CHANGING };
    const struct since *before = NULL;
    struct rt_param *p;
    size_t n = 0;
    enum rt_code rc;

    for (const struct since *s = list; s != NULL; s = s->next)
        n++;
    p = rt_alloc_n(a, n * WIDTH + 1, sizeof *p);
    n = 0;
    for (const struct since *s = list; s != NULL; before = s, s = s->next) {
        struct rt_param *row = p + n++ * WIDTH;

        row[0] = RT_I64(id);
        row[1] = RT_I64(s->day);
        for (size_t i = 0; i < N_CHANGING; i++)
            row[2 + i] =
                before != NULL && rt_load_same(&before->value[i], &s->value[i])
                    ? RT_NULL
                    : s->value[i];
    }
    rc = rt_db_exec(db, sql_forget, RT_PARAMS(RT_I64(id)), err);
    if (rc != RT_OK ||
        n == 1) /* what has always applied is the contract's own */
        return rc;
    return rt_db_exec_rows(db, changes_head, changes_row, "", WIDTH, p, n, err);
}

enum rt_code
rt_contracts_note_past(struct rt_db *db, const struct rt_load_row *rows,
                       const int32_t *listed, size_t n, int32_t as_of,
                       int32_t next, int64_t *n_noted, struct rt_arena *a,
                       struct rt_err *err)
{
    struct rt_param *ids = rt_alloc_n(a, n + 1, sizeof *ids);
    struct notes to = {.list = rt_alloc_n(a, n + 1, sizeof(struct since *)),
                       .a = a};
    enum rt_code rc;

    *n_noted = 0;
    for (size_t i = 0; i < n; i++) {
        ids[i] = RT_I64(rows[i].id);
        to.list[i] = NULL;
    }
    rt_lookup_init(&to.by_id, ids, n, NULL, a);
    rc = rt_list_each(db, sql_noted, RT_NO_PARAMS, ids, n, take_note, &to, err);
    for (size_t i = 0; i < n && rc == RT_OK; i++) {
        if (rows[i].old == NULL ||
            !add_past(&to.list[i], &rows[i], listed[i], as_of, next, a))
            continue;
        rc = write_notes(db, rows[i].id, to.list[i], a, err);
        ++*n_noted;
    }
    return rc;
}

enum rt_code
rt_contracts_end_earlier(struct rt_db *db, const int64_t *ids, size_t n,
                         int32_t end, int32_t next, int64_t *n_ended,
                         struct rt_arena *a, struct rt_err *err)
{
    struct rt_param *list = rt_alloc_n(a, n + 1, sizeof *list);
    enum rt_code rc = RT_OK;

    *n_ended = 0;
    for (size_t i = 0; i < n; i++)
        list[i] = RT_I64(ids[i]);
    for (size_t i = 0; i < n && rc == RT_OK; i += SQL_LIST) {
        size_t part = n - i < SQL_LIST ? n - i : SQL_LIST;

        rc = rt_list_exec(
            db, sql_earlier,
            RT_PARAMS(RT_I64(end), RT_I64(end), RT_I64(next), RT_I64(end)),
            list + i, part, err);
        *n_ended += rt_db_affected(db);
        if (rc == RT_OK)
            rc = rt_list_exec(db, sql_earlier_known,
                              RT_PARAMS(RT_I64(end), RT_I64(next), RT_I64(end)),
                              list + i, part, err);
    }
    return rc;
}
