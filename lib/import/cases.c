/* Retention cases from another system, or from the past. */
#include "base/moment.h"
#include "import/run.h"
#include "repo/ids.h"

enum {
    F_CASE,
    F_CONTRACT,
    F_INITIAL,
    F_REASON,
    F_OFFER,
    F_MANAGER,
    F_CREATED,
    F_COMPLETED,
    F_STATUS,
    F_SOURCE
};

static const struct rt_import_field fields[] = {
    [F_CASE] = {.name = "case_id",
                .type = RT_FIELD_ID,
                .required = true,
                .max = 191},
    [F_CONTRACT] = {.name = "contract_id",
                    .type = RT_FIELD_ID,
                    .required = true,
                    .max = 191},
    [F_INITIAL] = {.name = "initial_reason",
                   .type = RT_FIELD_TEXT,
                   .max = 1000},
    [F_REASON] = {.name = "reason", .type = RT_FIELD_TEXT, .max = 64},
    [F_OFFER] = {.name = "proposed_offer_id", .type = RT_FIELD_ID, .max = 191},
    [F_MANAGER] = {.name = "assigned_manager_id",
                   .type = RT_FIELD_ID,
                   .max = 191},
    [F_CREATED] = {.name = "created_at",
                   .type = RT_FIELD_INSTANT,
                   .required = true},
    [F_COMPLETED] = {.name = "completed_at", .type = RT_FIELD_INSTANT},
    [F_STATUS] = {.name = "status",
                  .type = RT_FIELD_CHOICE,
                  .required = true,
                  .max = 16,
                  .choices = "active|escalated|retained|churned"},
    [F_SOURCE] = {.name = "source",
                  .type = RT_FIELD_CHOICE,
                  .max = 16,
                  .choices = "bot|phone|office|letter"},
};

static const size_t field_of[RT_CASE__MAX] = {
    [RT_CASE_EXTERNAL] = F_CASE,         [RT_CASE_CONTRACT] = F_CONTRACT,
    [RT_CASE_CONTRACT_REF] = F_CONTRACT, [RT_CASE_CLIENT] = F_CONTRACT,
    [RT_CASE_INITIAL] = F_INITIAL,       [RT_CASE_REASON] = F_REASON,
    [RT_CASE_OFFER] = F_OFFER,           [RT_CASE_OFFER_REF] = F_OFFER,
    [RT_CASE_MANAGER] = F_MANAGER,       [RT_CASE_CREATED] = F_CREATED,
    [RT_CASE_COMPLETED] = F_COMPLETED,   [RT_CASE_STATUS] = F_STATUS,
    [RT_CASE_SOURCE] = F_SOURCE,
};

/* If only the day of one of them is known, days are compared. */
static bool
is_before(int64_t a, int64_t b, const struct rt_zone *zone)
{
    if (rt_moment_is_day(a) || rt_moment_is_day(b))
        return rt_moment_day(a, zone) < rt_moment_day(b, zone);
    return a < b;
}

static enum rt_code
check(struct rt_import_run *run, struct rt_import_row *row, size_t *field,
      struct rt_err *err)
{
    const struct rt_param *from = &row->value[F_CREATED];
    const struct rt_param *to = &row->value[F_COMPLETED];
    const struct rt_zone *zone = run->env->zone;
    char first[RT_PERIOD_LABEL], last[RT_PERIOD_LABEL];

    if (to->kind == RT_P_NULL || !is_before(to->i64, from->i64, zone))
        return RT_OK;
    *field = F_COMPLETED;
    rt_day_format(rt_moment_day(from->i64, zone), first);
    rt_day_format(rt_moment_day(to->i64, zone), last);
    return rt_fail_key(err, RT_EINVAL, "import_end_before_start", "end", last,
                       "start", first, NULL);
}

/* What the rows of a batch refer to. */
struct named {
    struct rt_id *contract, *offer, *manager, *here;
};

static enum rt_code
find_named(struct rt_db *db, struct rt_import_batch *b, struct named *out,
           struct rt_err *err)
{
    struct rt_id *all = rt_alloc_n(b->arena, 4 * b->n + 1, sizeof *all);
    enum rt_code rc;

