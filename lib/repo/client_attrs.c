/* The company's own attributes of clients. */
#include "repo/clients.h"

#include "repo/load_sql.h"
#include "repo/sql_list.h"

#include <stdlib.h>
#include <string.h>

struct put {
    const struct rt_client_attr **sorted; /* by client, then name */
    size_t n;
    const struct rt_client_attr *list;
    bool *changed;
    const char **old; /* [n] index in the list; NULL: there was none */
    struct rt_arena *a;
};

static int
compare(const void *x, const void *y)
{
    const struct rt_client_attr *const *a = x, *const *b = y;

    if ((*a)->client_id != (*b)->client_id)
        return (*a)->client_id < (*b)->client_id ? -1 : 1;
    return strcmp((*a)->name, (*b)->name);
}

static void
take_old(void *arg, const struct rt_stmt *st)
{
    struct put *p = arg;
    struct rt_client_attr probe = {.client_id = rt_col_i64(st, 0),
                                   .name = rt_col_str(st, 1, p->a)};
    const struct rt_client_attr *key = &probe, **at;

    at = bsearch(&key, p->sorted, p->n, sizeof *p->sorted, compare);
    if (at != NULL)
        p->old[*at - p->list] = rt_col_str(st, 2, p->a);
}

/* Write what differs: first values that are set, then those that are
 * removed. */
static enum rt_code
write_changed(struct rt_db *db, struct put *p, struct rt_err *err)
{
    static const char away[] =
        "DELETE FROM client_attrs WHERE client_id = ? AND name = ?";
    struct rt_param *set = rt_alloc_n(p->a, p->n * 3 + 1, sizeof *set);
    enum rt_code rc = RT_OK;
    size_t n = 0;

    for (size_t i = 0; i < p->n && rc == RT_OK; i++) {
        const struct rt_client_attr *at = &p->list[i];

        if (!p->changed[i])
            continue;
        if (at->value[0] == '\0') {
            rc = rt_db_exec(db, away,
                            RT_PARAMS(RT_I64(at->client_id), RT_STR(at->name)),
                            err);
            continue;
        }
        set[n++] = RT_I64(at->client_id);
        set[n++] = RT_STR(at->name);
        set[n++] = RT_STR(at->value);
    }
    if (rc != RT_OK || n == 0)
        return rc;
    return rt_db_exec_rows(
        db, "INSERT INTO client_attrs (client_id, name, value) VALUES ",
        "(?, ?, ?)", " ON DUPLICATE KEY UPDATE value = VALUES(value)", 3, set,
        n / 3, err);
}

/* Mark the clients themselves as changed, for programs that look at their
 * changes. */
static enum rt_code
touch_clients(struct rt_db *db, struct put *p, struct rt_err *err)
{
    static const char sql[] = "UPDATE clients SET version = version + 1"
                              " WHERE id IN (" SQL_500 ")";
    struct rt_param *ids = rt_alloc_n(p->a, p->n + 1, sizeof *ids);
    enum rt_code rc = RT_OK;
    size_t n = 0;

    for (size_t i = 0; i < p->n; i++)
        if (p->changed[i] && !p->list[i].of_new)
            ids[n++] = RT_I64(p->list[i].client_id);
    for (size_t i = 0; i < n && rc == RT_OK; i += SQL_LIST)
        rc = rt_list_exec(db, sql, RT_NO_PARAMS, ids + i,
                          n - i < SQL_LIST ? n - i : SQL_LIST, err);
    return rc;
}

enum rt_code
rt_client_attrs_put(struct rt_db *db, const struct rt_client_attr *list,
                    size_t n, bool *changed, struct rt_arena *a,
                    struct rt_err *err)
{
    static const char find[] = "SELECT client_id, name, value FROM client_attrs"
                               " WHERE client_id IN (" SQL_500 ") FOR UPDATE";
    struct put p = {.sorted = rt_alloc_n(a, n + 1, sizeof *p.sorted),
                    .n = n,
                    .list = list,
                    .changed = changed,
                    .old = rt_alloc_n(a, n + 1, sizeof *p.old),
                    .a = a};
    struct rt_param *ids = rt_alloc_n(a, n + 1, sizeof *ids);
    size_t n_ids = 0;
    enum rt_code rc;

