/* Data and cards shared by the tests of pictures. */
#ifndef RT_T_CHART_DRAW_H
#define RT_T_CHART_DRAW_H

#include "chart/chart.h"
#include "../tap.h"

enum { DRAW_SERIES = 12 };

/* A card with room for its numbers; make() fills it. */
struct draw {
    struct rt_arena *a;
    struct rt_buf out;
    struct rt_geometry geo;
    struct rt_err err;
    struct rt_card card;
    struct rt_chart_data data;
    struct rt_style style;
    double *y[DRAW_SERIES], *low[DRAW_SERIES], *high[DRAW_SERIES];
    int32_t *period;
    uint8_t *unfinished;
    double *x;
};

__attribute__((unused)) static void
draw_init(struct draw *d, const struct rt_chart *chart, size_t n)
{
    *d = (struct draw){.a = rt_arena_new()};
    rt_buf_init(&d->out, 0);
    for (int s = 0; s < DRAW_SERIES; s++) {
        d->y[s] = rt_alloc_n(d->a, n + 1, sizeof(double));
        d->low[s] = rt_alloc_n(d->a, n + 1, sizeof(double));
        d->high[s] = rt_alloc_n(d->a, n + 1, sizeof(double));
    }
    d->period = rt_alloc_n(d->a, n + 1, sizeof *d->period);
    d->unfinished = rt_alloc_n(d->a, n + 1, 1);
    d->x = rt_alloc_n(d->a, n + 2, sizeof(double));
    d->data = (struct rt_chart_data){.n = n,
                                     .y = (const double *const *)d->y,
                                     .by = RT_BY_MONTH,
                                     .period = d->period,
                                     .unfinished = d->unfinished};
    for (size_t i = 0; i < n; i++)
        d->period[i] = rt_period_add(
            RT_BY_MONTH, rt_day_of((struct rt_date){2007, 1, 1}), (int)i);
    d->card = (struct rt_card){.chart = chart, .data = &d->data};
    d->style = (struct rt_style){.lang = RT_LANG_EN,
                                 .width_px = 640,
                                 .height_px = 320,
                                 .scale = 1,
                                 .currency = "RUB",
                                 .digits = 2};
}

__attribute__((unused)) static void
draw_fini(struct draw *d)
{
    rt_buf_fini(&d->out);
    rt_arena_free(d->a);
}

/* The picture as lines. */
__attribute__((unused)) static const char *
draw_text(struct draw *d)
{
    rt_buf_clear(&d->out);
    d->err = (struct rt_err){0};
    if (rt_card_text(&d->card, &d->style, &d->out, &d->geo, d->a, &d->err) !=
        RT_OK)
        printf("# %s\n", d->err.text);
    return rt_buf_cstr(&d->out);
}

__attribute__((unused)) static enum rt_code
draw_png(struct draw *d)
{
    rt_buf_clear(&d->out);
    d->err = (struct rt_err){0};
    return rt_card_png(&d->card, &d->style, &d->out, &d->geo, d->a, &d->err);
}

/* How often a piece of text occurs in another text. */
__attribute__((unused)) static int
draw_count(const char *text, const char *piece)
{
    int n = 0;

    for (; (text = strstr(text, piece)) != NULL; text++)
        n++;
    return n;
}

/* Test that the picture equals t/unit/chart/NAME.txt.  With RT_GOLDEN=write the
 * file is rewritten instead; read the difference before you commit it. */
__attribute__((unused)) static void
draw_golden(struct draw *d, const char *name)
{
    const char *source = getenv("RT_SOURCE"), *mode = getenv("RT_GOLDEN");
    char *path = rt_fmt(d->a, "%s/t/unit/chart/%s.txt",
                        source != NULL ? source : ".", name);
    const char *got = draw_text(d);
    struct rt_buf want;
    char piece[4096];
    size_t len;
    FILE *f;

    if (mode != NULL && strcmp(mode, "write") == 0) {
        f = fopen(path, "w");
        if (f != NULL) {
            fputs(got, f);
            fclose(f);
        }
    }
    rt_buf_init(&want, 0);
    f = fopen(path, "r");
    while (f != NULL && (len = fread(piece, 1, sizeof piece, f)) > 0)
        rt_buf_add(&want, piece, len);
    if (f != NULL)
        fclose(f);
    if (!ok(strcmp(got, rt_buf_cstr(&want)) == 0, "%s is drawn as in %s.txt",
            name, name)) {
        f = fopen(rt_fmt(d->a, "%s.got", name), "w");
        if (f != NULL) {
            fputs(got, f);
            fclose(f);
        }
        printf("# see %s.got in the current folder\n", name);
    }
    rt_buf_fini(&want);
}

#endif
