/* The pages of blocks, drawn. */
#ifndef RT_PAGE_PAGES_H
#define RT_PAGE_PAGES_H

#include "page/visit.h"

rt_handler rt_pages_first; /* GET / */
rt_handler rt_pages_show;  /* GET of a page that consists of blocks */

#endif
