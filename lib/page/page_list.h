/* The list of pages. */
#ifndef RT_PAGE_PAGE_LIST_H
#define RT_PAGE_PAGE_LIST_H

#include "page/page.h"

/* The pages of the menu, then one for each block that has no page at its own
 * "/ID", because pictures link there.  Memory from `a`. */
void rt_page_list(struct rt_arena *a, struct rt_pages *out);

#endif
