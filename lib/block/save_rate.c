/* The block `save-rate`: how many of those whom the desk kept are still there N
 * days later (DESK 8). */
#include "block/blocks.h"
#include "block/holdout_effect.h"
#include "block/revenue.h"
#include "block/save_groups.h"
#include "block/selected_cases.h"
#include "stat/save.h"
#include "stat/wilson.h"

#include <math.h>

enum { FEW = 30 };

static const char *const days_words[] = {"30", "60", "90", NULL};
static const int days_of[] = {30, 60, 90};
static const char *const titles[] = {"block_save_rate_title_30",
                                     "block_save_rate_title_60",
                                     "block_save_rate_title_90"};

static const struct rt_field options[] = {
    {.name = "days",
     .label = "option_days",
     .kind = RT_INPUT_WORD,
     .words = days_words,
     .otherwise = "30"},
    {.name = "group",
     .label = "option_group",
     .kind = RT_INPUT_WORD,
     .words = rt_save_group_words,
     .otherwise = "reason"},
    {.name = NULL},
};

enum {
    C_GROUP,
    C_RETAINED,
    C_DUE,
    C_KEPT,
    C_SHARE,
    C_LOW,
    C_HIGH,
    C_MONEY,
    C_COST,
    C__MAX
};

static const struct rt_column columns[C__MAX] = {
    [C_GROUP] = {"group", RT_KIND_TEXT, false},
    [C_RETAINED] = {"retained", RT_KIND_COUNT, false},
    [C_DUE] = {"due", RT_KIND_COUNT, false},
    [C_KEPT] = {"kept", RT_KIND_COUNT, false},
    [C_SHARE] = {"share", RT_KIND_SHARE, false, "why_none_due"},
    [C_LOW] = {"low", RT_KIND_SHARE, true, "why_none_due"},
    [C_HIGH] = {"high", RT_KIND_SHARE, true, "why_none_due"},
    [C_MONEY] = {"money_kept", RT_KIND_MONEY, false, "why_no_amounts"},
    [C_COST] = {"offer_cost", RT_KIND_MONEY, false},
};

static const struct rt_chart chart = {
    .title = "block_save_rate_chart",
    .width_px = 960,
    .height_px = 360,
    .x = {.kind = RT_AXIS_LABEL},
    .y = {.kind = RT_AXIS_LINEAR, .unit = RT_UNIT_SHARE, .from_zero = true},
    .series = {{.name = "series_kept",
                .mark = RT_MARK_BAR,
                .ink = RT_INK_GAIN,
                .unit = RT_UNIT_SHARE}},
};

struct work {
    struct rt_selected_cases set;
    struct rt_save_groups by;
    struct rt_save_in in;
    struct rt_mrr_in amounts;
    enum rt_basis basis;
    struct rt_save_row *rows; /* [by.n + 1], the whole is the last one */
    size_t *shown;            /* the rows of the table, in their order */
    size_t n_shown;
    struct rt_name all;
    int64_t n_lists;       /* retained cases from lists, left out */
    int64_t n_no_contract; /* retained cases that name none of the data */
    int64_t n_no_cost;     /* due cases whose cost was not recorded */
    int64_t n_end_unknown; /* due cases whose contract is over, when unknown */
    int64_t n_others;      /* due cases whose client has other contracts */
};

/* Leave the retained cases whose contract is known.  Those from lists, whose
 * clients did not ask to leave, are measured apart. */
static const uint8_t *
pick_retained(struct work *w, const struct rt_cases *cases, struct rt_arena *a,
              struct rt_result *out)
{
    bool lists = w->by.apart < w->by.n;
    uint8_t *picked = rt_alloc(a, cases->n);

    out->n_cases = 0;
    for (size_t i = 0; i < cases->n; i++) {
        if (!w->set.in.picked[i] || w->set.in.status[i] != RT_RETAINED)
            continue;
        w->n_no_contract += cases->contract[i] == RT_NOBODY;
        w->n_lists += cases->way[i] == RT_WAY_LIST;
        picked[i] = cases->contract[i] != RT_NOBODY &&
                    (lists || cases->way[i] != RT_WAY_LIST);
        out->n_cases += picked[i];
    }
    return picked;
}

