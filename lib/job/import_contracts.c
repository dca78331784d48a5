/* Contracts: [start, end), the amount, the plan. */
#include "job/import_full.h"
#include "job/import_run.h"
#include "repo/clients.h"
#include "repo/contracts.h"

#include <string.h>

/* In the order of rt_load_contracts. */
static const struct rt_import_field fields[] = {
    {.name = "contract_id", .type = RT_FIELD_ID, .required = true, .max = 191},
    {.name = "client_id", .type = RT_FIELD_ID, .required = true, .max = 191},
    {.name = "start_date", .type = RT_FIELD_DATE},
    {.name = "end_date", .type = RT_FIELD_DATE},
    {.name = "monthly_fee", .type = RT_FIELD_MONEY},
    {.name = "monthly_profit", .type = RT_FIELD_MONEY},
    {.name = "plan", .type = RT_FIELD_TEXT, .max = 191},
    {.name = "region", .type = RT_FIELD_TEXT, .max = 191},
    {.name = "channel", .type = RT_FIELD_TEXT, .max = 191},
    {.name = "can_be_retained", .type = RT_FIELD_BOOL},
    {.name = "active", .type = RT_FIELD_BOOL},
    {.name = "end_cause", .type = RT_FIELD_TEXT, .max = 191},
};

static enum rt_code
check(struct rt_import_run *run, struct rt_import_row *row, size_t *field,
      struct rt_err *err)
{
    const struct rt_param *start = &row->value[RT_CONTRACT_START];
    const struct rt_param *end = &row->value[RT_CONTRACT_END];
    char from[RT_PERIOD_LABEL], to[RT_PERIOD_LABEL];

    (void)run;
    if (start->kind == RT_P_NULL || end->kind == RT_P_NULL ||
        end->i64 >= start->i64)
        return RT_OK;
    *field = RT_CONTRACT_END;
    rt_day_format((int32_t)start->i64, from);
    rt_day_format((int32_t)end->i64, to);
    return rt_fail_key(err, RT_EINVAL, "import_end_before_start", "end", to,
                       "start", from, NULL);
}

/* The ids of the rows' clients, who are added where they are new. */
static enum rt_code
find_clients(struct rt_db *db, struct rt_import_batch *b, int64_t *ids,
             struct rt_err *err)
{
    struct rt_param *names = rt_alloc_n(b->arena, b->n + 1, sizeof *names);

    for (size_t i = 0; i < b->n; i++)
        names[i] = b->row[i].value[RT_CONTRACT_CLIENT];
    return rt_clients_resolve(db, names, b->n, b->run->write, ids,
                              &b->run->batch.clients_added, b->arena, err);
}

/* With --full a contract that is in a file without ends is running. */
static uint64_t
given_columns(const struct rt_import_run *run)
{
    return run->map.given |
           (run->opts->full ? UINT64_C(1) << RT_CONTRACT_END : 0);
}

static bool
was_never_active(const struct rt_import_row *row)
{
    const struct rt_param *start = &row->value[RT_CONTRACT_START];
    const struct rt_param *end = &row->value[RT_CONTRACT_END];

    return start->kind == RT_P_I64 && end->kind == RT_P_I64 &&
           start->i64 == end->i64;
}

static enum rt_code
store(struct rt_db *db, struct rt_import_batch *b, struct rt_err *err)
{
    struct rt_load_row *rows = rt_alloc_n(b->arena, b->n + 1, sizeof *rows);
    int64_t *ids = rt_alloc_n(b->arena, b->n + 1, sizeof *ids);
    enum rt_code rc = find_clients(db, b, ids, err);

    for (size_t i = 0; i < b->n; i++) {
        struct rt_param *want =
            rt_alloc_n(b->arena, RT_CONTRACT__MAX, sizeof *want);

        memcpy(want, b->row[i].value, RT_CONTRACT__MAX * sizeof *want);
        want[RT_CONTRACT_CLIENT] = RT_I64(ids[i]);
        rows[i] = (struct rt_load_row){.line = b->row[i].line,
                                       .want = want,
                                       .given = given_columns(b->run)};
        b->run->batch.never_active += was_never_active(&b->row[i]);
    }
    if (rc == RT_OK)
        rc = rt_import_load(db, b, &rt_load_contracts, rows, b->n, err);
    if (rc != RT_OK)
        return rc;
    return rt_contracts_note_changes(
        db, rows, b->n, b->run->as_of, b->run->write,
        &b->run->batch.changes_noted, b->arena, err);
}

const struct rt_import_kind rt_import_contracts = {
    .name = "contracts",
    .fields = fields,
    .n_fields = sizeof fields / sizeof fields[0],
    .key = {0},
    .n_key = 1,
    .check = check,
    .store = store,
    .end_absent = rt_import_end_absent,
};
