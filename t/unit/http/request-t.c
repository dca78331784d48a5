#include "http/exchange.h"

#include "http/cookie.h"
#include "../tap.h"

static struct rt_arena *arena;

/* A body that arrives in pieces of 1000 bytes. */
struct body {
    const char *text;
    size_t len;
};

static size_t
read_body(void *from, char *out, size_t len)
{
    struct body *b = from;
    size_t n = len < b->len ? len : b->len;

    if (n > 1000)
        n = 1000;
    memcpy(out, b->text, n);
    b->text += n;
    b->len -= n;
    return n;
}

static enum rt_code
read_request(struct rt_request *rq, char *const *vars, const char *body,
             size_t len, struct rt_err *err)
{
    struct body b = {body, len};
    struct rt_input in = {.vars = vars, .read = read_body, .from = &b};

    *err = (struct rt_err){0};
    if (rt_request_head(rq, &in, arena, err) != RT_OK)
        return err->code;
    return rt_request_body(rq, &in, NULL, 0, err);
}

static void
test_get(void)
{
    char *vars[] = {"REQUEST_METHOD=GET",
                    "REQUEST_URI=/churn?by=month&region=%D0%AE%D0%B3",
                    "QUERY_STRING=by=month&region=%D0%AE%D0%B3",
                    "HTTP_COOKIE=a=1; __Host-sid=xyz",
                    "REQUEST_ID=0123456789abcdef0123456789abcdef",
                    NULL};
    struct rt_request rq;
    struct rt_err err;

    is_int(read_request(&rq, vars, "", 0, &err), RT_OK, "a GET is read");
    is_int(rq.method, RT_GET, "it has its method");
    is_str(rq.path, "/churn", "its path ends at the question mark");
    is_str(rt_pairs_get(&rq.query, "region"), "Юг", "its query is decoded");
    is_str(rt_cookie_get(&rq.cookies, "__Host-sid"), "xyz",
           "its cookies are read");
    is_str(rq.id, "0123456789abcdef0123456789abcdef",
           "it has the request id of nginx");
    is_str(rt_request_var(&rq, "REQUEST"), NULL,
           "a variable with a longer name is not mistaken for it");
}

static void
test_own_id(void)
{
    char *vars[] = {"REQUEST_METHOD=HEAD", "PATH_INFO=/login",
                    "REQUEST_ID=<script>", NULL};
    struct rt_request rq;
    struct rt_err err;

    is_int(read_request(&rq, vars, "", 0, &err), RT_OK, "a HEAD is read");
    ok(rq.method == RT_GET && rq.head, "HEAD is a GET without body");
    is_str(rq.path, "/login", "without REQUEST_URI the path is PATH_INFO");
    is_int((int64_t)strspn(rq.id, "0123456789abcdef"), 32,
           "a malformed id is replaced");
}

static const struct {
    const char *uri;
    bool fine;
} paths[] = {
    {"/", true},
    {"/block/churn.png", true},
    {"/a_b~c-9", true},
    {"", false},
    {"churn", false},
    {"//evil.example/", false},
    {"/../etc/passwd", false},
    {"/a/./b", false},
    {"/.env", false},
    {"/%2e%2e/", false},
    {"/a\\b", false},
    {"/a;b", false},
    {"/\xd0\xaf", false},
};

static void
test_paths(void)
{
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        char uri[64];
        char *vars[] = {"REQUEST_METHOD=GET", uri, NULL};
        struct rt_request rq;
        struct rt_err err;
        enum rt_code rc;

        snprintf(uri, sizeof uri, "REQUEST_URI=%s", paths[i].uri);
        rc = read_request(&rq, vars, "", 0, &err);
        ok((rc == RT_OK) == paths[i].fine, "path '%s' is %s", paths[i].uri,
           paths[i].fine ? "taken" : "refused");
    }
}

