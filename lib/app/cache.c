#include "app/cache.h"

#include "base/arena.h"
#include "base/hash.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct piece {
    char *key; /* the bytes come after its NUL */
    size_t len;
    uint64_t hash, used;
};

struct rt_cache {
    struct piece pieces[RT_CACHE_PIECES];
    size_t n, bytes, most;
    uint64_t tick;
};

struct rt_cache *
rt_cache_new(size_t most)
{
    struct rt_cache *c = rt_heap(sizeof *c);

    c->most = most;
    return c;
}

void
rt_cache_free(struct rt_cache *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; i < c->n; i++)
        free(c->pieces[i].key);
    free(c);
}

static struct piece *
find_piece(struct rt_cache *c, const char *key)
{
    uint64_t hash = rt_fnv64(key);

    for (size_t i = 0; i < c->n; i++)
        if (c->pieces[i].hash == hash && strcmp(c->pieces[i].key, key) == 0)
            return &c->pieces[i];
    return NULL;
}

const char *
rt_cache_get(struct rt_cache *c, const char *key, size_t *len)
{
    struct piece *p = find_piece(c, key);

    if (p == NULL)
        return NULL;
    p->used = ++c->tick;
    *len = p->len;
    return p->key + strlen(p->key) + 1;
}

static void
drop_piece(struct rt_cache *c, struct piece *p)
{
    c->bytes -= p->len;
    free(p->key);
    *p = c->pieces[--c->n];
}

static struct piece *
oldest_piece(struct rt_cache *c)
{
    struct piece *found = &c->pieces[0];

    for (size_t i = 1; i < c->n; i++)
        if (c->pieces[i].used < found->used)
            found = &c->pieces[i];
    return found;
}

void
rt_cache_put(struct rt_cache *c, const char *key, const char *bytes, size_t len)
{
    size_t key_len = strlen(key) + 1;
    struct piece *same = find_piece(c, key);
    char *copy;

    if (same != NULL)
        drop_piece(c, same);
    if (len > c->most / 4)
        return;
    while (c->n == RT_CACHE_PIECES || c->bytes + len > c->most)
        drop_piece(c, oldest_piece(c));
    copy = rt_heap_grow(NULL, key_len + len, 1);
    memcpy(copy, key, key_len);
    if (len != 0)
        memcpy(copy + key_len, bytes, len);
    c->pieces[c->n++] = (struct piece){
        .key = copy, .len = len, .hash = rt_fnv64(key), .used = ++c->tick};
    c->bytes += len;
}
