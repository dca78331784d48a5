/* The two passes over a file: check every row, then store the good ones. */
#include "import/run.h"

#include <string.h>

/* Rows of a batch, and bytes of records kept with them. */
enum { BATCH = 2000, BATCH_BYTES = 4 * 1024 * 1024 };

static void
add_value(struct rt_buf *out, const struct rt_param *v)
{
    if (v->kind == RT_P_STR) {
        rt_buf_add(out, v->str, v->len);
        rt_buf_char(out, '\0');
    } else {
        rt_buf_add(out, &v->i64, sizeof v->i64);
    }
}

bool
rt_import_key(const struct rt_import_kind *kind,
              const struct rt_import_row *row, struct rt_buf *out)
{
    bool own = kind->keeps_equal && row->value[kind->row_id].kind == RT_P_STR;

    rt_buf_clear(out);
    if (kind->keeps_equal)
        rt_buf_char(out, own ? 'r' : 'v');
    if (own)
        add_value(out, &row->value[kind->row_id]);
    for (size_t i = 0; i < kind->n_key && !own; i++)
        add_value(out, &row->value[kind->key[i]]);
    return kind->keeps_equal && !own;
}

void
rt_import_key_hash_text(const char *id, uint8_t out[RT_KEY_HASH])
{
    rt_key_hash(id, strlen(id) + 1, out);
}

/* What the passes share: a record at a time. */
struct pass {
    struct rt_import_run *run;
    struct rt_arena *a; /* of the row, or of the batch */
    struct rt_csv_row record;
    struct rt_import_row row;
    struct rt_import_fault fault;
    int64_t n;   /* records so far */
    size_t kept; /* bytes of records in the batch */
};

/* Convert the record that has been read. */
static enum rt_code
convert(struct pass *p)
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
step(struct pass *p)
{
    struct rt_import_run *run = p->run;

    if (run->n_records > 0)
        rt_progress_step(&run->progress, p->n, run->n_records, p->n);
    else
        rt_progress_step(&run->progress, (int64_t)rt_csv_offset(run->csv),
                         run->size, p->n);
}

/* The next record and its row.  RT_NONE: end; RT_EINVAL: a bad one, `fault`
 * says why; other codes end the import. */
static enum rt_code
next(struct pass *p, bool wanted)
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
        rc = convert(p);
    step(p);
    return rc;
}

static const char *
record_text(const struct pass *p)
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

/* True when all key fields of a bad row could be read. */
static bool
has_key(const struct rt_import_kind *kind, const struct rt_import_row *row)
{
    for (size_t i = 0; i < kind->n_key; i++)
        if (row->value == NULL || row->value[kind->key[i]].kind == RT_P_NULL)
            return false;
    return true;
}

static enum rt_code
reject(struct pass *p, struct rt_buf *key, struct rt_err *err)
{
    struct rt_import_run *run = p->run;
    uint8_t hash[RT_KEY_HASH];

    rt_progress_clear(&run->progress);
    rt_import_report_reject(run->report, (int64_t)p->record.line,
                            p->fault.column, &p->fault.err, record_text(p));
    run->total.rows.rejected++;
    if (!has_key(run->kind, &p->row)) {
        run->n_keyless++;
    } else {
        (void)rt_import_key(run->kind, &p->row, key);
        rt_key_hash(rt_buf_cstr(key), key->len, hash);
        if (rt_keyset_add(run->rejected_keys, hash, 0, err) != RT_OK)
            return RT_EIO;
    }
    return rt_marks_skip(run->marks, (uint64_t)p->n - 1, RT_MARK_REJECTED, err);
}

static int32_t
day_or(const struct rt_param *v, int32_t none)
{
    return v->kind == RT_P_NULL ? none : (int32_t)v->i64;
}

static bool
is_zero(const struct rt_import_kind *kind, const struct rt_import_row *row)
{
    const struct rt_param *v = &row->value[kind->zero];

    return kind->zero != 0 && v->kind == RT_P_I64 && v->i64 == 0;
}

static enum rt_code
check_record(struct pass *p, enum rt_code rc, struct rt_buf *key,
             struct rt_err *err)
{
    const struct rt_import_kind *kind = p->run->kind;
    uint64_t record = (uint64_t)p->n - 1;
    bool keep;

