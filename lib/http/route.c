#include "http/route.h"

#include "base/hash.h"

#include <ctype.h>
#include <string.h>

static const char *
complaint(const struct rt_routes *routes, size_t i)
{
    const struct rt_route *r = &routes->list[i];
    bool safe = r->csrf == RT_CSRF_SAFE;
    bool has_body = r->body_type != NULL || r->body_most != 0;

    if (r->roles == 0)
        return "names no role";
    if (r->csrf == RT_CSRF_UNSET || safe != (r->method == RT_GET))
        return "has no CSRF rule that fits its method";
    if (r->csrf != RT_CSRF_TOKEN && !safe && !(r->roles & RT_ROLE_NOBODY))
        return "is for people with a session and asks for no token";
    if ((r->csrf == RT_CSRF_SECRET) != (r->secret_header != NULL))
        return "has a secret without its header, or the other way round";
    if (r->csrf == RT_CSRF_LINK && (!r->hidden || strchr(r->path, '*') == NULL))
        return "is for who holds a link, which its path does not hide";
    if (has_body && r->method != RT_POST)
        return "has a body that its method has not";
    if (r->inputs != NULL && r->body_type != NULL)
        return "names inputs of a body that is no form";
    if (r->filter && r->method != RT_GET)
        return "posts a filter";
    if (r->body_most > RT_BODY_MOST)
        return "takes too large a body";
    if (r->again != NULL && (r->method != RT_POST || r->inputs == NULL))
        return "shows a form again that it has not";
    if (r->handle == NULL)
        return "has no handler";
    for (size_t k = 0; k < i; k++) {
        if (routes->list[k].method == r->method &&
            strcmp(routes->list[k].path, r->path) == 0)
            return "stands there twice";
    }
    return NULL;
}

enum rt_code
rt_routes_check(const struct rt_routes *routes, struct rt_err *err)
{
    for (size_t i = 0; i < routes->n; i++) {
        const struct rt_route *r = &routes->list[i];
        const char *what = complaint(routes, i);

        if (what != NULL)
            return rt_fail(err, RT_EINVAL, "route %s %s %s",
                           rt_method_name(r->method), r->path, what);
    }
    return RT_OK;
}

static void
print_roles(unsigned roles, FILE *to)
{
    const char *comma = "";

    for (unsigned bit = 1; bit <= RT_ROLE_NOBODY; bit <<= 1) {
        if ((roles & bit) == 0)
            continue;
        fprintf(to, "%s%s", comma, rt_role_name((enum rt_role)bit));
        comma = ",";
    }
}

enum rt_code
rt_routes_print(const struct rt_routes *routes, FILE *to)
{
    static const char *const rules[] = {"unset", "safe", "origin",
                                        "token", "link", "secret"};

    for (size_t i = 0; i < routes->n; i++) {
        const struct rt_route *r = &routes->list[i];

        fprintf(to, "%s\t%s\t", rt_method_name(r->method), r->path);
        print_roles(r->roles, to);
        fprintf(to, "\t%s\n", rules[r->csrf]);
    }
    return fflush(to) == 0 && !ferror(to) ? RT_OK : RT_EIO;
}

static bool
is_name(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (!isalnum((unsigned char)s[i]) && s[i] != '_' && s[i] != '-')
            return false;
    }
    return len != 0 && len < RT_ROUTE_NAME;
}

static bool
path_fits(const char *pattern, const char *path, char name[RT_ROUTE_NAME])
{
    const char *star = strchr(pattern, '*');
    size_t head, tail, len = strlen(path);

    name[0] = '\0';
    if (star == NULL)
        return strcmp(pattern, path) == 0;
    head = (size_t)(star - pattern);
    tail = strlen(star + 1);
    if (len < head + tail || memcmp(path, pattern, head) != 0 ||
        strcmp(path + len - tail, star + 1) != 0 ||
        !is_name(path + head, len - head - tail))
        return false;
    memcpy(name, path + head, len - head - tail);
    name[len - head - tail] = '\0';
    return true;
}

