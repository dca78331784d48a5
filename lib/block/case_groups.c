#include "block/case_groups.h"

#include "base/money.h"
#include "block/shown_periods.h"

#include <string.h>

/* Cases are counted by the day, so a period that the filter cuts is marked
 * like one that is not over (METRICS 16.19). */
static void
mark_cut(const struct rt_result *r, struct rt_case_groups *c,
         struct rt_arena *a)
{
    const struct rt_filter *f = r->filter;
    struct rt_periods *p = &c->p;

    if (f->complete && p->n > 0 && f->to != RT_DAY_NONE &&
        f->to < rt_period_add(p->by, p->bound[p->n - 1], 1) - 1)
        p->n--;
    c->unfinished = rt_alloc(a, p->n);
    for (size_t i = p->n_done; i < p->n; i++)
        c->unfinished[i] = 1;
    for (size_t i = 0; i < p->n; i++) {
        bool cut = (f->from != RT_DAY_NONE && p->bound[i] < f->from) ||
                   (f->to != RT_DAY_NONE && f->to < p->bound[i + 1] - 1);

        c->cut_by_filter |= cut && i < p->n_done;
        c->unfinished[i] |= cut;
    }
}

enum rt_code
rt_case_groups_make(struct rt_result *r, const uint8_t *clients,
                    struct rt_arena *a, struct rt_case_groups *out,
                    struct rt_err *err)
{
    enum rt_code rc;

    *out = (struct rt_case_groups){0};
    rt_selected_cases_make(r, clients, RT_CASE_CLOSED, a, &out->set);
    rc = rt_span(r, out->set.first_day, 0, a, &out->p, err);
    if (rc == RT_OK)
        mark_cut(r, out, a);
    if (rc == RT_OK)
        rc = rt_case_rows(&out->set.in, &out->p, a, &out->rows, &out->n, err);
    if (rc != RT_OK)
        return rc;
    rt_selected_cases_notes(&out->set, r);
    if (out->p.cut)
        rt_result_note(r, "note_unfinished_cases", 0, NULL);
    if (out->cut_by_filter)
        rt_result_note(r, "note_cut_by_filter", 0, NULL);
    return RT_OK;
}

const struct rt_column *
rt_case_groups_columns(const struct rt_result *r, struct rt_arena *a,
                       const struct rt_column *columns, size_t n)
{
    struct rt_column *own;

    if (r->by == RT_BY_MONTH)
        return columns;
    own = rt_alloc_n(a, n, sizeof *own);
    memcpy(own, columns, n * sizeof *own);
    own[0].name = "period";
    return own;
}

struct rt_cell
rt_case_groups_period(const struct rt_case_groups *c, size_t row)
{
    return rt_cell_int(
        rt_period_start(c->p.by, c->p.bound[c->rows[row].period]));
}

struct rt_cell
rt_case_groups_type(const struct rt_case_groups *c, size_t row)
{
    return rt_cell_text(c->set.group_name[c->rows[row].group]);
}

const uint8_t *
rt_case_groups_unfinished(const struct rt_case_groups *c, struct rt_arena *a)
{
    uint8_t *unfinished = rt_alloc(a, c->n);

    for (size_t i = 0; i < c->n; i++)
        unfinished[i] = c->unfinished[c->rows[i].period];
    return unfinished;
}

const char *
rt_case_groups_label(const struct rt_case_groups *c, size_t row,
                     enum rt_lang lang, struct rt_arena *a)
{
    return rt_fmt(a, "%s · %s",
                  rt_text_period(lang, a, c->p.by,
                                 (int32_t)rt_case_groups_period(c, row).i),
                  rt_case_groups_type(c, row).s);
}

void
rt_better_values(const struct rt_case_sums *s, int64_t out[RT_BETTER__MAX])
{
    out[RT_BETTER_RETAINED] = s->retained_profit;
    out[RT_BETTER_LOST] = s->lost_profit;
    out[RT_BETTER_NET] = s->net_retained;
}

enum rt_code
rt_case_groups_figures(const struct rt_case_groups *c, struct rt_result *out,
                       struct rt_err *err)
{
    static const struct {
        const char *name, *formula;
    } figures[] = {
        {"profit", "income - expenses"},
        {"retained_monthly_profit", "sum of monthly_profit, retained"},
        {"lost_monthly_profit", "sum of monthly_profit, churned"},
        {"net_retained_profit",
         "retained_monthly_profit - cost_of_offers_in_retained_cases"}};
    enum { N = sizeof figures / sizeof figures[0] };
    int64_t sum[N] = {0};

    for (size_t i = 0; i < c->n; i++) {
        int64_t of_row[N] = {c->rows[i].sums.profit};

        rt_better_values(&c->rows[i].sums, of_row + 1);
        for (size_t k = 0; k < N; k++) {
            enum rt_code rc =
                rt_money_add(sum[k], of_row[k], &sum[k], figures[k].name, err);
            if (rc != RT_OK)
                return rc;
        }
    }
    for (size_t k = 0; k < N && c->n != 0; k++)
        rt_result_figure(out, figures[k].name, RT_KIND_MONEY,
                         rt_cell_int(sum[k]), figures[k].formula);
    return RT_OK;
}
