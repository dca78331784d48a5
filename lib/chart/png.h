/* PNG files written for speed: RGB, no filter, one fast deflate pass. */
#ifndef RT_CHART_PNG_H
#define RT_CHART_PNG_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

/*
 * Append a picture as PNG, 8-bit RGB without alpha.
 *
 *   pixels  rows of 0x00RRGGBB words from the top, `stride` bytes apart
 *   a       scratch memory, about 400 kB whatever the size
 *
 * RT_EIO when the compressor refuses, RT_ELIMIT when `out` is full; then
 * nothing is appended.
 */
enum rt_code rt_png_write(const void *pixels, int width, int height,
                          size_t stride, struct rt_buf *out, struct rt_arena *a,
                          struct rt_err *err) RT_CHECK;

#endif
