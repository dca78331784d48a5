#include "snap/places.h"

#include <stdlib.h>

/* A table by id may have this many places for each id, and some more. */
enum { SPREAD = 4, SPARE = 1024 };

static int
id_order(const void *a, const void *b, void *arg)
{
    const int64_t *id = arg;
    int64_t x = id[*(const uint32_t *)a], y = id[*(const uint32_t *)b];

    return x < y ? -1 : x > y;
}

static void
sort_places(struct rt_places *m, struct rt_arena *a)
{
    m->at = rt_alloc_n(a, m->n, sizeof *m->at);
    for (size_t i = 0; i < m->n; i++)
        m->at[i] = (uint32_t)i;
    qsort_r(m->at, m->n, sizeof *m->at, id_order, (void *)(uintptr_t)m->id);
}

void
rt_places_make(const int64_t *id, size_t n, struct rt_arena *a,
               struct rt_places *out)
{
    int64_t low = INT64_MAX, high = INT64_MIN;

    *out = (struct rt_places){.id = id, .n = n};
    for (size_t i = 0; i < n; i++) {
        low = id[i] < low ? id[i] : low;
        high = id[i] > high ? id[i] : high;
    }
    if (n == 0)
        return;
    if ((uint64_t)high - (uint64_t)low >= (uint64_t)n * SPREAD + SPARE) {
        sort_places(out, a);
        return;
    }
    out->low = low;
    out->span = (size_t)(high - low) + 1;
    out->at = rt_alloc_n(a, out->span, sizeof *out->at);
    for (size_t i = 0; i < n; i++)
        out->at[id[i] - low] = (uint32_t)i + 1;
}

uint32_t
rt_places_find(const struct rt_places *m, int64_t id)
{
    size_t from = 0, to = m->n;

    if (m->span != 0)
        return id >= m->low && (uint64_t)id - (uint64_t)m->low < m->span
                   ? m->at[id - m->low] - 1
                   : UINT32_MAX;
    while (from < to) {
        size_t mid = from + (to - from) / 2;

        if (m->id[m->at[mid]] == id)
            return m->at[mid];
        if (m->id[m->at[mid]] < id)
            from = mid + 1;
        else
            to = mid;
    }
    return UINT32_MAX;
}
