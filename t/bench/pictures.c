/* `pictures FILE N` draws a card N times, writes it to FILE, and packs its
 * pixels N times with the PNG writer of this product and with that of cairo.
 * Prints "NAME VALUE" lines; times are in milliseconds a picture. */
#include "chart/chart.h"
#include "chart/png.h"

#include <cairo.h>

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WIDTH = 1000, HEIGHT = 400, POINTS = 48 };

static const struct rt_chart chart = {
    .title = "block_churn_title",
    .width_px = WIDTH,
    .height_px = HEIGHT,
    .x = {.kind = RT_AXIS_PERIOD},
    .y = {.kind = RT_AXIS_LINEAR, .unit = RT_UNIT_SHARE, .from_zero = true},
    .series = {{.name = "series_churn", .mark = RT_MARK_LINE},
               {.name = "series_churn_mean", .mark = RT_MARK_LINE}},
};

struct numbers {
    double a[POINTS], b[POINTS];
    int32_t period[POINTS];
    const double *y[2];
};

static double
ms(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
must(bool good, const char *what)
{
    if (!good)
        rt_die("pictures: %s", what);
}

/* The same two lines that the peers draw (Pictures.pm). */
static void
fill(struct numbers *n)
{
    for (int i = 0; i < POINTS; i++) {
        n->a[i] = 0.02 + 0.008 * sin(i * 0.7);
        n->b[i] = 0.02 + 0.004 * sin(i * 0.7 - 1);
        n->period[i] = rt_period_add(
            RT_BY_MONTH, rt_day_of((struct rt_date){2020, 1, 1}), i);
    }
    n->y[0] = n->a;
    n->y[1] = n->b;
}

static void
draw(const struct numbers *n, struct rt_arena *a, struct rt_buf *out)
{
    struct rt_chart_data data = {
        .n = POINTS, .y = n->y, .by = RT_BY_MONTH, .period = n->period};
    struct rt_card card = {.chart = &chart, .data = &data};
    struct rt_style style = {.lang = RT_LANG_EN,
                             .width_px = WIDTH,
                             .height_px = HEIGHT,
                             .scale = 1,
                             .currency = "RUB",
                             .digits = 2};
    struct rt_err err = {0};

    if (rt_card_png(&card, &style, out, NULL, a, &err) != RT_OK)
        rt_die("pictures: %s", err.text);
}

static void
draw_many(const struct numbers *n, int times, struct rt_buf *out)
{
    struct rt_arena *a = rt_arena_new();
    double cpu, wall;

    draw(n, a, out); /* loads the fonts */
    cpu = ms(CLOCK_PROCESS_CPUTIME_ID);
    wall = ms(CLOCK_MONOTONIC);
    for (int i = 0; i < times; i++) {
        rt_buf_clear(out);
        draw(n, a, out);
        rt_arena_reset(a);
    }
    printf("chart_cpu %.4f\n", (ms(CLOCK_PROCESS_CPUTIME_ID) - cpu) / times);
    printf("chart_wall %.4f\n", (ms(CLOCK_MONOTONIC) - wall) / times);
    rt_arena_free(a);
}

struct source {
    const struct rt_buf *b;
    size_t at;
};

static cairo_status_t
read_some(void *arg, unsigned char *to, unsigned len)
{
    struct source *s = arg;

    if (len > s->b->len - s->at)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(to, s->b->data + s->at, len);
    s->at += len;
    return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
write_some(void *arg, const unsigned char *from, unsigned len)
{
    rt_buf_add(arg, from, len);
    return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
decode(const struct rt_buf *png)
{
    struct source s = {.b = png};
    cairo_surface_t *got =
        cairo_image_surface_create_from_png_stream(read_some, &s);

    must(cairo_surface_status(got) == CAIRO_STATUS_SUCCESS, "not a PNG");
    return got;
}

static double
pack_ours(cairo_surface_t *s, struct rt_arena *a, struct rt_buf *out)
{
    double before = ms(CLOCK_PROCESS_CPUTIME_ID);
    enum rt_code rc = rt_png_write(
        cairo_image_surface_get_data(s), cairo_image_surface_get_width(s),
        cairo_image_surface_get_height(s),
        (size_t)cairo_image_surface_get_stride(s), out, a, NULL);

    before = ms(CLOCK_PROCESS_CPUTIME_ID) - before;
    must(rc == RT_OK, "rt_png_write");
    rt_arena_reset(a);
    return before;
}

static double
pack_cairo(cairo_surface_t *s, struct rt_buf *out)
{
    double before = ms(CLOCK_PROCESS_CPUTIME_ID);
    cairo_status_t status =
        cairo_surface_write_to_png_stream(s, write_some, out);

    before = ms(CLOCK_PROCESS_CPUTIME_ID) - before;
    must(status == CAIRO_STATUS_SUCCESS, "cairo's writer");
    return before;
}

static bool
same_pixels(cairo_surface_t *a, cairo_surface_t *b)
{
    int width = cairo_image_surface_get_width(a);
    int height = cairo_image_surface_get_height(a);

    if (width != cairo_image_surface_get_width(b) ||
        height != cairo_image_surface_get_height(b))
        return false;
    for (int y = 0; y < height; y++) {
        const uint32_t *p =
            (const void *)(cairo_image_surface_get_data(a) +
                           y * cairo_image_surface_get_stride(a));
        const uint32_t *q =
            (const void *)(cairo_image_surface_get_data(b) +
                           y * cairo_image_surface_get_stride(b));

        for (int x = 0; x < width; x++)
            if ((p[x] ^ q[x]) << 8 != 0) /* without the unused byte */
                return false;
    }
    return true;
}

static void
pack_many(cairo_surface_t *s, int times)
{
    struct rt_arena *a = rt_arena_new();
    struct rt_buf ours, cairos;
    double best_ours = HUGE_VAL, best_cairo = HUGE_VAL;
    cairo_surface_t *again;

    rt_buf_init(&ours, 0);
    rt_buf_init(&cairos, 0);
    for (int i = 0; i < times; i++) {
        rt_buf_clear(&ours);
        rt_buf_clear(&cairos);
        best_ours = fmin(best_ours, pack_ours(s, a, &ours));
        best_cairo = fmin(best_cairo, pack_cairo(s, &cairos));
    }
    again = decode(&ours);
    must(same_pixels(s, again), "the pixels differ");
    printf("pack_ours %.4f\npack_cairo %.4f\n", best_ours, best_cairo);
    printf("bytes_ours %zu\nbytes_cairo %zu\n", ours.len, cairos.len);
    cairo_surface_destroy(again);
    rt_buf_fini(&ours);
    rt_buf_fini(&cairos);
    rt_arena_free(a);
}

static void
save(const char *path, const struct rt_buf *b)
{
    FILE *f = fopen(path, "we");

    must(f != NULL && fwrite(b->data, 1, b->len, f) == b->len && fclose(f) == 0,
         strerror(errno));
}

int
main(int argc, char **argv)
{
    struct numbers *n = rt_heap(sizeof *n);
    struct rt_buf png;
    cairo_surface_t *s;
    int times = argc == 3 ? (int)strtol(argv[2], NULL, 10) : 0;

    if (times <= 0)
        rt_die("usage: pictures FILE N");
    rt_buf_init(&png, 0);
    fill(n);
    draw_many(n, times, &png);
    save(argv[1], &png);
    s = decode(&png);
    pack_many(s, times);
    cairo_surface_destroy(s);
    rt_buf_fini(&png);
    free(n);
    return 0;
}
