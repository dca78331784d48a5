/* The table of routes: what can be asked for, by whom and how. */
#ifndef RT_HTTP_ROUTE_H
#define RT_HTTP_ROUTE_H

#include "base/role.h"
#include "field/form.h"
#include "http/request.h"

#include <stdio.h>

/* How a route is protected from being called by another site's page. */
enum rt_csrf {
    RT_CSRF_UNSET,  /* no rule: such a table is refused */
    RT_CSRF_SAFE,   /* GET: changes nothing */
    RT_CSRF_ORIGIN, /* POST without a session: the browser's headers must say so
                     */
    RT_CSRF_TOKEN,  /* POST: the browser's headers, and the session's token */
    RT_CSRF_LINK,   /* POST by who holds a link: the token of its own page.  Such
                       pages send no referrer, and with that browsers may call
                       the Origin "null" */
    RT_CSRF_SECRET  /* POST by a program: a header holds our secret */
};

/* http/exchange.h */
struct rt_exchange;

/* Fills the answer.  Any code but RT_OK becomes an error page. */
typedef enum rt_code rt_handler(struct rt_exchange *x, struct rt_err *err);

/* The same for a form with a mistake that its sender can correct: shows it
 * again, as it was filled in (x->rq->form), with what is wrong. */
typedef enum rt_code rt_again(struct rt_exchange *x, const struct rt_err *why,
                              struct rt_err *err);

struct rt_route {
    enum rt_method method;
    const char *path; /* "/block/x.json"; one * in it stands for a name */
    unsigned roles;   /* mask of enum rt_role; 0: no rule */
    enum rt_csrf csrf;
    rt_handler *handle;
    bool quiet; /* pages ask for it by themselves: it shows no person at work */
    bool hidden; /* the name in its path is a secret: logs have the row's path */
    bool away;  /* for people, but also while the database is away */

    /* The inputs that the query of a GET or the form of a POST may have,
     * beside `lang` and the token that the row requires.  NULL: none. */
    const struct rt_field *inputs;
    bool filter;     /* other keys of the query belong to a filter */
    rt_again *again; /* a wrong value of an input with a label leads here; NULL:
                        to an error page */

    /* For a POST. */
    const char *body_type;     /* "application/json"; NULL: a form */
    size_t body_most;          /* bytes; 0: RT_BODY_MAX */
    const char *secret_header; /* the header of RT_CSRF_SECRET */
};

struct rt_routes {
    const struct rt_route *list;
    size_t n;
};

enum { RT_ROUTE_NAME = 64 };

/* The route of a request. */
struct rt_match {
    const struct rt_route *route; /* NULL: `status` says why */
    char name[RT_ROUTE_NAME];     /* what the * stands for */
    int status;                   /* 200, 404, 405 */
    const char *allow;            /* for 405: "GET, HEAD" */
    bool hidden;                  /* the path fits a row that hides it */
};

/* Refuse a table with an incomplete row.  RT_EINVAL names a row without roles
 * or CSRF rule, with a rule that does not fit its method, without handler,
 * with a secret's header but not the rule or the reverse, with a link's rule
 * but not the link in its path, hidden from logs, with a body though
 * its method has none, with a body over RT_BODY_MOST, with inputs though its
 * body is not a form, with a filter in a POST, or with the method and path of
 * an earlier row. */
enum rt_code rt_routes_check(const struct rt_routes *routes,
                             struct rt_err *err) RT_CHECK;

/* The table as text, one row a line: method, path, roles, CSRF rule, separated
 * by tabs. */
enum rt_code rt_routes_print(const struct rt_routes *routes, FILE *to) RT_CHECK;

/* Find the row for a request.  The name that * stands for has A-Z a-z 0-9 _ -
 * and at most RT_ROUTE_NAME - 1 bytes. */
void rt_routes_find(const struct rt_routes *routes, enum rt_method method,
                    const char *path, struct rt_match *out);

/*
 * Check what was sent against the row's inputs, so that a handler gets checked
 * values.
 *
 *   out   the values of the row's inputs
 *   rest  for a row with `filter`: the other pairs, as they were sent
 *
 * RT_EINVAL as rt_form_read().  The query of a POST may only have `lang`.
 */
enum rt_code rt_route_read(const struct rt_route *route,
                           const struct rt_request *rq,
                           const struct rt_field_env *env, struct rt_arena *a,
                           struct rt_form *out, struct rt_pairs *rest,
                           struct rt_err *err) RT_CHECK;

/* True when a refused input is one that people see, and the row can show its
 * form again. */
bool rt_route_again(const struct rt_route *route, const struct rt_err *why);

/* For a row with RT_CSRF_SECRET: RT_OK when its header was sent exactly once
 * and equals `secret` (compared in constant time), else RT_EDENIED
 * "http_bad_secret".  If `secret` is NULL, nothing equals it.  RT_OK for other
 * rows. */
enum rt_code rt_route_secret(const struct rt_route *route,
                             const struct rt_request *rq, const char *secret,
                             struct rt_err *err) RT_CHECK;

#endif
