/* The history of contracts: amounts and plans that apply from a day on. */
#include "import/run.h"
#include "repo/ids.h"

#include <string.h>

/* In the order of rt_load_changes, then what is not stored. */
static const struct rt_import_field fields[] = {
    {.name = "contract_id", .type = RT_FIELD_ID, .required = true, .max = 191},
    {.name = "effective_on", .type = RT_FIELD_DATE, .required = true},
    {.name = "monthly_fee", .type = RT_FIELD_MONEY},
    {.name = "monthly_profit", .type = RT_FIELD_MONEY},
    {.name = "plan", .type = RT_FIELD_TEXT, .max = 191},
    {.name = "currency", .type = RT_FIELD_CURRENCY},
};

static enum rt_code
check(struct rt_import_run *run, struct rt_import_row *row, size_t *field,
      struct rt_err *err)
{
    (void)run;
    if (row->value[RT_CHANGE_FEE].kind != RT_P_NULL ||
        row->value[RT_CHANGE_PROFIT].kind != RT_P_NULL ||
        row->value[RT_CHANGE_PLAN].kind != RT_P_NULL)
        return RT_OK;
    *field = RT_CHANGE_FEE;
    return rt_fail_key(err, RT_EINVAL, "import_no_values", NULL);
}

static void
refuse_unknown(struct rt_import_batch *b, struct rt_import_row *row)
{
    (void)rt_fail_key(rt_import_refuse(b, row, RT_CHANGE_CONTRACT), RT_EINVAL,
                      "import_no_contract", "value",
                      row->value[RT_CHANGE_CONTRACT].str, NULL);
}

/* An empty cell does not change the value, as in files of contracts. */
static uint64_t
given_columns(const struct rt_import_batch *b, const struct rt_import_row *row)
{
    uint64_t given = b->run->map.given;

    for (size_t i = 0; i < RT_CHANGE__MAX; i++)
        if (row->value[i].kind == RT_P_NULL)
            given &= ~(UINT64_C(1) << i);
    return given;
}

static enum rt_code
store(struct rt_db *db, struct rt_import_batch *b, struct rt_err *err)
{
    struct rt_load_row *rows = rt_alloc_n(b->arena, b->n + 1, sizeof *rows);
    struct rt_id *ids = rt_alloc_n(b->arena, b->n + 1, sizeof *ids);
    enum rt_code rc = rt_import_find_contracts(db, b, RT_CHANGE_CONTRACT,
                                               RT_CHANGE_DAY, NULL, ids, err);
    size_t n = 0;

    for (size_t i = 0; i < b->n && rc == RT_OK; i++) {
        struct rt_param *want;

        if (ids[i].id == 0) {
            refuse_unknown(b, &b->row[i]);
            continue;
        }
        rt_import_remark_negative(b, &b->row[i], RT_CHANGE_FEE);
        want = rt_alloc_n(b->arena, RT_CHANGE__MAX, sizeof *want);
        memcpy(want, b->row[i].value, RT_CHANGE__MAX * sizeof *want);
        want[RT_CHANGE_CONTRACT] = RT_I64(ids[i].id);
        rows[n++] = (struct rt_load_row){
            .line = b->row[i].line,
            .name = b->row[i].value[RT_CHANGE_CONTRACT].str,
            .want = want,
            .given = given_columns(b, &b->row[i])};
    }
    return rc == RT_OK ? rt_import_load(db, b, &rt_load_changes, rows, n, err)
                       : rc;
}

const struct rt_import_kind rt_import_changes = {
    .name = "changes",
    .fields = fields,
    .n_fields = sizeof fields / sizeof fields[0],
    .key = {RT_CHANGE_CONTRACT, RT_CHANGE_DAY},
    .n_key = 2,
    .check = check,
    .store = store,
};
