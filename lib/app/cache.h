/* What a worker has made recently (cards of pages, pictures), kept for the
 * next visitor who asks for the same. */
#ifndef RT_APP_CACHE_H
#define RT_APP_CACHE_H

#include <stddef.h>

struct rt_cache;

enum { RT_CACHE_PIECES = 256 };

/* Keeps at most RT_CACHE_PIECES pieces of `most` bytes together; the least
 * recently used is dropped first. */
struct rt_cache *rt_cache_new(size_t most);
void rt_cache_free(struct rt_cache *c); /* NULL is accepted */

/* The piece with this key, or NULL.  Valid until the next rt_cache_put().  The
 * key must contain everything that the bytes depend on. */
const char *rt_cache_get(struct rt_cache *c, const char *key, size_t *len);

/* Keep a copy; a piece larger than a quarter of the whole is not kept. */
void rt_cache_put(struct rt_cache *c, const char *key, const char *bytes,
                  size_t len);

#endif
