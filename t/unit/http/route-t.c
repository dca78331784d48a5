#include "http/exchange.h"

#include "../tap.h"

static enum rt_code
handle(struct rt_exchange *x, struct rt_err *err)
{
    (void)x;
    (void)err;
    return RT_OK;
}

static enum rt_code
again(struct rt_exchange *x, const struct rt_err *why, struct rt_err *err)
{
    (void)x;
    (void)why;
    (void)err;
    return RT_OK;
}

static const struct rt_field inputs[] = {
    {.name = "name", .kind = RT_INPUT_TEXT, .required = true},
    {.name = "months", .kind = RT_INPUT_INT, .low = 1, .high = 12},
    {.name = NULL},
};

static const struct rt_route good[] = {
    {RT_GET, "/", RT_ROLE_STAFF, RT_CSRF_SAFE, handle},
    {RT_GET, "/login", RT_ROLE_ANYONE, RT_CSRF_SAFE, handle},
    {RT_POST, "/login", RT_ROLE_ANYONE, RT_CSRF_ORIGIN, handle},
    {RT_POST, "/logout", RT_ROLE_STAFF, RT_CSRF_TOKEN, handle},
    {RT_GET, "/block/*.json", RT_ROLE_STAFF, RT_CSRF_SAFE, handle},
    {RT_POST, "/my/*", RT_ROLE_ANYONE, RT_CSRF_LINK, handle, .hidden = true},
    {RT_POST, "/hook", RT_ROLE_ANYONE, RT_CSRF_SECRET, handle,
     .body_type = "application/json", .body_most = RT_BODY_MOST,
     .secret_header = "X-Secret"},
};
static const struct rt_routes routes = {good, sizeof good / sizeof good[0]};

static const struct {
    struct rt_route row;
    const char *complaint;
} bad[] = {
    {{RT_GET, "/x", 0, RT_CSRF_SAFE, handle}, "route GET /x names no role"},
    {{RT_GET, "/x", RT_ROLE_ADMIN, RT_CSRF_UNSET, handle},
     "route GET /x has no CSRF rule that fits its method"},
    {{RT_POST, "/x", RT_ROLE_ADMIN, RT_CSRF_SAFE, handle},
     "route POST /x has no CSRF rule that fits its method"},
    {{RT_GET, "/x", RT_ROLE_ADMIN, RT_CSRF_TOKEN, handle},
     "route GET /x has no CSRF rule that fits its method"},
    {{RT_POST, "/x", RT_ROLE_ADMIN, RT_CSRF_ORIGIN, handle},
     "route POST /x is for people with a session and asks for no token"},
    {{RT_GET, "/x", RT_ROLE_ANYONE, RT_CSRF_SECRET, handle,
      .secret_header = "X-Secret"},
     "route GET /x has no CSRF rule that fits its method"},
    {{RT_POST, "/x", RT_ROLE_ADMIN, RT_CSRF_SECRET, handle,
      .secret_header = "X-Secret"},
     "route POST /x is for people with a session and asks for no token"},
    {{RT_POST, "/x/*", RT_ROLE_ANYONE, RT_CSRF_LINK, handle},
     "route POST /x/* is for who holds a link, which its path does not hide"},
    {{RT_POST, "/x", RT_ROLE_ANYONE, RT_CSRF_LINK, handle, .hidden = true},
     "route POST /x is for who holds a link, which its path does not hide"},
    {{RT_POST, "/x", RT_ROLE_ANYONE, RT_CSRF_SECRET, handle},
     "route POST /x has a secret without its header, or the other way round"},
    {{RT_POST, "/x", RT_ROLE_ANYONE, RT_CSRF_ORIGIN, handle,
      .secret_header = "X-Secret"},
     "route POST /x has a secret without its header, or the other way round"},
    {{RT_GET, "/x", RT_ROLE_ADMIN, RT_CSRF_SAFE, handle,
      .body_type = "application/json"},
     "route GET /x has a body that its method has not"},
    {{RT_GET, "/x", RT_ROLE_ADMIN, RT_CSRF_SAFE, handle, .body_most = 1},
     "route GET /x has a body that its method has not"},
    {{RT_POST, "/x", RT_ROLE_ADMIN, RT_CSRF_TOKEN, handle,
      .body_most = RT_BODY_MOST + 1},
     "route POST /x takes too large a body"},
    {{RT_POST, "/x", RT_ROLE_ADMIN, RT_CSRF_TOKEN, handle,
      .body_type = "application/json", .inputs = inputs},
     "route POST /x names inputs of a body that is no form"},
    {{RT_POST, "/x", RT_ROLE_ADMIN, RT_CSRF_TOKEN, handle, .filter = true},
     "route POST /x posts a filter"},
    {{RT_POST, "/x", RT_ROLE_ADMIN, RT_CSRF_TOKEN, handle, .again = again},
     "route POST /x shows a form again that it has not"},
    {{RT_GET, "/x", RT_ROLE_ADMIN, RT_CSRF_SAFE, handle, .inputs = inputs,
      .again = again},
     "route GET /x shows a form again that it has not"},
    {{RT_GET, "/x", RT_ROLE_ADMIN, RT_CSRF_SAFE, NULL},
     "route GET /x has no handler"},
    {{RT_GET, "/", RT_ROLE_ADMIN, RT_CSRF_SAFE, handle},
     "route GET / stands there twice"},
};

