/* A card with any sizes, kinds and numbers, and with broken texts.  The result
 * is an error, or a picture whose clickable areas lie within it. */
#include "fuzz.h"
#include "chart/chart.h"

#include <string.h>

const char fuzz_name[] = "card";

enum { SERIES = 6, POINTS = 64, TEXT = 24, PNG_WIDTH = 320 };

struct source {
    const uint8_t *at;
    size_t left;
};

/* Take the next bytes of the input; zeros when there are no more. */
static void
take(struct source *s, void *out, size_t len)
{
    size_t n = len < s->left ? len : s->left;

    memset(out, 0, len);
    memcpy(out, s->at, n);
    s->at += n;
    s->left -= n;
}

static unsigned
byte(struct source *s, unsigned below)
{
    uint8_t b;

    take(s, &b, 1);
    return b % below;
}

static const char *
text(struct source *s, struct rt_arena *a)
{
    char *out = rt_alloc(a, TEXT + 1);

    take(s, out, byte(s, TEXT + 1));
    return out;
}

/* Small whole numbers, or any bits at all. */
static double
number(struct source *s)
{
    double v;

    if (byte(s, 2) == 0)
        return (double)byte(s, 256) - 100;
    take(s, &v, sizeof v);
    return v;
}

static const double *
numbers(struct source *s, size_t n, struct rt_arena *a)
{
    double *out = rt_alloc_n(a, n + 1, sizeof *out);

    for (size_t i = 0; i < n; i++)
        out[i] = number(s);
    return out;
}

static void
make_chart(struct source *s, struct rt_chart *c)
{
    memset(c, 0, sizeof *c);
    c->x.kind = byte(s, RT_AXIS__MAX);
    c->x.unit = byte(s, RT_UNIT__MAX);
    c->y.unit = byte(s, RT_UNIT__MAX);
    c->y.from_zero = byte(s, 2);
    c->y.low = number(s);
    c->y.high = number(s);
    for (unsigned i = 0, n = 1 + byte(s, 3); i < n; i++)
        c->series[i] = (struct rt_series){.name = "chart_million",
                                          .mark = byte(s, RT_MARK__MAX),
                                          .ink = byte(s, RT_INK__MAX)};
}

static void
make_data(struct source *s, struct rt_chart_data *d, struct rt_arena *a)
{
    const double **y = rt_alloc_n(a, 3 * SERIES, sizeof *y);
    const char **names = rt_alloc_n(a, POINTS, sizeof *names);
    int32_t *period = rt_alloc_n(a, POINTS, sizeof *period);
    uint8_t *cut = rt_alloc_n(a, POINTS, 1);

    memset(d, 0, sizeof *d);
    d->n = byte(s, POINTS);
    d->n_series = 3 + byte(s, SERIES - 2);
    d->by = byte(s, RT_BY__MAX);
    for (size_t i = 0; i < d->n; i++) {
        period[i] = rt_period_add(d->by, rt_period_start(d->by, 9000), (int)i);
        cut[i] = (uint8_t)byte(s, 2);
        names[i] = text(s, a);
    }
    for (size_t k = 0; k < d->n_series; k++) {
        y[k] = numbers(s, d->n, a);
        y[SERIES + k] = byte(s, 4) == 0 ? numbers(s, d->n, a) : NULL;
        y[2 * SERIES + k] = y[SERIES + k] != NULL ? y[k] : NULL;
    }
    d->y = y;
    d->low = y + SERIES;
    d->high = y + (size_t)2 * SERIES;
    d->period = period;
    d->unfinished = cut;
    d->labels = byte(s, 2) ? names : NULL;
    d->x = byte(s, 2) ? numbers(s, d->n + 1, a) : NULL;
    d->size = byte(s, 2) ? numbers(s, d->n, a) : NULL;
}

static void
check(const struct rt_geometry *geo)
{
    for (size_t i = 0; i < geo->n; i++) {
        const struct rt_hit *h = &geo->hits[i];

        if (h->w < 1 || h->h < 1 || h->x < 0 || h->y < 0 ||
            h->x + h->w > geo->width_px || h->y + h->h > geo->height_px)
            rt_die("hit %zu at %d,%d %dx%d", i, h->x, h->y, h->w, h->h);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct source s = {data, size};
    struct rt_arena *a = rt_arena_new();
    struct rt_style style = {.lang = byte(&s, RT_LANG__MAX),
                             .theme = byte(&s, RT_THEME__MAX),
                             .width_px = 150 + 7 * (int)byte(&s, 256),
                             .height_px = 3 * (int)byte(&s, 256),
                             .scale = 1,
                             .currency = "RUB",
                             .digits = 2};
    struct rt_chart_data numbers_of;
    struct rt_chart chart;
    struct rt_card card = {.title = text(&s, a),
                           .filter = text(&s, a),
                           .zone = "UTC",
                           .chart = &chart,
                           .data = &numbers_of};
    struct rt_geometry geo = {0};
    struct rt_buf out;
    enum rt_code rc;

    rt_buf_init(&out, 0);
    make_chart(&s, &chart);
    make_data(&s, &numbers_of, a);
    /* A large picture takes most of a second here, and would test nothing
     * more. */
    rc = byte(&s, 16) == 0 && style.width_px < PNG_WIDTH
             ? rt_card_png(&card, &style, &out, &geo, a, NULL)
             : rt_card_text(&card, &style, &out, &geo, a, NULL);
    if (rc == RT_OK)
        check(&geo);
    if ((rc == RT_OK) != (out.len > 0) || (rc != RT_OK && rc != RT_EINVAL))
        rt_die("%s with %zu bytes", rt_code_name(rc), out.len);
    rt_buf_fini(&out);
    rt_arena_free(a);
    return 0;
}
