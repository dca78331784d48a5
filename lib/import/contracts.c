/* Contracts: [start, end), the amount, the plan. */
#include "import/full.h"
#include "base/money.h"
#include "import/run.h"
#include "import/stretch.h"
#include "repo/case_links.h"
#include "repo/contract_ends.h"
#include "repo/contracts.h"
#include "repo/contracts_past.h"
#include "repo/desk_sql.h"
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

/* With --full, a contract in a file without ends is running. */
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

/* Report what is odd about a valid row. */
static void
remark_odd(struct rt_import_batch *b, struct rt_import_row *row)
{
    const struct rt_param *start = &row->value[RT_CONTRACT_START];

    rt_import_remark_negative(b, row, RT_CONTRACT_FEE);
    rt_import_remark_no_end(b, row, RT_CONTRACT_CAUSE, RT_CONTRACT_END);
    if (start->kind == RT_P_I64)
        rt_import_remark_future(b, row, RT_CONTRACT_START, (int32_t)start->i64);
}

/* A row and what is done with it. */
struct placed {
    struct rt_import_row *row;
    int64_t client;
    const struct rt_stretch *list; /* of its number */
    struct rt_stretch_target to;
    const char *name; /* of the stretch */
};

static struct rt_stretch_row
what_it_says(const struct rt_import_run *run, const struct placed *p)
{
    const struct rt_param *v = p->row->value;

    return (struct rt_stretch_row){
        .client = p->client,
        .start = rt_param_day_or(&v[RT_CONTRACT_START], RT_DAY_NONE),
        .end = rt_param_day_or(&v[RT_CONTRACT_END], RT_DAY_OPEN),
        .has_end = (run->map.given & UINT64_C(1) << RT_CONTRACT_END) != 0,
        .lists = run->opts->full,
        .as_of = run->as_of,
        .next_full = run->next_full};
}

/* Find the stretch; false when the row is refused. */
static bool
place_row(struct rt_import_batch *b, struct placed *p)
{
    const struct rt_stretch_row says = what_it_says(b->run, p);
    const char *number = p->row->value[RT_CONTRACT_EXTERNAL].str;

    p->to = rt_stretch_find(p->list, &says);
    p->name = p->to.is != NULL ? p->to.is->name : number;
    if (p->to.later)
        return rt_import_name_stretch(b, p->row, p->list, p->to.start,
                                      &p->name);
    return true;
}

/* What a full file that is older than the newest one says about a stretch. */
static void
make_past(const struct rt_import_run *run, const struct placed *p,
          struct rt_load_row *row, struct rt_param *want)
{
    const struct rt_stretch *is = p->to.is;
    int32_t end = run->next_full;

    row->initial |= row->given; /* for rt_contracts_note_past(), too */
    row->given = 0;
    if (is != NULL && p->to.takes_start)
        row->given |= UINT64_C(1) << RT_CONTRACT_START;
    if (is != NULL && is->listed_on != RT_DAY_NONE &&
        run->as_of < is->listed_on)
        row->given |= UINT64_C(1) << RT_CONTRACT_LISTED;
    if (is != NULL || want[RT_CONTRACT_END].kind != RT_P_NULL)
        return;
    if (want[RT_CONTRACT_START].kind != RT_P_NULL &&
        want[RT_CONTRACT_START].i64 > end)
        end = (int32_t)want[RT_CONTRACT_START].i64;
    want[RT_CONTRACT_END] = RT_I64(end);
    want[RT_CONTRACT_ABSENT] = RT_I64(run->next_full);
    row->initial |= UINT64_C(1) << RT_CONTRACT_END | UINT64_C(1)
                                                         << RT_CONTRACT_ABSENT;
}