static void
test_check(void)
{
    is_int(rt_routes_check(&routes, NULL), RT_OK,
           "a correct table is accepted");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const struct rt_route two[] = {good[0], bad[i].row};
        struct rt_err err = {0};

        is_int(rt_routes_check(&(struct rt_routes){two, 2}, &err), RT_EINVAL,
               "a table with a wrong row is refused");
        is_str(err.text, bad[i].complaint, "the error names the row");
    }
}

static const struct {
    enum rt_method method;
    const char *path;
    int status, row;
    const char *name, *allow;
} wanted[] = {
    {RT_GET, "/", 200, 0, "", NULL},
    {RT_GET, "/login", 200, 1, "", NULL},
    {RT_POST, "/login", 200, 2, "", NULL},
    {RT_METHOD__MAX, "/login", 405, -1, "", "GET, HEAD, POST"},
    {RT_GET, "/logout", 405, -1, "", "POST"},
    {RT_POST, "/", 405, -1, "", "GET, HEAD"},
    {RT_GET, "/block/churn.json", 200, 4, "churn", NULL},
    {RT_GET, "/block/kpi-indicators.json", 200, 4, "kpi-indicators", NULL},
    {RT_GET, "/block/.json", 404, -1, "", NULL},
    {RT_GET, "/block/a/b.json", 404, -1, "", NULL},
    {RT_GET, "/block/a.b.json", 404, -1, "", NULL},
    {RT_GET, "/block/churn.jsonx", 404, -1, "", NULL},
    {RT_POST, "/my/abc", 200, 5, "abc", NULL},
    {RT_POST, "/my/", 404, -1, "", NULL},
    {RT_POST, "/my", 404, -1, "", NULL},
    {RT_POST, "/my/abc/", 404, -1, "", NULL},
    {RT_GET, "/bloc", 404, -1, "", NULL},
    {RT_GET, "/login/", 404, -1, "", NULL},
    {RT_GET, "", 404, -1, "", NULL},
};

static void
test_find(void)
{
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        struct rt_match m;

        rt_routes_find(&routes, wanted[i].method, wanted[i].path, &m);
        ok(m.status == wanted[i].status &&
               m.route == (wanted[i].row < 0 ? NULL : &good[wanted[i].row]),
           "%s %s is %d", rt_method_name(wanted[i].method), wanted[i].path,
           wanted[i].status);
        if (m.status == 200)
            is_str(m.name, wanted[i].name, "  with the name from the path");
        is_str(m.allow, wanted[i].allow, "  and with the allowed methods");
    }
}

