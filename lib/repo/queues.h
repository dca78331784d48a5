/* What waits to be handled or sent. */
#ifndef RT_REPO_QUEUES_H
#define RT_REPO_QUEUES_H

#include "db/db.h"

struct rt_queues {
    int64_t in;         /* updates that wait */
    int64_t in_late_s;  /* for how long the oldest has waited */
    int64_t in_failed;  /* updates that could not be handled */
    int64_t out;        /* messages that wait */
    int64_t out_late_s; /* how long ago the first should have been sent */
    int64_t out_failed; /* messages that could not be sent */
};

enum rt_code rt_queues_look(struct rt_db *db, struct rt_queues *out,
                            struct rt_err *err) RT_CHECK;

#endif
