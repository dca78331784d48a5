/* The block `desk-funnel`: the outcome of cases, by type of offer (METRICS
 * 12). */
#include "block/blocks.h"
#include "block/selected_cases.h"
#include "stat/wilson.h"

enum { FEW = 30, SECONDS_PER_HOUR = 3600 };

enum {
    C_TYPE,
    C_CASES,
    C_OFFERED,
    C_ACCEPTED,
    C_ESCALATED,
    C_OPEN_ESCALATED,
    C_OPEN_ACTIVE,
    C_RETAINED,
    C_RETAINED_ESCALATED,
    C_CHURNED,
    C_CHURNED_ESCALATED,
    C_CHURNED_NOT_OFFERED,
    C_RESOLVED,
    C_EFFICIENCY,
    C_LOW,
    C_HIGH,
    C_HOURS,
    C__MAX
};

static const struct rt_column columns[C__MAX] = {
    [C_TYPE] = {"offer_type", RT_KIND_TEXT, false},
    [C_CASES] = {"cases", RT_KIND_COUNT, false},
    [C_OFFERED] = {"offered", RT_KIND_COUNT, false},
    [C_ACCEPTED] = {"accepted_directly", RT_KIND_COUNT, false},
    [C_ESCALATED] = {"escalated_ever", RT_KIND_COUNT, false},
    [C_OPEN_ESCALATED] = {"escalated_open", RT_KIND_COUNT, true},
    [C_OPEN_ACTIVE] = {"open_active", RT_KIND_COUNT, true},
    [C_RETAINED] = {"retained", RT_KIND_COUNT, false},
    [C_RETAINED_ESCALATED] = {"retained_after_escalation", RT_KIND_COUNT, true},
    [C_CHURNED] = {"churned", RT_KIND_COUNT, false},
    [C_CHURNED_ESCALATED] = {"churned_after_escalation", RT_KIND_COUNT, true},
    [C_CHURNED_NOT_OFFERED] = {"churned_without_offer", RT_KIND_COUNT, true},
    [C_RESOLVED] = {"resolved", RT_KIND_COUNT, true},
    [C_EFFICIENCY] = {"efficiency", RT_KIND_SHARE, false, "why_no_resolved"},
    [C_LOW] = {"wilson_low", RT_KIND_SHARE, true, "why_no_resolved"},
    [C_HIGH] = {"wilson_high", RT_KIND_SHARE, true, "why_no_resolved"},
    [C_HOURS] = {"median_hours_to_close", RT_KIND_NUMBER, false,
                 "why_no_resolved"},
};

/* The stages of the picture, as columns. */
static const int stages[] = {C_CASES,     C_OFFERED,  C_ACCEPTED,
                             C_ESCALATED, C_RETAINED, C_CHURNED};
enum { N_STAGES = sizeof stages / sizeof stages[0] };

static const struct rt_chart chart = {
    .title = "block_desk_funnel_chart",
    .width_px = 960,
    .height_px = 360,
    .x = {.kind = RT_AXIS_LABEL},
    .y = {.kind = RT_AXIS_LINEAR, .unit = RT_UNIT_COUNT, .from_zero = true},
    .series = {{.name = "series_cases",
                .mark = RT_MARK_BAR,
                .ink = RT_INK_MAIN,
                .unit = RT_UNIT_COUNT}},
};

static void
fill_row(struct rt_cell *cell, const char *type, const struct rt_case_funnel *f)
{
    int64_t resolved = f->retained + f->churned;
    double low, high;

    rt_wilson(f->retained, resolved, &low, &high);
    cell[C_TYPE] = rt_cell_text(type);
    cell[C_CASES] = rt_cell_int(f->cases);
    cell[C_OFFERED] = rt_cell_int(f->offered);
    cell[C_ACCEPTED] = rt_cell_int(f->accepted);
    cell[C_ESCALATED] = rt_cell_int(f->escalated);
    cell[C_OPEN_ESCALATED] = rt_cell_int(f->open_escalated);
    cell[C_OPEN_ACTIVE] = rt_cell_int(f->open_active);
    cell[C_RETAINED] = rt_cell_int(f->retained);
    cell[C_RETAINED_ESCALATED] = rt_cell_int(f->retained_escalated);
    cell[C_CHURNED] = rt_cell_int(f->churned);
    cell[C_CHURNED_ESCALATED] = rt_cell_int(f->churned_escalated);
    cell[C_CHURNED_NOT_OFFERED] = rt_cell_int(f->churned_not_offered);
    cell[C_RESOLVED] = rt_cell_int(resolved);
    cell[C_EFFICIENCY] = rt_cell_ratio(f->retained, resolved);
    cell[C_LOW] = rt_cell_real(low);
    cell[C_HIGH] = rt_cell_real(high);
    cell[C_HOURS] = rt_cell_real(f->median_s / SECONDS_PER_HOUR);
}

