#include "http/request.h"

#include "base/hash.h"
#include "http/cookie.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char form_type[] = "application/x-www-form-urlencoded";

const char *
rt_method_name(enum rt_method m)
{
    static const char *const names[RT_METHOD__MAX] = {"GET", "POST"};

    return m < RT_METHOD__MAX ? names[m] : "OTHER";
}

const char *
rt_request_var(const struct rt_request *rq, const char *name)
{
    size_t len = strlen(name);

    for (char *const *v = rq->vars; *v != NULL; v++) {
        if (strncmp(*v, name, len) == 0 && (*v)[len] == '=')
            return *v + len + 1;
    }
    return NULL;
}

/* "If-None-Match" as HTTP_IF_NONE_MATCH; false when it is too long. */
static bool
header_var(const char *name, char *var, size_t size)
{
    size_t n = strlen("HTTP_");

    memcpy(var, "HTTP_", n);
    if (n + strlen(name) >= size)
        return false;
    for (; *name != '\0'; name++)
        var[n++] = *name == '-' ? '_' : (char)toupper((unsigned char)*name);
    var[n] = '\0';
    return true;
}

const char *
rt_request_header(const struct rt_request *rq, const char *name)
{
    char var[64];

    return header_var(name, var, sizeof var) ? rt_request_var(rq, var) : NULL;
}

const char *
rt_request_only_header(const struct rt_request *rq, const char *name)
{
    const char *first = rt_request_header(rq, name);
    char var[64];
    size_t len, n = 0;

    if (first == NULL || !header_var(name, var, sizeof var))
        return NULL;
    len = strlen(var);
    for (char *const *v = rq->vars; *v != NULL; v++)
        n += strncmp(*v, var, len) == 0 && (*v)[len] == '=';
    return n == 1 ? first : NULL;
}

static void
read_method(struct rt_request *rq)
{
    const char *m = rt_request_var(rq, "REQUEST_METHOD");

    rq->method = RT_METHOD__MAX;
    if (m == NULL)
        return;
    rq->head = strcmp(m, "HEAD") == 0;
    if (rq->head || strcmp(m, "GET") == 0)
        rq->method = RT_GET;
    else if (strcmp(m, "POST") == 0)
        rq->method = RT_POST;
}

static bool
is_id(const char *s)
{
    return s != NULL && strlen(s) == RT_REQUEST_ID - 1 &&
           strspn(s, "0123456789abcdef") == RT_REQUEST_ID - 1;
}

static void
read_id(struct rt_request *rq)
{
    const char *given = rt_request_var(rq, "REQUEST_ID");
    unsigned char own[(RT_REQUEST_ID - 1) / 2];

    if (is_id(given)) {
        memcpy(rq->id, given, RT_REQUEST_ID);
        return;
    }
    rt_random(own, sizeof own);
    rt_hex(own, sizeof own, rq->id);
}

/* The path of a page is plain ASCII, so nothing is decoded: a path with an
 * escape or any other byte belongs to no page. */
static bool
path_plain(const char *s)
{
    for (const char *p = s; *p != '\0'; p++) {
        if (!isalnum((unsigned char)*p) && strchr("/-._~", *p) == NULL)
            return false;
    }
    return s[0] == '/' && strstr(s, "//") == NULL && strstr(s, "/.") == NULL;
}

static enum rt_code
read_path(struct rt_request *rq, struct rt_err *err)
{
    const char *uri = rt_request_var(rq, "REQUEST_URI");

    if (uri == NULL)
        uri = rt_request_var(rq, "PATH_INFO");
    if (uri == NULL)
        uri = "";
    rq->path = rt_strndup(rq->arena, uri, strcspn(uri, "?"));
    if (!path_plain(rq->path))
        return rt_fail_key(err, RT_EINVAL, "http_bad_path", NULL);
    return RT_OK;
}

static enum rt_code
read_query(struct rt_request *rq, struct rt_err *err)
{
    const char *q = rt_request_var(rq, "QUERY_STRING");
    size_t len = q != NULL ? strlen(q) : 0;

    if (len > RT_QUERY_MAX)
        return rt_fail_key(err, RT_ELIMIT, "http_query_limit", "limit",
                           rt_fmt(rq->arena, "%d", RT_QUERY_MAX), NULL);
    return rt_pairs_parse(q != NULL ? q : "", len, rq->arena, &rq->query, err);
}

