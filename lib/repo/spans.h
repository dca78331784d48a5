/* The time in which clients had contracts, many clients at a time. */
#ifndef RT_REPO_SPANS_H
#define RT_REPO_SPANS_H

#include "db/db.h"

struct rt_service_span {
    bool known;         /* there is a contract */
    int32_t start, end; /* RT_DAY_MIN, RT_DAY_OPEN: not known */
};

/* For n clients, by id (they may repeat): from the start of their first
 * contract to the end of their last one. */
enum rt_code rt_spans_of_clients(struct rt_db *db, const int64_t *ids, size_t n,
                                 struct rt_service_span *out,
                                 struct rt_arena *a,
                                 struct rt_err *err) RT_CHECK;

#endif