static struct rt_load_row
make_row(struct rt_import_batch *b, const struct placed *p)
{
    struct rt_load_row row;
    struct rt_param *want =
        rt_alloc_n(b->arena, RT_CONTRACT__MAX, sizeof *want);
    uint64_t given = given_columns(b->run);

    memcpy(want, p->row->value, b->run->kind->n_fields * sizeof *want);
    want[RT_CONTRACT_EXTERNAL] = rt_param_str(p->name);
    want[RT_CONTRACT_CLIENT] = RT_I64(p->client);
    want[RT_CONTRACT_START] = rt_param_i64_or_null(p->to.start, RT_DAY_NONE);
    if (!p->to.takes_start)
        given &= ~(UINT64_C(1) << RT_CONTRACT_START);
    else if (p->to.is == NULL)
        given |= UINT64_C(1) << RT_CONTRACT_START;
    if ((given & UINT64_C(1) << RT_CONTRACT_END) != 0)
        given |= UINT64_C(1) << RT_CONTRACT_ABSENT;
    if (p->to.keeps_end)
        given &= ~(UINT64_C(1) << RT_CONTRACT_END | UINT64_C(1)
                                                        << RT_CONTRACT_ABSENT);
    want[RT_CONTRACT_ABSENT] = RT_NULL;
    want[RT_CONTRACT_LISTED] = RT_I64(b->run->as_of);
    want[RT_CONTRACT_STRETCH] =
        p->to.later ? p->row->value[RT_CONTRACT_EXTERNAL] : RT_NULL;
    row = (struct rt_load_row){.line = p->row->line,
                               .name = p->name,
                               .want = want,
                               .given = given,
                               .initial = UINT64_C(1) << RT_CONTRACT_LISTED |
                                          UINT64_C(1) << RT_CONTRACT_STRETCH};
    if (p->to.past)
        make_past(b->run, p, &row, want);
    return row;
}

/* Report amounts that are empty now. */
static void
remark_emptied(struct rt_import_batch *b, struct rt_import_row *row,
               const struct rt_load_row *loaded)
{
    static const int columns[] = {RT_CONTRACT_FEE, RT_CONTRACT_PROFIT};
    char was[RT_MONEY_TEXT], day[RT_PERIOD_LABEL];

    rt_day_format(b->run->as_of, day);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        if (!rt_contracts_emptied(loaded, columns[i]))
            continue;
        rt_money_plain(loaded->old[columns[i]].i64, b->run->how.digits, was);
        (void)rt_fail_key(rt_import_remark(b, row, (size_t)columns[i]), RT_NONE,
                          "import_emptied", "value", was, "day", day, NULL);
    }
}

static enum rt_code
store_rows(struct rt_db *db, struct rt_import_batch *b,
           const struct placed *placed, size_t n, struct rt_err *err)
{
    struct rt_load_row *rows = rt_alloc_n(b->arena, n + 1, sizeof *rows);
    int64_t n_noted = 0;
    enum rt_code rc;

    for (size_t i = 0; i < n; i++)
        rows[i] = make_row(b, &placed[i]);
    rc = rt_import_load(db, b, &rt_load_contracts, rows, n, err);
    if (rc == RT_OK)
        rc = rt_contracts_note_changes(db, rows, n, b->run->as_of, &n_noted,
                                       b->arena, err);
    b->run->batch.changes_noted += n_noted;
    if (rc == RT_OK)
        rc = rt_contract_ends_note_rows(db, rows, n, b->run->as_of, b->arena,
                                        err);
    for (size_t i = 0; i < n && rc == RT_OK; i++)
        remark_emptied(b, placed[i].row, &rows[i]);
    return rc;
}

/* Record the ends that an older file knew of stretches that later files
 * know. */
static enum rt_code
note_past_ends(struct rt_db *db, struct rt_import_batch *b,
               const struct placed *placed, size_t n, struct rt_err *err)
{
    struct rt_known_end *list = rt_alloc_n(b->arena, n + 1, sizeof *list);

    if ((b->run->map.given & UINT64_C(1) << RT_CONTRACT_END) == 0)
        return RT_OK;
    for (size_t i = 0; i < n; i++) {
        const struct rt_param *end = &placed[i].row->value[RT_CONTRACT_END];

        list[i] = (struct rt_known_end){placed[i].to.is->id,
                                        rt_param_day_or(end, RT_DAY_OPEN)};
    }
    return rt_contract_ends_note_past(db, list, n, b->run->as_of,
                                      b->run->next_full, b->arena, err);
}

/* Rows of an older file about stretches that later files know already. */
static enum rt_code
store_past(struct rt_db *db, struct rt_import_batch *b,
           const struct placed *placed, size_t n, struct rt_err *err)
{
    struct rt_load_row *rows = rt_alloc_n(b->arena, n + 1, sizeof *rows);
    int32_t *listed = rt_alloc_n(b->arena, n + 1, sizeof *listed);
    int64_t n_noted = 0;
    enum rt_code rc;

    for (size_t i = 0; i < n; i++) {
        rows[i] = make_row(b, &placed[i]);
        listed[i] = placed[i].to.is->listed_on;
    }
    rc = rt_import_load(db, b, &rt_load_contracts, rows, n, err);
    if (rc == RT_OK)
        rc = rt_contracts_note_past(db, rows, listed, n, b->run->as_of,
                                    b->run->next_full, &n_noted, b->arena, err);
    b->run->batch.changes_noted += n_noted;
    return rc == RT_OK ? note_past_ends(db, b, placed, n, err) : rc;
}

