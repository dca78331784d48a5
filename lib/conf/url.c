#include "conf/url.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DIGITS "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

enum { HOST_MAX = 253 }; /* RFC 1035 */

bool
rt_word_in(const char *text, size_t len, const char *words)
{
    while (len > 0) {
        size_t n = strcspn(words, "|");

        if (n == len && memcmp(words, text, len) == 0)
            return true;
        if (words[n] == '\0')
            return false;
        words += n + 1;
    }
    return false;
}

/* Parse the address text[0..len) into `out`, which suits the family. */
static bool
is_address(int family, const char *text, size_t len, void *out)
{
    char copy[INET6_ADDRSTRLEN];

    if (len >= sizeof copy)
        return false;
    memcpy(copy, text, len);
    copy[len] = '\0';
    return inet_pton(family, copy, out) == 1;
}

bool
rt_host_valid(const char *host, size_t len)
{
    struct in6_addr v6;

    if (len == 0 || len > HOST_MAX)
        return false;
    if (host[0] == '[')
        return len > 2 && host[len - 1] == ']' &&
               is_address(AF_INET6, host + 1, len - 2, &v6);
    /* Underscores are allowed because container names have them. */
    return strspn(host, LETTERS DIGITS "-._") >= len && host[0] != '-' &&
           host[0] != '.';
}

static bool
is_port(const char *text, size_t len)
{
    long port;

    if (len == 0 || len > 5 || strspn(text, DIGITS) < len)
        return false;
    port = strtol(text, NULL, 10);
    return port >= 1 && port <= 65535;
}

/* Length of the host in "host:port"; the whole length when there is no port. */
static size_t
host_len(const char *text, size_t len)
{
    const char *from = *text == '[' ? memchr(text, ']', len) : text;
    const char *colon;

    if (from == NULL)
        return len;
    colon = memchr(from, ':', len - (size_t)(from - text));
    return colon != NULL ? (size_t)(colon - text) : len;
}

bool
rt_host_port_valid(const char *text, size_t len)
{
    size_t host;

    if (len == 0)
        return false;
    host = host_len(text, len);
    if (!rt_host_valid(text, host))
        return false;
    return host == len || is_port(text + host + 1, len - host - 1);
}

bool
rt_url_split(const char *text, struct rt_url *out)
{
    const char *colon = strstr(text, "://");
    const char *at;
    size_t len;

    for (const char *p = text; *p != '\0'; p++) {
        if (*p <= ' ' || *p > '~' || strchr("\"'<>\\^`{|}?#", *p) != NULL)
            return false;
    }
    if (colon == NULL)
        return false;
    out->scheme_len = (size_t)(colon - text);
    out->host = colon + 3;
    len = strcspn(out->host, "/");
    at = memrchr(out->host, '@', len);
    if (at != NULL) {
        len -= (size_t)(at + 1 - out->host);
        out->host = at + 1;
    }
    if (!rt_host_port_valid(out->host, len))
        return false;
    out->host_len = host_len(out->host, len);
    return true;
}

bool
rt_url_is_loopback(const struct rt_url *url)
{
    static const char name[] = "localhost";
    size_t n = sizeof name - 1;
    size_t len = url->host_len;
    struct in_addr v4;

    if (len >= n && strncasecmp(url->host + len - n, name, n) == 0)
        return len == n || url->host[len - n - 1] == '.';
    /* 127.0.0.1, but not 127.0.0.1.example.org. */
    return rt_word_in(url->host, len, "[::1]") ||
           (is_address(AF_INET, url->host, len, &v4) &&
            ntohl(v4.s_addr) >> 24 == 127);
}