static const struct {
    const char *length, *type, *body;
    enum rt_code rc;
    const char *key, *what;
} forms[] = {
    {"7", "application/x-www-form-urlencoded", "a=1&b=2", RT_OK, NULL,
     "a form is read"},
    {"7", "Application/X-WWW-Form-Urlencoded; charset=UTF-8", "a=1&b=2", RT_OK,
     NULL, "its type may name a charset"},
    {"0", "", "", RT_OK, NULL, "a POST may be empty"},
    {"8", "application/x-www-form-urlencoded", "a=1&b=2", RT_EINVAL,
     "http_short_body", "a body that breaks off is refused"},
    {"7", "application/json", "a=1&b=2", RT_EINVAL, "http_no_form",
     "a body that is not a form is refused"},
    {"7", "application/x-www-form-urlencodedx", "a=1&b=2", RT_EINVAL,
     "http_no_form", "a type that only begins like it is refused"},
    {"-1", "application/x-www-form-urlencoded", "", RT_EINVAL,
     "http_bad_length", "a negative length is refused"},
    {"7x", "application/x-www-form-urlencoded", "", RT_EINVAL,
     "http_bad_length", "a length that is not a number is refused"},
    {"99999999999999999999", "application/x-www-form-urlencoded", "", RT_ELIMIT,
     "http_body_limit", "a length that no number can hold is refused"},
};

static void
test_forms(void)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        char length[64], type[96];
        char *vars[] = {"REQUEST_METHOD=POST", "REQUEST_URI=/login", length,
                        type, NULL};
        struct rt_request rq;
        struct rt_err err;
        enum rt_code rc;

        snprintf(length, sizeof length, "CONTENT_LENGTH=%s", forms[i].length);
        snprintf(type, sizeof type, "CONTENT_TYPE=%s", forms[i].type);
        rc =
            read_request(&rq, vars, forms[i].body, strlen(forms[i].body), &err);
        is_int(rc, forms[i].rc, forms[i].what);
        is_str(err.key, forms[i].key, "  with its error");
    }
}

/* A raw body is taken unchanged, with one type, up to its route's limit. */
static const struct {
    const char *length, *type, *body;
    size_t most;
    enum rt_code rc;
    const char *key, *what;
} raws[] = {
    {"7", "application/json", "{\"a\":1}", 0, RT_OK, NULL, "JSON is read"},
    {"7", "Application/JSON; charset=utf-8", "{\"a\":1}", 7, RT_OK, NULL,
     "up to the limit, its type may name a charset"},
    {"7", "application/json", "{\"a\":1}", 6, RT_ELIMIT, "http_body_limit",
     "one byte more is refused"},
    {"7", "application/jsonx", "{\"a\":1}", 0, RT_EINVAL, "http_bad_type",
     "a type that only begins like it is refused"},
    {"7", "application/x-www-form-urlencoded", "a=1&b=2", 0, RT_EINVAL,
     "http_bad_type", "a form is refused"},
    {"0", "", "", 0, RT_EINVAL, "http_bad_type", "so is a body without a type"},
    {"0", "application/json", "", 0, RT_OK, NULL, "an empty body is read"},
    {"8", "application/json", "{\"a\":1}", 0, RT_EINVAL, "http_short_body",
     "a body that breaks off is refused"},
};

static enum rt_code
read_raw(size_t i, struct rt_request *rq, struct rt_err *err)
{
    char *vars[] = {"REQUEST_METHOD=POST", "REQUEST_URI=/hook",
                    rt_fmt(arena, "CONTENT_LENGTH=%s", raws[i].length),
                    rt_fmt(arena, "CONTENT_TYPE=%s", raws[i].type), NULL};
    struct body b = {raws[i].body, strlen(raws[i].body)};
    struct rt_input in = {.vars = vars, .read = read_body, .from = &b};

    *err = (struct rt_err){0};
    if (rt_request_head(rq, &in, arena, err) != RT_OK)
        return err->code;
    return rt_request_body(rq, &in, "application/json", raws[i].most, err);
}

static void
test_raw(void)
{
    for (size_t i = 0; i < sizeof raws / sizeof raws[0]; i++) {
        struct rt_request rq;
        struct rt_err err;

        is_int(read_raw(i, &rq, &err), raws[i].rc, raws[i].what);
        is_str(err.key, raws[i].key, "  with its error");
        if (raws[i].rc == RT_OK)
            ok(rq.body_len == strlen(raws[i].body) &&
                   memcmp(rq.body, raws[i].body, rq.body_len) == 0,
               "  it is unchanged");
    }
}

static void
test_get_has_no_body(void)
{
    char *vars[] = {"REQUEST_METHOD=GET", "REQUEST_URI=/hook",
                    "CONTENT_LENGTH=7", "CONTENT_TYPE=text/plain", NULL};
    struct rt_request rq;
    struct rt_err err;

    is_int(read_request(&rq, vars, "{\"a\":1}", 7, &err), RT_OK,
           "the body of a GET is ignored");
    ok(rq.body == NULL && rq.form.n == 0, "  and not stored");
}

