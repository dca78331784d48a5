/* A page of the dashboard as a row: what it shows, to whom, and where it stands
 * in the menu.  Drawing is page/pages.h's. */
#ifndef RT_PAGE_PAGE_H
#define RT_PAGE_PAGE_H

#include "block/block.h"

enum { RT_PAGE_BLOCKS = 8 };

struct rt_page {
    const char *path;                   /* "/churn" */
    const char *title;                  /* catalogue key */
    const char *blocks[RT_PAGE_BLOCKS]; /* ids in order; NULL behind the last */
};

/* The rows in the order of the menu; the first is where "/" leads. */
struct rt_pages {
    const struct rt_page *list;
    size_t n;
};

/* The row with this path, NULL when there is none. */
const struct rt_page *rt_page_find(const struct rt_pages *pages,
                                   const char *path);

/* The block at `i` of a page, NULL past its last. */
const struct rt_block *rt_page_block(const struct rt_page *page, size_t i);

#endif
