/* One request and its answer, as a handler gets them.  What else the program
 * knows about the visitor is its own matter (`host`): page/visit.h for
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
    struct rt_form form;  /* the inputs, checked against the route's row */
    struct rt_pairs rest; /* for a row with a filter: the other pairs */
    void *host;           /* data of the program */
    struct rt_after
        after; /* set by a handler: work to do once the answer is sent */
};

/* The body as JSON; a new reference.  RT_EINVAL "http_bad_json" {line} when it
 * is not JSON, has a key twice, or is not UTF-8. */
enum rt_code rt_exchange_json(const struct rt_exchange *x, json_t **out,
                              struct rt_err *err) RT_CHECK;

#endif
