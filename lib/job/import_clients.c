/* Clients: who they are and how to reach them. */
#include "job/import_run.h"
#include "repo/clients.h"

#include <stdlib.h>
#include <string.h>

/* Telegram ids have at most 52 significant bits (TELEGRAM.md). */
#define TELEGRAM_MAX ((INT64_C(1) << 52) - 1)

/* In the order of rt_load_clients. */
static const struct rt_import_field fields[] = {
    {.name = "client_id", .type = RT_FIELD_ID, .required = true, .max = 191},
    {.name = "telegram_id",
     .type = RT_FIELD_INT,
     .low = 1,
     .high = TELEGRAM_MAX},
    {.name = "last_name", .type = RT_FIELD_TEXT, .max = 191},
    {.name = "first_name", .type = RT_FIELD_TEXT, .max = 191},
    {.name = "middle_name", .type = RT_FIELD_TEXT, .max = 191},
    {.name = "email", .type = RT_FIELD_EMAIL, .max = 254},
    {.name = "phone", .type = RT_FIELD_PHONE, .max = 32},
    {.name = "region", .type = RT_FIELD_TEXT, .max = 191},
    {.name = "channel", .type = RT_FIELD_TEXT, .max = 191},
    {.name = "segment", .type = RT_FIELD_TEXT, .max = 191},
    {.name = "acquired_on", .type = RT_FIELD_DATE},
};

/* What `retention forget` has blanked: telegram_id .. phone. */
#define PERSONAL \
    ((UINT64_C(1) << (RT_CLIENT_PHONE + 1)) - \
     (UINT64_C(1) << RT_CLIENT_TELEGRAM))

static bool
is_given(const struct rt_import_batch *b, size_t column)
{
    return (b->run->map.given & UINT64_C(1) << column) != 0;
}

static void
refuse_telegram(struct rt_import_batch *b, struct rt_import_row *row,
                const char *owner)
{
    struct rt_err *err = rt_alloc(b->arena, sizeof *err);

    (void)rt_fail_key(
        err, RT_ECONFLICT, "import_telegram_taken", "value",
        rt_fmt(b->arena, "%lld", (long long)row->value[RT_CLIENT_TELEGRAM].i64),
        "client", owner, NULL);
    rt_import_refuse(b, row, RT_CLIENT_TELEGRAM, err);
}

/* Two clients cannot have one Telegram account: refuse the row when another
 * one has it, here or in the database. */
static enum rt_code
check_telegram(struct rt_db *db, struct rt_import_batch *b, struct rt_err *err)
{
    struct rt_param *ids = rt_alloc_n(b->arena, b->n + 1, sizeof *ids);
    struct rt_import_row **of = rt_alloc_n(b->arena, b->n + 1, sizeof *of);
    const char **owner = rt_alloc_n(b->arena, b->n + 1, sizeof *owner);
    size_t n = 0;
    enum rt_code rc;

    if (!is_given(b, RT_CLIENT_TELEGRAM))
        return RT_OK;
    for (size_t i = 0; i < b->n; i++)
        if (b->row[i].value[RT_CLIENT_TELEGRAM].kind == RT_P_I64) {
            of[n] = &b->row[i];
            ids[n++] = b->row[i].value[RT_CLIENT_TELEGRAM];
        }
    rc = rt_clients_of_telegram(db, ids, n, owner, b->arena, err);
    for (size_t i = 0; i < n && rc == RT_OK; i++) {
        const char *name = of[i]->value[RT_CLIENT_EXTERNAL].str;

        if (owner[i] != NULL && strcmp(owner[i], name) != 0)
            refuse_telegram(b, of[i], owner[i]);
    }
    return rc;
}

static int
compare_telegram(const void *x, const void *y)
{
    const struct rt_import_row *const *a = x, *const *b = y;
    int64_t p = (*a)->value[RT_CLIENT_TELEGRAM].i64;
    int64_t q = (*b)->value[RT_CLIENT_TELEGRAM].i64;

    if (p != q)
        return p < q ? -1 : 1;
    return (*a)->line < (*b)->line ? -1 : (*a)->line > (*b)->line;
}

/* The same among the rows of the batch: the first one has it. */
static void
check_telegram_twice(struct rt_import_batch *b)
{
    struct rt_import_row **sorted =
        rt_alloc_n(b->arena, b->n + 1, sizeof *sorted);
    size_t n = 0;

    for (size_t i = 0; i < b->n; i++)
        if (!b->row[i].refused &&
            b->row[i].value[RT_CLIENT_TELEGRAM].kind == RT_P_I64)
            sorted[n++] = &b->row[i];
    qsort(sorted, n, sizeof *sorted, compare_telegram);
    for (size_t i = 1; i < n; i++)
        if (sorted[i]->value[RT_CLIENT_TELEGRAM].i64 ==
            sorted[i - 1]->value[RT_CLIENT_TELEGRAM].i64) {
            refuse_telegram(b, sorted[i],
                            sorted[i - 1]->value[RT_CLIENT_EXTERNAL].str);
            sorted[i] = sorted[i - 1];
        }
}

