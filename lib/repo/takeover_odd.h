/* Findings of the take-over that a person should look at. */
#ifndef RT_REPO_TAKEOVER_ODD_H
#define RT_REPO_TAKEOVER_ODD_H

#include "repo/pytables.h"

#include <stdint.h>

/* Number of rows of one table, before and after. */
struct rt_takeover_count {
    const char *table; /* "users" */
    int64_t before, after;
};

/* Odd rows of one kind. */
struct rt_takeover_odd {
    const char *key;   /* catalogue key of a sentence with {n} */
    int64_t n;         /* more than 0 */
    const char **item; /* "C1: -5.00", by id */
    size_t n_items;    /* at most as many as the limit */
};

struct rt_takeover_found {
    struct rt_takeover_count count[RT_PY__N];
    int64_t n_clients;
    struct rt_takeover_odd *odd;
    size_t n_odd;
};

/*
 * Compare the Python system's tables, which nobody changes any more, with
 * ours.  At most `limit` items of each kind; lives as long as `a`.
 */
enum rt_code rt_takeover_found(struct rt_db *db, const struct rt_py_tables *py,
                               size_t limit, struct rt_arena *a,
                               struct rt_takeover_found *out,
                               struct rt_err *err) RT_CHECK;

#endif
