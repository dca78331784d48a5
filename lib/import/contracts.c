/* Contracts: [start, end), the amount, the plan. */
#include "import/full.h"
#include "import/run.h"
#include "repo/case_links.h"
#include "repo/contracts.h"
#include "repo/ids.h"

#include <string.h>

/* In the order of rt_load_contracts, then what is not stored. */
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
    {.name = "currency", .type = RT_FIELD_CURRENCY},
};

static enum rt_code
check(struct rt_import_run *run, struct rt_import_row *row, size_t *field,
      struct rt_err *err)
{
    (void)run;
    return rt_import_check_span(row, RT_CONTRACT_START, RT_CONTRACT_END, field,
                                err);
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

/* What is odd about a row that is good. */
static void
remark_odd(struct rt_import_batch *b, struct rt_import_row *row)
{
    const struct rt_param *start = &row->value[RT_CONTRACT_START];

    rt_import_remark_negative(b, row, RT_CONTRACT_FEE);
    rt_import_remark_no_end(b, row, RT_CONTRACT_CAUSE, RT_CONTRACT_END);
    if (start->kind == RT_P_I64)
        rt_import_remark_future(b, row, RT_CONTRACT_START, (int32_t)start->i64);
}

static struct rt_load_row
make_row(struct rt_import_batch *b, const struct rt_import_row *row,
         int64_t client)
{
    struct rt_param *want =
        rt_alloc_n(b->arena, RT_CONTRACT__MAX, sizeof *want);

    memcpy(want, row->value, RT_CONTRACT__MAX * sizeof *want);
    want[RT_CONTRACT_CLIENT] = RT_I64(client);
    return (struct rt_load_row){.line = row->line,
                                .name = want[RT_CONTRACT_EXTERNAL].str,
                                .want = want,
                                .given = given_columns(b->run)};
}

/* Rows that are all the file has of their contract, and then the others. */
static enum rt_code
store(struct rt_db *db, struct rt_import_batch *b, struct rt_err *err)
{
    struct rt_load_row *rows = rt_alloc_n(b->arena, b->n + 1, sizeof *rows);
    struct rt_import_row **terms =
        rt_alloc_n(b->arena, b->n + 1, sizeof *terms);
    struct rt_id *ids = rt_alloc_n(b->arena, b->n + 1, sizeof *ids);
    struct rt_import_total *batch = &b->run->batch;
    size_t n = 0, n_terms = 0;
    enum rt_code rc =
        rt_ids_make(db, RT_IDS_CLIENTS, rt_import_field(b, RT_CONTRACT_CLIENT),
                    b->n, ids, &batch->clients_added, b->arena, err);

    for (size_t i = 0; i < b->n; i++) {
        batch->never_active += was_never_active(&b->row[i]);
        remark_odd(b, &b->row[i]);
        if (b->row[i].mark < RT_MARK_TERM)
            rows[n++] = make_row(b, &b->row[i], ids[i].id);
        else
            terms[n_terms++] = &b->row[i];
    }
    if (rc == RT_OK)
        rc = rt_import_load(db, b, &rt_load_contracts, rows, n, err);
    if (rc == RT_OK)
        rc = rt_contracts_note_changes(db, rows, n, b->run->as_of,
                                       &batch->changes_noted, b->arena, err);
    return rc == RT_OK ? rt_import_store_terms(db, b, terms, n_terms, err) : rc;
}

static const size_t span[] = {RT_CONTRACT_START, RT_CONTRACT_END};

const struct rt_import_kind rt_import_contracts = {
    .name = "contracts",
    .fields = fields,
    .n_fields = sizeof fields / sizeof fields[0],
    .key = {0},
    .n_key = 1,
    .span = span,
    .check = check,
    .store = store,
    .finish = rt_cases_link_contracts,
    .find_absent = rt_import_find_absent,
    .end_absent = rt_import_end_absent,
};
