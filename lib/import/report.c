/* Everything that an import prints: rows, remarks, totals. */
#include "import/run.h"

#include "base/moment.h"
#include "base/money.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_SHOWN = 200, NAME_SHOWN = 120 /* bytes */ };

struct rt_import_report {
    enum rt_lang lang;
    FILE *list;
    struct rt_rejects *rejects; /* NULL: none */
    struct rt_arena *a;         /* emptied after every line */
    int64_t n_rejected, n_repeated, n_conflicts, n_remarks;
    struct {
        const char *key;
        int64_t n;
    } remarks[RT_REPORT_REMARKS];
    int64_t n_hidden; /* remarks */
};

enum rt_code
rt_import_report_open(enum rt_lang lang, FILE *list, const char *rejects,
                      const char *source, struct rt_import_report **out,
                      struct rt_err *err)
{
    struct rt_rejects *file = NULL;
    enum rt_code rc = RT_OK;

    *out = NULL;
    if (rejects != NULL)
        rc = rt_rejects_open(rejects, source, &file, err);
    if (rc != RT_OK)
        return rc;
    *out = rt_heap(sizeof **out);
    **out = (struct rt_import_report){
        .lang = lang, .list = list, .rejects = file, .a = rt_arena_new()};
    return RT_OK;
}

enum rt_code
rt_import_report_close(struct rt_import_report *r, struct rt_err *err)
{
    enum rt_code rc;

    if (r == NULL)
        return RT_OK;
    rc = rt_rejects_close(r->rejects, err);
    rt_arena_free(r->a);
    free(r);
    return rc;
}

void
rt_import_report_columns(struct rt_import_report *r, const char *const *columns,
                         size_t n, bool workbook)
{
    if (r->rejects != NULL)
        rt_rejects_columns(r->rejects, columns, n, workbook);
}

/* A column's name without characters that would disturb a terminal. */
static void
put_name(struct rt_buf *b, const char *name)
{
    size_t len = rt_utf8_cut(name, strlen(name), NAME_SHOWN);

    for (size_t i = 0; i < len; i++)
        rt_buf_char(b, (unsigned char)name[i] < 0x20 || name[i] == 0x7f
                           ? '?'
                           : name[i]);
    if (name[len] != '\0')
        rt_buf_str(b, "…");
}

void
rt_import_report_list_columns(struct rt_import_report *r,
                              const char *const *columns, size_t n)
{
    struct rt_buf b;

    rt_buf_init(&b, 0);
    for (size_t i = 0; i < n && i < COLUMNS_SHOWN; i++) {
        rt_buf_str(&b, i > 0 ? ", " : "");
        put_name(&b, columns[i]);
    }
    if (n > COLUMNS_SHOWN)
        rt_buf_fmt(&b, ", %s",
                   rt_text_plural(r->lang, r->a, "import_more_columns",
                                  (int64_t)n - COLUMNS_SHOWN));
    fprintf(r->list, "%s\n",
            rt_text_fill(r->lang, r->a, "import_columns", "columns",
                         rt_buf_cstr(&b), NULL));
    rt_buf_fini(&b);
    rt_arena_reset(r->a);
}

bool
rt_import_report_keeps_records(const struct rt_import_report *r)
{
    return r->rejects != NULL;
}

void
rt_import_report_reject(struct rt_import_report *r, int64_t line,
                        const char *column, const struct rt_err *why,
                        const char *record)
{
    const char *reason, *number;
    bool whole;

    if (r->n_rejected++ >= RT_REPORT_SHOWN && r->rejects == NULL)
        return;
    reason = rt_text_err(r->lang, r->a, why, true);
    whole = why->key != NULL && strncmp(why->key, "csv_", 4) == 0;
    number = rt_fmt(r->a, "%" PRId64, line);
    if (column != NULL)
        reason = rt_fmt(r->a, "%s: %s", column, reason);
    if (r->n_rejected <= RT_REPORT_SHOWN)
        fprintf(r->list, "%s\n",
                whole ? reason /* its text names the line */
                      : rt_text_fill(r->lang, r->a, "import_row_rejected",
                                     "line", number, "reason", reason, NULL));
    if (r->rejects != NULL)
        rt_rejects_put(r->rejects, line, reason, record);
    rt_arena_reset(r->a);
}

void
rt_import_report_repeated(struct rt_import_report *r, int64_t line)
{
    if (r->n_repeated++ >= RT_REPORT_SHOWN)
        return;
    fprintf(r->list, "%s\n",
            rt_text_fill(r->lang, r->a, "import_row_repeated", "line",
                         rt_fmt(r->a, "%" PRId64, line), NULL));
    rt_arena_reset(r->a);
}

/* Many remarks of one sort must not hide the few of another. */
static bool
shows_remark(struct rt_import_report *r, const char *key)
{
    size_t i = 0;

    while (i + 1 < RT_REPORT_REMARKS && r->remarks[i].key != NULL &&
           strcmp(r->remarks[i].key, key) != 0)
        i++;
    r->remarks[i].key = key;
    return r->remarks[i].n++ < RT_REPORT_SHOWN;
}

