/* Rules of one-time links that begin a session. */
#ifndef RT_PAGE_LINK_H
#define RT_PAGE_LINK_H

#include "http/route.h"
#include "page/visit.h"
#include "repo/links.h"

/* Over plain http from another machine the browser would drop the session's
 * cookie, and the link would be used up for nothing: RT_EINVAL.  TLS may end in
 * front of nginx; then the public address is DASHBOARD_URL. */
enum rt_code rt_link_check_address(const struct rt_visit *v,
                                   struct rt_err *err) RT_CHECK;

/* After a few failed tries of a link, further tries cost only this query and
 * keep nobody else out.  The database is there. */
enum rt_code rt_link_check_tries(struct rt_visit *v, const char *link,
                                 struct rt_err *err) RT_CHECK;

/* What the form of a link asks for: its inputs t and trusted, and the browser. */
struct rt_login rt_link_login(struct rt_exchange *x);

/* The link has begun a session of `user` with this token, which is erased: the
 * cookie, and on to where the visitor wanted to go. */
void rt_link_sign_in(struct rt_visit *v, const struct rt_login *how,
                     const struct rt_user *user, char token[RT_TOKEN]);

/* Record that a link was refused, and refuse it with the sentence `key`: one
 * for links that are unknown, used or ended, so that it tells nobody
 * anything. */
enum rt_code rt_link_refuse(struct rt_visit *v, const char *link,
                            const char *key, struct rt_err *err) RT_CHECK;

#endif
