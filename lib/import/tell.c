/* What there is to say about the rows of a batch, once it is stored. */
#include "import/run.h"

#include "base/money.h"

#include <stdlib.h>

static const char *
show_instant(const struct rt_import_run *run, int64_t at, struct rt_arena *a)
{
    struct rt_local t = rt_zone_local(run->env->zone, at);
    char day[RT_PERIOD_LABEL];

    rt_day_format(t.day, day);
    return rt_fmt(a, "%s %02d:%02d:%02d", day, t.second / 3600,
                  t.second / 60 % 60, t.second % 60);
}

/* A value as a person would write it. */
static const char *
show(const struct rt_import_run *run, size_t field, const struct rt_param *v,
     struct rt_arena *a)
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
        return show_instant(run, v->i64, a);
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
    size_t field = run->kind->field_of != NULL ? run->kind->field_of[c->column]
                                               : c->column;

    rt_import_report_conflict(
        run->report, c->row->line, c->row->name, run->kind->fields[field].name,
        show(run, field, &c->row->want[c->column], b->arena),
        show(run, field, &c->row->old[c->column], b->arena));
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
