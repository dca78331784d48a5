/* What the parts of the queue share.  For lib/page/queue*.c only. */
#ifndef RT_PAGE_QUEUE_OWN_H
#define RT_PAGE_QUEUE_OWN_H

#include "page/desk_visit.h"
#include "repo/desk_days.h"
#include "repo/desk_queue.h"

/* The whole page with what a search has found or what is wrong with it. */
struct rt_queue_page {
    const struct rt_exchange *x;
    const struct rt_err *why; /* of the search; NULL: nothing */
    json_t *found;            /* contracts that it may mean; NULL: no search */
};
enum rt_code rt_queue_page(struct rt_visit *v, const struct rt_queue_page *p,
                           struct rt_err *err) RT_CHECK;

/* The page while it is made. */
struct rt_queue_view {
    struct rt_visit *v;
    const struct rt_exchange *x;
    struct rt_desk_who who;
    struct rt_queue_pick pick;
    struct rt_desk_reason *reasons;
    size_t n_reasons;
    int tab;
    int64_t now;
    json_t *view;
};

/* The same list with another tab, order or place; `after` NULL: its first
 * page. */
const char *rt_queue_address(const struct rt_queue_view *m, int tab,
                             bool by_profit, const char *after);

/* Add the rows, and where the next page goes on. */
enum rt_code rt_queue_add_rows(struct rt_queue_view *m,
                               struct rt_err *err) RT_CHECK;
/* The same for tasks, the oldest first. */
enum rt_code rt_queue_add_tasks(struct rt_queue_view *m,
                                struct rt_err *err) RT_CHECK;

#endif
