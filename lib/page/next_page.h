/* The page that was asked for while signed out: where signing in leads. */
#ifndef RT_PAGE_NEXT_PAGE_H
#define RT_PAGE_NEXT_PAGE_H

#include "page/visit.h"

enum { RT_NEXT_S = 3600, RT_NEXT_MAX = 2000 /* bytes of path and query */ };

/* Let the browser remember this address, where it is a page that a person has
 * asked for; true when it does. */
bool rt_next_remember(struct rt_visit *v);

/* The address that the browser remembers, and makes it forget: a path of this
 * site, "/" where there is none or it is none. */
const char *rt_next_take(struct rt_visit *v);

#endif
