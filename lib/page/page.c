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
