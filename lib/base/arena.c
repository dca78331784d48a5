#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 32 * 1024, ALIGN = 16 };

struct block {
    struct block *next;
    size_t size; /* of the bytes behind this header */
    size_t used;
    size_t dirty; /* bytes that were in use before a reset */
};

struct rt_arena {
    struct block *blocks; /* newest first */
    size_t bytes;         /* of all blocks */
};

_Static_assert(sizeof(struct block) % ALIGN == 0, "blocks stay aligned");

void *
rt_heap(size_t size)
{
    void *p = calloc(1, size != 0 ? size : 1);

    if (p == NULL)
        rt_die("out of memory: %zu bytes", size);
    return p;
}

void *
rt_heap_grow(void *old, size_t n, size_t size)
{
    void *p = reallocarray(old, n != 0 ? n : 1, size);

    if (p == NULL)
        rt_die("out of memory: %zu elements of %zu bytes", n, size);
    return p;
}

char *
rt_heap_str(const char *s)
{
    size_t len = strlen(s) + 1;

    return memcpy(rt_heap(len), s, len);
}

/* calloc: large blocks are zero as the system gives them. */
static struct block *
block_new(size_t size)
{
    struct block *b = calloc(1, sizeof *b + size);

    if (b == NULL)
        rt_die("out of memory: %zu bytes", size);
    b->size = size;
    return b;
}

struct rt_arena *
rt_arena_new(void)
{
    struct rt_arena *a = rt_heap(sizeof *a);

    a->blocks = block_new(BLOCK_SIZE);
    a->bytes = BLOCK_SIZE;
    return a;
}

void
rt_arena_reset(struct rt_arena *a)
{
    struct block *b = a->blocks;

    while (b->next != NULL) {
        struct block *next = b->next;

        a->bytes -= b->size;
        free(b);
        b = next;
    }
    if (b->dirty < b->used)
        b->dirty = b->used;
    b->used = 0;
    a->blocks = b;
}

size_t
rt_arena_bytes(const struct rt_arena *a)
{
    return a->bytes;
}

void
rt_arena_free(struct rt_arena *a)
{
    if (a == NULL)
        return;
    rt_arena_reset(a);
    free(a->blocks);
    free(a);
}

void *
rt_alloc(struct rt_arena *a, size_t size)
{
    struct block *b = a->blocks;
    size_t need;
    char *p;

    if (size > SIZE_MAX / 2)
        rt_die("out of memory: %zu bytes", size);
    need = (size + ALIGN - 1) / ALIGN * ALIGN;
    if (need > b->size - b->used) {
        b = block_new(need > BLOCK_SIZE ? need : BLOCK_SIZE);
        b->next = a->blocks;
        a->blocks = b;
        a->bytes += b->size;
    }
    p = (char *)(b + 1) + b->used;
    if (b->used < b->dirty)
        memset(p, 0, size);
    b->used += need;
    return p;
}

void *
rt_alloc_n(struct rt_arena *a, size_t n, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(n, size, &total))
        rt_die("out of memory: %zu elements of %zu bytes", n, size);
    return rt_alloc(a, total);
}

void *
rt_grow(struct rt_arena *a, const void *list, size_t n, size_t size)
{
    void *longer;

    /* Full at 0, 8, 16, 32, ... */
    if (n != 0 && (n < 8 || (n & (n - 1)) != 0))
        return (void *)(uintptr_t)list;
    longer = rt_alloc_n(a, n == 0 ? 8 : 2 * n, size);
    if (n != 0)
        memcpy(longer, list, n * size);
    return longer;
}

char *
rt_strndup(struct rt_arena *a, const char *s, size_t len)
{
    char *copy = rt_alloc(a, len + 1);

    if (len != 0)
        memcpy(copy, s, len);
    return copy;
}

char *
rt_strdup(struct rt_arena *a, const char *s)
{
    return rt_strndup(a, s, strlen(s));
}

char *
rt_vfmt(struct rt_arena *a, const char *fmt, va_list ap)
{
    va_list again;
    int len;
    char *s;

    va_copy(again, ap);
    len = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    if (len < 0)
        rt_die("bad format: %s", fmt);
    s = rt_alloc(a, (size_t)len + 1);
    vsnprintf(s, (size_t)len + 1, fmt, ap);
    return s;
}

char *
rt_fmt(struct rt_arena *a, const char *fmt, ...)
{
    va_list ap;
    char *s;

    va_start(ap, fmt);
    s = rt_vfmt(a, fmt, ap);
    va_end(ap);
    return s;
}
