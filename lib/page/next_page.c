#include "page/next_page.h"

#include "base/hash.h"
#include "http/cookie.h"

#include <string.h>

static const char next_cookie[] = "__Host-next";

static bool
is_page(const struct rt_visit *v)
{
    return v->match.route != NULL && v->rq.method == RT_GET &&
           rt_page_find(v->site->pages, v->match.route->path) != NULL &&
           rt_request_header(&v->rq, "X-Auto-Refresh") == NULL;
}

bool
rt_next_remember(struct rt_visit *v)
{
    const char *here = rt_visit_here(v, rt_pairs_get(&v->rq.query, "lang"));
    size_t len = strlen(here);
    char *text;

    if (!is_page(v) || len > RT_NEXT_MAX)
        return false;
    text = rt_alloc(v->arena, (len * 4 + 2) / 3 + 1);
    rt_base64url(here, len, text);
    rt_response_header(
        &v->re, "Set-Cookie",
        rt_cookie_format(v->arena, next_cookie, text, RT_NEXT_S));
    return true;
}

const char *
rt_next_take(struct rt_visit *v)
{
    const char *text = rt_cookie_get(&v->rq.cookies, next_cookie);
    char *path = rt_alloc(v->arena, RT_NEXT_MAX + 1);
    size_t len;

    if (text == NULL)
        return "/";
    rt_response_header(&v->re, "Set-Cookie",
                       rt_cookie_format(v->arena, next_cookie, "", -1));
    if (rt_base64url_decode(text, (uint8_t *)path, RT_NEXT_MAX, &len) != RT_OK)
        return "/";
    path[len] = '\0';
    return strlen(path) == len ? rt_visit_return(path) : "/";
}