static void
test_name_length(void)
{
    char path[128] = "/block/";
    struct rt_match m;

    memset(path + 7, 'n', RT_ROUTE_NAME - 1);
    memcpy(path + 7 + RT_ROUTE_NAME - 1, ".json", 6);
    rt_routes_find(&routes, RT_GET, path, &m);
    is_int(m.status, 200, "a name of 63 bytes is accepted");
    memset(path + 7, 'n', RT_ROUTE_NAME);
    memcpy(path + 7 + RT_ROUTE_NAME, ".json", 6);
    rt_routes_find(&routes, RT_GET, path, &m);
    is_int(m.status, 404, "one of 64 is not");
}

static const struct {
    char *first, *second;
    const char *secret;
    bool good;
    const char *what;
} secrets[] = {
    {"HTTP_X_SECRET=0123456789abcdef", NULL, "0123456789abcdef", true,
     "the right secret is accepted"},
    {"HTTP_X_SECRET=0123456789abcdeF", NULL, "0123456789abcdef", false,
     "another secret is not"},
    {"HTTP_X_SECRET=0123456789abcde", NULL, "0123456789abcdef", false,
     "nor the beginning of the secret"},
    {"HTTP_X_SECRET=0123456789abcdef0", NULL, "0123456789abcdef", false,
     "nor the secret with more behind it"},
    {"HTTP_X_SECRET=", NULL, "0123456789abcdef", false, "nor an empty secret"},
    {"HTTP_X_SECRETS=0123456789abcdef", NULL, "0123456789abcdef", false,
     "nor the secret in another header"},
    {"HTTP_X_SECRET=0123456789abcdef", "HTTP_X_SECRET=0123456789abcdef",
     "0123456789abcdef", false, "nor the same header twice"},
    {"HTTP_X_SECRET=0123456789abcdef", "HTTP_X_SECRET=x", "0123456789abcdef",
     false, "nor two different headers"},
    {"HTTP_X_SECRET=", NULL, NULL, false,
     "without a configured secret an empty one is refused"},
    {NULL, NULL, NULL, false, "and so is a missing one"},
};

static void
test_secret(void)
{
    const struct rt_route *hook = &good[routes.n - 1];

    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
        char *vars[] = {secrets[i].first, secrets[i].second, NULL};
        struct rt_request rq = {.vars = vars};
        struct rt_err err = {0};
        enum rt_code rc = rt_route_secret(hook, &rq, secrets[i].secret, &err);

        is_int(rc, secrets[i].good ? RT_OK : RT_EDENIED, secrets[i].what);
        is_str(err.key, secrets[i].good ? NULL : "http_bad_secret",
               "  with its error");
        is_int(rt_route_secret(&good[0], &rq, NULL, NULL), RT_OK,
               "  routes without the rule need no secret");
    }
}

/* What a row makes of a query and a form: "fine" or the error. */
static const char *
sent(const struct rt_route *row, const char *query, const char *form,
     struct rt_form *out, struct rt_pairs *rest)
{
    static const struct rt_field_env env = {.today = RT_DAY_NONE};
    static char said[1024];
    struct rt_arena *a = rt_arena_new();
    struct rt_request rq = {.method = row->method};
    struct rt_err err = {0};

    if (rt_pairs_parse(query, strlen(query), a, &rq.query, NULL) != RT_OK ||
        rt_pairs_parse(form, strlen(form), a, &rq.form, NULL) != RT_OK)
        abort();
    snprintf(said, sizeof said, "%s",
             rt_route_read(row, &rq, &env, a, out, rest, &err) == RT_OK
                 ? "fine"
                 : err.text);
    rt_arena_free(a);
    return said;
}