static const uint8_t *
set_apart(const struct work *w, size_t n, struct rt_arena *a)
{
    uint8_t *apart = rt_alloc(a, n);

    for (size_t i = 0; i < n; i++)
        apart[i] = w->by.of[i] == w->by.apart;
    return apart;
}

/* As recorded at the close; of cases that another system closed, the cost that
 * their offer has today. */
static const int64_t *
costs(const struct work *w, const struct rt_cases *cases, struct rt_arena *a)
{
    int64_t *cost = rt_alloc_n(a, cases->n, sizeof *cost);

    for (size_t i = 0; i < cases->n; i++)
        cost[i] = cases->cost_at_close[i] != RT_NO_AMOUNT
                      ? cases->cost_at_close[i]
                      : w->set.in.cost[i];
    return cost;
}

static void
fill_input(const struct rt_block_env *env, struct rt_arena *a, struct work *w,
           struct rt_result *out)
{
    const struct rt_data *d = env->data;
    const struct rt_cases *cases = &d->cases;

    w->basis = rt_basis_of(d);
    w->amounts = rt_mrr_input(env, w->basis, NULL);
    w->in = (struct rt_save_in){
        .n = cases->n,
        .n_groups = w->by.n,
        .picked = pick_retained(w, cases, a, out),
        .group = w->by.of,
        .apart = set_apart(w, cases->n, a),
        .client = cases->client,
        .contract = cases->contract,
        .from = cases->completed_day,
        .ordered = cases->ordered_day,
        .cost = costs(w, cases, a),
        .first = d->contract_first,
        .start = d->contract_start,
        .end = d->contract_end,
        .gap_days = env->gap_days,
        .days = days_of[rt_filter_int(out->filter, "days", 0)],
        .as_of = out->as_of,
        .payments = d->payments.events.n != 0 ? &d->payments : NULL,
        .amounts = &w->amounts,
    };
}

/* Another contract of the client runs on a day whose payments are counted. */
static bool
has_others(const struct rt_data *d, const struct rt_save_in *in, size_t i)
{
    uint32_t client = in->client[i];
    int32_t first = in->from[i] + 1, last = in->from[i] + in->days;

    for (uint32_t c = d->contract_first[client];
         c < d->contract_first[client + 1]; c++)
        if (c != in->contract[i] && d->contract_start[c] <= last &&
            first < d->contract_end[c])
            return true;
    return false;
}

static void
count_doubts(const struct rt_data *d, struct work *w)
{
    const struct rt_save_in *in = &w->in;

    for (size_t i = 0; i < in->n; i++) {
        if (!rt_save_is_due(in, i))
            continue;
        w->n_no_cost +=
            d->cases.cost_at_close[i] == RT_NO_AMOUNT && w->set.in.cost[i] != 0;
        w->n_end_unknown += in->end[in->contract[i]] == RT_DAY_NONE;
        w->n_others += in->payments != NULL && has_others(d, in, i);
    }
}

/* Groups with cases, the whole, and what is not in it. */
static void
choose_rows(struct work *w, struct rt_arena *a)
{
    w->shown = rt_alloc_n(a, w->by.n + 1, sizeof *w->shown);
    for (size_t g = 0; g < w->by.n; g++)
        if (g != w->by.apart && w->rows[g].retained != 0)
            w->shown[w->n_shown++] = g;
    w->shown[w->n_shown++] = w->by.n;
    if (w->by.apart < w->by.n && w->rows[w->by.apart].retained != 0)
        w->shown[w->n_shown++] = w->by.apart;
}

static const struct rt_name *
name_of_row(const struct work *w, size_t row)
{
    return row < w->by.n ? &w->by.names[row] : &w->all;
}

static struct rt_cell
money_of(const struct work *w, const struct rt_save_row *r)
{
    return w->in.payments == NULL && w->basis == RT_BASIS_NONE
               ? RT_CELL_UNDEFINED
               : rt_cell_int(r->money);
}

