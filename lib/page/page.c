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

static size_t
count_options(const struct rt_block *block)
{
    size_t n = 0;

    while (block->options != NULL && block->options[n].name != NULL)
        n++;
    return n;
}

bool
rt_page_takes(const struct rt_page *page, const char *option)
{
    const struct rt_block *block;

    for (size_t i = 0; (block = rt_page_block(page, i)) != NULL; i++)
        if (rt_field_find(block->options, option) != NULL)
            return true;
    return false;
}

/* A table that grows; its last row has no name. */
static struct rt_field *
add_options(struct rt_field *list, size_t *n, const struct rt_block *block,
            struct rt_arena *a)
{
    size_t more = count_options(block);
    struct rt_field *longer = rt_alloc_n(a, *n + more + 1, sizeof *longer);

    if (*n != 0)
        memcpy(longer, list, *n * sizeof *list);
    for (size_t i = 0; i < more; i++)
        longer[(*n)++] = block->options[i];
    return longer;
}

const struct rt_field *
rt_page_options(const struct rt_page *page, struct rt_arena *a)
{
    struct rt_field *list = rt_alloc(a, sizeof *list);
    const struct rt_block *block;
    size_t n = 0;

    for (size_t i = 0; (block = rt_page_block(page, i)) != NULL; i++)
        list = add_options(list, &n, block, a);
    return list;
}

const struct rt_field *
rt_page_all_options(struct rt_arena *a)
{
    struct rt_field *list = rt_alloc(a, sizeof *list);
    const struct rt_block *block;
    size_t n = 0;

    for (size_t i = 0; (block = rt_block_at(i)) != NULL; i++)
        list = add_options(list, &n, block, a);
    return list;
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
                                      .handle = pages->list[i].handle,
                                      .inputs = pages->list[i].inputs,
                                      .filter = true};
    *out = (struct rt_routes){list, n};
}
