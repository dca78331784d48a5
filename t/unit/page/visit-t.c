/* Addresses of this site to which one may be led back. */
#include "page/visit.h"

#include "../tap.h"

static struct rt_arena *arena;

static void
test_return(void)
{
    static const struct {
        const char *value, *path;
    } rows[] = {
        {"/churn?by=month&x=~!", "/churn?by=month&x=~!"},
        {"/", "/"},
        {"/a\x20", "/"}, /* just below the allowed characters */
        {"/a\x21", "/a!"},
        {"/a\x7e", "/a~"},
        {"/a\x7f", "/"}, /* and just above */
        {"/a\xd0\x9a", "/"},
        {NULL, "/"},
        {"", "/"},
        {"churn", "/"},
        {"//other.example", "/"},
        {"/\\other.example", "/"},
        {"/a//b\\", "/a//b\\"},
        {"https://other.example", "/"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        is_str(rt_visit_return(rows[i].value), rows[i].path,
               rt_fmt(arena, "back to case %zu", i));
}

static void
test_here(void)
{
    struct rt_visit v = {.arena = arena, .rq = {.path = "/churn"}};

    is_str(rt_visit_here(&v, NULL), "/churn", "a path without a query");
    is_str(rt_visit_here(&v, "en"), "/churn?lang=en", "in another language");
    rt_pairs_add(&v.rq.query, arena, "lang", "ru");
    rt_pairs_add(&v.rq.query, arena, "region", "a b");
    is_str(rt_visit_here(&v, NULL), "/churn?region=a%20b",
           "the query without the language");
    is_str(rt_visit_here(&v, "en"), "/churn?region=a%20b&lang=en",
           "or with another language");
    v.rq.method = RT_POST;
    is_str(rt_visit_here(&v, "en"), "/", "no way back to a form");
    v.rq.method = RT_GET;
    v.rq.path = "//evil";
    is_str(rt_visit_here(&v, "en"), "/?region=a%20b&lang=en",
           "nor to another site");
}

static void
test_tokens(void)
{
    struct rt_site site = {.key = {"0123456789abcdef0123456789abcdef"}};
    struct rt_visit v = {.site = &site, .arena = arena};
    const char *one;

    is_str(rt_visit_csrf(&v), "", "without a session there is no token");
    ok(!rt_visit_csrf_ok(&v, ""), "and an empty token is not valid");
    v.binding = "session";
    one = rt_visit_csrf(&v);
    ok(strcmp(one, rt_visit_csrf(&v)) != 0, "a token is another each time");
    ok(rt_visit_csrf_ok(&v, one), "it is valid for its session");
    ok(!rt_visit_csrf_ok(&v, NULL), "a missing token is not");
    v.binding = "another";
    ok(!rt_visit_csrf_ok(&v, one), "nor is it for another session");
    v.binding = NULL;
    ok(!rt_visit_csrf_ok(&v, one), "nor without a session");
}

int
main(void)
{
    arena = rt_arena_new();
    test_return();
    test_here();
    test_tokens();
    rt_arena_free(arena);
    return done();
}
