/* Becoming a user by an invitation. */
#ifndef RT_PAGE_JOIN_H
#define RT_PAGE_JOIN_H

#include "http/route.h"

extern const struct rt_field rt_join_show_inputs[]; /* t */
extern const struct rt_field rt_join_inputs[];      /* t, name, trusted */

rt_handler rt_join_show; /* GET /join?t=...: changes nothing */
rt_handler rt_join_use;  /* POST /join */
rt_again rt_join_again;

#endif
