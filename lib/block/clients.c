#include "block/clients.h"

#include "block/missing.h"

struct rt_churn_in
rt_churn_input(const struct rt_block_env *env, const uint8_t *picked)
{
    const struct rt_data *d = env->data;

    return (struct rt_churn_in){
        .n_clients = d->n_clients,
        .first = d->contract_first,
        .start = d->contract_start,
        .end = d->contract_end,
        .cause = d->contract_cause,
        .picked = picked,
        .gap_days = env->gap_days,
    };
}

struct rt_churn_row *
rt_churn_of(const struct rt_block_env *env, const uint8_t *picked,
            const struct rt_periods *p, struct rt_arena *a)
{
    struct rt_churn_in in = rt_churn_input(env, picked);
    struct rt_churn_row *rows = rt_alloc_n(a, p->n, sizeof *rows);

    rt_churn(&in, p, rows);
    return rows;
}

/* The smallest day that `day` gives for contracts of selected clients. */
static int32_t
least(const struct rt_data *d, const uint8_t *picked,
      int32_t (*day)(const struct rt_data *d, uint32_t c))
{
    int32_t first = RT_DAY_OPEN;

    for (size_t i = 0; i < d->n_clients; i++) {
        if (!picked[i])
            continue;
        for (uint32_t c = d->contract_first[i]; c < d->contract_first[i + 1];
             c++) {
            int32_t v = day(d, c);

            if (v < first)
                first = v;
        }
    }
    return first;
}

static int32_t
start_of(const struct rt_data *d, uint32_t c)
{
    return d->contract_start[c] != RT_DAY_NONE ? d->contract_start[c]
                                               : RT_DAY_OPEN;
}

static int32_t
known_from(const struct rt_data *d, uint32_t c)
{
    int32_t known = rt_data_known(d, RT_GROUP_CONTRACTS);
    int32_t end = d->contract_end[c] < known ? d->contract_end[c] : known;

    if (d->contract_start[c] != RT_DAY_NONE)
        return d->contract_start[c];
    return end != RT_DAY_NONE ? end : RT_DAY_OPEN;
}

int32_t
rt_first_start(const struct rt_data *d, const uint8_t *picked)
{
    int32_t first = RT_DAY_OPEN;

    if (picked != NULL)
        return least(d, picked, start_of);
    for (uint32_t c = 0; c < d->n_contracts; c++)
        if (start_of(d, c) < first)
            first = start_of(d, c);
    return first;
}

int32_t
rt_first_known(const struct rt_data *d, const uint8_t *picked)
{
    return least(d, picked, known_from);
}

const char *
rt_no_period_why(const struct rt_data *d, const uint8_t *picked)
{
    if (d->n_contracts == 0)
        return "why_no_contracts";
    if (rt_first_known(d, picked) == RT_DAY_OPEN)
        return "why_none_of_these";
    return rt_first_start(d, picked) == RT_DAY_OPEN ? "why_no_starts"
                                                    : "why_no_finished_period";
}

/* Contracts without any day come first and begin nothing. */
static bool
is_since_ever(const struct rt_data *d, size_t client)
{
    uint32_t c = d->contract_first[client];

    while (c < d->contract_first[client + 1] &&
           d->contract_end[c] == RT_DAY_NONE)
        c++;
    return c < d->contract_first[client + 1] &&
           d->contract_start[c] == RT_DAY_NONE;
}

int64_t
rt_since_ever(const struct rt_data *d, const uint8_t *picked)
{
    int64_t n = 0;

    for (size_t i = 0; i < d->n_clients; i++)
        n += picked[i] && is_since_ever(d, i);
    return n;
}

/* Nothing is known of past periods: no contract has a start, and none an end,
 * which would do. */
static bool
lacks_starts(const struct rt_data *d, const uint8_t *picked)
{
    int32_t known = rt_first_known(d, picked);

    return known != RT_DAY_OPEN &&
           known >= rt_data_known(d, RT_GROUP_CONTRACTS) &&
           rt_first_start(d, picked) == RT_DAY_OPEN;
}

void
rt_note_left_out(const struct rt_data *d, const uint8_t *picked,
                 struct rt_result *out)
{
    int64_t never_active = 0, end_unknown = 0;

    if (lacks_starts(d, picked))
        rt_result_note(out, "note_no_starts", 0, rt_tool_name());

    for (size_t i = 0; i < d->n_clients; i++) {
        if (!picked[i])
            continue;
        never_active += d->client_never_active[i];
        for (uint32_t c = d->contract_first[i];
             c < d->contract_first[i + 1] && d->n_end_unknown != 0; c++)
            end_unknown += d->contract_end[c] == RT_DAY_NONE;
    }
    if (never_active != 0)
        rt_result_note(out, "note_never_active", never_active, NULL);
    if (end_unknown != 0)
        rt_result_note(out, "note_end_unknown", end_unknown, NULL);
}
