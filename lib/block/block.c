#include "block/block.h"

#include "base/hash.h"
#include "block/near_values.h"
#include "block/option_values.h"
#include "block/selected_clients.h"
#include "block/undefined_reasons.h"
#include "block/wider_periods.h"

#include <string.h>

const char *
rt_block_generation(const struct rt_block *block, const struct rt_data *d,
                    struct rt_arena *a)
{
    unsigned reads = RT_GROUP_BIT(RT_GROUP_CONTRACTS) | block->reads;
    char all[RT_GROUP__MAX * sizeof d->group_generation[0]];
    uint8_t hash[RT_SHA256];
    char *text = rt_alloc(a, sizeof d->generation);
    size_t n = 0;

    for (enum rt_group g = 0; g < RT_GROUP__MAX; g++) {
        if ((reads & RT_GROUP_BIT(g)) == 0)
            continue;
        memcpy(all + n, d->group_generation[g], sizeof d->group_generation[g]);
        n += sizeof d->group_generation[g];
    }
    rt_sha256(all, n, hash);
    rt_hex(hash, sizeof d->generation / 2, text);
    return text;
}

static enum rt_code
check_as_of(const struct rt_filter *f, const struct rt_data *d,
            struct rt_err *err)
{
    char value[RT_PERIOD_LABEL], known[RT_PERIOD_LABEL];

    if (f->as_of == RT_DAY_NONE || f->as_of <= d->as_of)
        return RT_OK;
    rt_day_format(f->as_of, value);
    rt_day_format(d->as_of, known);
    return rt_fail_key(err, RT_EINVAL, "as_of_later", "value", value, "as_of",
                       known, NULL);
}

/* The last day that is known for all kinds that the block counts. */
static int32_t
known_until(const struct rt_result *r)
{
    int32_t until = INT32_MAX;

    for (enum rt_group g = 0; g < RT_GROUP__MAX; g++) {
        int32_t day = rt_result_until(r, g);

        if ((r->block->counts & RT_COUNTS(g)) != 0 && day < until)
            until = day;
    }
    return until != INT32_MAX ? until : r->data->as_of;
}

enum rt_code
rt_block_filter(const struct rt_block *block, const struct rt_data *data,
                const struct rt_pairs *pairs, struct rt_arena *a,
                struct rt_filter *out, struct rt_err *err)
{
    struct rt_filter_how how = {block->options, data->as_of};

    return rt_filter_parse(pairs, &how, a, out, err);
}

enum rt_code
rt_block_run(const struct rt_block *block, const struct rt_block_env *env,
             const struct rt_pairs *pairs, struct rt_arena *a,
             struct rt_result *out, struct rt_err *err)
{
    struct rt_filter *f = rt_alloc(a, sizeof *f);
    uint8_t *picked = NULL;
    enum rt_code rc;

    *out = (struct rt_result){.block = block,
                              .title = block->title,
                              .definition = block->definition,
                              .formula = block->formula,
                              .data = env->data,
                              .filter = f,
                              .now = RT_DAY_NONE,
                              .before = RT_DAY_NONE};
    rc = rt_block_filter(block, env->data, pairs, a, f, err);
    if (rc == RT_OK)
        rc = check_as_of(f, env->data, err);
    if (rc == RT_OK)
        rc = rt_option_check(env->data, f, a, err);
    if (rc == RT_OK)
        rc = rt_select(env->data, f, a, &picked, &out->n, err);
    if (rc != RT_OK)
        return rc;
    out->by = f->by;
    out->as_of = known_until(out);
    rc = block->compute(env, picked, a, out, err);
    if (rc == RT_OK)
        rt_wider_notes(out, env->lang, a);
    if (rc == RT_OK)
        rt_reason_notes(out, env->lang, a);
    if (rc == RT_OK)
        rt_near_notes(out, env->lang, a);
    if (rc == RT_OK && !block->has_cases &&
        rt_filter_find(f, "offer_type") != NULL)
        rt_result_note(out, "note_no_cases", 0, NULL);
    return rc;
}
