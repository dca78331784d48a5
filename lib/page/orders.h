/* What billing must change, and its answers by hand. */
#ifndef RT_PAGE_ORDERS_H
#define RT_PAGE_ORDERS_H

#include "http/route.h"

extern const struct rt_field rt_orders_inputs[]; /* show after */
extern const struct rt_field rt_order_inputs[];  /* done */
rt_handler rt_orders_show;                       /* GET /orders */
rt_handler rt_order_show;                        /* GET /orders/ID */

extern const struct rt_field rt_order_answer_inputs[]; /* order result answer
                                                          day nonce */
extern const struct rt_field rt_order_event_inputs[];  /* order event source
                                                          version nonce */
rt_handler rt_order_post_answer, rt_order_post_event;
rt_again rt_order_again;

#endif
