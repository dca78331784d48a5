/* All blocks, for the registry. */
#ifndef RT_BLOCK_BLOCKS_H
#define RT_BLOCK_BLOCKS_H

#include "block/block.h"

extern const struct rt_block rt_block_churn;
extern const struct rt_block rt_block_age_cohorts;
extern const struct rt_block rt_block_cohorts;
extern const struct rt_block rt_block_ltv;
extern const struct rt_block rt_block_mrr;
extern const struct rt_block rt_block_overview;
extern const struct rt_block rt_block_reconciliation;
extern const struct rt_block rt_block_desk_funnel;
extern const struct rt_block rt_block_kpi_indicators;
extern const struct rt_block rt_block_pie_charts;
extern const struct rt_block rt_block_profit_histogram;
extern const struct rt_block rt_block_profit_scatter;
extern const struct rt_block rt_block_revenue_expense;
extern const struct rt_block rt_block_save_rate;

#endif
