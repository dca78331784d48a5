#include "import/keyset.h"

#include "base/arena.h"
#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    CHUNK_KEYS = 1024,
    CHUNK_BYTES = CHUNK_KEYS * sizeof(struct rt_keyset_item)
};

struct part {
    struct rt_keyset_item *open; /* [CHUNK_KEYS] not written yet */
    size_t n_open;
    uint32_t *chunks; /* places in the file, in units of CHUNK_BYTES */
    size_t n_chunks, room;
};

struct rt_keyset {
    struct part part[RT_KEYSET_PARTS];
    uint32_t n_chunks; /* in the file */
    int fd;            /* -1 until something has to be written */
    struct rt_keyset_item *loaded;
};

void
rt_key_hash(const void *bytes, size_t len, uint8_t out[RT_KEY_HASH])
{
    uint8_t full[RT_SHA256];

    rt_sha256(bytes, len, full);
    memcpy(out, full, RT_KEY_HASH);
}

static const char *
temp_folder(void)
{
    const char *dir = getenv("TMPDIR");

    return dir != NULL && dir[0] != '\0' ? dir : "/tmp";
}

int
rt_temp_file(void)
{
    char path[4096];
    int fd;

    snprintf(path, sizeof path, "%s/retention-XXXXXX", temp_folder());
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    return fd;
}

enum rt_code
rt_temp_failed(struct rt_err *err)
{
    return rt_fail_key(err, RT_EIO, "import_temp_folder", "folder",
                       temp_folder(), "errno", rt_errno_value(errno), NULL);
}

struct rt_keyset *
rt_keyset_new(void)
{
    struct rt_keyset *s = rt_heap(sizeof *s);

    *s = (struct rt_keyset){.fd = -1};
    return s;
}

void
rt_keyset_free(struct rt_keyset *s)
{
    if (s == NULL)
        return;
    for (size_t i = 0; i < RT_KEYSET_PARTS; i++) {
        free(s->part[i].open);
        free(s->part[i].chunks);
    }
    if (s->fd >= 0)
        close(s->fd);
    free(s->loaded);
    free(s);
}

static enum rt_code
write_chunk(struct rt_keyset *s, struct part *p, struct rt_err *err)
{
    if (s->fd < 0)
        s->fd = rt_temp_file();
    if (s->fd < 0 || pwrite(s->fd, p->open, CHUNK_BYTES,
                            (off_t)s->n_chunks * CHUNK_BYTES) != CHUNK_BYTES)
        return rt_temp_failed(err);
    if (p->n_chunks == p->room) {
        p->room = p->room * 2 + 16;
        p->chunks = rt_heap_grow(p->chunks, p->room, sizeof *p->chunks);
    }
    p->chunks[p->n_chunks++] = s->n_chunks++;
    p->n_open = 0;
    return RT_OK;
}

enum rt_code
rt_keyset_add(struct rt_keyset *s, const uint8_t hash[RT_KEY_HASH],
              uint64_t value, struct rt_err *err)
{
    struct part *p = &s->part[hash[0] % RT_KEYSET_PARTS];
    struct rt_keyset_item *k;

    if (p->open == NULL)
        p->open = rt_heap(CHUNK_BYTES);
    k = &p->open[p->n_open++];
    memcpy(k->hash, hash, RT_KEY_HASH);
    k->value = value;
    return p->n_open == CHUNK_KEYS ? write_chunk(s, p, err) : RT_OK;
}

static int
compare_keys(const void *a, const void *b)
{
    const struct rt_keyset_item *x = a, *y = b;
    int d = memcmp(x->hash, y->hash, RT_KEY_HASH);

    if (d != 0)
        return d;
    return x->value < y->value ? -1 : x->value > y->value;
}

enum rt_code
rt_keyset_load(struct rt_keyset *s, size_t part,
               const struct rt_keyset_item **list, size_t *n,
               struct rt_err *err)
{
    struct part *p = &s->part[part];

    *n = 0;
    s->loaded = rt_heap_grow(
        s->loaded, p->n_chunks * CHUNK_KEYS + p->n_open + 1, sizeof *s->loaded);
    for (size_t i = 0; i < p->n_chunks; i++, *n += CHUNK_KEYS)
        if (pread(s->fd, s->loaded + *n, CHUNK_BYTES,
                  (off_t)p->chunks[i] * CHUNK_BYTES) != CHUNK_BYTES)
            return rt_temp_failed(err);
    if (p->n_open > 0)
        memcpy(s->loaded + *n, p->open, p->n_open * sizeof *p->open);
    *n += p->n_open;
    qsort(s->loaded, *n, sizeof *s->loaded, compare_keys);
    *list = s->loaded;
    return RT_OK;
}