void
rt_import_report_remark(struct rt_import_report *r, int64_t line,
                        const char *column, const struct rt_err *what)
{
    r->n_remarks++;
    if (!shows_remark(r, what->key)) {
        r->n_hidden++;
        return;
    }
    fprintf(r->list, "%s\n",
            rt_text_fill(r->lang, r->a, "import_row_remark", "line",
                         rt_fmt(r->a, "%" PRId64, line), "column", column,
                         "what", rt_text_err(r->lang, r->a, what, true), NULL));
    rt_arena_reset(r->a);
}

void
rt_import_report_conflict(struct rt_import_report *r, int64_t line,
                          const char *key, const char *field, const char *file,
                          const char *desk)
{
    if (r->n_conflicts++ >= RT_REPORT_SHOWN)
        return;
    fprintf(r->list, "%s\n",
            rt_text_fill(r->lang, r->a, "import_desk_stands", "line",
                         rt_fmt(r->a, "%" PRId64, line), "key", key, "field",
                         field, "file", file, "desk", desk, NULL));
    rt_arena_reset(r->a);
}

void
rt_import_report_kept(struct rt_import_report *r, const char *key)
{
    if (r->n_conflicts++ >= RT_REPORT_SHOWN)
        return;
    fprintf(
        r->list, "%s\n",
        rt_text_fill(r->lang, r->a, "import_desk_keeps_end", "key", key, NULL));
    rt_arena_reset(r->a);
}

int64_t
rt_import_report_conflicts(const struct rt_import_report *r)
{
    return r->n_conflicts;
}

int64_t
rt_import_report_remarks(const struct rt_import_report *r)
{
    return r->n_remarks;
}

static void
print_rest(struct rt_import_report *r, const char *key, int64_t n_hidden)
{
    if (n_hidden <= 0)
        return;
    fprintf(r->list, "%s\n", rt_text_plural(r->lang, r->a, key, n_hidden));
    rt_arena_reset(r->a);
}

void
rt_import_report_rest(struct rt_import_report *r)
{
    print_rest(
        r, r->rejects != NULL ? "import_more_in_file" : "import_more_rejected",
        r->n_rejected - RT_REPORT_SHOWN);
    print_rest(r, "import_more_repeated", r->n_repeated - RT_REPORT_SHOWN);
    print_rest(r, "import_more_remarks", r->n_hidden);
    print_rest(r, "import_more_conflicts", r->n_conflicts - RT_REPORT_SHOWN);
}

static const char *
show_moment(const struct rt_import_run *run, int64_t at, struct rt_arena *a)
{
    struct rt_local t;
    char day[RT_PERIOD_LABEL];

    if (rt_moment_is_day(at)) {
        rt_day_format(rt_moment_day(at, run->env->zone), day);
        return rt_strdup(a, day);
    }
    t = rt_zone_local(run->env->zone, at);
    rt_day_format(t.day, day);
    return rt_fmt(a, "%s %02d:%02d:%02d", day, t.second / 3600,
                  t.second / 60 % 60, t.second % 60);
}

/* A value as a person would write it. */
static const char *
show_value(const struct rt_import_run *run, size_t field,
           const struct rt_param *v, struct rt_arena *a)
{
    enum rt_field_type type = run->kind->fields[field].type;
    char *out;

    if (v->kind == RT_P_NULL)
        return "—";
    if (v->kind != RT_P_I64)
        return v->kind == RT_P_F64 ? rt_fmt(a, "%g", v->f64) : v->str;
    if (type == RT_FIELD_DATE) {
        out = rt_alloc(a, RT_PERIOD_LABEL);
        rt_day_format((int32_t)v->i64, out);
        return out;
    }
    if (type == RT_FIELD_INSTANT)
        return show_moment(run, v->i64, a);
    if (type == RT_FIELD_MONEY) {
        out = rt_alloc(a, RT_MONEY_TEXT);
        rt_money_plain(v->i64, run->how.digits, out);
        return out;
    }
    return rt_fmt(a, "%lld", (long long)v->i64);
}

static int
compare_remarks(const void *x, const void *y)
{
    const struct rt_import_remark *const *a = x, *const *b = y;

    return ((*a)->row->line > (*b)->row->line) -
           ((*a)->row->line < (*b)->row->line);
}

static void
tell_remarks(struct rt_import_batch *b)
{
    struct rt_import_report *report = b->run->report;
    struct rt_import_remark **list;
    size_t n = 0;

    for (struct rt_import_remark *r = b->remarks; r != NULL; r = r->next)
        n++;
    list = rt_alloc_n(b->arena, n + 1, sizeof *list);
    n = 0;
    for (struct rt_import_remark *r = b->remarks; r != NULL; r = r->next)
        list[n++] = r;
    qsort(list, n, sizeof *list, compare_remarks);
    for (size_t i = 0; i < n; i++) {
        const struct rt_import_row *row = list[i]->row;

        if (list[i]->refused)
            rt_import_report_reject(report, row->line, list[i]->column,
                                    &list[i]->err, row->record);
        else
            rt_import_report_remark(report, row->line, list[i]->column,
                                    &list[i]->err);
    }
}

