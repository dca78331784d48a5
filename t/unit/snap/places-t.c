/* Places by id: near ids, ids far apart, and those that are not there. */
#include "snap/places.h"
#include "../tap.h"

#define N(a) (sizeof(a) / sizeof(a)[0])

/* Every id is found at its own place, and its neighbours only if they are ids
 * themselves. */
static void
test_ids(const char *what, const int64_t *id, size_t n)
{
    struct rt_arena *a = rt_arena_new();
    struct rt_places m;
    int wrong = 0;

    rt_places_make(id, n, a, &m);
    for (size_t i = 0; i < n; i++) {
        wrong += rt_places_find(&m, id[i]) != i;
        for (int away = -1; away <= 1; away += 2) {
            int64_t other = (int64_t)((uint64_t)id[i] + (uint64_t)away);
            uint32_t at = rt_places_find(&m, other);

            wrong += at != UINT32_MAX && (at >= n || id[at] != other);
        }
    }
    wrong += rt_places_find(&m, INT64_MAX - 7) != UINT32_MAX;
    wrong += rt_places_find(&m, INT64_MIN + 7) != UINT32_MAX;
    is_int(wrong, 0, what);
    rt_arena_free(a);
}

/* `n` ids, each `step` behind the one before. */
static void
test_steps(size_t n, int64_t step)
{
    struct rt_arena *a = rt_arena_new();
    int64_t *id = rt_alloc_n(a, n, sizeof *id);

    for (size_t i = 0; i < n; i++)
        id[i] = 5 + (int64_t)i * step;
    test_ids(rt_fmt(a, "%zu ids, %lld apart", n, (long long)step), id, n);
    for (size_t i = 0; i < n / 2; i++) {
        int64_t last = id[n - 1 - i];

        id[n - 1 - i] = id[i];
        id[i] = last;
    }
    test_ids("the same in falling order", id, n);
    rt_arena_free(a);
}

int
main(void)
{
    static const int64_t one[] = {7}, huge[] = {INT64_MAX},
                         mixed[] = {12, 3, 4, 11, 1}, below[] = {-1, -3, 0},
                         apart[] = {1, 3000000000, 2, INT64_MAX, 9000},
                         ends[] = {INT64_MAX, 0, INT64_MIN};

    test_ids("no ids", NULL, 0);
    test_ids("one", one, N(one));
    test_ids("the largest", huge, N(huge));
    test_ids("near ones in any order", mixed, N(mixed));
    test_ids("below zero", below, N(below));
    test_ids("a few that are far apart", apart, N(apart));
    test_ids("the ends of the numbers", ends, N(ends));
    for (int64_t step = 1; step <= 10000000000; step *= 100)
        test_steps(2000, step);
    return done();
}
