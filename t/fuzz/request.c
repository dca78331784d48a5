/* A request as a hostile peer may write it: lines of variables, an empty line,
 * the body. */
#include "fuzz.h"
#include "http/cookie.h"
#include "http/exchange.h"
#include "http/sign.h"

#include <stdlib.h>
#include <string.h>

const char fuzz_name[] = "request";

enum { VARS = 32 };

struct body {
    const char *at;
    size_t len;
};

static size_t
read_body(void *from, char *out, size_t len)
{
    struct body *b = from;
    size_t n = len < b->len ? len : b->len;

    if (n > 7) /* the body comes in pieces */
        n = 7;
    memcpy(out, b->at, n);
    b->at += n;
    b->len -= n;
    return n;
}

/* The lines of `text` up to an empty one; returns what follows it. */
static char *
split_vars(char *text, char *vars[VARS + 1])
{
    size_t n = 0;

    while (*text != '\0' && *text != '\n' && n < VARS) {
        char *end = strchrnul(text, '\n');

        vars[n++] = text;
        text = *end != '\0' ? end + 1 : end;
        *end = '\0';
    }
    vars[n] = NULL;
    return *text == '\n' ? text + 1 : text;
}

/* Read a request in all the ways that pages do. */
static void
use(const struct rt_request *rq, struct rt_arena *a)
{
    static const struct rt_key key = {"0123456789abcdef0123456789abcdef"};
    const char *copy = rt_cookie_get(&rq->cookies, "__Host-sidc");

    (void)rt_request_lang(rq, RT_LANG_EN);
    (void)rt_request_same_origin(rq, "https://example.org");
    (void)rt_request_keeps_cookies(rq);
    (void)rt_request_has_tag(rq, "\"0123\"");
    if (copy != NULL && rt_unseal(&key, "session copy", copy, a) != NULL)
        abort(); /* an unsigned cookie must not be accepted */
}

static void
use_json(const struct rt_request *rq, struct rt_arena *a)
{
    struct rt_exchange x = {.arena = a, .rq = rq};
    struct rt_err err = {0};
    json_t *root;

    if (rt_exchange_json(&x, &root, &err) != RT_OK && err.key == NULL)
        abort();
    json_decref(root);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct rt_arena *a = rt_arena_new();
    char *text = rt_strndup(a, (const char *)data, len);
    char *vars[VARS + 1];
    char *rest = split_vars(text, vars);
    struct body b = {rest, len - (size_t)(rest - text)};
    struct rt_input in = {.vars = vars, .read = read_body, .from = &b};
    struct rt_err err = {0};
    struct rt_request rq;
    bool json = strstr(text, "json") != NULL;
    enum rt_code rc = rt_request_head(&rq, &in, a, &err);

    if (rc != RT_OK && (err.key == NULL || err.code != rc))
        abort();
    if (rc == RT_OK && rq.path[0] != '/')
        abort();
    if (rc == RT_OK)
        rc = rt_request_body(&rq, &in, json ? "application/json" : NULL, 0,
                             &err);
    if (rc != RT_OK && (err.key == NULL || err.code != rc))
        abort();
    if (rc == RT_OK && json && rq.method == RT_POST)
        use_json(&rq, a);
    use(&rq, a);
    rt_arena_free(a);
    return 0;
}
