/* The pages that there are. */
#ifndef RT_PAGE_TABLE_H
#define RT_PAGE_TABLE_H

#include "page/page.h"

extern const struct rt_pages rt_page_table;

#endif
