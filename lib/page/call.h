/* The call screen: a contract whose client is on the phone. */
#ifndef RT_PAGE_CALL_H
#define RT_PAGE_CALL_H

#include "http/route.h"

rt_handler rt_call_show; /* GET /calls/CONTRACT-ID */

/* POST /calls/CONTRACT-ID: open a case on the client's word, with the reason
 * if they name one. */
extern const struct rt_field rt_call_inputs[]; /* source note reason words
                                                  nonce */
rt_handler rt_call_open;
rt_again rt_call_open_again;

#endif
