#include "page/page.h"

#include <string.h>

const struct rt_page *
rt_page_find(const struct rt_pages *pages, const char *path)
{
    for (size_t i = 0; i < pages->n; i++)
        if (strcmp(pages->list[i].path, path) == 0)
            return &pages->list[i];
    return NULL;
}

const struct rt_block *
rt_page_block(const struct rt_page *page, size_t i)
{
    if (i == RT_PAGE_BLOCKS || page->blocks[i] == NULL)
        return NULL;
    return rt_block_find(page->blocks[i]);
}

void
rt_page_routes(const struct rt_pages *pages, const struct rt_routes *others,
               struct rt_arena *a, struct rt_routes *out)
{
    size_t n = others->n;
    struct rt_route *list = rt_alloc_n(a, n + pages->n, sizeof *list);

    memcpy(list, others->list, n * sizeof *list);
    for (size_t i = 0; i < pages->n; i++)
        list[n++] = (struct rt_route){.method = RT_GET,
                                      .path = pages->list[i].path,
                                      .roles = pages->list[i].roles,
                                      .csrf = RT_CSRF_SAFE,
                                      .handle = pages->list[i].handle};
    *out = (struct rt_routes){list, n};
}
