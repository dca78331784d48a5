#include "app/value_counts.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

struct rt_value_counts {
    char generation[33];
    struct rt_arena *arena;
    uint32_t **counts; /* [n_attrs][dict.n] */
};

static uint32_t *
count_attr(const struct rt_attr *attr, size_t n_clients, struct rt_arena *a)
{
    uint32_t *n = rt_alloc_n(a, attr->dict.n, sizeof *n);

    for (size_t i = 0; i < n_clients; i++)
        n[attr->code[i]]++;
    return n;
}

static struct rt_value_counts *
count_all(const struct rt_data *d)
{
    struct rt_value_counts *c = rt_heap(sizeof *c);

    c->arena = rt_arena_new();
    c->counts = rt_alloc_n(c->arena, d->n_attrs, sizeof *c->counts);
    memcpy(c->generation, d->group_generation[RT_GROUP_CONTRACTS],
           sizeof c->generation);
    for (size_t i = 0; i < d->n_attrs; i++)
        c->counts[i] = count_attr(&d->attrs[i], d->n_clients, c->arena);
    return c;
}

const uint32_t *
rt_value_counts_of(struct rt_value_counts **c, const struct rt_data *data,
                   size_t i)
{
    if (*c == NULL || strcmp((*c)->generation,
                             data->group_generation[RT_GROUP_CONTRACTS]) != 0) {
        rt_value_counts_free(*c);
        *c = count_all(data);
    }
    return (*c)->counts[i];
}

void
rt_value_counts_free(struct rt_value_counts *c)
{
    if (c == NULL)
        return;
    rt_arena_free(c->arena);
    free(c);
}
