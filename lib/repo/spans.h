/* From when to when there were contracts, many at a time. */
#ifndef RT_REPO_SPANS_H
#define RT_REPO_SPANS_H

#include "db/db.h"

struct rt_service_span {
    bool known;         /* there is a contract */
    int32_t start, end; /* RT_DAY_MIN, RT_DAY_OPEN: not known */
};

/* Of n clients, by id (they may repeat): from the start of their first contract
 * to the end of their last one. */
enum rt_code rt_spans_of_clients(struct rt_db *db, const int64_t *ids, size_t n,
                                 struct rt_service_span *out,
                                 struct rt_arena *a,
                                 struct rt_err *err) RT_CHECK;

/* Hand over the contracts of these clients that go on after a pause under the
 * number of another one: NUMBER@2024-02-20.  `external_id` is borrowed. */
typedef void rt_span_take(void *arg, const char *external_id, int32_t start,
                          int32_t end);
enum rt_code rt_spans_after_pause(struct rt_db *db, const int64_t *ids,
                                  size_t n, rt_span_take *take, void *arg,
                                  struct rt_arena *a,
                                  struct rt_err *err) RT_CHECK;

#endif