static void
fill_row(const struct work *w, size_t row, struct rt_cell *cell)
{
    const struct rt_save_row *r = &w->rows[row];
    double low, high;

    rt_wilson(r->kept, r->due, &low, &high);
    cell[C_GROUP] = rt_cell_name(name_of_row(w, row));
    cell[C_RETAINED] = rt_cell_int(r->retained);
    cell[C_DUE] = rt_cell_int(r->due);
    cell[C_KEPT] = rt_cell_int(r->kept);
    cell[C_SHARE] = rt_cell_ratio(r->kept, r->due);
    cell[C_LOW] = rt_cell_real(low);
    cell[C_HIGH] = rt_cell_real(high);
    cell[C_MONEY] = money_of(w, r);
    cell[C_COST] = rt_cell_int(r->cost);
}

static void
add_table(const struct work *w, struct rt_arena *a, struct rt_result *out)
{
    struct rt_sheet *t =
        rt_result_table(out, a, "save_rate", columns, C__MAX, w->n_shown);

    for (size_t i = 0; i < w->n_shown; i++)
        fill_row(w, w->shown[i], t->cells + i * C__MAX);
}

static void
add_figures(const struct work *w, struct rt_result *out)
{
    const struct rt_save_row *all = &w->rows[w->by.n];
    struct rt_figure *f =
        rt_result_figure(out, "save_rate", RT_KIND_SHARE,
                         rt_cell_ratio(all->kept, all->due), "kept / due");
    double low, high;

    f->why = "why_none_due";
    if (f->value.type != RT_CELL_NONE) {
        rt_wilson(all->kept, all->due, &low, &high);
        f->numerator = rt_cell_int(all->kept);
        f->denominator = rt_cell_int(all->due);
        f->low = rt_cell_real(low);
        f->high = rt_cell_real(high);
    }
    rt_result_figure(out, "unfinished", RT_KIND_COUNT,
                     rt_cell_int(all->retained - all->due), "retained - due");
    rt_result_figure(out, "money_kept", RT_KIND_MONEY, money_of(w, all),
                     w->in.payments != NULL
                         ? "payments of the clients kept, within the days"
                         : "monthly amounts of those kept, for the days")
        ->why = "why_no_amounts";
    rt_result_figure(out, "offer_cost", RT_KIND_MONEY, rt_cell_int(all->cost),
                     "sum of cost_at_close, due");
}

static const char *
count_text(const struct rt_save_row *r, enum rt_lang lang, struct rt_arena *a)
{
    return rt_text_fill(lang, a, "hover_of", "part",
                        rt_text_count(lang, a, r->kept), "whole",
                        rt_text_count(lang, a, r->due), NULL);
}

/* One column of the chart's data, by group and for the whole. */
struct bars {
    double *y, *low, *high;
    const char **labels, **hover;
};

static void
fill_bar(const struct work *w, size_t row, size_t i, enum rt_lang lang,
         struct rt_arena *a, struct bars *b)
{
    const struct rt_save_row *r = &w->rows[row];

    b->y[i] = r->due != 0 ? (double)r->kept / (double)r->due : NAN;
    rt_wilson(r->kept, r->due, &b->low[i], &b->high[i]);
    b->labels[i] = name_of_row(w, row)->shown;
    b->hover[i] = count_text(r, lang, a);
}

static void
add_chart(const struct work *w, enum rt_lang lang, struct rt_arena *a,
          struct rt_result *out)
{
    struct bars *b = rt_alloc(a, sizeof *b);
    size_t n = w->n_shown;
    const char *const **hover_of = rt_alloc_n(a, 1, sizeof *hover_of);
    const double **series = rt_alloc_n(a, 3, sizeof *series);

