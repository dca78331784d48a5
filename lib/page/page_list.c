#include "page/page_list.h"

#include "page/audit.h"
#include "page/call.h"
#include "page/case.h"
#include "page/health.h"
#include "page/messages.h"
#include "page/offers.h"
#include "page/orders.h"
#include "page/pages.h"
#include "page/queue.h"
#include "page/users.h"
#include "page/wordings.h"

#include <string.h>

static const struct rt_page rows[] = {
    {"/overview",
     "page_overview",
     RT_MENU_ANALYSE,
     RT_ROLE_STAFF,
     rt_pages_show,
     {"overview"}},
    {"/churn",
     "page_churn",
     RT_MENU_ANALYSE,
     RT_ROLE_STAFF,
     rt_pages_show,
     {"churn"}},
    {"/mrr",
     "page_mrr",
     RT_MENU_ANALYSE,
     RT_ROLE_STAFF,
     rt_pages_show,
     {"mrr"}},
    {"/cohorts",
     "page_cohorts",
     RT_MENU_ANALYSE,
     RT_ROLE_STAFF,
     rt_pages_show,
     {"cohorts", "age-cohorts"}},
    {"/ltv",
     "page_ltv",
     RT_MENU_ANALYSE,
     RT_ROLE_STAFF,
     rt_pages_show,
     {"ltv"}},
    {"/desk",
     "page_desk",
     RT_MENU_ANALYSE,
     RT_ROLE_STAFF,
     rt_pages_show,
     {"kpi-indicators", "desk-funnel", "revenue-expense-graph",
      "pie-charts-block", "profit-histogram", "profit-retention-scatter"}},
    {"/reconciliation",
     "page_reconciliation",
     RT_MENU_ANALYSE,
     RT_ROLE_STAFF,
     rt_pages_show,
     {"reconciliation"}},
    {"/offers",
     "page_offers",
     RT_MENU_WORK,
     RT_ROLE_STAFF,
     rt_offers_show,
     {NULL},
     rt_offers_inputs},
    {"/offers/*",
     "page_offers",
     RT_MENU_NONE,
     RT_ROLE_ADMIN,
     rt_offer_show,
     {NULL},
     rt_offer_inputs},
    {"/orders",
     "page_orders",
     RT_MENU_WORK,
     RT_ROLE_STAFF,
     rt_orders_show,
     {NULL},
     rt_orders_inputs},
    {"/orders/*",
     "page_orders",
     RT_MENU_NONE,
     RT_ROLE_STAFF,
     rt_order_show,
     {NULL},
     rt_order_inputs},
    {"/messages",
     "page_messages",
     RT_MENU_WORK,
     RT_ROLE_STAFF,
     rt_messages_show,
     {NULL},
     rt_messages_inputs},
    {"/messages/*",
     "page_messages",
     RT_MENU_NONE,
     RT_ROLE_STAFF,
     rt_thread_show,
     {NULL},
     rt_thread_inputs},
    {"/reasons",
     "page_reasons",
     RT_MENU_NONE,
     RT_ROLE_ADMIN,
     rt_wordings_show,
     {NULL},
     rt_wordings_inputs},
    {"/reasons/*",
     "page_reasons",
     RT_MENU_NONE,
     RT_ROLE_ADMIN,
     rt_wording_show,
     {NULL},
     NULL},
    {"/templates",
     "page_templates",
     RT_MENU_NONE,
     RT_ROLE_ADMIN,
     rt_wordings_show,
     {NULL},
     rt_wordings_inputs},
    {"/templates/*",
     "page_templates",
     RT_MENU_NONE,
     RT_ROLE_ADMIN,
     rt_wording_show,
     {NULL},
     NULL},
    {"/queue",
     "page_queue",
     RT_MENU_WORK,
     RT_ROLE_STAFF,
     rt_queue_show,
     {NULL},
     rt_queue_inputs},
    {"/cases/*",
     "page_queue",
     RT_MENU_NONE,
     RT_ROLE_STAFF,
     rt_case_show,
     {NULL},
     rt_case_inputs},
    {"/calls/*",
     "page_queue",
     RT_MENU_NONE,
     RT_ROLE_STAFF,
     rt_call_show,
     {NULL},
     rt_case_inputs},
    {"/users",
     "page_users",
     RT_MENU_ADMIN,
     RT_ROLE_ADMIN,
     rt_users_show,
     {NULL},
     rt_users_inputs},
    {"/users/*",
     "page_users",
     RT_MENU_NONE,
     RT_ROLE_ADMIN,
     rt_users_card,
     {NULL},
     rt_users_inputs},
    {"/audit",
     "page_audit",
     RT_MENU_ADMIN,
     RT_ROLE_ADMIN,
     rt_audit_show,
     {NULL},
     rt_audit_inputs},
    {"/health",
     "page_health",
     RT_MENU_ADMIN,
     RT_ROLE_ADMIN,
     rt_health_show,
     {NULL},
     NULL},
};
enum { N_ROWS = sizeof rows / sizeof rows[0] };

static size_t
count_blocks(void)
{
    size_t n = 0;

    while (rt_block_at(n) != NULL)
        n++;
    return n;
}

void
rt_page_list(struct rt_arena *a, struct rt_pages *out)
{
    struct rt_page *list = rt_alloc_n(a, N_ROWS + count_blocks(), sizeof *list);
    const struct rt_block *block;

    memcpy(list, rows, sizeof rows);
    *out = (struct rt_pages){list, N_ROWS, rt_page_all_options(a)};
    for (size_t i = 0; (block = rt_block_at(i)) != NULL; i++) {
        const char *path = rt_fmt(a, "/%s", block->id);

        if (rt_page_find(out, path) == NULL)
            list[out->n++] = (struct rt_page){
                .path = path,
                .title = block->title,
                .menu = RT_MENU_NONE,
                .roles = RT_ROLE_STAFF,
                .handle = rt_pages_show,
                .blocks = {block->id},
            };
    }
}
