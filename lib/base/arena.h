/* Memory of one request or one run: taken piece by piece, freed at once. */
#ifndef RT_BASE_ARENA_H
#define RT_BASE_ARENA_H

#include "base/err.h"

#include <stdarg.h>
#include <stddef.h>

struct rt_arena;

/* A new arena; never NULL (memory that cannot be had aborts the program). */
struct rt_arena *rt_arena_new(void);

/* Forget all pieces and keep one block for the next request. */
void rt_arena_reset(struct rt_arena *a);

/* Bytes that the arena holds of the system, in use or not. */
size_t rt_arena_bytes(const struct rt_arena *a);

/* Free the arena and everything taken from it.  NULL is accepted. */
void rt_arena_free(struct rt_arena *a);

/* `size` zeroed bytes, aligned for any type; lives as long as `a`. */
void *rt_alloc(struct rt_arena *a, size_t size)
    __attribute__((returns_nonnull, alloc_size(2)));

/* `n` zeroed elements of `size` bytes; a product that overflows aborts. */
void *rt_alloc_n(struct rt_arena *a, size_t n, size_t size)
    __attribute__((returns_nonnull, alloc_size(2, 3)));

/* Room for one more element of `size` bytes behind the `n` of a list that is
 * NULL at first and grows only in this way, one by one: the list, or a longer
 * copy of it.  Assign it by RT_GROW(). */
void *rt_grow(struct rt_arena *a, const void *list, size_t n, size_t size)
    __attribute__((returns_nonnull));
#define RT_GROW(a, list, n) ((list) = rt_grow((a), (list), (n), sizeof *(list)))

/* Copies; lifetime of `a`. */
char *rt_strdup(struct rt_arena *a, const char *s)
    __attribute__((returns_nonnull));
char *rt_strndup(struct rt_arena *a, const char *s, size_t len)
    __attribute__((returns_nonnull));
char *rt_fmt(struct rt_arena *a, const char *fmt, ...) RT_PRINTF(2, 3)
    __attribute__((returns_nonnull));
char *rt_vfmt(struct rt_arena *a, const char *fmt, va_list ap) RT_PRINTF(2, 0)
    __attribute__((returns_nonnull));

/* Heap memory for what outlives arenas.  Aborts instead of returning NULL.
 * Freed by free(). */
void *rt_heap(size_t size) __attribute__((returns_nonnull, alloc_size(1)));
void *rt_heap_grow(void *old, size_t n, size_t size)
    __attribute__((returns_nonnull, alloc_size(2, 3)));
char *rt_heap_str(const char *s) __attribute__((returns_nonnull));

#endif