static void
test_inputs(void)
{
    static const struct rt_route get = {RT_GET,       "/x",   RT_ROLE_ADMIN,
                                        RT_CSRF_SAFE, handle, .inputs = inputs};
    static const struct rt_route post = {
        RT_POST, "/x", RT_ROLE_ADMIN, RT_CSRF_TOKEN, handle, .inputs = inputs};
    static const struct rt_route none = {RT_GET, "/x", RT_ROLE_ADMIN,
                                         RT_CSRF_SAFE, handle};
    static const struct rt_route blocks = {
        RT_GET,           "/x",          RT_ROLE_ADMIN, RT_CSRF_SAFE, handle,
        .inputs = inputs, .filter = true};
    static const struct {
        const struct rt_route *row;
        const char *query, *form, *said;
        size_t n, n_rest;
    } rows[] = {
        {&get, "name=a&months=2&lang=ru", "", "fine", 3, 0},
        {&get, "name=a&months=13", "",
         "bad_whole key=months value=13 low=1 high=12", 0, 0},
        {&get, "months=2", "", "missing_key key=name", 0, 0},
        {&get, "name=a&name=b", "", "repeated_key key=name", 0, 0},
        {&get, "name=a&lang=ru&lang=en", "", "repeated_key key=lang", 0, 0},
        {&get, "name=a&csrf=x", "", "unknown_key key=csrf", 0, 0},
        {&post, "lang=en", "name=a&csrf=x", "fine", 2, 0},
        {&post, "", "name=a&lang=en", "unknown_key key=lang", 0, 0},
        {&post, "name=a", "name=a", "unknown_key key=name", 0, 0},
        {&post, "", "csrf=x", "missing_key key=name", 0, 0},
        {&none, "lang=ru", "", "fine", 1, 0},
        {&none, "name=a", "", "unknown_key key=name", 0, 0},
        {&blocks, "region=x&name=a&from=y&region=z", "", "fine", 1, 3},
        {&blocks, "region=x&months=0&name=a", "",
         "bad_whole key=months value=0 low=1 high=12", 0, 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_pairs rest;
        struct rt_form form;

        is_str(sent(rows[i].row, rows[i].query, rows[i].form, &form, &rest),
               rows[i].said, rows[i].query);
        if (strcmp(rows[i].said, "fine") == 0)
            ok(form.n == rows[i].n && rest.n == rows[i].n_rest,
               "  %zu values and %zu of the filter", form.n, rest.n);
    }
}

static void
test_again(void)
{
    static const struct rt_field seen[] = {
        {.name = "id", .kind = RT_INPUT_INT, .low = 1, .high = 9},
        {.name = "name", .label = "name", .kind = RT_INPUT_TEXT, .high = 3},
        {.name = NULL},
    };
    static const struct rt_route shows = {RT_POST,       "/x",   RT_ROLE_ADMIN,
                                          RT_CSRF_TOKEN, handle, .inputs = seen,
                                          .again = again};
    static const struct rt_route not = {RT_POST,       "/x",   RT_ROLE_ADMIN,
                                        RT_CSRF_TOKEN, handle, .inputs = seen};
    struct rt_err name = {0}, id = {0}, other = {0}, none = {0};

    ok(rt_fail_key(&name, RT_EINVAL, "missing_key", "key", "name", NULL) &&
           rt_route_again(&shows, &name),
       "an input that people see leads back to the form");
    ok(!rt_route_again(&not, &name), "not where the row shows none");
    ok(rt_fail_key(&id, RT_EINVAL, "missing_key", "key", "id", NULL) &&
           !rt_route_again(&shows, &id),
       "a hidden one does not");
    ok(rt_fail_key(&other, RT_EINVAL, "unknown_key", "key", "x", NULL) &&
           !rt_route_again(&shows, &other) && !rt_route_again(&shows, &none),
       "nor does one that there is not");
}

int
main(void)
{
    test_secret();
    test_again();
    test_check();
    test_find();
    test_name_length();
    test_inputs();
    return done();
}
