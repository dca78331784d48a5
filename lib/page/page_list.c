#include "page/page_list.h"

#include "page/audit.h"
#include "page/client_edit.h"
#include "page/clients.h"
#include "page/health.h"
#include "page/pages.h"
#include "page/users.h"

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
    {"/clients",
     "page_clients",
     RT_MENU_WORK,
     RT_ROLE_STAFF,
     rt_clients_show,
     {NULL},
     rt_clients_inputs},
    {"/clients/*",
     "page_clients",
     RT_MENU_NONE,
     RT_ROLE_STAFF,
     rt_client_card_show,
     {NULL},
     rt_client_card_inputs},
    {"/clients/*/edit",
     "page_clients",
     RT_MENU_NONE,
     RT_ROLE_STAFF,
     rt_client_edit_show,
     {NULL},
     NULL},
    {"/clients/*/contract",
     "page_clients",
     RT_MENU_NONE,
     RT_ROLE_STAFF,
     rt_contract_new_show,
     {NULL},
     NULL},
    {"/contracts/*/edit",
     "page_clients",
     RT_MENU_NONE,
     RT_ROLE_STAFF,
     rt_contract_edit_show,
     {NULL},
     NULL},
    {"/contracts/*/past",
     "page_clients",
     RT_MENU_NONE,
     RT_ROLE_ADMIN,
     rt_contract_past_show,
     {NULL},
     NULL},
    {"/contracts/*/archive",
     "page_clients",
     RT_MENU_NONE,
     RT_ROLE_ADMIN,
     rt_contract_archive_show,
     {NULL},
     NULL},
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
