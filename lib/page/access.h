/* Identify the visitor, and check what the visitor may do. */
#ifndef RT_PAGE_ACCESS_H
#define RT_PAGE_ACCESS_H

#include "page/visit.h"

#define RT_COOKIE_SESSION "__Host-sid"
#define RT_COOKIE_COPY "__Host-sidc"

/*
 * Fill v->who: from the parameter that nginx sets when AUTH_HEADER names one,
 * or else from the session cookie.  When the database is away, the signed copy
 * of that session is used, for reading only (v->degraded).
 *
 * RT_OK with who.id 0: nobody is signed in.  RT_EAWAY: there is a cookie, but
 * nothing tells whose it is; for a route with `away` that is not an error
 * (v->degraded).
 */
enum rt_code rt_access_identify(struct rt_visit *v,
                                struct rt_err *err) RT_CHECK;

/* Check the route's rule: 401, 403, the form's token and where the form came
 * from.  Refusals are written to the audit log. */
enum rt_code rt_access_allow(struct rt_visit *v, struct rt_err *err) RT_CHECK;

/* Give the browser a session's cookie and its signed copy. */
void rt_access_sign_in(struct rt_visit *v, const char *token, bool trusted);
/* Remove both. */
void rt_access_sign_out(struct rt_visit *v);

/* After an answer for which the database was available: renew the copy when
 * the browser's is getting old. */
void rt_access_renew(struct rt_visit *v);

#endif
