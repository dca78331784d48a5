/* The one table of DESK 2.  For lib/desk only. */
#ifndef RT_DESK_TABLE_H
#define RT_DESK_TABLE_H

#include "desk/turn.h"

extern const struct rt_desk_row rt_desk_table[];
extern const size_t rt_desk_table_n;

/* Whether a wish has been fulfilled already, so that there is nothing to do. */
bool rt_desk_is_so(struct rt_turn *t);

/* Whether staff must carry the version of the case that they saw. */
bool rt_desk_needs_version(enum rt_desk_event e);

/* Whether an event goes through on a contract that a file has ended. */
bool rt_desk_outlives(enum rt_desk_event e);

/* Whether a person's event gives an imported row its first step. */
bool rt_desk_adopts(enum rt_desk_event e);

#endif
