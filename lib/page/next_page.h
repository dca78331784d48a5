/* The page that a signed-out visitor asked for: signing in leads there. */
#ifndef RT_PAGE_NEXT_PAGE_H
#define RT_PAGE_NEXT_PAGE_H

#include "page/visit.h"

enum { RT_NEXT_S = 3600, RT_NEXT_MAX = 2000 /* bytes of path and query */ };

/* Let the browser remember this address, if a person has asked for that page;
 * true when it does. */
bool rt_next_remember(struct rt_visit *v);

/* The address that the browser remembers, which is then forgotten: a path of
 * this site, or "/" when there is no valid one. */
const char *rt_next_take(struct rt_visit *v);

#endif