static int
compare_conflicts(const void *x, const void *y)
{
    const struct rt_load_conflict *const *a = x, *const *b = y;

    if ((*a)->row->line != (*b)->row->line)
        return (*a)->row->line < (*b)->row->line ? -1 : 1;
    return ((*a)->column > (*b)->column) - ((*a)->column < (*b)->column);
}

static void
tell_conflict(struct rt_import_batch *b, const struct rt_load_conflict *c)
{
    const struct rt_import_run *run = b->run;
    size_t field;

    if (c->attr != NULL) {
        rt_import_report_conflict(run->report, c->row->line, c->row->name,
                                  c->attr, c->file, c->desk);
        return;
    }
    field = run->kind->field_of != NULL ? run->kind->field_of[c->column]
                                        : c->column;
    rt_import_report_conflict(
        run->report, c->row->line, c->row->name, run->kind->fields[field].name,
        show_value(run, field, &c->row->want[c->column], b->arena),
        show_value(run, field, &c->row->old[c->column], b->arena));
}

static void
tell_conflicts(struct rt_import_batch *b)
{
    struct rt_load_conflict **list;
    size_t n = 0;

    for (struct rt_load_conflict *c = b->conflicts; c != NULL; c = c->next)
        n++;
    list = rt_alloc_n(b->arena, n + 1, sizeof *list);
    n = 0;
    for (struct rt_load_conflict *c = b->conflicts; c != NULL; c = c->next)
        list[n++] = c;
    qsort(list, n, sizeof *list, compare_conflicts);
    for (size_t i = 0; i < n; i++)
        tell_conflict(b, list[i]);
}

void
rt_import_tell(struct rt_import_batch *b)
{
    if (b->remarks == NULL && b->conflicts == NULL)
        return;
    rt_progress_clear(&b->run->progress);
    tell_remarks(b);
    tell_conflicts(b);
}

static void
put_rows(struct rt_buf *b, enum rt_lang lang, struct rt_arena *a,
         const struct rt_import_opts *opts, const struct rt_import_total *t)
{
    const struct rt_import_counts *c = &t->rows;
    const char *slash = strrchr(opts->file, '/');

    rt_buf_str(b,
               rt_text_fill(lang, a, "import_total", "kind", opts->kind->name,
                            "file", slash != NULL ? slash + 1 : opts->file,
                            "read", rt_text_count(lang, a, c->read), "added",
                            rt_text_count(lang, a, c->added), "changed",
                            rt_text_count(lang, a, c->changed), "same",
                            rt_text_count(lang, a, c->same), "rejected",
                            rt_text_count(lang, a, c->rejected), NULL));
}

char *
rt_import_summary(enum rt_lang lang, struct rt_arena *a,
                  const struct rt_import_opts *opts,
                  const struct rt_import_total *t)
{
    const char *linked = opts->kind == &rt_import_offers
                             ? "import_cases_offer"
                             : "import_cases_contract";
    const struct {
        const char *key;
        int64_t n;
    } lines[] = {
        {"import_short", t->short_rows},
        {"import_wrapped", t->wrapped},
        {"import_repeated", t->beside.repeated},
        {"import_equal", t->beside.equal},
        {opts->drop_zero ? "import_zero_dropped" : "import_zero", t->zero},
        {"import_terms", t->beside.terms},
        {"import_clients_added", opts->dry_run ? 0 : t->clients_added},
        {"import_users_added", opts->dry_run ? 0 : t->users_added},
        {"import_changes_noted", t->changes_noted},
        {"import_ended", t->ended},
        {linked, t->cases_linked},
        {"import_never_active", t->never_active},
        {"import_remarks", t->remarks},
        {"import_conflicts", t->conflicts},
        {"import_forgotten", t->forgotten},
    };
    struct rt_buf b;
    char *text;

    rt_buf_init(&b, 0);
    put_rows(&b, lang, a, opts, t);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (lines[i].n > 0)
            rt_buf_fmt(&b, "\n  %s",
                       rt_text_fill(lang, a, lines[i].key, "n",
                                    rt_text_count(lang, a, lines[i].n), NULL));
    if (opts->dry_run)
        rt_buf_fmt(&b, "\n  %s", rt_text(lang, "import_dry"));
    else if (t->rows.added + t->rows.changed + t->ended + t->cases_linked +
                 t->changes_noted ==
             0)
        rt_buf_fmt(&b, "\n  %s", rt_text(lang, "import_no_change"));
    text = rt_strdup(a, rt_buf_cstr(&b));
    rt_buf_fini(&b);
    return text;
}
