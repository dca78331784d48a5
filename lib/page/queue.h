/* The queue of open cases, and what is done from it: find somebody who phones,
 * tell a client by hand. */
#ifndef RT_PAGE_QUEUE_H
#define RT_PAGE_QUEUE_H

#include "http/route.h"

extern const struct rt_field rt_queue_inputs[]; /* who step region plan reason
                                                   manager sort after done */
rt_handler rt_queue_show;                       /* GET /queue */

/* POST: a phone, contract number or case number, which an address must not
 * hold; leads to the call screen. */
extern const struct rt_field rt_queue_find_inputs[]; /* q */
rt_handler rt_queue_find;
rt_again rt_queue_find_again;

/* POST: a notice was told by hand. */
extern const struct rt_field rt_queue_told_inputs[]; /* notice */
rt_handler rt_queue_told;

#endif
