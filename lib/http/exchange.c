#include "http/exchange.h"

enum rt_code
rt_exchange_json(const struct rt_exchange *x, json_t **out, struct rt_err *err)
{
    json_error_t bad;

    *out = json_loadb(x->rq->body != NULL ? x->rq->body : "", x->rq->body_len,
                      JSON_REJECT_DUPLICATES, &bad);
    if (*out != NULL)
        return RT_OK;
    return rt_fail_key(err, RT_EINVAL, "http_bad_json", "line",
                       rt_fmt(x->arena, "%d", bad.line), NULL);
}
