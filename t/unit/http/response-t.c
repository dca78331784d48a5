#include "http/response.h"

#include "../tap.h"

static struct rt_arena *arena;

static const char *
written(struct rt_response *re, bool head)
{
    static struct rt_buf out;
    const char *copy;

    rt_buf_init(&out, 0);
    rt_response_write(re, head, &out);
    rt_buf_str(&out, rt_buf_cstr(&re->body));
    copy = rt_strdup(arena, rt_buf_cstr(&out));
    rt_buf_fini(&out);
    return copy;
}

static void
test_write(void)
{
    struct rt_response re;

    rt_response_init(&re, arena);
    rt_response_type(&re, "text/html");
    rt_buf_str(&re.body, "hello");
    is_str(written(&re, false),
           "Status: 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
           "Content-Length: 5\r\n\r\nhello",
           "the head stands in front of the body");
    is_str(written(&re, true),
           "Status: 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
           "Content-Length: 5\r\n\r\n",
           "HEAD gets the same head without the body");
    rt_buf_str(&re.body, "hello");
    re.status = 304;
    is_str(written(&re, false),
           "Status: 304 Not Modified\r\n"
           "Content-Type: text/html; charset=utf-8\r\n\r\n",
           "304 has no body and no length");
    rt_response_clear(&re);
    ok(re.status == 200 && re.body.len == 0 && re.headers.n == 0,
       "cleared, it is as new");
    rt_response_fini(&re);
}

static const struct {
    const char *name, *value;
    bool fine;
    const char *what;
} headers[] = {
    {"X-A", "plain", true, "a plain header is taken"},
    {"X-A", "", true, "an empty value is taken"},
    {"X-A", "\xd1\x8f", true, "bytes above 0x7f are taken"},
    {"X-A", "a\r\nSet-Cookie: x=1", false, "a line break is refused"},
    {"X-A", "a\tb", false, "a tab is refused"},
    {"X-A", "a\x7f", false, "DEL is refused"},
    {"X-A", "\x1f", false, "the last control is refused"},
    {"X-A", " ", true, "the byte behind it is taken"},
    {"X:A", "v", false, "a name is a token"},
    {"", "v", false, "a name is not empty"},
};

static void
test_headers(void)
{
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        struct rt_response re;
        struct rt_err err = {0};

        rt_response_init(&re, arena);
        rt_response_header(&re, headers[i].name, headers[i].value);
        ok((rt_response_ok(&re, &err) == RT_OK) == headers[i].fine, "%s",
           headers[i].what);
        ok(re.headers.n == headers[i].fine, "  and is %sin the answer",
           headers[i].fine ? "" : "not ");
        rt_response_fini(&re);
    }
}

static const struct {
    const char *url;
    bool fine;
} targets[] = {
    {"/", true},
    {"/churn?by=month", true},
    {"https://evil.example/", false},
    {"//evil.example/", false},
    {"/\\evil.example/", false},
    {"", false},
};

static void
test_redirect(void)
{
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        struct rt_response re;

        rt_response_init(&re, arena);
        rt_response_redirect(&re, targets[i].url);
        ok((rt_response_ok(&re, NULL) == RT_OK) == targets[i].fine,
           "redirect to '%s' is %s", targets[i].url,
           targets[i].fine ? "made" : "refused");
        rt_response_fini(&re);
    }
}

static void
test_secure(void)
{
    struct rt_response re;

    rt_response_init(&re, arena);
    rt_response_secure(&re);
    is_str(rt_response_find(&re, "cache-control"), "private, no-cache",
           "no cache may keep an answer");
    ok(strstr(rt_response_find(&re, "Content-Security-Policy"),
              "default-src 'none'") != NULL,
       "the policy allows nothing but what it names");
    rt_response_clear(&re);
    rt_response_header(&re, "Cache-Control", "no-store");
    rt_response_secure(&re);
    is_str(rt_response_find(&re, "Cache-Control"), "no-store",
           "a page's own Cache-Control stays");
    rt_response_fini(&re);
}

static void
test_status(void)
{
    struct rt_err err = {.code = RT_ELIMIT};

    is_int(rt_http_status(&err), 400, "a limit is the visitor's mistake");
    err.key = "http_body_limit";
    is_int(rt_http_status(&err), 413, "a body too large has its own status");
    err = (struct rt_err){.code = RT_EAWAY};
    is_int(rt_http_status(&err), 503, "a database that is away passes");
    err.code = RT_EDB;
    is_int(rt_http_status(&err), 500, "a statement refused is our mistake");
}

int
main(void)
{
    arena = rt_arena_new();
    test_write();
    test_headers();
    test_redirect();
    test_secure();
    test_status();
    rt_arena_free(arena);
    return done();
}
