/* What the parts of the queue share.  For lib/page/queue*.c only. */
#ifndef RT_PAGE_QUEUE_OWN_H
#define RT_PAGE_QUEUE_OWN_H

#include "page/desk_visit.h"

/* The whole page with what a search has found or what is wrong with it. */
struct rt_queue_page {
    const struct rt_exchange *x;
    const struct rt_err *why; /* of the search; NULL: nothing */
    json_t *found;            /* contracts that it may mean; NULL: no search */
};
enum rt_code rt_queue_page(struct rt_visit *v, const struct rt_queue_page *p,
                           struct rt_err *err) RT_CHECK;

#endif