    for (size_t i = 0; i < n; i++) {
        p.sorted[i] = &list[i];
        if (!list[i].of_new)
            ids[n_ids++] = RT_I64(list[i].client_id);
    }
    qsort(p.sorted, n, sizeof *p.sorted, compare);
    rc = rt_list_each(db, find, RT_NO_PARAMS, ids, n_ids, take_old, &p, err);
    for (size_t i = 0; i < n && rc == RT_OK; i++)
        changed[i] =
            strcmp(p.old[i] != NULL ? p.old[i] : "", list[i].value) != 0;
    if (rc == RT_OK)
        rc = write_changed(db, &p, err);
    return rc == RT_OK ? touch_clients(db, &p, err) : rc;
}

/* clang-format off */
static const char sql_edited[] =
    "SELECT entity_id, SUBSTRING(field, 6), value FROM desk_edits"
    " WHERE entity = 'client' AND field LIKE 'attr.%'"
    " AND entity_id IN (" SQL_500 ") FOR UPDATE";
static const char sql_agreed[] =
    "DELETE FROM desk_edits WHERE entity = 'client' AND entity_id = ?"
    " AND field = ?";
/* clang-format on */

/* The file agrees with the desk, or the desk's value is kept against it. */
static enum rt_code
settle_attr(struct rt_db *db, const struct put *p, size_t i, bool *kept,
            struct rt_err *err)
{
    const struct rt_client_attr *at = &p->list[i];

    if (p->old[i] == NULL)
        return RT_OK;
    kept[i] = strcmp(p->old[i], at->value) != 0;
    if (kept[i])
        return RT_OK;
    return rt_db_exec(db, sql_agreed,
                      RT_PARAMS(RT_I64(at->client_id),
                                RT_STR(rt_fmt(p->a, "attr.%s", at->name))),
                      err);
}

static void
take_edited(void *arg, const struct rt_stmt *st)
{
    struct put *p = arg;
    struct rt_client_attr probe = {.client_id = rt_col_i64(st, 0),
                                   .name = rt_col_str(st, 1, p->a)};
    const struct rt_client_attr *key = &probe, **at;
    const char *value = rt_col_str(st, 2, p->a);

    at = bsearch(&key, p->sorted, p->n, sizeof *p->sorted, compare);
    if (at != NULL)
        p->old[*at - p->list] = value != NULL ? value : "";
}

enum rt_code
rt_client_attrs_settle(struct rt_db *db, const struct rt_client_attr *list,
                       size_t n, bool *kept, const char **desk,
                       struct rt_arena *a, struct rt_err *err)
{
    struct put p = {.sorted = rt_alloc_n(a, n + 1, sizeof *p.sorted),
                    .n = n,
                    .list = list,
                    .old = desk,
                    .a = a};
    struct rt_param *ids = rt_alloc_n(a, n + 1, sizeof *ids);
    size_t n_ids = 0;
    enum rt_code rc;

    for (size_t i = 0; i < n; i++) {
        p.sorted[i] = &list[i];
        kept[i] = false;
        desk[i] = NULL;
        if (!list[i].of_new)
            ids[n_ids++] = RT_I64(list[i].client_id);
    }
    qsort(p.sorted, n, sizeof *p.sorted, compare);
    rc = rt_list_each(db, sql_edited, RT_NO_PARAMS, ids, n_ids, take_edited, &p,
                      err);
    for (size_t i = 0; i < n && rc == RT_OK; i++)
        rc = settle_attr(db, &p, i, kept, err);
    return rc;
}
