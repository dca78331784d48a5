#include "repo/lookup.h"

#include <stdlib.h>
#include <string.h>

int
rt_param_compare(const struct rt_param *a, const struct rt_param *b)
{
    size_t len = a->len < b->len ? a->len : b->len;
    int d;

    if (a->kind == RT_P_I64 || b->kind == RT_P_I64)
        return a->i64 < b->i64 ? -1 : a->i64 > b->i64;
    d = len > 0 ? memcmp(a->str, b->str, len) : 0;
    if (d != 0)
        return d;
    return a->len < b->len ? -1 : a->len > b->len;
}

static int
compare_places(const void *x, const void *y)
{
    const struct rt_param *const *a = x, *const *b = y;

    return rt_param_compare(*a, *b);
}

/* Files come in order of client or contract more often than not. */
static bool
is_sorted(const struct rt_param *list, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (rt_param_compare(&list[i - 1], &list[i]) > 0)
            return false;
    return true;
}

void
rt_lookup_init(struct rt_lookup *l, const struct rt_param *list, size_t n,
               void *out, struct rt_arena *a)
{
    *l = (struct rt_lookup){.list = list,
                            .sorted = rt_alloc_n(a, n + 1, sizeof *l->sorted),
                            .n = n,
                            .a = a,
                            .out = out};
    for (size_t i = 0; i < n; i++)
        l->sorted[i] = &list[i];
    if (!is_sorted(list, n))
        qsort(l->sorted, n, sizeof *l->sorted, compare_places);
}

size_t
rt_lookup_different(const struct rt_lookup *l, struct rt_param *out)
{
    size_t n = 0;

    for (size_t i = 0; i < l->n; i++) {
        const struct rt_param *p = l->sorted[i];

        if (p->kind == RT_P_NULL)
            continue;
        if (n == 0 || rt_param_compare(&out[n - 1], p) != 0)
            out[n++] = *p;
    }
    return n;
}

const struct rt_param **
rt_lookup_find(const struct rt_lookup *l, struct rt_param value,
               size_t *n_equal)
{
    size_t low = 0, high = l->n;

    *n_equal = 0;
    while (low < high) {
        size_t mid = (low + high) / 2;

        if (rt_param_compare(l->sorted[mid], &value) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    while (low + *n_equal < l->n &&
           rt_param_compare(l->sorted[low + *n_equal], &value) == 0)
        ++*n_equal;
    return l->sorted + low;
}

struct rt_param
rt_col_text(const struct rt_stmt *st, size_t col)
{
    size_t len;
    const char *s = rt_col_peek(st, col, &len);

    return RT_BYTES(s, len);
}
