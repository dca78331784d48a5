/*
 * PNG (ISO/IEC 15948): signature, IHDR, one IDAT, IEND.  A chart is mostly
 * flat colour, which deflate packs well without a row filter.  ISA-L's level 1
 * takes a fraction of the time of cairo's writer and gives files of the same
 * size.
 */
#include "chart/png.h"

#include "base/hash.h"

#include <isa-l/igzip_lib.h>
#include <string.h>

enum {
    BATCH = 64 * 1024, /* bytes handed to the compressor at a time */
    OUT_CHUNK = 32 * 1024,
    RGB = 3
};

/* Scratch memory of one picture; too large for the stack. */
struct packer {
    struct isal_zstream z;
    uint8_t level[ISAL_DEF_LVL1_DEFAULT];
    uint8_t packed[OUT_CHUNK];
    struct rt_buf *out;
};

static void
put_u32(struct rt_buf *b, uint32_t v)
{
    const uint8_t be[4] = {(uint8_t)(v >> 24), (uint8_t)(v >> 16),
                           (uint8_t)(v >> 8), (uint8_t)v};

    rt_buf_add(b, be, sizeof be);
}

/* Start a chunk; the length is filled in at its end. */
static size_t
chunk_begin(struct rt_buf *b, const char type[4])
{
    put_u32(b, 0);
    rt_buf_add(b, type, 4);
    return b->len - 4;
}

static void
chunk_end(struct rt_buf *b, size_t at)
{
    uint32_t len;

    if (b->overflow)
        return;
    len = (uint32_t)(b->len - at - 4);
    for (int i = 0; i < 4; i++)
        b->data[at - 4 + (size_t)i] = (char)(uint8_t)(len >> (24 - 8 * i));
    put_u32(b, rt_crc32(0, b->data + at, b->len - at));
}

static void
put_header(struct rt_buf *b, int width, int height)
{
    static const uint8_t rest[5] = {8, 2}; /* 8 bit, RGB, no interlace */
    size_t at;

    rt_buf_add(b, "\x89PNG\r\n\x1a\n", 8);
    at = chunk_begin(b, "IHDR");
    put_u32(b, (uint32_t)width);
    put_u32(b, (uint32_t)height);
    rt_buf_add(b, rest, sizeof rest);
    chunk_end(b, at);
}

/* One row as filter byte 0 and RGB triples. */
static void
pack_row(uint8_t *to, const void *from, int width)
{
    const uint32_t *px = from;

    *to++ = 0;
    for (int i = 0; i < width; i++) {
        *to++ = (uint8_t)(px[i] >> 16);
        *to++ = (uint8_t)(px[i] >> 8);
        *to++ = (uint8_t)px[i];
    }
}

static enum rt_code
squeeze(struct packer *p, uint8_t *data, size_t len, bool last,
        struct rt_err *err)
{
    p->z.next_in = data;
    p->z.avail_in = (uint32_t)len;
    p->z.end_of_stream = last;
    do {
        p->z.next_out = p->packed;
        p->z.avail_out = sizeof p->packed;
        if (isal_deflate(&p->z) != COMP_OK)
            return rt_fail(err, RT_EIO, "PNG: the compressor failed");
        rt_buf_add(p->out, p->packed, sizeof p->packed - p->z.avail_out);
    } while (p->z.avail_out == 0 || p->z.avail_in > 0);
    return RT_OK;
}

static enum rt_code
put_rows(struct packer *p, const uint8_t *row, int width, int height,
         size_t stride, struct rt_arena *a, struct rt_err *err)
{
    size_t row_len = 1 + RGB * (size_t)width;
    size_t most = BATCH / row_len > 0 ? BATCH / row_len : 1;
    uint8_t *batch = rt_alloc_n(a, most, row_len);
    enum rt_code rc = RT_OK;
    size_t n = 0;

    for (int y = 0; y < height && rc == RT_OK; y++, row += stride) {
        pack_row(batch + n++ * row_len, row, width);
        if (n < most && y < height - 1)
            continue;
        rc = squeeze(p, batch, n * row_len, y == height - 1, err);
        n = 0;
    }
    return rc;
}

enum rt_code
rt_png_write(const void *pixels, int width, int height, size_t stride,
             struct rt_buf *out, struct rt_arena *a, struct rt_err *err)
{
    struct packer *p = rt_alloc(a, sizeof *p);
    size_t before = out->len, at;
    enum rt_code rc;

    isal_deflate_init(&p->z);
    p->z.level = 1;
    p->z.level_buf = p->level;
    p->z.level_buf_size = sizeof p->level;
    p->z.gzip_flag = IGZIP_ZLIB;
    p->out = out;
    put_header(out, width, height);
    at = chunk_begin(out, "IDAT");
    rc = put_rows(p, pixels, width, height, stride, a, err);
    chunk_end(out, at);
    chunk_end(out, chunk_begin(out, "IEND"));
    if (rc == RT_OK)
        rc = rt_buf_ok(out, err);
    if (rc != RT_OK && out->data != NULL) {
        out->len = before;
        out->data[before] = '\0';
    }
    return rc;
}
