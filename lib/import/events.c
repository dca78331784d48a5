/* Payments and activity.  A row is identified by the source's own id, or else
 * by its values and by the number of equal rows before it in the file. */
#include "import/run.h"
#include "repo/events.h"
#include "repo/ids.h"

/* The two kinds have their first two fields in common; payments have more. */
enum { F_CLIENT, F_AT, F_ACTIVITY_ROW, F_ACTIVITY_CONTRACT };
enum { F_AMOUNT = 2, F_CONTRACT, F_PAYMENT_ROW, F_CURRENCY };

static const struct rt_import_field payment_fields[] = {
    [F_CLIENT] = {.name = "client_id",
                  .type = RT_FIELD_ID,
                  .required = true,
                  .max = 191},
    [F_AT] = {.name = "paid_at", .type = RT_FIELD_INSTANT, .required = true},
    [F_AMOUNT] = {.name = "amount", .type = RT_FIELD_MONEY, .required = true},
    [F_CONTRACT] = {.name = "contract_id", .type = RT_FIELD_ID, .max = 191},
    [F_PAYMENT_ROW] = {.name = "row_id", .type = RT_FIELD_ID, .max = 191},
    [F_CURRENCY] = {.name = "currency", .type = RT_FIELD_CURRENCY},
};

static const struct rt_import_field activity_fields[] = {
    [F_CLIENT] = {.name = "client_id",
                  .type = RT_FIELD_ID,
                  .required = true,
                  .max = 191},
    [F_AT] = {.name = "at", .type = RT_FIELD_INSTANT, .required = true},
    [F_ACTIVITY_ROW] = {.name = "row_id", .type = RT_FIELD_ID, .max = 191},
    [F_ACTIVITY_CONTRACT] = {.name = "contract_id",
                             .type = RT_FIELD_ID,
                             .max = 191},
};

/* The rows of a batch, by how they are identified. */
struct parted {
    struct rt_id *client, *contract; /* [n] of the batch's rows */
    struct rt_event *event;          /* identified by their values */
    size_t n_events;
    struct rt_load_row *row; /* identified by their own ids */
    size_t n_rows;
};

static struct parted
new_parted(struct rt_import_batch *b)
{
    return (struct parted){
        .client = rt_alloc_n(b->arena, b->n + 1, sizeof(struct rt_id)),
        .contract = rt_alloc_n(b->arena, b->n + 1, sizeof(struct rt_id)),
        .event = rt_alloc_n(b->arena, b->n + 1, sizeof(struct rt_event)),
        .row = rt_alloc_n(b->arena, b->n + 1, sizeof(struct rt_load_row)),
    };
}

static void
add_row(struct parted *p, const struct rt_import_row *row,
        const struct rt_param *want, const char *name)
{
    p->row[p->n_rows++] = (struct rt_load_row){
        .line = row->line, .name = name, .want = want, .given = UINT64_MAX};
}

static void
count_events(struct rt_import_batch *b, size_t n, int64_t added,
             int64_t changed)
{
    b->run->batch.rows.added += added;
    b->run->batch.rows.changed += changed;
    b->run->batch.rows.same += (int64_t)n - added - changed;
}

static void
part_payments(struct rt_import_batch *b, struct parted *p)
{
    for (size_t i = 0; i < b->n; i++) {
        const struct rt_param *v = b->row[i].value;
        int64_t contract = p->contract[i].id;
        struct rt_param *want;

        if (b->row[i].refused)
            continue;
        rt_import_remark_contract(b, &b->row[i], F_CONTRACT, &p->contract[i]);
        if (v[F_PAYMENT_ROW].kind == RT_P_NULL) {
            p->event[p->n_events++] =
                (struct rt_event){.client_id = p->client[i].id,
                                  .at = v[F_AT].i64,
                                  .amount = v[F_AMOUNT].i64,
                                  .contract_id = contract,
                                  .occurrence = b->row[i].mark};
            continue;
        }
        want = rt_alloc_n(b->arena, RT_PAYMENT__MAX, sizeof *want);
        want[RT_PAYMENT_EXTERNAL] = v[F_PAYMENT_ROW];
        want[RT_PAYMENT_CLIENT] = RT_I64(p->client[i].id);
        want[RT_PAYMENT_AT] = v[F_AT];
        want[RT_PAYMENT_AMOUNT] = v[F_AMOUNT];
        want[RT_PAYMENT_CONTRACT] = rt_param_i64_or_null(contract, 0);
        add_row(p, &b->row[i], want, v[F_PAYMENT_ROW].str);
        if (!rt_import_gives(b, F_CONTRACT))
            p->row[p->n_rows - 1].given &=
                ~(UINT64_C(1) << RT_PAYMENT_CONTRACT);
    }
}

