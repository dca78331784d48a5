#include "page/table.h"

static const struct rt_page list[] = {
    {"/overview", "page_overview", {"overview"}},
    {"/churn", "page_churn", {"churn"}},
    {"/mrr", "page_mrr", {"mrr"}},
    {"/cohorts", "page_cohorts", {"cohorts", "age-cohorts"}},
    {"/ltv", "page_ltv", {"ltv"}},
    {"/desk",
     "page_desk",
     {"kpi-indicators", "desk-funnel", "revenue-expense-graph",
      "pie-charts-block", "profit-histogram", "profit-retention-scatter"}},
    {"/reconciliation", "page_reconciliation", {"reconciliation"}},
};

const struct rt_pages rt_page_table = {list, sizeof list / sizeof list[0]};
