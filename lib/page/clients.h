/* Clients: finding them, and the card of one. */
#ifndef RT_PAGE_CLIENTS_H
#define RT_PAGE_CLIENTS_H

#include "http/route.h"

extern const struct rt_field rt_clients_inputs[]; /* id after */
rt_handler rt_clients_show;                       /* GET /clients */

/* By what a person is known by, which stands in no address. */
extern const struct rt_field rt_clients_find_inputs[]; /* find after */
rt_handler rt_clients_find;                            /* POST /clients/find */
rt_again rt_clients_find_again;

extern const struct rt_field rt_client_card_inputs[]; /* done paid */
rt_handler rt_client_card_show;                       /* GET /clients/ID */

#endif