/* End other clients' contracts under a number that now belongs to another
 * client. */
static enum rt_code
hand_over(struct rt_db *db, struct rt_import_batch *b, const struct placed *p,
          struct rt_err *err)
{
    int32_t end = p->to.others_end;
    char day[RT_PERIOD_LABEL];
    int64_t n_ended;
    enum rt_code rc = RT_OK;

    if (end == RT_DAY_NONE)
        return RT_OK;
    rt_day_format(end, day);
    (void)rt_fail_key(rt_import_remark(b, p->row, RT_CONTRACT_CLIENT), RT_NONE,
                      "import_handed_over", "day", day, NULL);
    for (const struct rt_stretch *s = p->list; s != NULL && rc == RT_OK;
         s = s->next) {
        struct rt_running kept;
        size_t n_kept;

        if (s->client != p->client && s->end > end)
            rc = rt_contracts_end(db, &s->id, 1, end, &kept, &n_kept, &n_ended,
                                  b->arena, err);
    }
    return rc;
}

static enum rt_code
store_terms(struct rt_db *db, struct rt_import_batch *b,
            const struct placed *terms, size_t n, struct rt_err *err)
{
    struct rt_import_row **rows = rt_alloc_n(b->arena, n + 1, sizeof *rows);
    int64_t *clients = rt_alloc_n(b->arena, n + 1, sizeof *clients);
    const struct rt_stretch **lists =
        rt_alloc_n(b->arena, n + 1, sizeof(const struct rt_stretch *));

    for (size_t i = 0; i < n; i++) {
        rows[i] = terms[i].row;
        clients[i] = terms[i].client;
        lists[i] = terms[i].list;
    }
    return rt_import_store_terms(db, b, rows, clients, lists, n, err);
}

/* First the rows that are the only ones of their number, then the others. */
static enum rt_code
store(struct rt_db *db, struct rt_import_batch *b, struct rt_err *err)
{
    struct placed *placed = rt_alloc_n(b->arena, b->n + 1, sizeof *placed);
    struct placed *terms = rt_alloc_n(b->arena, b->n + 1, sizeof *terms);
    struct placed *past = rt_alloc_n(b->arena, b->n + 1, sizeof *past);
    struct rt_stretch **lists =
        rt_alloc_n(b->arena, b->n + 1, sizeof(struct rt_stretch *));
    struct rt_id *ids = rt_alloc_n(b->arena, b->n + 1, sizeof *ids);
    struct rt_import_total *batch = &b->run->batch;
    size_t n = 0, n_terms = 0, n_past = 0;
    enum rt_code rc =
        rt_ids_make(db, RT_IDS_CLIENTS, rt_import_field(b, RT_CONTRACT_CLIENT),
                    b->n, ids, &batch->clients_added, b->arena, err);

    if (rc == RT_OK)
        rc = rt_stretches_find(db, rt_import_field(b, RT_CONTRACT_EXTERNAL),
                               b->n, lists, b->arena, err);
    for (size_t i = 0; i < b->n && rc == RT_OK; i++) {
        struct rt_import_row *row = &b->row[i];
        struct placed p = {.row = row, .client = ids[i].id, .list = lists[i]};

        batch->never_active += was_never_active(row);
        remark_odd(b, row);
        if (row->mark >= RT_MARK_TERM)
            terms[n_terms++] = p;
        else if (!place_row(b, &p))
            continue;
        else if (p.to.past && p.to.is != NULL)
            past[n_past++] = p;
        else
            placed[n++] = p;
    }
    for (size_t i = 0; i < n && rc == RT_OK; i++)
        rc = hand_over(db, b, &placed[i], err);
    if (rc == RT_OK)
        rc = store_rows(db, b, placed, n, err);
    if (rc == RT_OK)
        rc = store_past(db, b, past, n_past, err);
    return rc == RT_OK ? store_terms(db, b, terms, n_terms, err) : rc;
}

static const size_t span[] = {RT_CONTRACT_START, RT_CONTRACT_END};

const struct rt_import_kind rt_import_contracts = {
    .name = "contracts",
    .fields = fields,
    .n_fields = sizeof fields / sizeof fields[0],
    .key = {0},
    .n_key = 1,
    .span = span,
    .owner = RT_CONTRACT_CLIENT,
    .check = check,
    .store = store,
    .finish = rt_cases_link_contracts,
    .find_absent = rt_import_find_absent,
    .end_absent = rt_import_end_absent,
};
