/* Who is asking, and may they. */
#ifndef RT_PAGE_ACCESS_H
#define RT_PAGE_ACCESS_H

#include "page/visit.h"

#define RT_COOKIE_SESSION "__Host-sid"
#define RT_COOKIE_COPY "__Host-sidc"

/*
 * Fill v->who: by the parameter that nginx sets where AUTH_HEADER names one, or
 * by the session cookie.  When the database is away, by the signed copy of
 * that session (v->degraded), read-only.
 *
 * RT_OK with who.id 0: nobody.  RT_EAWAY: there is a cookie, but nothing that
 * can tell whose it is; for a row with `away` that is no error (v->degraded).
 */
enum rt_code rt_access_identify(struct rt_visit *v,
                                struct rt_err *err) RT_CHECK;

/* Compare with the row's rule: 401, 403, the form's token and where the form
 * came from; refusals are written to the audit log. */
enum rt_code rt_access_allow(struct rt_visit *v, struct rt_err *err) RT_CHECK;

/* Give the browser a session's cookie, and the copy of it. */
void rt_access_sign_in(struct rt_visit *v, const char *token, bool trusted);
/* Take both away. */
void rt_access_sign_out(struct rt_visit *v);

/* After an answer made with the database at hand: a fresh copy, when the one
 * the browser has is getting old. */
void rt_access_renew(struct rt_visit *v);

#endif
