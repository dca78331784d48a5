/* Forms that change a client and its contracts; each shows what changes before
 * it is done.  GET shows the form, POST goes by its `step`. */
#ifndef RT_PAGE_CLIENT_EDIT_H
#define RT_PAGE_CLIENT_EDIT_H

#include "http/route.h"

extern const struct rt_field rt_client_edit_inputs[];
rt_handler rt_client_edit_show; /* GET /clients/ID/edit */
rt_handler rt_client_edit_post; /* POST /clients/ID/edit */
rt_again rt_client_edit_again;

extern const struct rt_field rt_contract_edit_inputs[];
rt_handler rt_contract_edit_show; /* GET /contracts/ID/edit */
rt_handler rt_contract_edit_post;
rt_again rt_contract_edit_again;

/* Corrections of the past. */
extern const struct rt_field rt_contract_past_inputs[];
rt_handler rt_contract_past_show; /* GET /contracts/ID/past */
rt_handler rt_contract_past_post;
rt_again rt_contract_past_again;

extern const struct rt_field rt_contract_new_inputs[];
rt_handler rt_contract_new_show; /* GET /clients/ID/contract */
rt_handler rt_contract_new_post;
rt_again rt_contract_new_again;

extern const struct rt_field rt_contract_archive_inputs[];
rt_handler rt_contract_archive_show; /* GET /contracts/ID/archive */
rt_handler rt_contract_archive_post;

extern const struct rt_field rt_card_undo_inputs[]; /* edit */
rt_handler rt_card_undo_post;                       /* POST /clients/ID/undo */

extern const struct rt_field rt_card_link_inputs[]; /* none */
rt_handler rt_card_link_post; /* POST /contracts/ID/link */

#endif
