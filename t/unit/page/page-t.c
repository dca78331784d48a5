#include "page/pages.h"
#include "page/page_list.h"

#include "../tap.h"

static struct rt_pages pages;
static struct rt_arena *arena;

static const struct rt_page *
page(const char *path)
{
    return rt_page_find(&pages, path);
}

static void
test_rows(void)
{
    for (size_t i = 0; i < pages.n; i++) {
        const struct rt_page *p = &pages.list[i];
        bool known = rt_text_find(RT_LANG_RU, p->title) != NULL &&
                     rt_text_find(RT_LANG_EN, p->title) != NULL;
        size_t n = 0, found = 0;

        for (; n < RT_PAGE_BLOCKS && p->blocks[n] != NULL; n++)
            found += rt_page_block(p, n) != NULL;
        ok(known && found == n && rt_page_block(p, n) == NULL,
           "%s has its words and its %zu blocks", p->path, n);
    }
    ok(pages.list[0].menu == RT_MENU_ANALYSE, "the first stands in the menu");
}

static void
test_blocks(void)
{
    const struct rt_block *block;

    for (size_t i = 0; (block = rt_block_at(i)) != NULL; i++) {
        const struct rt_page *p = page(rt_fmt(arena, "/%s", block->id));

        ok(p != NULL && p->handle == rt_pages_show &&
               rt_page_block(p, 0) == block,
           "%s has a page", block->id);
    }
    ok(page("/profit-histogram")->menu == RT_MENU_NONE &&
           rt_page_block(page("/profit-histogram"), 1) == NULL,
       "a block alone stands in no menu");
    ok(page("/churn")->menu == RT_MENU_ANALYSE, "a page of the menu does");
    ok(page("/nowhere") == NULL, "and there is no other");
}

static void
test_routes(void)
{
    static const struct rt_route one = {RT_POST, "/x", RT_ROLE_ADMIN,
                                        RT_CSRF_TOKEN, rt_pages_first};
    const struct rt_page bad = {.path = "/y", .handle = rt_pages_show};
    struct rt_routes routes;
    struct rt_err err = {0};
    struct rt_match m;

    rt_page_routes(&pages, &(struct rt_routes){&one, 1}, arena, &routes);
    ok(routes.n == pages.n + 1 && routes.list[0].path == one.path,
       "a route for each page behind the others");
    ok(rt_routes_check(&routes, &err) == RT_OK, "each with its rule");
    rt_routes_find(&routes, RT_GET, "/mrr", &m);
    ok(m.route != NULL && m.route->roles == RT_ROLE_STAFF, "of its roles");
    rt_routes_find(&routes, RT_GET, "/cases", &m);
    ok(m.status == 404, "what is no row is not found");
    rt_page_routes(&(struct rt_pages){&bad, 1}, &(struct rt_routes){&one, 1},
                   arena, &routes);
    ok(rt_routes_check(&routes, &err) == RT_EINVAL,
       "a page without roles does not start");
}

int
main(void)
{
    arena = rt_arena_new();
    rt_page_list(arena, &pages);
    test_rows();
    test_blocks();
    test_routes();
    rt_arena_free(arena);
    return done();
}
