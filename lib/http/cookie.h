/* Cookies: read from the request, written for one host only. */
#ifndef RT_HTTP_COOKIE_H
#define RT_HTTP_COOKIE_H

#include "base/pairs.h"

#include <stdint.h>

/* Read names and values of a Cookie header; they live as long as `a`.  Pieces
 * that are not name=value are skipped.  If a name was sent twice, both are
 * kept, so that the caller can refuse it (a cookie planted by a neighbouring
 * host looks like that). */
void rt_cookies_parse(const char *header, struct rt_arena *a,
                      struct rt_pairs *out);

/* The value of `name`; NULL when it is absent or sent more than once. */
const char *rt_cookie_get(const struct rt_pairs *cookies, const char *name);

/* A Set-Cookie value: Path=/; Secure; HttpOnly; SameSite=Lax, as the prefix
 * __Host- requires.  age_s 0: until the browser closes; below 0: delete it.
 * Name and value must hold token characters only.  Lives as long as `a`. */
char *rt_cookie_format(struct rt_arena *a, const char *name, const char *value,
                       int64_t age_s);

#endif
