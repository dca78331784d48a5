#include "base/tzif.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of the header, and of a local time type. */
enum { HEADER = 44, TYPE = 6 };

/* RFC 8536 tells writers to stay within these offsets: -25 h .. +26 h. */
enum { OFFSET_MIN = -89999, OFFSET_MAX = 93599 };

/* The counts of a header, in their order in the file. */
struct counts {
    uint32_t isut, isstd, leap, time, type, text;
};

/* One of the file's data blocks. */
struct block {
    struct counts n;
    size_t time_size; /* 4 bytes in version 1, 8 later */
    const uint8_t *times, *indexes, *types;
};

struct reader {
    const uint8_t *p;
    size_t left;
};

static uint32_t
get_u32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 |
           p[3];
}

static int64_t
get_time(const uint8_t *p, size_t size)
{
    if (size == 4)
        return (int32_t)get_u32(p);
    return (int64_t)((uint64_t)get_u32(p) << 32 | get_u32(p + 4));
}

/* The next n * size bytes; NULL when there are fewer. */
static const uint8_t *
take(struct reader *r, uint64_t n, uint64_t size)
{
    const uint8_t *p = r->p;

    /* n comes from 32 bits and size is small: no overflow. */
    if (n * size > r->left)
        return NULL;
    r->p += n * size;
    r->left -= n * size;
    return p;
}

/* Read a header; its version byte goes to *version. */
static bool
take_header(struct reader *r, struct counts *n, uint8_t *version)
{
    const uint8_t *p = take(r, 1, HEADER);

    if (p == NULL || memcmp(p, "TZif", 4) != 0)
        return false;
    *version = p[4];
    *n = (struct counts){
        .isut = get_u32(p + 20),
        .isstd = get_u32(p + 24),
        .leap = get_u32(p + 28),
        .time = get_u32(p + 32),
        .type = get_u32(p + 36),
        .text = get_u32(p + 40),
    };
    return true;
}

static bool
take_block(struct reader *r, struct counts n, size_t time_size,
           struct block *out)
{
    *out = (struct block){.n = n, .time_size = time_size};
    out->times = take(r, n.time, time_size);
    if (out->times != NULL)
        out->indexes = take(r, n.time, 1);
    if (out->indexes != NULL)
        out->types = take(r, n.type, TYPE);
    return out->types != NULL && take(r, n.text, 1) != NULL &&
           take(r, n.leap, time_size + 4) != NULL &&
           take(r, n.isstd, 1) != NULL && take(r, n.isut, 1) != NULL;
}

/* Offset of the type `index`; false when there is no such type or too little
 * data. */
static bool
get_offset(const struct block *b, uint32_t index, int32_t *out)
{
    if (index >= b->n.type)
        return false;
    *out = (int32_t)get_u32(b->types + (size_t)index * TYPE);
    return *out >= OFFSET_MIN && *out <= OFFSET_MAX;
}

/* Read the transitions with their offsets, and check each. */
static bool
read_transitions(const struct block *b, struct rt_tzif *out)
{
    if (b->n.leap != 0 || !get_offset(b, 0, &out->before))
        return false;
    out->n = b->n.time;
    for (size_t i = 0; i < out->n; i++) {
        out->at[i] = get_time(b->times + i * b->time_size, b->time_size);
        if (!get_offset(b, b->indexes[i], &out->offset[i]) ||
            (i > 0 && out->at[i] <= out->at[i - 1]))
            return false;
    }
    return true;
}

/* Read the footer: a newline, a rule or nothing, a newline. */
static bool
read_footer(struct reader r, struct rt_tzif *out)
{
    const uint8_t *end;
    size_t len;

    if (r.left == 0 || r.p[0] != '\n')
        return false;
    end = memchr(r.p + 1, '\n', r.left - 1);
    if (end == NULL)
        return false;
    len = (size_t)(end - r.p) - 1;
    out->has_rule = len != 0;
    return len == 0 ||
           rt_tzrule_parse((const char *)r.p + 1, len, &out->rule) == RT_OK;
}

/* Read the last block of the file: its only one, or the one of 64-bit times. */
static bool
find_block(struct reader *r, struct block *b, uint8_t *version)
{
    struct counts n;

    if (!take_header(r, &n, version) || !take_block(r, n, 4, b))
        return false;
    if (*version == 0)
        return true;
    return *version >= '2' && take_header(r, &n, version) &&
           take_block(r, n, 8, b);
}

enum rt_code
rt_tzif_parse(const uint8_t *data, size_t len, struct rt_tzif *out)
{
    struct reader r = {data, len};
    struct block b;
    uint8_t version;
    bool good;

    *out = (struct rt_tzif){0};
    if (!find_block(&r, &b, &version))
        return RT_EBROKEN;
    out->at = rt_heap(b.n.time * sizeof *out->at);
    out->offset = rt_heap(b.n.time * sizeof *out->offset);
    good = read_transitions(&b, out) && (version == 0 || read_footer(r, out));
    if (good)
        return RT_OK;
    free(out->at);
    free(out->offset);
    *out = (struct rt_tzif){0};
    return RT_EBROKEN;
}
