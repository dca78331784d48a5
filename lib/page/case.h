/* A case of the desk: what happened, and what can be done. */
#ifndef RT_PAGE_CASE_H
#define RT_PAGE_CASE_H

#include "http/route.h"

extern const struct rt_field rt_case_inputs[]; /* done */
rt_handler rt_case_show;                       /* GET /cases/ID */

/* POST /cases/ID: an event, as the desk's table has them. */
extern const struct rt_field rt_case_event_inputs[];
rt_handler rt_case_event;
rt_again rt_case_event_again;

/* POST /cases/ID/show: the page with the client's contact data, audited. */
rt_handler rt_case_reveal;

#endif
