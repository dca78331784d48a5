/* The page of one contract, for its client: by a link, without an account and
 * without a messenger. */
#ifndef RT_PAGE_MY_H
#define RT_PAGE_MY_H

#include "http/route.h"

rt_handler rt_my_show; /* GET /my/TOKEN */

/* POST /my/TOKEN: open it by the last characters of the contract's number,
 * then what the client wants. */
extern const struct rt_field rt_my_inputs[];
rt_handler rt_my_act;
rt_again rt_my_act_again;

#endif
