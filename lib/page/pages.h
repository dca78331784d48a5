/* The pages of the dashboard: one row each. */
#ifndef RT_PAGE_PAGES_H
#define RT_PAGE_PAGES_H

#include "block/block.h"
#include "page/visit.h"

enum { RT_PAGE_BLOCKS = 8 };

struct rt_page {
    const char *path;                   /* "/churn" */
    const char *title;                  /* catalogue key */
    const char *blocks[RT_PAGE_BLOCKS]; /* ids in order; NULL behind the last */
};

/* NULL past the last.  The first is where "/" leads. */
const struct rt_page *rt_page_at(size_t i);

/* [{href, title, current}] for the navigation; [] for who may see none. */
json_t *rt_pages_nav(const struct rt_visit *v);

/* The block at `i` of a page, NULL past its last. */
const struct rt_block *rt_page_block(const struct rt_page *page, size_t i);

/* What a block computes from, for this visitor. */
struct rt_block_env rt_page_env(const struct rt_visit *v);

/* RT_OK when there is data.  Else RT_EBROKEN "snapshot_unreadable", or
 * RT_NONE "no_data_yet" with status 503 for what is no page. */
enum rt_code rt_page_needs_data(struct rt_visit *v,
                                struct rt_err *err) RT_CHECK;

rt_handler rt_pages_first; /* GET / */
rt_handler rt_pages_show;  /* GET /PAGE, GET /BLOCK */

#endif
