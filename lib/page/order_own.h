/* What the pages of orders share.  For lib/page/order*.c only. */
#ifndef RT_PAGE_ORDER_OWN_H
#define RT_PAGE_ORDER_OWN_H

#include "page/desk_visit.h"
#include "repo/order_book.h"

/* An order as lists and its page have it. */
json_t *rt_order_json(const struct rt_visit *v, const struct rt_order_entry *e);

#endif
