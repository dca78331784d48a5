/* Hosts, URLs and lists of words in settings.  For lib/conf only. */
#ifndef RT_CONF_URL_H
#define RT_CONF_URL_H

#include <stdbool.h>
#include <stddef.h>

struct rt_url {
    size_t scheme_len; /* at the beginning */
    const char *host;  /* as written, "[::1]" with its brackets */
    size_t host_len;
};

/* True for scheme://[user[:password]@]host[:port][/path] of printable ASCII,
 * without a query. */
bool rt_url_split(const char *text, struct rt_url *out);

/* localhost, *.localhost, 127.0.0.0/8, [::1]. */
bool rt_url_is_loopback(const struct rt_url *url);

/* True for a name, an IPv4 address or an IPv6 address in brackets. */
bool rt_host_valid(const char *host, size_t len);

/* The same, with or without a :port. */
bool rt_host_port_valid(const char *text, size_t len);

/* True when text[0..len) is one of the words in "one|two|three". */
bool rt_word_in(const char *text, size_t len, const char *words);

#endif
