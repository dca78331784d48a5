/* A page of the dashboard as a row of a table: what it shows, to whom, and its
 * place in the menu. page/pages.h draws it. */
#ifndef RT_PAGE_PAGE_H
#define RT_PAGE_PAGE_H

#include "block/block.h"
#include "http/route.h"

struct rt_visit;
struct rt_part;

enum { RT_PAGE_BLOCKS = 8 };

/* Groups of the menu, in its order. */
enum rt_menu {
    RT_MENU_NONE, /* not in the menu: only linked to */
    RT_MENU_ANALYSE,
    RT_MENU_WORK,
    RT_MENU_ADMIN,
    RT_MENU__MAX
};

struct rt_page {
    const char *path;  /* "/churn"; one * in it stands for a name */
    const char *title; /* catalogue key */
    enum rt_menu menu;
    unsigned roles;     /* mask of enum rt_role: who may see the page */
    rt_handler *handle; /* what draws it */
    const char *blocks[RT_PAGE_BLOCKS]; /* ids in order; NULL after the last */
    const struct rt_field *inputs; /* of its own, beside the filter; or NULL */
    bool tells_late; /* the menu says beside it how many cases are overdue */
    /* What stands below the blocks and is made for each answer, as nothing of
     * it is the same for all; or NULL. */
    enum rt_code (*own)(struct rt_visit *v, struct rt_part *out,
                        struct rt_err *err);
};

/* Rows in the order of the menu; "/" leads to the first. */
struct rt_pages {
    const struct rt_page *list;
    size_t n;
    const struct rt_field *options; /* rt_page_all_options() */
};

/* The row with this path, written as in the row; NULL when there is none. */
const struct rt_page *rt_page_find(const struct rt_pages *pages,
                                   const char *path);

/* The block at `i` of a page; NULL past its last. */
const struct rt_block *rt_page_block(const struct rt_page *page, size_t i);

/* True when a block of the page has this option. */
bool rt_page_takes(const struct rt_page *page, const char *option);

/* The options of all blocks of a page, or of all blocks, as one table; memory
 * from `a`. */
const struct rt_field *rt_page_options(const struct rt_page *page,
                                       struct rt_arena *a);
const struct rt_field *rt_page_all_options(struct rt_arena *a);

/* The routes `others` and one for each page: GET, for its roles.  Memory from
 * `a`. */
void rt_page_routes(const struct rt_pages *pages,
                    const struct rt_routes *others, struct rt_arena *a,
                    struct rt_routes *out);

#endif
