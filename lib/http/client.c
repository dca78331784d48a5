/* What a browser says about itself: its languages, and where a form came
 * from. */
#include "http/request.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* "0.8" in thousandths; anything that is not a weight counts as 0. */
static int
read_weight(const char *s)
{
    double w = strtod(s, NULL);

    return w > 0 && w <= 1 ? (int)(w * 1000) : 0;
}

/* "ru", "ru-RU", "EN-gb;q=0.8" at [s, end): one of our languages, with its
 * weight in thousandths. */
static bool
read_range(const char *s, const char *end, enum rt_lang *lang, int *weight)
{
    const char *semi = memchr(s, ';', (size_t)(end - s));
    const char *stop = semi != NULL ? semi : end;
    const char *q;
    size_t len = (size_t)(stop - s);
    char word[3] = "";

    *weight = 1000;
    if (len < 2 || (len > 2 && s[2] != '-' && s[2] != ' '))
        return false;
    for (int i = 0; i < 2; i++)
        word[i] = (char)(s[i] | 0x20);
    if (rt_lang_parse(word, lang) != RT_OK)
        return false;
    q = semi != NULL ? memmem(semi, (size_t)(end - semi), "q=", 2) : NULL;
    if (q != NULL)
        *weight = read_weight(q + 2);
    return true;
}

enum rt_lang
rt_request_lang(const struct rt_request *rq, enum rt_lang fallback)
{
    const char *p = rt_request_header(rq, "Accept-Language");
    enum rt_lang best = fallback;
    int best_weight = 0;

    while (p != NULL && *p != '\0') {
        const char *end;
        enum rt_lang lang;
        int weight;

        p += strspn(p, " \t,");
        end = p + strcspn(p, ",");
        if (read_range(p, end, &lang, &weight) && weight > best_weight) {
            best = lang;
            best_weight = weight;
        }
        p = end;
    }
    return best;
}

bool
rt_host_is_loopback(const char *host)
{
    size_t len = strcspn(host, ":/");

    if (strncmp(host, "[::1]", 5) == 0)
        return true;
    return (len == 9 && strncasecmp(host, "localhost", 9) == 0) ||
           (strncmp(host, "127.", 4) == 0 &&
            strspn(host, "0123456789.") == len);
}

static bool
is_tls(const struct rt_request *rq)
{
    const char *tls = rt_request_var(rq, "HTTPS");

    return tls != NULL && strcasecmp(tls, "on") == 0;
}

bool
rt_request_keeps_cookies(const struct rt_request *rq)
{
    const char *host = rt_request_header(rq, "Host");

    return is_tls(rq) || (host != NULL && rt_host_is_loopback(host));
}

/* True when `origin` ("https://host:port") is the scheme and host of this
 * request. */
static bool
origin_ours(const struct rt_request *rq, const char *origin)
{
    const char *host = rt_request_header(rq, "Host");
    const char *scheme = is_tls(rq) ? "https://" : "http://";
    size_t len = strlen(scheme);

    return host != NULL && host[0] != '\0' &&
           strncmp(origin, scheme, len) == 0 &&
           strcasecmp(origin + len, host) == 0;
}

bool
rt_request_same_origin(const struct rt_request *rq, const char *own)
{
    const char *site = rt_request_header(rq, "Sec-Fetch-Site");
    const char *origin = rt_request_header(rq, "Origin");

    if (site != NULL && strcmp(site, "same-origin") != 0)
        return false;
    if (origin != NULL && !origin_ours(rq, origin) &&
        (own == NULL || strcasecmp(origin, own) != 0))
        return false;
    return site != NULL || origin != NULL;
}
