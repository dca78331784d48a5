#include "snap/intern.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

struct rt_intern {
    struct rt_arena *arena;
    const char **texts; /* by code */
    uint32_t n, room;
    uint32_t last;    /* the code returned last; mostly asked for again */
    uint32_t *slots;  /* code + 1, 0: free; open addressing */
    uint32_t n_slots; /* a power of two; more than half of the slots are free */
};

/* The slot of the text, or the free slot for it. */
static uint32_t *
slot_of(const struct rt_intern *in, const char *text)
{
    uint32_t i = (uint32_t)rt_fnv64(text) & (in->n_slots - 1);

    while (in->slots[i] != 0 && strcmp(in->texts[in->slots[i] - 1], text) != 0)
        i = (i + 1) & (in->n_slots - 1);
    return &in->slots[i];
}

static void
grow(struct rt_intern *in)
{
    free(in->slots);
    in->n_slots *= 2;
    in->slots = rt_heap((size_t)in->n_slots * sizeof *in->slots);
    for (uint32_t code = 0; code < in->n; code++)
        *slot_of(in, in->texts[code]) = code + 1;
}

struct rt_intern *
rt_intern_new(void)
{
    struct rt_intern *in = rt_heap(sizeof *in);

    in->arena = rt_arena_new();
    in->n_slots = 64;
    in->slots = rt_heap(in->n_slots * sizeof *in->slots);
    rt_intern(in, "");
    return in;
}

void
rt_intern_free(struct rt_intern *in)
{
    if (in == NULL)
        return;
    rt_arena_free(in->arena);
    free(in->texts);
    free(in->slots);
    free(in);
}

uint32_t
rt_intern(struct rt_intern *in, const char *text)
{
    uint32_t *slot;

    if (text == NULL)
        text = "";
    if (in->n != 0 && strcmp(in->texts[in->last], text) == 0)
        return in->last;
    slot = slot_of(in, text);
    if (*slot != 0)
        return in->last = *slot - 1;
    if (in->n == in->room) {
        in->room = in->room != 0 ? in->room * 2 : 64;
        in->texts = rt_heap_grow(in->texts, in->room, sizeof *in->texts);
    }
    in->texts[in->n++] = rt_strdup(in->arena, text);
    *slot = in->n;
    if (in->n > in->n_slots / 2)
        grow(in);
    return in->last = in->n - 1;
}

const char *
rt_intern_text(const struct rt_intern *in, uint32_t code)
{
    return in->texts[code];
}

static int
by_text(const void *a, const void *b, void *arg)
{
    const struct rt_intern *in = arg;

    return strcmp(in->texts[*(const uint32_t *)a],
                  in->texts[*(const uint32_t *)b]);
}

void
rt_intern_finish(const struct rt_intern *in, struct rt_arena *a,
                 struct rt_dict *out, uint32_t **remap)
{
    uint32_t *order = rt_alloc_n(a, in->n, sizeof *order);
    uint32_t *at = rt_alloc_n(a, in->n, sizeof *at);
    size_t size = 0;
    char *bytes;

    *remap = rt_alloc_n(a, in->n, sizeof **remap);
    for (uint32_t i = 0; i < in->n; i++) {
        order[i] = i;
        size += strlen(in->texts[i]) + 1;
    }
    if (size > UINT32_MAX)
        rt_die("dictionary of %zu bytes", size);
    qsort_r(order, in->n, sizeof *order, by_text, (void *)(uintptr_t)in);
    bytes = rt_alloc(a, size);
    size = 0;
    for (uint32_t i = 0; i < in->n; i++) {
        size_t len = strlen(in->texts[order[i]]) + 1;

        (*remap)[order[i]] = i;
        at[i] = (uint32_t)size;
        memcpy(bytes + size, in->texts[order[i]], len);
        size += len;
    }
    *out = (struct rt_dict){.n = in->n, .at = at, .bytes = bytes};
}