static enum rt_code
store_payments(struct rt_db *db, struct rt_import_batch *b, struct rt_err *err)
{
    struct parted p = new_parted(b);
    int64_t added = 0, changed = 0;
    enum rt_code rc;

    rc = rt_ids_make(db, RT_IDS_CLIENTS, rt_import_field(b, F_CLIENT), b->n,
                     p.client, &b->run->batch.clients_added, b->arena, err);
    if (rc == RT_OK && rt_import_gives(b, F_CONTRACT))
        rc = rt_import_find_contracts(db, b, F_CONTRACT, F_AT, p.client,
                                      p.contract, err);
    if (rc == RT_OK)
        rc = rt_import_remark_outside(db, b, F_AT, p.client, F_CONTRACT,
                                      p.contract, err);
    if (rc != RT_OK)
        return rc;
    part_payments(b, &p);
    rc = rt_payments_add(db, p.event, p.n_events, &added, &changed, b->arena,
                         err);
    if (rc != RT_OK)
        return rc;
    count_events(b, p.n_events, added, changed);
    return rt_import_load(db, b, &rt_load_payments, p.row, p.n_rows, err);
}

static void
part_activity(struct rt_import_batch *b, struct parted *p)
{
    for (size_t i = 0; i < b->n; i++) {
        const struct rt_param *v = b->row[i].value;
        struct rt_param *want;

        if (b->row[i].refused)
            continue;
        if (rt_import_gives(b, F_ACTIVITY_CONTRACT))
            rt_import_remark_contract(b, &b->row[i], F_ACTIVITY_CONTRACT,
                                      &p->contract[i]);
        if (v[F_ACTIVITY_ROW].kind == RT_P_NULL) {
            p->event[p->n_events++] =
                (struct rt_event){.client_id = p->client[i].id,
                                  .at = v[F_AT].i64,
                                  .occurrence = b->row[i].mark};
            continue;
        }
        want = rt_alloc_n(b->arena, RT_ACTIVITY__MAX, sizeof *want);
        want[RT_ACTIVITY_EXTERNAL] = v[F_ACTIVITY_ROW];
        want[RT_ACTIVITY_CLIENT] = RT_I64(p->client[i].id);
        want[RT_ACTIVITY_AT] = v[F_AT];
        add_row(p, &b->row[i], want, v[F_ACTIVITY_ROW].str);
    }
}

static enum rt_code
store_activity(struct rt_db *db, struct rt_import_batch *b, struct rt_err *err)
{
    struct parted p = new_parted(b);
    int64_t added = 0;
    enum rt_code rc;

    rc = rt_ids_make(db, RT_IDS_CLIENTS, rt_import_field(b, F_CLIENT), b->n,
                     p.client, &b->run->batch.clients_added, b->arena, err);
    if (rc == RT_OK && rt_import_gives(b, F_ACTIVITY_CONTRACT))
        rc = rt_import_find_contracts(db, b, F_ACTIVITY_CONTRACT, F_AT,
                                      p.client, p.contract, err);
    if (rc == RT_OK)
        rc = rt_import_remark_outside(db, b, F_AT, p.client,
                                      F_ACTIVITY_CONTRACT, p.contract, err);
    if (rc != RT_OK)
        return rc;
    part_activity(b, &p);
    rc = rt_activity_add(db, p.event, p.n_events, &added, b->arena, err);
    if (rc != RT_OK)
        return rc;
    count_events(b, p.n_events, added, 0);
    return rt_import_load(db, b, &rt_load_activity, p.row, p.n_rows, err);
}

/* A payment of an unknown contract is still a payment if the client is
 * named. */
static const size_t payment_client_of[] = {F_CLIENT, F_CONTRACT, F_AT};
static const size_t activity_client_of[] = {F_CLIENT, F_ACTIVITY_CONTRACT,
                                            F_AT};

const struct rt_import_kind rt_import_payments = {
    .name = "payments",
    .fields = payment_fields,
    .n_fields = sizeof payment_fields / sizeof payment_fields[0],
    .key = {F_CLIENT, F_AT, F_AMOUNT},
    .n_key = 3,
    .keeps_equal = true,
    .row_id = F_PAYMENT_ROW,
    .client_of = payment_client_of,
    .zero = F_AMOUNT,
    .store = store_payments,
};

const struct rt_import_kind rt_import_activity = {
    .name = "activity",
    .fields = activity_fields,
    .n_fields = sizeof activity_fields / sizeof activity_fields[0],
    .key = {F_CLIENT, F_AT},
    .n_key = 2,
    .keeps_equal = true,
    .row_id = F_ACTIVITY_ROW,
    .client_of = activity_client_of,
    .store = store_activity,
};
