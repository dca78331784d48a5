#include "repo/desk_days.h"

#include "repo/desk_sql.h"

static const char sql_days[] =
    "SELECT " SQL_DAY("day") ", hours FROM work_days ORDER BY day";
static const char sql_reasons[] =
    "SELECT code FROM reasons WHERE active ORDER BY place, id";
static const char sql_text[] =
    "SELECT IF(?, text_ru, text_en) FROM reasons WHERE code = ?";

enum { R_CODE, R_TEXT, R_ACTIVE };
static const char sql_list[] =
    "SELECT code, IF(?, text_ru, text_en), active FROM reasons"
    " ORDER BY place, id";

struct day_list {
    struct rt_work_day *list;
    size_t n;
    enum rt_code rc;
    struct rt_arena *a;
    struct rt_err *err;
};

static void
take_day(void *arg, const struct rt_stmt *st)
{
    struct day_list *to = arg;
    struct rt_work_day *d;

    RT_GROW(to->a, to->list, to->n);
    d = &to->list[to->n++];
    d->day = (int32_t)rt_col_i64(st, 0);
    if (to->rc == RT_OK)
        to->rc = rt_hours_read(rt_col_str(st, 1, to->a), &d->hours, to->err);
}

enum rt_code
rt_desk_work_days(struct rt_db *db, struct rt_arena *a,
                  struct rt_work_day **list, size_t *n, struct rt_err *err)
{
    struct day_list to = {.rc = RT_OK, .a = a, .err = err};
    enum rt_code rc =
        rt_db_each(db, sql_days, RT_NO_PARAMS, take_day, &to, err);

    *list = to.list;
    *n = to.n;
    return rc == RT_OK ? to.rc : rc;
}

enum rt_code
rt_desk_reasons(struct rt_db *db, struct rt_arena *a, const char ***codes,
                size_t *n, struct rt_err *err)
{
    return rt_db_query_strs(db, sql_reasons, RT_NO_PARAMS, a, codes, n, err);
}

struct reason_list {
    struct rt_desk_reason *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_reason(void *arg, const struct rt_stmt *st)
{
    struct reason_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct rt_desk_reason){
        .code = rt_col_str(st, R_CODE, to->a),
        .text = rt_col_str(st, R_TEXT, to->a),
        .active = rt_col_i64(st, R_ACTIVE) != 0,
    };
}

enum rt_code
rt_desk_reason_list(struct rt_db *db, bool ru, struct rt_arena *a,
                    struct rt_desk_reason **list, size_t *n, struct rt_err *err)
{
    struct reason_list to = {.a = a};
    enum rt_code rc = rt_db_each(db, sql_list, RT_PARAMS(RT_I64(ru)),
                                 take_reason, &to, err);

    *list = to.list;
    *n = to.n;
    return rc;
}

enum rt_code
rt_desk_reason_text(struct rt_db *db, const char *code, bool ru,
                    struct rt_arena *a, const char **text, struct rt_err *err)
{
    enum rt_code rc = rt_db_query_str(
        db, sql_text, RT_PARAMS(RT_I64(ru), RT_STR(code)), a, text, err);

    if (rc == RT_NONE)
        *text = code;
    return rc == RT_NONE ? RT_OK : rc;
}
