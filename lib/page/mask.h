/* Personal data as lists show them: enough to tell people apart, too little to
 * reach or name them. */
#ifndef RT_PAGE_MASK_H
#define RT_PAGE_MASK_H

#include "base/arena.h"

/* "И••• П•••" from the names, each of which may be NULL; "" when both are. */
const char *rt_mask_name(const char *last, const char *first,
                         struct rt_arena *a);

/* "•••4567": the last four digits of a number that has eight or more, else the
 * last two; "" for NULL. */
const char *rt_mask_phone(const char *phone, struct rt_arena *a);

#endif
