#include "block/holdout_effect.h"

#include "block/selected_cases.h"
#include "stat/save.h"
#include "stat/wilson.h"

enum { DAYS = 90, OUTCOMES_MIN = 20 };

enum { C_ARM, C_CASES, C_DUE, C_RUNNING, C_SHARE, C_LOW, C_HIGH, C__MAX };

static const struct rt_column columns[C__MAX] = {
    [C_ARM] = {"arm", RT_KIND_TEXT, false},
    [C_CASES] = {"cases", RT_KIND_COUNT, false},
    [C_DUE] = {"due", RT_KIND_COUNT, false},
    [C_RUNNING] = {"running", RT_KIND_COUNT, false},
    [C_SHARE] = {"share", RT_KIND_SHARE, false, "why_none_due"},
    [C_LOW] = {"low", RT_KIND_SHARE, true, "why_none_due"},
    [C_HIGH] = {"high", RT_KIND_SHARE, true, "why_none_due"},
};

static const enum rt_arm arms[] = {RT_OFFER_ARM, RT_HOLDOUT_ARM};
enum { N_ARMS = sizeof arms / sizeof arms[0] };

/* rows[RT_ARM__MAX + 1], by arm. */
static void
count_arms(const struct rt_block_env *env, const struct rt_selected_cases *set,
           const struct rt_save_groups *by, int32_t as_of, struct rt_arena *a,
           struct rt_save_row *rows)
{
    const struct rt_data *d = env->data;
    const struct rt_cases *cases = &d->cases;
    uint8_t *picked = rt_alloc(a, cases->n);

    for (size_t i = 0; i < cases->n; i++)
        picked[i] = set->in.picked[i] && by->of[i] != RT_NO_ARM &&
                    cases->contract[i] != RT_NOBODY;
    rt_save_count(&(struct rt_save_in){.n = cases->n,
                                       .n_groups = by->n,
                                       .picked = picked,
                                       .group = by->of,
                                       .client = cases->client,
                                       .contract = cases->contract,
                                       .from = cases->created_day,
                                       .ordered = cases->ordered_day,
                                       .first = d->contract_first,
                                       .start = d->contract_start,
                                       .end = d->contract_end,
                                       .gap_days = env->gap_days,
                                       .days = DAYS,
                                       .as_of = as_of},
                  rows);
}

static void
add_arms(const struct rt_save_row *rows, const struct rt_save_groups *by,
         struct rt_arena *a, struct rt_result *out)
{
    struct rt_sheet *t =
        rt_result_table(out, a, "holdout", columns, C__MAX, N_ARMS);

    for (size_t k = 0; k < N_ARMS; k++) {
        const struct rt_save_row *r = &rows[arms[k]];
        struct rt_cell *cell = t->cells + k * C__MAX;
        double low, high;

        rt_wilson(r->kept, r->due, &low, &high);
        cell[C_ARM] = rt_cell_name(&by->names[arms[k]]);
        cell[C_CASES] = rt_cell_int(r->retained);
        cell[C_DUE] = rt_cell_int(r->due);
        cell[C_RUNNING] = rt_cell_int(r->kept);
        cell[C_SHARE] = rt_cell_ratio(r->kept, r->due);
        cell[C_LOW] = rt_cell_real(low);
        cell[C_HIGH] = rt_cell_real(high);
    }
}

/* With few outcomes the difference says nothing, and no number is shown that
 * somebody could quote. */
static void
add_effect(const struct rt_save_row *with, const struct rt_save_row *without,
           struct rt_result *out)
{
    bool enough = with->due >= OUTCOMES_MIN && without->due >= OUTCOMES_MIN;
    struct rt_figure *f = rt_result_figure(
        out, "holdout_effect", RT_KIND_SHARE, RT_CELL_UNDEFINED,
        "running / due with an offer - running / due without");
    double low, high;

    f->why = "why_effect_few";
    if (!enough) {
        rt_result_note(out, "note_effect_few", OUTCOMES_MIN, NULL);
        return;
    }
    rt_newcombe(with->kept, with->due, without->kept, without->due, &low,
                &high);
    f->value = rt_cell_real((double)with->kept / (double)with->due -
                            (double)without->kept / (double)without->due);
    f->low = rt_cell_real(low);
    f->high = rt_cell_real(high);
    if (low <= 0 && high >= 0)
        rt_result_note(out, "note_effect_unproven", 0, NULL);
}

void
rt_holdout_effect(const struct rt_block_env *env, const uint8_t *clients,
                  const struct rt_save_groups *by, struct rt_arena *a,
                  struct rt_result *out)
{
    int64_t n_cases = out->n_cases;
    struct rt_selected_cases set;
    struct rt_save_row rows[RT_ARM__MAX + 1];

    rt_selected_cases_make(out, clients, RT_CASE_CREATED, a, &set);
    count_arms(env, &set, by, out->as_of, a, rows);
    out->n_cases = n_cases != 0 ? n_cases : rows[RT_ARM__MAX].retained;
    if (rows[RT_ARM__MAX].retained == 0) {
        rt_result_note(out, "note_no_holdout", 0, NULL);
        return;
    }
    add_arms(rows, by, a, out);
    add_effect(&rows[RT_OFFER_ARM], &rows[RT_HOLDOUT_ARM], out);
}