static const char *
allowed(bool get, bool post)
{
    if (get && post)
        return "GET, HEAD, POST";
    return post ? "POST" : "GET, HEAD";
}

void
rt_routes_find(const struct rt_routes *routes, enum rt_method method,
               const char *path, struct rt_match *out)
{
    bool there[RT_METHOD__MAX] = {false};

    *out = (struct rt_match){.status = 404};
    for (size_t i = 0; i < routes->n; i++) {
        const struct rt_route *r = &routes->list[i];

        if (!path_fits(r->path, path, out->name))
            continue;
        there[r->method] = true;
        out->hidden = out->hidden || r->hidden;
        if (r->method == method) {
            out->route = r;
            out->status = 200;
            return;
        }
    }
    if (there[RT_GET] || there[RT_POST]) {
        out->status = 405;
        out->allow = allowed(there[RT_GET], there[RT_POST]);
    }
}

/* The inputs of the row, and those that every row takes. */
static const struct rt_field *
all_inputs(const struct rt_route *route, struct rt_arena *a)
{
    static const struct rt_field lang = {.name = "lang", .kind = RT_INPUT_TEXT};
    static const struct rt_field token = {.name = "csrf",
                                          .kind = RT_INPUT_TEXT};
    struct rt_field *all;
    size_t n = 0;

    while (route->inputs != NULL && route->inputs[n].name != NULL)
        n++;
    all = rt_alloc_n(a, n + 3, sizeof *all);
    if (n > 0)
        memcpy(all, route->inputs, n * sizeof *all);
    if (route->method == RT_GET)
        all[n++] = lang;
    if (route->csrf == RT_CSRF_TOKEN || route->csrf == RT_CSRF_LINK)
        all[n] = token;
    return all;
}

static enum rt_code
read_query(const struct rt_request *rq, const struct rt_field_env *env,
           struct rt_arena *a, struct rt_err *err)
{
    static const struct rt_field lang[] = {
        {.name = "lang", .kind = RT_INPUT_TEXT}, {.name = NULL}};
    struct rt_form unused;

    return rt_form_read(lang, &rq->query, env, a, &unused, err);
}

enum rt_code
rt_route_read(const struct rt_route *route, const struct rt_request *rq,
              const struct rt_field_env *env, struct rt_arena *a,
              struct rt_form *out, struct rt_pairs *rest, struct rt_err *err)
{
    const struct rt_field *inputs = all_inputs(route, a);
    const struct rt_pairs *sent =
        route->method == RT_POST ? &rq->form : &rq->query;
    struct rt_pairs own = {0};

    *rest = (struct rt_pairs){0};
    for (size_t i = 0; i < sent->n; i++) {
        const struct rt_pair *p = &sent->list[i];
        bool is_own = !route->filter || rt_field_find(inputs, p->name) != NULL;

        rt_pairs_add(is_own ? &own : rest, a, p->name, p->value);
    }
    if (route->method == RT_POST && read_query(rq, env, a, err) != RT_OK)
        return RT_EINVAL;
    return rt_form_read(inputs, &own, env, a, out, err);
}

bool
rt_route_again(const struct rt_route *route, const struct rt_err *why)
{
    const char *key = rt_err_arg(why, "key");
    const struct rt_field *f =
        key != NULL ? rt_field_find(route->inputs, key) : NULL;

    return route->again != NULL && f != NULL && f->label != NULL;
}

enum rt_code
rt_route_secret(const struct rt_route *route, const struct rt_request *rq,
                const char *secret, struct rt_err *err)
{
    const char *sent;

    if (route->csrf != RT_CSRF_SECRET)
        return RT_OK;
    sent = rt_request_only_header(rq, route->secret_header);
    if (sent != NULL && secret != NULL && rt_same_secret(sent, secret))
        return RT_OK;
    return rt_fail_key(err, RT_EDENIED, "http_bad_secret", NULL);
}
