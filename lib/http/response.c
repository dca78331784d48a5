#include "http/response.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* nginx sends the same headers with its own answers (nginx/headers.conf). */
static const struct rt_pair secure[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; "
     "img-src 'self'; connect-src 'self'; form-action 'self'; "
     "frame-ancestors 'none'; base-uri 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"X-Frame-Options", "DENY"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
};

static const struct {
    int status;
    const char *phrase;
} phrases[] = {
    {200, "OK"},
    {303, "See Other"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {409, "Conflict"},
    {413, "Content Too Large"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
};

void
rt_response_init(struct rt_response *re, struct rt_arena *a)
{
    *re = (struct rt_response){.arena = a, .status = 200};
    rt_buf_init(&re->body, 0);
}

void
rt_response_fini(struct rt_response *re)
{
    rt_buf_fini(&re->body);
}

void
rt_response_clear(struct rt_response *re)
{
    re->status = 200;
    re->headers.n = 0;
    re->bad.code = RT_OK;
    rt_buf_clear(&re->body);
}

static bool
is_token(const char *s)
{
    for (const char *p = s; *p != '\0'; p++) {
        if (!isalnum((unsigned char)*p) && *p != '-')
            return false;
    }
    return *s != '\0';
}

static bool
is_value(const char *s)
{
    for (; *s != '\0'; s++) {
        if ((unsigned char)*s < 0x20 || *s == 0x7f)
            return false;
    }
    return true;
}

void
rt_response_header(struct rt_response *re, const char *name, const char *value)
{
    if (!is_token(name) || !is_value(value)) {
        rt_fail(&re->bad, RT_EINVAL, "header %.40s refused",
                is_token(name) ? name : "name");
        return;
    }
    rt_pairs_add(&re->headers, re->arena, rt_strdup(re->arena, name),
                 rt_strdup(re->arena, value));
}

const char *
rt_response_find(const struct rt_response *re, const char *name)
{
    for (size_t i = 0; i < re->headers.n; i++) {
        if (strcasecmp(re->headers.list[i].name, name) == 0)
            return re->headers.list[i].value;
    }
    return NULL;
}

void
rt_response_type(struct rt_response *re, const char *type)
{
    bool text = strncmp(type, "text/", 5) == 0;

    rt_response_header(re, "Content-Type",
                       text ? rt_fmt(re->arena, "%s; charset=utf-8", type)
                            : type);
}

void
rt_response_redirect(struct rt_response *re, const char *url)
{
    re->status = 303;
    if (url[0] != '/' || url[1] == '/' || url[1] == '\\')
        rt_fail(&re->bad, RT_EINVAL, "redirect out of this site refused");
    else
        rt_response_header(re, "Location", url);
}

void
rt_response_secure(struct rt_response *re)
{
    for (size_t i = 0; i < sizeof secure / sizeof secure[0]; i++)
        if (rt_response_find(re, secure[i].name) == NULL)
            rt_pairs_add(&re->headers, re->arena, secure[i].name,
                         secure[i].value);
    if (rt_response_find(re, "Cache-Control") == NULL)
        rt_response_header(re, "Cache-Control", "private, no-cache");
}

enum rt_code
rt_response_ok(const struct rt_response *re, struct rt_err *err)
{
    if (re->bad.code != RT_OK)
        return rt_fail(err, re->bad.code, "%s", re->bad.text);
    return rt_buf_ok(&re->body, err);
}

static const char *
phrase_of(int status)
{
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
        if (phrases[i].status == status)
            return phrases[i].phrase;
    }
    return "Unknown";
}

static void
write_line(struct rt_buf *out, const char *text)
{
    rt_buf_str(out, text);
    rt_buf_str(out, "\r\n");
}

void
rt_response_write(struct rt_response *re, bool head, struct rt_buf *out)
{
    bool bodiless = re->status == 304;

    rt_buf_str(out, "Status: ");
    rt_buf_int(out, re->status);
    rt_buf_char(out, ' ');
    write_line(out, phrase_of(re->status));
    for (size_t i = 0; i < re->headers.n; i++) {
        rt_buf_str(out, re->headers.list[i].name);
        rt_buf_str(out, ": ");
        write_line(out, re->headers.list[i].value);
    }
    if (!bodiless) {
        rt_buf_str(out, "Content-Length: ");
        rt_buf_int(out, (int64_t)re->body.len);
        write_line(out, "");
    }
    write_line(out, "");
    if (head || bodiless)
        rt_buf_clear(&re->body);
}

int
rt_http_status(const struct rt_err *err)
{
    static const int by_code[RT_CODE__MAX] = {
        [RT_OK] = 200,      [RT_NONE] = 404,     [RT_EINVAL] = 400,
        [RT_ELIMIT] = 400,  [RT_EDENIED] = 403,  [RT_ECONFLICT] = 409,
        [RT_EBROKEN] = 503, [RT_EIO] = 500,      [RT_EAWAY] = 503,
        [RT_ERETRY] = 503,  [RT_EUNKNOWN] = 503, [RT_EDB] = 500,
    };

    if (err->key != NULL && strcmp(err->key, "http_body_limit") == 0)
        return 413;
    return err->code < RT_CODE__MAX ? by_code[err->code] : 500;
}
