/* Find places in the columns by surrogate ids. */
#ifndef RT_SNAP_PLACES_H
#define RT_SNAP_PLACES_H

#include "base/arena.h"

#include <stdint.h>

/* Use it only through rt_places_find(). */
struct rt_places {
    const int64_t *id; /* [n] by place */
    size_t n;
    int64_t low;
    size_t span;  /* size of the table; 0: the ids are too far apart for one */
    uint32_t *at; /* [span] place + 1 by id - low, or [n] places by rising id */
};

/* `id` has n different ids in any order; it is borrowed, the rest is from
 * `a`. */
void rt_places_make(const int64_t *id, size_t n, struct rt_arena *a,
                    struct rt_places *out);

/* The place of an id; UINT32_MAX: there is no such id. */
uint32_t rt_places_find(const struct rt_places *m, int64_t id);

#endif
