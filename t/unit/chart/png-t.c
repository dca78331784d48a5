/* Decodes pictures with cairo and compares them pixel by pixel. */
#include "chart/png.h"
#include "../tap.h"
#include "decode.h"

/* A picture with noise, flat colour and a ramp, to try all three kinds of data
 * on the compressor. */
static uint32_t
pixel(int x, int y)
{
    uint32_t n = (uint32_t)x * 2654435761u ^ (uint32_t)y * 40503u;

    if (y % 3 == 0)
        return (n ^ n >> 13) & 0xffffff;
    return y % 3 == 1 ? 0x0072b2 : (uint32_t)x & 0xffffff;
}

static uint32_t *
picture(int width, int height)
{
    uint32_t *px = calloc((size_t)width * (size_t)height, sizeof *px);

    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++)
            px[y * width + x] = pixel(x, y) | 0xab000000;
    }
    return px;
}

static int64_t
different(cairo_surface_t *s, const uint32_t *px, int width, int height)
{
    int64_t bad = 0;

    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++)
            bad += pixel_at(s, x, y) != (px[y * width + x] & 0xffffff);
    }
    return bad;
}

static void
test_round_trip(int width, int height)
{
    struct rt_arena *a = rt_arena_new();
    uint32_t *px = picture(width, height);
    struct rt_err err = {0};
    struct png_reader r = {0};
    struct rt_buf out;
    cairo_surface_t *s;

    rt_buf_init(&out, 0);
    ok(rt_png_write(px, width, height, 4 * (size_t)width, &out, a, &err) ==
           RT_OK,
       "%d x %d is written", width, height);
    r.b = &out;
    s = cairo_image_surface_create_from_png_stream(read_png, &r);
    if (ok(cairo_surface_status(s) == CAIRO_STATUS_SUCCESS &&
               cairo_image_surface_get_width(s) == width &&
               cairo_image_surface_get_height(s) == height,
           "cairo reads it"))
        is_int(different(s, px, width, height), 0, "every pixel is the same");
    is_int((int64_t)(out.len - r.at), 0, "nothing follows the picture");
    cairo_surface_destroy(s);
    free(px);
    rt_buf_fini(&out);
    rt_arena_free(a);
}

static void
test_full_buffer(void)
{
    struct rt_arena *a = rt_arena_new();
    uint32_t *px = picture(40, 40);
    struct rt_err err = {0};
    struct rt_buf out;

    rt_buf_init(&out, 500);
    rt_buf_str(&out, "before");
    ok(rt_png_write(px, 40, 40, 160, &out, a, &err) == RT_ELIMIT,
       "a full buffer is refused");
    is_str(rt_buf_cstr(&out), "before", "and no part of a picture stays in it");
    free(px);
    rt_buf_fini(&out);
    rt_arena_free(a);
}

int
main(void)
{
    test_round_trip(1, 1);
    test_round_trip(3, 2);
    test_round_trip(640, 480);
    test_round_trip(4096, 7);
    test_round_trip(5, 4096);
    test_full_buffer();
    return done();
}
