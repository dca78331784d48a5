/* One request and its answer, as a handler gets them.  Whatever else the
 * program knows of the one who asks is its own (`host`): page/visit.h for
 * pages. */
#ifndef RT_HTTP_EXCHANGE_H
#define RT_HTTP_EXCHANGE_H

#include "http/request.h"
#include "http/response.h"
#include "http/route.h"
#include "http/serve.h"

#include <jansson.h>

struct rt_exchange {
    struct rt_arena *arena; /* of the request */
    const struct rt_request *rq;
    struct rt_response *re;
    const struct rt_match *match;
    struct rt_form form;   /* what was sent, checked against the row */
    struct rt_pairs rest;  /* of a row with a filter: the other pairs */
    void *host;            /* the program's own */
    struct rt_after after; /* set by a handler: what comes once it is sent */
};

/* The body as JSON; the caller's reference.  RT_EINVAL "http_bad_json" {line}:
 * it is none, names a key twice, or is not UTF-8. */
enum rt_code rt_exchange_json(const struct rt_exchange *x, json_t **out,
                              struct rt_err *err) RT_CHECK;

#endif