    if (rc == RT_EINVAL)
        return reject(p, key, err);
    p->run->n_good++;
    if (is_zero(kind, &p->row)) {
        p->run->total.zero++;
        if (p->run->opts->drop_zero)
            return rt_marks_skip(p->run->marks, record, RT_MARK_DROPPED, err);
    }
    keep = rt_import_key(kind, &p->row, key);
    if (kind->span != NULL)
        return rt_marks_add_term(
            p->run->marks, record, rt_buf_cstr(key), key->len,
            day_or(&p->row.value[kind->span[0]], RT_DAY_NONE),
            day_or(&p->row.value[kind->span[1]], RT_DAY_OPEN), err);
    return rt_marks_add(p->run->marks, record, rt_buf_cstr(key), key->len,
                        keep ? RT_MARK_KEEP : RT_MARK_LAST, err);
}

static enum rt_code
copy_err(const struct rt_err *from, enum rt_code rc, struct rt_err *err)
{
    if (err != NULL && err->code == RT_OK)
        *err = *from;
    return rc;
}

enum rt_code
rt_import_check_pass(struct rt_import_run *run, struct rt_err *err)
{
    struct pass p = {.run = run, .a = rt_arena_new()};
    struct rt_buf key;
    enum rt_code rc, done = RT_OK;

    rt_buf_init(&key, 0);
    while (done == RT_OK) {
        rc = next(&p, true);
        if (rc != RT_OK && rc != RT_EINVAL)
            break;
        done = check_record(&p, rc, &key, err);
        rt_arena_reset(p.a);
    }
    rt_buf_fini(&key);
    rt_arena_free(p.a);
    run->n_records = p.n;
    if (done != RT_OK)
        return done;
    if (rc != RT_NONE)
        return copy_err(&p.fault.err, rc, err);
    return rt_marks_finish(run->marks, &run->total.beside, err);
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
flush(struct rt_import_run *run, struct rt_import_batch *b, struct rt_err *err)
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
take_row(struct pass *p, struct rt_import_batch *b, uint32_t mark,
         struct rt_err *err)
{
    p->row.mark = mark;
    p->row.record = record_text(p);
    p->kept += strlen(p->row.record);
    b->row[b->n++] = p->row;
    if (b->n < BATCH && p->kept < BATCH_BYTES)
        return RT_OK;
    p->kept = 0;
    return flush(p->run, b, err);
}

static void
tell_repeated(const struct pass *p)
{
    rt_progress_clear(&p->run->progress);
    rt_import_report_repeated(p->run->report, (int64_t)p->record.line);
}

static enum rt_code
store_records(struct pass *p, struct rt_import_batch *b, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    while (rc == RT_OK && p->n < p->run->n_records) {
        uint32_t mark;
        bool wanted;

        rc = rt_marks_get(p->run->marks, (uint64_t)p->n, &mark, err);
        if (rc != RT_OK)
            return rc;
        wanted = mark < RT_MARK_DROPPED;
        rc = next(p, wanted);
        if (rc == RT_OK && mark == RT_MARK_REPEATED)
            tell_repeated(p);
        else if (!wanted && rc == RT_EINVAL)
            rc = RT_OK;
        else if (rc == RT_EINVAL || rc == RT_NONE)
            return rt_fail_key(err, RT_EBROKEN, "import_file_changed", "file",
                               p->run->opts->file, NULL);
        else if (rc != RT_OK)
            return copy_err(&p->fault.err, rc, err);
        else if (wanted)
            rc = take_row(p, b, mark, err);
    }
    return rc == RT_OK ? flush(p->run, b, err) : rc;
}

enum rt_code
rt_import_store_pass(struct rt_import_run *run, struct rt_err *err)
{
    struct rt_arena *a = rt_arena_new();
    struct pass p = {.run = run, .a = a};
    struct rt_import_batch b = {
        .run = run,
        .row = rt_alloc_n(run->arena, BATCH, sizeof *b.row),
        .arena = a};
    enum rt_code rc = rt_import_open_again(run, err);

    if (rc == RT_OK)
        rc = store_records(&p, &b, err);
    if (rc == RT_OK)
        rc = rt_import_same_file(run, err);
    rt_arena_free(a);
    return rc;
}
