/* Personal data as lists show them: enough to tell people apart, too little to
 * reach or name them. */
#ifndef RT_PAGE_MASK_H
#define RT_PAGE_MASK_H

#include "base/arena.h"

/* "И••• П•••" from the names, each of which may be NULL; "" when both are. */
const char *rt_mask_name(struct rt_arena *a, const char *last,
                         const char *first);

/* "••4821": the last four characters of a contract's number, at most half of
 * it; "" for NULL. */
const char *rt_mask_number(struct rt_arena *a, const char *number);

/* "•••4567": the last four characters of a phone or an address that has eight
 * or more, else the last two; "" for NULL. */
const char *rt_mask_contact(struct rt_arena *a, const char *contact);

#endif
