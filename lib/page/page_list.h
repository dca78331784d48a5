/* The pages that there are. */
#ifndef RT_PAGE_PAGE_LIST_H
#define RT_PAGE_PAGE_LIST_H

#include "page/page.h"

/* The pages of the menu, and behind them one for each block that has no page
 * at its own "/ID": pictures lead there.  Memory from `a`. */
void rt_page_list(struct rt_arena *a, struct rt_pages *out);

#endif