    b->y = rt_alloc_n(a, n, sizeof *b->y);
    b->low = rt_alloc_n(a, n, sizeof *b->low);
    b->high = rt_alloc_n(a, n, sizeof *b->high);
    b->labels = rt_alloc_n(a, n, sizeof *b->labels);
    b->hover = rt_alloc_n(a, n, sizeof *b->hover);
    for (size_t i = 0; i < n; i++)
        fill_bar(w, w->shown[i], i, lang, a, b);
    series[0] = b->y;
    series[1] = b->low;
    series[2] = b->high;
    hover_of[0] = b->hover;
    out->chart = &chart;
    out->chart_data = (struct rt_chart_data){
        .n = n,
        .n_series = 1,
        .y = series,
        .low = series + 1,
        .high = series + 2,
        .labels = b->labels,
        .hover_of = (const char *const *const *)hover_of,
    };
}

static void
note_if(struct rt_result *out, const char *key, int64_t n)
{
    if (n != 0)
        rt_result_note(out, key, n, NULL);
}

/* Where the money comes from, and what it lacks. */
static void
add_money_notes(const struct work *w, enum rt_lang lang, struct rt_arena *a,
                struct rt_result *out)
{
    int32_t paid = rt_result_until(out, RT_GROUP_PAYMENTS);

    note_if(out, "note_other_contracts", w->n_others);
    if (w->in.payments == NULL)
        rt_result_note(out,
                       w->basis == RT_BASIS_FEE      ? "note_money_by_fee"
                       : w->basis == RT_BASIS_PROFIT ? "note_money_by_profit"
                                                     : "note_no_amounts",
                       0, NULL);
    else if (paid < out->as_of)
        rt_result_note(out, "note_paid_until", 0, rt_text_day(lang, a, paid));
    note_if(out, "note_cost_today", w->n_no_cost);
}

static void
add_notes(const struct work *w, enum rt_lang lang, struct rt_arena *a,
          struct rt_result *out)
{
    const struct rt_save_row *all = &w->rows[w->by.n];

    note_if(out, "note_young_cases", all->retained - all->due);
    if (all->due > 0 && all->due < FEW)
        rt_result_note(out, "note_few_due", all->due, NULL);
    note_if(out, "note_lists_apart", w->n_lists);
    note_if(out, "note_no_contract", w->n_no_contract);
    note_if(out, "note_undated", w->set.n_undated);
    note_if(out, "note_kept_end_unknown", w->n_end_unknown);
    add_money_notes(w, lang, a, out);
}

static enum rt_code
compute(const struct rt_block_env *env, const uint8_t *picked,
        struct rt_arena *a, struct rt_result *out, struct rt_err *err)
{
    enum rt_save_by by =
        (enum rt_save_by)rt_filter_int(out->filter, "group", 0);
    struct work *w = rt_alloc(a, sizeof *w);
    enum rt_code rc;

    rt_selected_cases_make(out, picked, RT_CASE_CLOSED, a, &w->set);
    w->by = rt_save_groups_make(by, &w->set, &env->data->cases, env->lang, a);
    w->all = (struct rt_name){"ALL", rt_text(env->lang, "save_rate_all")};
    out->title = titles[rt_filter_int(out->filter, "days", 0)];
    fill_input(env, a, w, out);
    w->rows = rt_alloc_n(a, w->by.n + 1, sizeof *w->rows);
    rc = rt_save_rows(&w->in, a, w->rows, err);
    if (rc != RT_OK)
        return rc;
    count_doubts(env->data, w);
    choose_rows(w, a);
    add_table(w, a, out);
    add_figures(w, out);
    add_chart(w, env->lang, a, out);
    add_notes(w, env->lang, a, out);
    if (by == RT_SAVE_BY_ARM)
        rt_holdout_effect(env, picked, &w->by, a, out);
    return RT_OK;
}

const struct rt_block rt_block_save_rate = {
    .id = "save-rate",
    .title = "block_save_rate_title",
    .definition = "block_save_rate_definition",
    .formula = "block_save_rate_formula",
    .options = options,
    .has_cases = true,
    .counts = RT_COUNTS(RT_GROUP_DESK) | RT_COUNTS(RT_GROUP_CONTRACTS),
    .needs = RT_COUNTS(RT_GROUP_DESK),
    .reads = RT_GROUP_BIT(RT_GROUP_DESK) | RT_GROUP_BIT(RT_GROUP_PAYMENTS),
    .compute = compute,
};