static enum rt_code
body_length(const struct rt_request *rq, size_t most, size_t *out,
            struct rt_err *err)
{
    const char *text = rt_request_var(rq, "CONTENT_LENGTH");
    unsigned long long n;

    *out = 0;
    if (text == NULL || text[0] == '\0')
        return RT_OK;
    if (text[strspn(text, "0123456789")] != '\0')
        return rt_fail_key(err, RT_EINVAL, "http_bad_length", "value", text,
                           NULL);
    errno = 0;
    n = strtoull(text, NULL, 10);
    if (errno != 0 || n > most)
        return rt_fail_key(err, RT_ELIMIT, "http_body_limit", "limit",
                           rt_fmt(rq->arena, "%zu", most), NULL);
    *out = (size_t)n;
    return RT_OK;
}

/* True when `sent` is the media type `want`, with any parameters. */
static bool
is_type(const char *sent, const char *want)
{
    size_t len = strlen(want);

    return strncasecmp(sent, want, len) == 0 &&
           (sent[len] == '\0' || sent[len] == ';' || sent[len] == ' ');
}

static enum rt_code
check_type(const struct rt_request *rq, const char *want, struct rt_err *err)
{
    const char *sent = rt_request_var(rq, "CONTENT_TYPE");

    if (sent == NULL)
        sent = "";
    if (is_type(sent, want != NULL ? want : form_type))
        return RT_OK;
    if (want == NULL)
        return rt_fail_key(err, RT_EINVAL, "http_no_form", "value", sent, NULL);
    return rt_fail_key(err, RT_EINVAL, "http_bad_type", "value", sent, "want",
                       want, NULL);
}

static enum rt_code
read_bytes(const struct rt_input *in, char *body, size_t len,
           struct rt_err *err)
{
    size_t have = 0, got = 1;

    while (have < len && got != 0) {
        got = in->read(in->from, body + have, len - have);
        have += got;
    }
    if (have < len)
        return rt_fail_key(err, RT_EINVAL, "http_short_body", NULL);
    return RT_OK;
}

enum rt_code
rt_request_body(struct rt_request *rq, const struct rt_input *in,
                const char *type, size_t most, struct rt_err *err)
{
    size_t len;
    char *body;
    enum rt_code rc;

    if (rq->method != RT_POST)
        return RT_OK;
    rc = body_length(rq, most != 0 ? most : RT_BODY_MAX, &len, err);
    if (rc == RT_OK && (type != NULL || len != 0))
        rc = check_type(rq, type, err);
    if (rc != RT_OK)
        return rc;
    body = rt_alloc(rq->arena, len + 1);
    rc = read_bytes(in, body, len, err);
    if (rc != RT_OK)
        return rc;
    if (type == NULL)
        return rt_pairs_parse(body, len, rq->arena, &rq->form, err);
    rq->body = body;
    rq->body_len = len;
    return RT_OK;
}

enum rt_code
rt_request_head(struct rt_request *rq, const struct rt_input *in,
                struct rt_arena *a, struct rt_err *err)
{
    enum rt_code rc;

    *rq = (struct rt_request){.arena = a, .vars = in->vars, .path = ""};
    read_method(rq);
    read_id(rq);
    rt_cookies_parse(rt_request_header(rq, "Cookie"), a, &rq->cookies);
    rc = read_path(rq, err);
    return rc == RT_OK ? read_query(rq, err) : rc;
}

bool
rt_request_has_tag(const struct rt_request *rq, const char *etag)
{
    const char *p = rt_request_header(rq, "If-None-Match");
    size_t len = strlen(etag);

    while (p != NULL && *p != '\0') {
        p += strspn(p, " \t,");
        if (*p == '*')
            return true;
        if (strncmp(p, "W/", 2) == 0)
            p += 2;
        if (strncmp(p, etag, len) == 0 && strchr(" \t,", p[len]) != NULL)
            return true;
        p += strcspn(p, ",");
    }
    return false;
}