static const struct {
    const char *body;
    const char *line; /* text of the error; NULL: none */
} jsons[] = {
    {"{\"a\":1}", NULL},
    {"[]", NULL},
    {"{\n\"a\":1,\n\"a\":2}", "line=3"},
    {"{\"a\":1} x", "line=1"},
    {"{\"a\":\"\xff\"}", "line=1"},
    {"", "line=1"},
};

static void
test_json(void)
{
    for (size_t i = 0; i < sizeof jsons / sizeof jsons[0]; i++) {
        struct rt_request rq = {.body = jsons[i].body,
                                .body_len = strlen(jsons[i].body)};
        struct rt_exchange x = {.arena = arena, .rq = &rq};
        struct rt_err err = {0};
        json_t *root;
        enum rt_code rc = rt_exchange_json(&x, &root, &err);

        is_int(rc, jsons[i].line != NULL ? RT_EINVAL : RT_OK, jsons[i].body);
        ok((root != NULL) == (rc == RT_OK),
           "  there is a value exactly if it was read");
        ok(rc == RT_OK || strstr(err.text, jsons[i].line) != NULL,
           "  the error has its line: %s", err.text);
        json_decref(root);
    }
}

/* A form of `len` bytes: "a=xxxx". */
static enum rt_code
send_form(size_t len, struct rt_request *rq, struct rt_err *err)
{
    char *body = rt_alloc(arena, len + 1);
    char *vars[] = {"REQUEST_METHOD=POST", "REQUEST_URI=/login",
                    "CONTENT_TYPE=application/x-www-form-urlencoded",
                    rt_fmt(arena, "CONTENT_LENGTH=%zu", len), NULL};

    memset(body, 'x', len);
    memcpy(body, "a=", 2);
    return read_request(rq, vars, body, len, err);
}

static void
test_limits(void)
{
    struct rt_request rq;
    struct rt_err err;

    is_int(send_form(RT_BODY_MAX, &rq, &err), RT_OK, "64 KiB are taken");
    is_int((int64_t)strlen(rt_pairs_get(&rq.form, "a")), RT_BODY_MAX - 2,
           "all of them are there");
    is_int(send_form(RT_BODY_MAX + 1, &rq, &err), RT_ELIMIT,
           "one byte more is not");
    is_str(err.key, "http_body_limit", "with its error");
}

static void
test_query_limit(void)
{
    struct rt_request rq;
    struct rt_err err;
    char *long_query = rt_alloc(arena, RT_QUERY_MAX + 64);
    char *vars[] = {"REQUEST_METHOD=GET", "REQUEST_URI=/churn", long_query,
                    NULL};
    size_t head = strlen("QUERY_STRING=");

    memset(long_query, 'q', head + RT_QUERY_MAX);
    memcpy(long_query, "QUERY_STRING=", head);
    is_int(read_request(&rq, vars, "", 0, &err), RT_OK,
           "a query of 8 KiB is read");
    long_query[head + RT_QUERY_MAX] = 'q';
    is_int(read_request(&rq, vars, "", 0, &err), RT_ELIMIT,
           "one byte more is refused");
}

static void
test_tags(void)
{
    char *vars[] = {"HTTP_IF_NONE_MATCH=\"a\", W/\"b-1\" , \"c\"", NULL};
    char *any[] = {"HTTP_IF_NONE_MATCH=*", NULL};
    struct rt_request rq = {.vars = vars}, rq_any = {.vars = any};

    ok(rt_request_has_tag(&rq, "\"a\""), "the first tag is found");
    ok(rt_request_has_tag(&rq, "\"b-1\""), "a weak tag counts");
    ok(rt_request_has_tag(&rq, "\"c\""), "the last tag is found");
    ok(!rt_request_has_tag(&rq, "\"b\""), "the beginning of a tag does not");
    ok(rt_request_has_tag(&rq_any, "\"z\""), "* is any tag");
}

int
main(void)
{
    arena = rt_arena_new();
    test_get();
    test_own_id();
    test_paths();
    test_forms();
    test_raw();
    test_get_has_no_body();
    test_json();
    test_limits();
    test_query_limit();
    test_tags();
    rt_arena_free(arena);
    return done();
}