    *out = (struct named){all, all + b->n, all + 2 * b->n, all + 3 * b->n};
    rc = rt_import_find_contracts(db, b, F_CONTRACT, F_CREATED, NULL,
                                  out->contract, err);
    if (rc == RT_OK)
        rc = rt_ids_find(db, RT_IDS_OFFERS, rt_import_field(b, F_OFFER), b->n,
                         out->offer, b->arena, err);
    if (rc == RT_OK)
        rc = rt_ids_make(db, RT_IDS_USERS, rt_import_field(b, F_MANAGER), b->n,
                         out->manager, &b->run->batch.users_added, b->arena,
                         err);
    if (rc == RT_OK)
        rc = rt_ids_find(db, RT_IDS_CASES, rt_import_field(b, F_CASE), b->n,
                         out->here, b->arena, err);
    return rc;
}

/* A case whose contract or offer is missing is kept (METRICS 16.10). */
static void
remark_missing(struct rt_import_batch *b, struct rt_import_row *row,
               const struct rt_id *contract, const struct rt_id *offer)
{
    if (contract->id == 0)
        (void)rt_fail_key(rt_import_remark(b, row, F_CONTRACT), RT_NONE,
                          "import_no_contract", "value",
                          row->value[F_CONTRACT].str, NULL);
    if (offer->id == 0 && row->value[F_OFFER].kind != RT_P_NULL)
        (void)rt_fail_key(rt_import_remark(b, row, F_OFFER), RT_NONE,
                          "import_no_offer", "value", row->value[F_OFFER].str,
                          NULL);
}

static uint64_t
given_columns(const struct rt_import_batch *b)
{
    uint64_t given = 0;

    for (size_t i = 0; i < RT_CASE__MAX; i++)
        if (rt_import_gives(b, field_of[i]))
            given |= UINT64_C(1) << i;
    return given;
}

static const struct rt_param *
make_row(struct rt_import_batch *b, size_t i, const struct named *named)
{
    const struct rt_param *v = b->row[i].value;
    const struct rt_id *contract = &named->contract[i];
    const struct rt_id *offer = &named->offer[i];
    struct rt_param *want = rt_alloc_n(b->arena, RT_CASE__MAX, sizeof *want);

    for (size_t k = 0; k < RT_CASE__MAX; k++)
        want[k] = v[field_of[k]];
    want[RT_CASE_CONTRACT] = rt_param_i64_or_null(contract->id, 0);
    if (contract->id != 0)
        want[RT_CASE_CONTRACT_REF] = RT_NULL;
    want[RT_CASE_CLIENT] = rt_param_i64_or_null(contract->more, 0);
    want[RT_CASE_OFFER] = rt_param_i64_or_null(offer->id, 0);
    if (offer->id != 0)
        want[RT_CASE_OFFER_REF] = RT_NULL;
    want[RT_CASE_MANAGER] = rt_param_i64_or_null(named->manager[i].id, 0);
    return want;
}

/* A case that people have worked on here is not changed. */
static enum rt_code
store(struct rt_db *db, struct rt_import_batch *b, struct rt_err *err)
{
    struct rt_load_row *rows = rt_alloc_n(b->arena, b->n + 1, sizeof *rows);
    struct named named;
    enum rt_code rc = find_named(db, b, &named, err);

    for (size_t i = 0; i < b->n && rc == RT_OK; i++) {
        remark_missing(b, &b->row[i], &named.contract[i], &named.offer[i]);
        rt_import_remark_future(
            b, &b->row[i], F_CREATED,
            rt_moment_day(b->row[i].value[F_CREATED].i64, b->run->env->zone));
        rows[i] = (struct rt_load_row){
            .line = b->row[i].line,
            .name = b->row[i].value[F_CASE].str,
            .want = make_row(b, i, &named),
            .given = given_columns(b),
            .frozen = named.here[i].more != 0 ? UINT64_MAX : 0};
    }
    return rc == RT_OK ? rt_import_load(db, b, &rt_load_cases, rows, b->n, err)
                       : rc;
}

const struct rt_import_kind rt_import_cases = {
    .name = "cases",
    .fields = fields,
    .n_fields = sizeof fields / sizeof fields[0],
    .key = {F_CASE},
    .n_key = 1,
    .field_of = field_of,
    .check = check,
    .store = store,
};
