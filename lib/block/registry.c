/* The blocks that there are. */
#include "block/blocks.h"

#include <string.h>

/* In the order of the navigation. */
static const struct rt_block *const registry[] = {
    &rt_block_overview,
    &rt_block_churn,
    &rt_block_mrr,
    &rt_block_cohorts,
    &rt_block_age_cohorts,
    &rt_block_ltv,
    &rt_block_kpi_indicators,
    &rt_block_revenue_expense,
    &rt_block_pie_charts,
    &rt_block_profit_histogram,
    &rt_block_profit_scatter,
    &rt_block_desk_funnel,
    &rt_block_save_rate,
    &rt_block_reconciliation,
};

enum { N_BLOCKS = sizeof registry / sizeof registry[0] };

const struct rt_block *
rt_block_find(const char *id)
{
    for (size_t i = 0; i < N_BLOCKS; i++)
        if (strcmp(registry[i]->id, id) == 0)
            return registry[i];
    return NULL;
}

const struct rt_block *
rt_block_at(size_t i)
{
    return i < N_BLOCKS ? registry[i] : NULL;
}