/* The types that have cases, then all together; nothing when there are no
 * cases. */
static void
add_table(const struct rt_selected_cases *set,
          const struct rt_case_funnel *rows, struct rt_arena *a,
          struct rt_result *out)
{
    size_t n_groups = set->in.n_groups, n = 0;
    struct rt_sheet *t;

    for (size_t g = 0; g <= n_groups; g++)
        n += rows[g].cases != 0;
    t = rt_result_table(out, a, "funnel", columns, C__MAX, n);
    n = 0;
    for (size_t g = 0; g <= n_groups; g++)
        if (rows[g].cases != 0)
            fill_row(t->cells + n++ * C__MAX,
                     g < n_groups ? set->group_name[g] : "ALL", &rows[g]);
}

static void
add_figures(const struct rt_case_funnel *all, struct rt_result *out)
{
    int64_t resolved = all->retained + all->churned;
    struct rt_figure *f;
    double low, high;

    rt_wilson(all->retained, resolved, &low, &high);
    rt_result_figure(out, "cases", RT_KIND_COUNT, rt_cell_int(all->cases),
                     "cases created");
    f = rt_result_figure(out, "efficiency", RT_KIND_SHARE,
                         rt_cell_ratio(all->retained, resolved),
                         "retained / (retained + churned)");
    f->numerator = rt_cell_int(all->retained);
    f->denominator = rt_cell_int(resolved);
    f->low = rt_cell_real(low);
    f->high = rt_cell_real(high);
    f->why = "why_no_resolved";
    rt_result_figure(out, "open_cases", RT_KIND_COUNT,
                     rt_cell_int(all->open_active + all->open_escalated),
                     "open_active + escalated_open");
    f = rt_result_figure(out, "median_hours_to_close", RT_KIND_NUMBER,
                         rt_cell_real(all->median_s / SECONDS_PER_HOUR),
                         "median of completed_at - created_at, closed cases");
    f->why = "why_no_resolved";
}

/* The last row of the table, stage by stage. */
static void
add_chart(enum rt_lang lang, struct rt_arena *a, struct rt_result *out)
{
    const struct rt_sheet *t = &out->tables[0];
    const char **labels = rt_alloc_n(a, N_STAGES, sizeof *labels);
    double *y = rt_alloc_n(a, N_STAGES, sizeof *y);
    const double **series = rt_alloc_n(a, 1, sizeof *series);

    series[0] = y;
    for (size_t k = 0; k < N_STAGES && t->n_rows != 0; k++) {
        const struct rt_cell *all = t->cells + (t->n_rows - 1) * C__MAX;

        y[k] = (double)all[stages[k]].i;
        labels[k] =
            rt_text(lang, rt_fmt(a, "column_%s", columns[stages[k]].name));
    }
    out->chart = &chart;
    out->chart_data = (struct rt_chart_data){
        .n = t->n_rows != 0 ? N_STAGES : 0,
        .n_series = 1,
        .y = series,
        .labels = labels,
    };
}

static enum rt_code
compute(const struct rt_block_env *env, const uint8_t *picked,
        struct rt_arena *a, struct rt_result *out, struct rt_err *err)
{
    struct rt_selected_cases set;
    struct rt_case_funnel *rows, *all;

    (void)err;
    rt_selected_cases_make(out, picked, RT_CASE_CREATED, a, &set);
    rows = rt_alloc_n(a, set.in.n_groups + 1, sizeof *rows);
    all = rows + set.in.n_groups;
    rt_case_funnel(&set.in, rows);
    add_table(&set, rows, a, out);
    add_figures(all, out);
    add_chart(env->lang, a, out);
    if (all->open_active + all->open_escalated != 0)
        rt_result_note(out, "note_open_cases",
                       all->open_active + all->open_escalated, NULL);
    if (all->retained + all->churned > 0 && all->retained + all->churned < FEW)
        rt_result_note(out, "note_few_cases", all->retained + all->churned,
                       NULL);
    return RT_OK;
}

const struct rt_block rt_block_desk_funnel = {
    .id = "desk-funnel",
    .title = "block_desk_funnel_title",
    .definition = "block_desk_funnel_definition",
    .formula = "block_desk_funnel_formula",
    .has_cases = true,
    .counts = RT_COUNTS(RT_GROUP_DESK),
    .reads = RT_GROUP_BIT(RT_GROUP_DESK),
    .compute = compute,
};
