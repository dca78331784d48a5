#include "repo/stretches.h"

#include "base/date.h"
#include "repo/load_sql.h"
#include "repo/lookup.h"
#include "repo/sql_list.h"

/* clang-format off */

enum { S_KEY, S_ID, S_CLIENT, S_NAME, S_START, S_END, S_LISTED, S_ABSENT,
       S_DESK };

#define STRETCHES(key) \
    "SELECT c." key ", c.id, c.client_id, c.external_id," \
    " " SQL_DAY("c.start_date") ", " SQL_DAY("c.end_date") "," \
    " " SQL_DAY("c.listed_on") ", " SQL_DAY("c.absent_on") "," \
    " EXISTS (SELECT 1 FROM desk_edits e WHERE e.entity = 'contract'" \
    " AND e.entity_id = c.id AND e.field = 'end_date')" \
    " FROM contracts c WHERE c." key " IN (" SQL_500 ") LOCK IN SHARE MODE"

/* clang-format on */

struct found {
    struct rt_lookup *by_number;
    struct rt_stretch **out;
    struct rt_arena *a;
};

static bool
is_before(const struct rt_stretch *x, const struct rt_stretch *y)
{
    return x->start < y->start || (x->start == y->start && x->id < y->id);
}

static void
add_stretch(struct rt_stretch **list, const struct rt_stretch *is,
            struct rt_arena *a)
{
    struct rt_stretch *s = rt_alloc(a, sizeof *s);

    while (*list != NULL && is_before(*list, is))
        list = &(*list)->next;
    *s = *is;
    s->next = *list;
    *list = s;
}

static void
take_stretch(void *arg, const struct rt_stmt *st)
{
    const struct found *f = arg;
    const struct rt_stretch s = {
        .id = rt_col_i64(st, S_ID),
        .client = rt_col_i64(st, S_CLIENT),
        .name = rt_col_str(st, S_NAME, f->a),
        .start = (int32_t)rt_col_i64_or(st, S_START, RT_DAY_MIN),
        .end = (int32_t)rt_col_i64_or(st, S_END, RT_DAY_OPEN),
        .listed_on = (int32_t)rt_col_i64_or(st, S_LISTED, RT_DAY_NONE),
        .absent_on = (int32_t)rt_col_i64_or(st, S_ABSENT, RT_DAY_NONE),
        .desk = rt_col_i64(st, S_DESK) != 0};
    size_t n;
    const struct rt_param **at =
        rt_lookup_find(f->by_number, rt_col_text(st, S_KEY), &n);

    for (size_t i = 0; i < n; i++)
        add_stretch(&f->out[at[i] - f->by_number->list], &s, f->a);
}

/* Most companies have no number that came back. */
static const char sql_has_later[] = "SELECT EXISTS (SELECT 1 FROM contracts"
                                    " WHERE stretch_of IS NOT NULL)";

enum rt_code
rt_stretches_find(struct rt_db *db, const struct rt_param *numbers, size_t n,
                  struct rt_stretch **out, struct rt_arena *a,
                  struct rt_err *err)
{
    struct rt_param *given = rt_alloc_n(a, n + 1, sizeof *given);
    struct rt_lookup l;
    struct found f = {.by_number = &l, .out = out, .a = a};
    size_t n_given;
    int64_t later = 0;
    enum rt_code rc;

    for (size_t i = 0; i < n; i++)
        out[i] = NULL;
    rt_lookup_init(&l, numbers, n, NULL, a);
    n_given = rt_lookup_different(&l, given);
    rc = rt_list_each(db, STRETCHES("external_id"), RT_NO_PARAMS, given,
                      n_given, take_stretch, &f, err);
    if (rc == RT_OK)
        rc = rt_db_query_i64(db, sql_has_later, RT_NO_PARAMS, &later, err);
    if (rc == RT_OK && later != 0)
        rc = rt_list_each(db, STRETCHES("stretch_of"), RT_NO_PARAMS, given,
                          n_given, take_stretch, &f, err);
    return rc;
}

static const struct rt_stretch *
latest_on(const struct rt_stretch *list, int64_t client, int32_t day)
{
    const struct rt_stretch *first = NULL, *before = NULL, *runs = NULL;

    for (const struct rt_stretch *s = list; s != NULL; s = s->next) {
        if (client != 0 && s->client != client)
            continue;
        if (first == NULL)
            first = s;
        if (s->start <= day)
            before = s;
        if (s->start <= day && day < s->end)
            runs = s;
    }
    if (runs != NULL)
        return runs;
    return before != NULL ? before : first;
}

const struct rt_stretch *
rt_stretch_on(const struct rt_stretch *list, int64_t client, int32_t day)
{
    const struct rt_stretch *s =
        client != 0 ? latest_on(list, client, day) : NULL;

    return s != NULL ? s : latest_on(list, 0, day);
}
