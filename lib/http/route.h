/* The table of what can be asked for, by whom and how. */
#ifndef RT_HTTP_ROUTE_H
#define RT_HTTP_ROUTE_H

#include "base/role.h"
#include "field/form.h"
#include "http/request.h"

#include <stdio.h>

/* How a row is kept from being called by a page of somebody else. */
enum rt_csrf {
    RT_CSRF_UNSET,  /* no rule: the table is refused */
    RT_CSRF_SAFE,   /* GET: changes nothing */
    RT_CSRF_ORIGIN, /* POST without a session: the browser's word */
    RT_CSRF_TOKEN,  /* POST: the browser's word and the session's token */
    RT_CSRF_SECRET  /* POST by a program: a header that holds our secret */
};

/* http/exchange.h */
struct rt_exchange;

/* Fills the answer.  A code but RT_OK becomes an error page. */
typedef enum rt_code rt_handler(struct rt_exchange *x, struct rt_err *err);

struct rt_route {
    enum rt_method method;
    const char *path; /* "/block/x.json"; one * in it stands for a name */
    unsigned roles;   /* mask of enum rt_role; 0: no rule */
    enum rt_csrf csrf;
    rt_handler *handle;
    bool quiet; /* pages ask for it by themselves: no sign of a person */
    bool away;  /* for a person also while the database is away */

    /* What may be sent in the query of a GET, in the form of a POST, beside
     * `lang` and the token that the row asks for.  NULL: nothing. */
    const struct rt_field *inputs;
    bool filter; /* other keys of the query are a filter's */

    /* Of a POST. */
    const char *body_type;     /* "application/json"; NULL: a form */
    size_t body_most;          /* bytes; 0: RT_BODY_MAX */
    const char *secret_header; /* of RT_CSRF_SECRET */
};

struct rt_routes {
    const struct rt_route *list;
    size_t n;
};

enum { RT_ROUTE_NAME = 64 };

/* A request's row. */
struct rt_match {
    const struct rt_route *route; /* NULL: `status` says why */
    char name[RT_ROUTE_NAME];     /* what stood for the * */
    int status;                   /* 200, 404, 405 */
    const char *allow;            /* for 405: "GET, HEAD" */
};

/* Refuse a table with a row that lacks its rule: RT_EINVAL names the row when
 * it has no roles, no CSRF rule, one that does not fit its method, no
 * handler, a secret's header without the rule or the rule without it, a body
 * that its method does not have or over RT_BODY_MOST, inputs of a body that is
 * no form, a filter that is posted, or the same method and path as a row
 * before. */
enum rt_code rt_routes_check(const struct rt_routes *routes,
                             struct rt_err *err) RT_CHECK;

/* The table as text, a row each: method, path, roles, CSRF rule, separated by
 * tabs. */
enum rt_code rt_routes_print(const struct rt_routes *routes, FILE *to) RT_CHECK;

/* Find the row for a request.  The name takes A-Z a-z 0-9 _ - and at most
 * RT_ROUTE_NAME - 1 bytes. */
void rt_routes_find(const struct rt_routes *routes, enum rt_method method,
                    const char *path, struct rt_match *out);

/*
 * Check what was sent against the row's inputs, so that a handler gets checked
 * values.
 *
 *   out   the values of the row's inputs
 *   rest  of a row with `filter`: the other pairs, as they were sent
 *
 * RT_EINVAL as rt_form_read(); a POST takes nothing but `lang` in its query.
 */
enum rt_code rt_route_read(const struct rt_route *route,
                           const struct rt_request *rq,
                           const struct rt_field_env *env, struct rt_arena *a,
                           struct rt_form *out, struct rt_pairs *rest,
                           struct rt_err *err) RT_CHECK;

/* For a row with RT_CSRF_SECRET: RT_OK when its header was sent exactly once
 * and equals `secret`, compared in constant time; else RT_EDENIED
 * "http_bad_secret".  `secret` NULL: nothing equals it.  RT_OK for other rows.
 */
enum rt_code rt_route_secret(const struct rt_route *route,
                             const struct rt_request *rq, const char *secret,
                             struct rt_err *err) RT_CHECK;

#endif
