/* What both passes over a file do, and the second one: store the good rows. */
#include "import/pass.h"

#include <string.h>

/* Bytes of records kept with the rows of a batch. */
enum { BATCH_BYTES = 4 * 1024 * 1024 };

/* Convert the record that has been read. */
static enum rt_code
convert_record(struct rt_pass *p)
{
    struct rt_import_run *run = p->run;
    size_t field = 0;

    if (rt_import_map_row(&run->map, &p->record, &run->how, p->a, &p->row,
                          &p->fault) != RT_OK)
        return RT_EINVAL;
    if (run->kind->check == NULL ||
        run->kind->check(run, &p->row, &field, &p->fault.err) == RT_OK)
        return RT_OK;
    p->fault.column = rt_import_map_column(&run->map, field);
    return RT_EINVAL;
}

/* The first pass goes by bytes; the second one knows how many rows there are
 * (the file is read ahead of them). */
static void
show_progress(struct rt_pass *p)
{
    struct rt_import_run *run = p->run;

    if (!rt_progress_is_due(&run->progress))
        return;
    if (run->n_records > 0)
        rt_progress_step(&run->progress, p->n, run->n_records, p->n);
    else
        rt_progress_step(&run->progress, (int64_t)rt_csv_offset(run->csv),
                         run->n_bytes, p->n);
}

enum rt_code
rt_pass_next(struct rt_pass *p, bool wanted)
{
    enum rt_code rc;

    p->fault.err.code = RT_OK;
    p->fault.column = NULL;
    p->row = (struct rt_import_row){0};
    rc = rt_import_next(p->run, &p->record, &p->fault.err);
    if (rc == RT_ELIMIT)
        rc = RT_EINVAL;
    if (rc == RT_OK || rc == RT_EINVAL)
        p->n++;
    if (rc == RT_OK && wanted)
        rc = convert_record(p);
    show_progress(p);
    return rc;
}

const char *
rt_pass_record_text(const struct rt_pass *p)
{
    struct rt_buf b;
    const char *text;

    if (!rt_import_report_keeps_records(p->run->report) || p->record.n == 0)
        return "";
    rt_buf_init(&b, 0);
    rt_rejects_record(&b, &p->record);
    text = rt_strdup(p->a, rt_buf_cstr(&b));
    rt_buf_fini(&b);
    return text;
}

enum rt_code
rt_pass_copy_err(const struct rt_err *from, enum rt_code rc, struct rt_err *err)
{
    if (err != NULL && err->code == RT_OK)
        *err = *from;
    return rc;
}

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
    b->n = 0;
    rt_arena_reset(b->arena);
    return rc;
}

/* A row of the second pass; the first one found nothing wrong with it. */
static enum rt_code
take_row(struct rt_pass *p, struct rt_import_batch *b, uint32_t mark,
         struct rt_err *err)
{
    p->row.mark = mark;
    p->row.record = rt_pass_record_text(p);
    p->kept += strlen(p->row.record);
    b->row[b->n++] = p->row;
    if (b->n < RT_PASS_ROWS && p->kept < BATCH_BYTES)
        return RT_OK;
    p->kept = 0;
    return flush_batch(p->run, b, err);
}

static void
tell_repeated(const struct rt_pass *p)
{
    rt_progress_clear(&p->run->progress);
    rt_import_report_repeated(p->run->report, (int64_t)p->record.line);
}

static enum rt_code
store_records(struct rt_pass *p, struct rt_import_batch *b, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    while (rc == RT_OK && p->n < p->run->n_records) {
        uint32_t mark;
        bool wanted;

        rc = rt_marks_get(p->run->marks, (uint64_t)p->n, &mark, err);
        if (rc != RT_OK)
            return rc;
        wanted = mark < RT_MARK_DROPPED;
        rc = rt_pass_next(p, wanted);
        if (rc == RT_OK && mark == RT_MARK_REPEATED)
            tell_repeated(p);
        else if (!wanted && rc == RT_EINVAL)
            rc = RT_OK;
        else if (rc == RT_EINVAL || rc == RT_NONE)
            return rt_fail_key(err, RT_EBROKEN, "import_file_changed", "file",
                               p->run->opts->file, NULL);
        else if (rc != RT_OK)
            return rt_pass_copy_err(&p->fault.err, rc, err);
        else if (wanted)
            rc = take_row(p, b, mark, err);
    }
    return rc == RT_OK ? flush_batch(p->run, b, err) : rc;
}

enum rt_code
rt_import_store_pass(struct rt_import_run *run, struct rt_err *err)
{
    struct rt_arena *a = rt_arena_new();
    struct rt_pass p = {.run = run, .a = a};
    struct rt_import_batch b = {
        .run = run,
        .row = rt_alloc_n(run->arena, RT_PASS_ROWS, sizeof *b.row),
        .arena = a};
    enum rt_code rc = rt_import_open_again(run, err);

    if (rc == RT_OK)
        rc = store_records(&p, &b, err);
    if (rc == RT_OK)
        rc = rt_import_same_file(run, err);
    rt_arena_free(a);
    return rc;
}
