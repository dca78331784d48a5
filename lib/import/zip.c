#include "import/zip.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

/* APPNOTE.TXT of PKWARE, 4.3: sizes of the fixed parts of its records. */
enum {
    END_SIZE = 22,
    END_COMMENT_MAX = 65535,
    ENTRY_SIZE = 46,
    LOCAL_SIZE = 30,
    STORED = 0,
    DEFLATED = 8
};

static uint32_t
number_at(const char *p, size_t n)
{
    uint32_t v = 0;

    for (size_t i = n; i-- > 0;)
        v = v << 8 | (unsigned char)p[i];
    return v;
}

bool
rt_zip_open(const char *bytes, size_t len, struct rt_zip *out)
{
    size_t at, first;

    if (len < END_SIZE)
        return false;
    at = len - END_SIZE;
    first = at > END_COMMENT_MAX ? at - END_COMMENT_MAX : 0;
    while (at > first && memcmp(bytes + at, "PK\5\6", 4) != 0)
        at--;
    if (memcmp(bytes + at, "PK\5\6", 4) != 0)
        return false;
    *out = (struct rt_zip){.bytes = bytes,
                           .len = len,
                           .directory = number_at(bytes + at + 16, 4),
                           .end = at};
    return out->directory <= out->end;
}

/* A file of the list, and where the next one stands. */
struct entry {
    const char *name;
    size_t name_len, next;
    uint32_t method, packed, plain, local;
};

static bool
read_entry(const struct rt_zip *z, size_t at, struct entry *out)
{
    const char *p = z->bytes + at;

    if (at + ENTRY_SIZE > z->end || memcmp(p, "PK\1\2", 4) != 0)
        return false;
    *out = (struct entry){.name = p + ENTRY_SIZE,
                          .name_len = number_at(p + 28, 2),
                          .method = number_at(p + 10, 2),
                          .packed = number_at(p + 20, 4),
                          .plain = number_at(p + 24, 4),
                          .local = number_at(p + 42, 4)};
    out->next = at + ENTRY_SIZE + out->name_len + number_at(p + 30, 2) +
                number_at(p + 32, 2);
    return out->next <= z->end;
}

static bool
is_named(const struct entry *e, const char *begin, const char *end)
{
    size_t n = strlen(begin), m = strlen(end);

    return e->name_len >= n + m && strncasecmp(e->name, begin, n) == 0 &&
           strncasecmp(e->name + e->name_len - m, end, m) == 0;
}

static bool
find_entry(const struct rt_zip *z, const char *begin, const char *end,
           struct entry *out)
{
    for (size_t at = z->directory; read_entry(z, at, out); at = out->next)
        if (is_named(out, begin, end))
            return true;
    return false;
}

bool
rt_zip_has(const struct rt_zip *z, const char *begin, const char *end)
{
    struct entry e;

    return find_entry(z, begin, end, &e);
}

static bool
unpack(const char *from, size_t len, char *to, size_t room)
{
    z_stream s = {.next_in = (unsigned char *)from,
                  .avail_in = (unsigned)len,
                  .next_out = (unsigned char *)to,
                  .avail_out = (unsigned)room};
    bool good;

    if (inflateInit2(&s, -MAX_WBITS) != Z_OK)
        return false;
    good = inflate(&s, Z_FINISH) == Z_STREAM_END && s.avail_out == 0;
    inflateEnd(&s);
    return good;
}

char *
rt_zip_read(const struct rt_zip *z, const char *begin, const char *end,
            size_t max, struct rt_arena *a, size_t *n)
{
    const char *local, *data;
    struct entry e;
    char *out;

    if (!find_entry(z, begin, end, &e) || e.plain > max ||
        (size_t)e.local + LOCAL_SIZE > z->len)
        return NULL;
    local = z->bytes + e.local;
    data = local + LOCAL_SIZE + number_at(local + 26, 2) +
           number_at(local + 28, 2);
    if (memcmp(local, "PK\3\4", 4) != 0 || data > z->bytes + z->len ||
        e.packed > (size_t)(z->bytes + z->len - data))
        return NULL;
    out = rt_alloc(a, (size_t)e.plain + 1);
    if (e.method == STORED && e.packed == e.plain)
        memcpy(out, data, e.plain);
    else if (e.method != DEFLATED || !unpack(data, e.packed, out, e.plain))
        return NULL;
    out[e.plain] = '\0';
    *n = e.plain;
    return out;
}
