/* Reads a PNG back with cairo. */
#ifndef RT_T_CHART_DECODE_H
#define RT_T_CHART_DECODE_H

#include "base/buf.h"

#include <cairo.h>
#include <string.h>

struct png_reader {
    const struct rt_buf *b;
    size_t at; /* bytes read so far */
};

static cairo_status_t
read_png(void *closure, unsigned char *data, unsigned int len)
{
    struct png_reader *r = closure;

    if (len > r->b->len - r->at)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(data, r->b->data + r->at, len);
    r->at += len;
    return CAIRO_STATUS_SUCCESS;
}

static uint32_t
pixel_at(cairo_surface_t *s, int x, int y)
{
    uint32_t px;

    memcpy(&px,
           cairo_image_surface_get_data(s) +
               (ptrdiff_t)y * cairo_image_surface_get_stride(s) +
               4 * (ptrdiff_t)x,
           sizeof px);
    return px & 0xffffff;
}

#endif
