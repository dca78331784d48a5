/* What the kinds' ways of storing a batch have in common. */
#include "import/run.h"
#include "repo/stretches.h"

#include <stdlib.h>
#include <string.h>

enum rt_code
rt_import_check_span(const struct rt_import_row *row, size_t from, size_t to,
                     size_t *field, struct rt_err *err)
{
    const struct rt_param *a = &row->value[from], *b = &row->value[to];
    char first[RT_PERIOD_LABEL], last[RT_PERIOD_LABEL];

    if (a->kind == RT_P_NULL || b->kind == RT_P_NULL || b->i64 >= a->i64)
        return RT_OK;
    *field = to;
    rt_day_format((int32_t)a->i64, first);
    rt_day_format((int32_t)b->i64, last);
    return rt_fail_key(err, RT_EINVAL, "import_end_before_start", "end", last,
                       "start", first, NULL);
}

enum rt_code
rt_import_find_clients(struct rt_db *db, const struct rt_import_run *run,
                       struct rt_import_row **rows, size_t n,
                       struct rt_arena *a, struct rt_err *err)
{
    const size_t *client_of = run->kind->client_of;
    const char **client = rt_alloc_n(a, n + 1, sizeof *client);
    struct rt_param *contract = rt_alloc_n(a, n + 1, sizeof *contract);
    struct rt_param **to = rt_alloc_n(a, n + 1, sizeof(struct rt_param *));
    int32_t *day = rt_alloc_n(a, n + 1, sizeof *day);
    struct rt_stretch **lists =
        rt_alloc_n(a, n + 1, sizeof(struct rt_stretch *));
    size_t m = 0;
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < n; i++) {
        struct rt_param *value = rows[i]->value;

        if (value[client_of[0]].kind != RT_P_NULL ||
            value[client_of[1]].kind == RT_P_NULL)
            continue;
        contract[m] = value[client_of[1]];
        day[m] = rt_import_row_day(run, rows[i], client_of[2]);
        to[m++] = &value[client_of[0]];
    }
    if (m > 0)
        rc = rt_stretches_find(db, contract, m, lists, a, err);
    for (size_t i = 0; i < m; i++)
        if (rc == RT_OK && lists[i] != NULL)
            contract[i] =
                rt_param_str(rt_stretch_on(lists[i], 0, day[i])->name);
    if (m > 0 && rc == RT_OK)
        rc = rt_owners_find(db, RT_OWNED_CONTRACT, contract, m, client, a, err);
    for (size_t i = 0; i < m && rc == RT_OK; i++)
        if (client[i] != NULL)
            *to[i] = rt_param_str(client[i]);
    return rc;
}

bool
rt_import_gives(const struct rt_import_batch *b, size_t field)
{
    return (b->run->map.given & UINT64_C(1) << field) != 0;
}

struct rt_param *
rt_import_field(struct rt_import_batch *b, size_t field)
{
    struct rt_param *list = rt_alloc_n(b->arena, b->n + 1, sizeof *list);

    for (size_t i = 0; i < b->n; i++)
        list[i] = b->row[i].value[field];
    return list;
}

/* A row with the value that is checked. */
struct holder {
    struct rt_import_row *row;
    const struct rt_param *value;
};

static int
compare_holders(const void *x, const void *y)
{
    const struct holder *a = x, *b = y;
    int d = rt_param_compare(a->value, b->value);

    if (d != 0)
        return d;
    return a->row->line < b->row->line ? -1 : a->row->line > b->row->line;
}

static void
refuse_taken(struct rt_import_batch *b, const struct holder *h, size_t field,
             const char *owner)
{
    const char *value = h->value->kind == RT_P_I64
                            ? rt_fmt(b->arena, "%lld", (long long)h->value->i64)
                            : h->value->str;

    (void)rt_fail_key(rt_import_refuse(b, h->row, field), RT_ECONFLICT,
                      "import_taken", "value", value, "owner",
                      owner[0] != '\0' ? owner : "?", NULL);
}

/* The row of the batch that has the value first. */
static void
refuse_later(struct rt_import_batch *b, struct holder *list, size_t n,
             size_t field)
{
    const struct holder *first = NULL;

    qsort(list, n, sizeof *list, compare_holders);
    for (size_t i = 0; i < n; i++) {
        if (list[i].row->refused)
            continue;
        if (first != NULL && rt_param_compare(first->value, list[i].value) == 0)
            refuse_taken(b, &list[i], field, first->row->value[0].str);
        else
            first = &list[i];
    }
}

enum rt_code
rt_import_check_owner(struct rt_db *db, struct rt_import_batch *b, size_t field,
                      enum rt_owned what, struct rt_err *err)
{
    struct holder *list = rt_alloc_n(b->arena, b->n + 1, sizeof *list);
    struct rt_param *values = rt_alloc_n(b->arena, b->n + 1, sizeof *values);
    const char **owner = rt_alloc_n(b->arena, b->n + 1, sizeof *owner);
    size_t n = 0;
    enum rt_code rc;

    for (size_t i = 0; i < b->n; i++)
        if (b->row[i].value[field].kind != RT_P_NULL) {
            values[n] = b->row[i].value[field];
            list[n++] = (struct holder){.row = &b->row[i],
                                        .value = &b->row[i].value[field]};
        }
    rc = rt_owners_find(db, what, values, n, owner, b->arena, err);
    for (size_t i = 0; i < n && rc == RT_OK; i++)
        if (owner[i] != NULL &&
            strcmp(owner[i], list[i].row->value[0].str) != 0)
            refuse_taken(b, &list[i], field, owner[i]);
    if (rc == RT_OK)
        refuse_later(b, list, n, field);
    return rc;
}

static bool
are_new(const struct rt_load_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].state != RT_LOAD_NEW)
            return false;
    return true;
}

/* A first import and a file of new rows find nothing: rows are looked for
 * once a batch had known ones, until a batch has none. */
enum rt_code
rt_import_load_uncounted(struct rt_db *db, struct rt_import_batch *b,
                         const struct rt_load_table *table,
                         struct rt_load_row *rows, size_t n, struct rt_err *err)
{
    struct rt_load_conflict *found = NULL, **end = &b->conflicts;
    size_t n_new = 0;
    enum rt_code rc = RT_OK;

    if (table->entity == NULL && !b->run->meets_known) {
        rc = rt_load_add(db, table, rows, n, &n_new, b->arena, err);
        rows += n_new;
        n -= n_new;
    }
    if (rc == RT_OK && n > 0) {
        rc = rt_load(db, table, rows, n, &found, b->arena, err);
        b->run->meets_known = !are_new(rows, n);
    }
    while (*end != NULL)
        end = &(*end)->next;
    *end = found;
    return rc;
}

enum rt_code
rt_import_load(struct rt_db *db, struct rt_import_batch *b,
               const struct rt_load_table *table, struct rt_load_row *rows,
               size_t n, struct rt_err *err)
{
    struct rt_import_counts *c = &b->run->batch.rows;
    enum rt_code rc = rt_import_load_uncounted(db, b, table, rows, n, err);

    for (size_t i = 0; i < n && rc == RT_OK; i++) {
        c->added += rows[i].state == RT_LOAD_NEW;
        c->changed += rows[i].state == RT_LOAD_CHANGED;
        c->same += rows[i].state == RT_LOAD_SAME;
    }
    return rc;
}
