/* Clients: who they are and how to reach them. */
#include "import/run.h"
#include "repo/clients.h"
#include "repo/ids.h"

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

/* Fields that `retention forget` has deleted: telegram_id .. phone. */
#define PERSONAL \
    ((UINT64_C(1) << (RT_CLIENT_PHONE + 1)) - \
     (UINT64_C(1) << RT_CLIENT_TELEGRAM))

/* The attributes of loaded rows, n for each. */
struct own_attrs {
    struct rt_client_attr *list;
    size_t n_all, n;
    struct rt_load_row *rows;
};

static struct rt_load_row *
row_of(const struct own_attrs *o, size_t i)
{
    return &o->rows[i / o->n];
}

static void
keep_attr(struct rt_import_batch *b, const struct own_attrs *o, size_t i,
          const char *desk)
{
    struct rt_load_conflict *c = rt_alloc(b->arena, sizeof *c);

    *c = (struct rt_load_conflict){.row = row_of(o, i),
                                   .column = RT_CLIENT__MAX + i % o->n,
                                   .attr = o->list[i].name,
                                   .file = o->list[i].value,
                                   .desk = desk,
                                   .next = b->conflicts};
    b->conflicts = c;
    o->list[i].value = desk;
}

/* Attributes that were edited at the desk stay as they are. */
static enum rt_code
settle_attrs(struct rt_db *db, struct rt_import_batch *b,
             const struct own_attrs *o, struct rt_err *err)
{
    bool *kept = rt_alloc_n(b->arena, o->n_all + 1, sizeof *kept);
    const char **desk = rt_alloc_n(b->arena, o->n_all + 1, sizeof *desk);
    enum rt_code rc = rt_client_attrs_settle(db, o->list, o->n_all, kept, desk,
                                             b->arena, err);

    for (size_t i = 0; i < o->n_all && rc == RT_OK; i++)
        if (kept[i])
            keep_attr(b, o, i, desk[i]);
    return rc;
}

/* Store the loaded rows' own attributes; a different one counts as a changed
 * row. */
static enum rt_code
store_attrs(struct rt_db *db, struct rt_import_batch *b,
            const struct rt_id *ids, struct rt_load_row *rows, size_t n,
            struct rt_import_row **of, struct rt_err *err)
{
    const struct rt_pairs *attrs = &b->run->opts->attrs;
    struct own_attrs o = {.n_all = n * attrs->n, .n = attrs->n, .rows = rows};
    bool *changed = rt_alloc_n(b->arena, o.n_all + 1, sizeof *changed);
    enum rt_code rc;

    o.list = rt_alloc_n(b->arena, o.n_all + 1, sizeof *o.list);
    for (size_t i = 0; i < o.n_all; i++)
        o.list[i] = (struct rt_client_attr){
            .client_id = ids[i / attrs->n].id,
            .name = attrs->list[i % attrs->n].name,
            .value = of[i / attrs->n]->attr[i % attrs->n],
            .of_new = rows[i / attrs->n].state == RT_LOAD_NEW};
    rc = settle_attrs(db, b, &o, err);
    if (rc == RT_OK)
        rc = rt_client_attrs_put(db, o.list, o.n_all, changed, b->arena, err);
    for (size_t i = 0; i < o.n_all && rc == RT_OK; i++)
        if (changed[i] && row_of(&o, i)->state == RT_LOAD_SAME) {
            row_of(&o, i)->state = RT_LOAD_CHANGED;
            b->run->batch.rows.same--;
            b->run->batch.rows.changed++;
        }
    return rc;
}

/* The rows to be loaded: without refused ones, and without personal data that
 * were deleted on request. */
static size_t
make_rows(struct rt_import_batch *b, const bool *forgotten,
          struct rt_load_row *rows, struct rt_import_row **of)
{
    size_t n = 0;

    for (size_t i = 0; i < b->n; i++) {
        if (b->row[i].refused)
            continue;
        of[n] = &b->row[i];
        rows[n] = (struct rt_load_row){
            .line = b->row[i].line,
            .name = b->row[i].value[RT_CLIENT_EXTERNAL].str,
            .want = b->row[i].value,
            .given = b->run->map.given};
        if (forgotten[i])
            rows[n].given &= ~PERSONAL;
        b->run->batch.forgotten += forgotten[i];
        n++;
    }
    return n;
}

static enum rt_code
find_ids(struct rt_db *db, struct rt_import_batch *b,
         const struct rt_load_row *rows, size_t n, struct rt_id *ids,
         struct rt_err *err)
{
    struct rt_param *names = rt_alloc_n(b->arena, n + 1, sizeof *names);

    for (size_t i = 0; i < n; i++)
        names[i] = rows[i].want[RT_CLIENT_EXTERNAL];
    return rt_ids_find(db, RT_IDS_CLIENTS, names, n, ids, b->arena, err);
}

static enum rt_code
store(struct rt_db *db, struct rt_import_batch *b, struct rt_err *err)
{
    struct rt_load_row *rows = rt_alloc_n(b->arena, b->n + 1, sizeof *rows);
    struct rt_import_row **of = rt_alloc_n(b->arena, b->n + 1, sizeof *of);
    bool *forgotten = rt_alloc_n(b->arena, b->n + 1, sizeof *forgotten);
    struct rt_id *ids = rt_alloc_n(b->arena, b->n + 1, sizeof *ids);
    size_t n;
    enum rt_code rc;

    rc = rt_import_check_owner(db, b, RT_CLIENT_TELEGRAM,
                               RT_OWNED_CLIENT_TELEGRAM, err);
    if (rc == RT_OK)
        rc = rt_clients_forgotten(db, rt_import_field(b, RT_CLIENT_EXTERNAL),
                                  b->n, forgotten, b->arena, err);
    if (rc != RT_OK)
        return rc;
    n = make_rows(b, forgotten, rows, of);
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
