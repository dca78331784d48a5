/* The first pass: check every row, and find out which rows belong together. */
#include "import/file_pass.h"

#include <string.h>

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
reject_row(struct rt_pass *p, const char *text, struct rt_buf *key,
           struct rt_err *err)
{
    struct rt_import_run *run = p->run;
    uint8_t hash[RT_KEY_HASH];

    rt_progress_clear(&run->progress);
    rt_import_report_reject(run->report, (int64_t)p->record.line,
                            p->fault.column, &p->fault.err, text);
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
take_good(struct rt_pass *p, struct rt_buf *key, struct rt_err *err)
{
    const struct rt_import_kind *kind = p->run->kind;
    uint64_t record = (uint64_t)p->n - 1;
    bool keep;

    p->run->n_good++;
    p->run->total.short_rows += p->row.is_short;
    p->run->total.wrapped += p->row.is_wrapped;
    if (is_zero(kind, &p->row)) {
        p->run->total.zero++;
        if (p->run->opts->drop_zero)
            return rt_marks_skip(p->run->marks, record, RT_MARK_DROPPED, err);
    }
    keep = rt_import_key(kind, &p->row, key);
    if (kind->span != NULL)
        return rt_marks_add_term(
            p->run->marks, record, rt_buf_cstr(key), key->len,
            p->row.value[kind->owner].str,
            day_or(&p->row.value[kind->span[0]], RT_DAY_NONE),
            day_or(&p->row.value[kind->span[1]], RT_DAY_OPEN), err);
    return rt_marks_add(p->run->marks, record, rt_buf_cstr(key), key->len,
                        keep ? RT_MARK_KEEP : RT_MARK_LAST, err);
}

/* Rows that name only the contract wait, until enough of them can be looked up
 * together. */
struct waiting {
    struct rt_csv_row record;
    struct rt_import_row row;
    struct rt_err *fault; /* NULL: none */
    const char *column, *text;
    int64_t n;
};

struct check {
    struct rt_pass pass;
    struct rt_buf key;
    struct waiting *list; /* [RT_PASS_ROWS]; NULL: nothing waits */
    size_t n;
};

static enum rt_code
find_clients(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct check *c = arg;
    struct rt_arena *a = c->pass.a;
    struct rt_import_row **rows = rt_alloc_n(a, c->n + 1, sizeof *rows);
    size_t n = 0;

    for (size_t i = 0; i < c->n; i++)
        if (c->list[i].fault == NULL)
            rows[n++] = &c->list[i].row;
    return rt_import_find_clients(db, c->pass.run, rows, n, a, err);
}

static enum rt_code
settle_row(struct check *c, const struct waiting *w, struct rt_err *err)
{
    struct rt_pass *p = &c->pass;
    const size_t *client_of = p->run->kind->client_of;

    p->n = w->n;
    p->record = w->record;
    p->row = w->row;
    if (w->fault != NULL) {
        p->fault = (struct rt_import_fault){w->column, *w->fault};
        return reject_row(p, w->text, &c->key, err);
    }
    if (w->row.value[client_of[0]].kind != RT_P_NULL)
        return take_good(p, &c->key, err);
    p->fault = (struct rt_import_fault){
        .column = rt_import_map_column(&p->run->map, client_of[1])};
    rt_import_fail_contract(&p->fault.err, &p->row, client_of[1]);
    return reject_row(p, w->text, &c->key, err);
}

/* Most files with contracts name the clients, too. */
static bool
lacks_client(const struct check *c)
{
    const size_t *client_of = c->pass.run->kind->client_of;

    for (size_t i = 0; i < c->n; i++)
        if (c->list[i].fault == NULL &&
            c->list[i].row.value[client_of[0]].kind == RT_P_NULL)
            return true;
    return false;
}

static enum rt_code
settle_all(struct check *c, struct rt_err *err)
{
    int64_t n = c->pass.n;
    enum rt_code rc = RT_OK;

    if (lacks_client(c))
        rc = rt_import_tx(c->pass.run, find_clients, NULL, c, err);
    for (size_t i = 0; i < c->n && rc == RT_OK; i++)
        rc = settle_row(c, &c->list[i], err);
    c->n = 0;
    c->pass.n = n;
    rt_arena_reset(c->pass.a);
    return rc;
}

static enum rt_code
wait_for_client(struct check *c, bool good, struct rt_err *err)
{
    struct rt_pass *p = &c->pass;
    struct waiting *w = &c->list[c->n++];

    *w = (struct waiting){.record = {.line = p->record.line},
                          .row = p->row,
                          .column = p->fault.column,
                          .text = rt_pass_record_text(p),
                          .n = p->n};
    if (!good) {
        w->fault = rt_alloc(p->a, sizeof *w->fault);
        *w->fault = p->fault.err;
    }
    return c->n < RT_PASS_ROWS ? RT_OK : settle_all(c, err);
}

static enum rt_code
check_record(struct check *c, bool good, struct rt_err *err)
{
    struct rt_pass *p = &c->pass;
    enum rt_code rc;

    if (c->list != NULL)
        return wait_for_client(c, good, err);
    rc = good ? take_good(p, &c->key, err)
              : reject_row(p, rt_pass_record_text(p), &c->key, err);
    rt_arena_reset(p->a);
    return rc;
}

/* By bytes: nobody knows yet how many rows there are. */
static void
show_progress(const struct rt_pass *p)
{
    struct rt_import_run *run = p->run;

    if (rt_progress_is_due(&run->progress))
        rt_progress_step(&run->progress, (int64_t)rt_csv_offset(run->csv),
                         run->n_bytes, p->n);
}

enum rt_code
rt_import_check_pass(struct rt_import_run *run, struct rt_err *err)
{
    struct check c = {.pass = {.run = run, .a = rt_arena_new()}};
    enum rt_code rc, done = RT_OK;

    rt_buf_init(&c.key, 0);
    if (run->map.by_contract)
        c.list = rt_alloc_n(run->arena, RT_PASS_ROWS, sizeof *c.list);
    while (done == RT_OK) {
        rc = rt_pass_next(&c.pass, true);
        show_progress(&c.pass);
        if (rc != RT_OK && rc != RT_EINVAL)
            break;
        done = check_record(&c, rc == RT_OK, err);
    }
    if (done == RT_OK && rc == RT_NONE)
        done = settle_all(&c, err);
    rt_buf_fini(&c.key);
    rt_arena_free(c.pass.a);
    run->n_records = c.pass.n;
    if (done != RT_OK)
        return done;
    if (rc != RT_NONE)
        return rt_pass_copy_err(&c.pass.fault.err, rc, err);
    return rt_marks_finish(run->marks, &run->total.beside, err);
}
