/* The second pass: store the good rows, a batch at a time. */
#include "import/ahead.h"

static void
add_counts(struct rt_import_counts *to, const struct rt_import_counts *c)
{
    to->read += c->read;
    to->added += c->added;
    to->changed += c->changed;
    to->same += c->same;
    to->rejected += c->rejected;
}

/* Rows that only name a contract; it may have gone since the first pass, with
 * invented data. */
static enum rt_code
name_clients(struct rt_db *db, struct rt_import_batch *b, struct rt_err *err)
{
    struct rt_import_row **rows = rt_alloc_n(b->arena, b->n + 1, sizeof *rows);
    const size_t *client_of = b->run->kind->client_of;
    enum rt_code rc;

    if (!b->run->map.by_contract)
        return RT_OK;
    for (size_t i = 0; i < b->n; i++)
        rows[i] = &b->row[i];
    rc = rt_import_find_clients(db, b->run, rows, b->n, b->arena, err);
    for (size_t i = 0; i < b->n && rc == RT_OK; i++)
        if (b->row[i].value[client_of[0]].kind == RT_P_NULL)
            rt_import_fail_contract(
                rt_import_refuse(b, &b->row[i], client_of[1]), &b->row[i],
                client_of[1]);
    return rc;
}

static enum rt_code
store_batch(struct rt_db *db, void *arg, struct rt_err *err)
{
    struct rt_import_batch *b = arg;
    struct rt_import_run *run = b->run;
    struct rt_import_counts sum = run->total.rows;
    enum rt_code rc;

    run->batch = (struct rt_import_total){.rows.read = (int64_t)b->n};
    b->remarks = NULL;
    b->conflicts = NULL;
    for (size_t i = 0; i < b->n; i++) {
        b->row[i].refused = false;
        rt_import_remark_old(b, &b->row[i]);
    }
    rc = name_clients(db, b, err);
    if (rc == RT_OK)
        rc = run->kind->store(db, b, err);
    if (rc != RT_OK)
        return rc;
    if (!run->write)
        return RT_NONE; /* a dry run: all of it is rolled back */
    add_counts(&sum, &run->batch.rows);
    return rt_import_run_note(db, run->id, &sum, err);
}

static enum rt_code
batch_landed(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct rt_import_batch *b = arg;

    return rt_import_run_landed(db, b->run->id,
                                b->run->total.rows.read + (int64_t)b->n, err);
}

static enum rt_code
flush_batch(struct rt_import_run *run, struct rt_import_batch *b,
            struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    if (b->n > 0)
        rc = rt_import_tx(run, store_batch, batch_landed, b, err);
    if (rc == RT_OK && b->n > 0) {
        add_counts(&run->total.rows, &run->batch.rows);
        run->total.clients_added += run->batch.clients_added;
        run->total.changes_noted += run->batch.changes_noted;
        run->total.never_active += run->batch.never_active;
        run->total.forgotten += run->batch.forgotten;
        run->total.users_added += run->batch.users_added;
        rt_import_tell(b);
    }
    return rc;
}

/* What there is to say of a batch before it is stored. */
static void
tell_read(struct rt_import_run *run, const struct rt_ahead_batch *r)
{
    if (r->n_repeated > 0)
        rt_progress_clear(&run->progress);
    for (size_t i = 0; i < r->n_repeated; i++)
        rt_import_report_repeated(run->report, r->repeated[i]);
    rt_progress_step(&run->progress, r->n_records, run->n_records,
                     r->n_records);
}

static enum rt_code
store_batches(struct rt_import_run *run, struct rt_ahead *ahead,
              struct rt_err *err)
{
    enum rt_code rc = RT_OK, read = RT_OK;

    while (rc == RT_OK && read == RT_OK) {
        struct rt_ahead_batch *r;

        read = rt_ahead_next(ahead, &r, err);
        tell_read(run, r);
        if (read != RT_OK && read != RT_NONE)
            return read;
        rc = flush_batch(run, &r->batch, err);
    }
    return rc;
}

enum rt_code
rt_import_store_pass(struct rt_import_run *run, struct rt_err *err)
{
    struct rt_ahead *ahead;
    enum rt_code rc = rt_import_open_again(run, err);

    if (rc == RT_OK)
        rc = rt_ahead_start(run, &ahead, err);
    if (rc != RT_OK)
        return rc;
    rc = store_batches(run, ahead, err);
    rt_ahead_stop(ahead);
    return rc == RT_OK ? rt_import_same_file(run, err) : rc;
}