/* Names of the rows, refused ones too. */
static struct rt_param *
client_names(struct rt_import_batch *b)
{
    struct rt_param *names = rt_alloc_n(b->arena, b->n + 1, sizeof *names);

    for (size_t i = 0; i < b->n; i++)
        names[i] = b->row[i].value[RT_CLIENT_EXTERNAL];
    return names;
}

/* The loaded rows' own attributes; one that differs makes a row changed. */
static enum rt_code
store_attrs(struct rt_db *db, struct rt_import_batch *b, const int64_t *ids,
            struct rt_load_row *rows, size_t n, struct rt_import_row **of,
            struct rt_err *err)
{
    const struct rt_pairs *attrs = &b->run->opts->attrs;
    size_t n_all = n * attrs->n;
    struct rt_client_attr *all = rt_alloc_n(b->arena, n_all + 1, sizeof *all);
    bool *changed = rt_alloc_n(b->arena, n_all + 1, sizeof *changed);
    enum rt_code rc;

    for (size_t i = 0; i < n_all; i++)
        all[i] = (struct rt_client_attr){
            .client_id = ids[i / attrs->n],
            .name = attrs->list[i % attrs->n].name,
            .value = of[i / attrs->n]->attr[i % attrs->n]};
    rc = rt_client_attrs_put(db, all, n_all, b->run->write, changed, b->arena,
                             err);
    for (size_t i = 0; i < n_all && rc == RT_OK; i++)
        if (changed[i] && rows[i / attrs->n].state == RT_LOAD_SAME) {
            rows[i / attrs->n].state = RT_LOAD_CHANGED;
            b->run->batch.rows.same--;
            b->run->batch.rows.changed++;
        }
    return rc;
}

/* The ids of the loaded rows, new ones too (0 in a dry run). */
static enum rt_code
find_ids(struct rt_db *db, struct rt_import_batch *b,
         const struct rt_load_row *rows, size_t n, int64_t *ids,
         struct rt_err *err)
{
    struct rt_param *names = rt_alloc_n(b->arena, n + 1, sizeof *names);
    int64_t n_new;

    for (size_t i = 0; i < n; i++)
        names[i] = rows[i].want[RT_CLIENT_EXTERNAL];
    return rt_clients_resolve(db, names, n, false, ids, &n_new, b->arena, err);
}

static enum rt_code
store(struct rt_db *db, struct rt_import_batch *b, struct rt_err *err)
{
    struct rt_load_row *rows = rt_alloc_n(b->arena, b->n + 1, sizeof *rows);
    struct rt_import_row **of = rt_alloc_n(b->arena, b->n + 1, sizeof *of);
    bool *forgotten = rt_alloc_n(b->arena, b->n + 1, sizeof *forgotten);
    int64_t *ids = rt_alloc_n(b->arena, b->n + 1, sizeof *ids);
    size_t n = 0;
    enum rt_code rc;

    rc = check_telegram(db, b, err);
    if (rc == RT_OK)
        rc = rt_clients_forgotten(db, client_names(b), b->n, forgotten,
                                  b->arena, err);
    if (rc != RT_OK)
        return rc;
    check_telegram_twice(b);
    for (size_t i = 0; i < b->n; i++) {
        if (b->row[i].refused)
            continue;
        of[n] = &b->row[i];
        rows[n] = (struct rt_load_row){.line = b->row[i].line,
                                       .want = b->row[i].value,
                                       .given = b->run->map.given};
        if (forgotten[i])
            rows[n].given &= ~PERSONAL;
        b->run->batch.forgotten += forgotten[i];
        n++;
    }
    rc = rt_import_load(db, b, &rt_load_clients, rows, n, err);
    if (rc != RT_OK || b->run->opts->attrs.n == 0)
        return rc;
    rc = find_ids(db, b, rows, n, ids, err);
    return rc == RT_OK ? store_attrs(db, b, ids, rows, n, of, err) : rc;
}

const struct rt_import_kind rt_import_clients = {
    .name = "clients",
    .fields = fields,
    .n_fields = sizeof fields / sizeof fields[0],
    .key = {0},
    .n_key = 1,
    .has_attrs = true,
    .store = store,
};
