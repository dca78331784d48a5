/* The drawing interface with both of its outputs, PNG and lines. */
#include "chart/gfx.h"
#include "chart/chart.h"
#include "../tap.h"

static struct rt_arena *arena;
static struct rt_buf out;
static const struct rt_fill blue = {.rgb = 0x0072b2, .alpha = 1};
static const struct rt_stroke thin = {.rgb = 0, .width = 1};

static struct rt_gfx *
lines(void)
{
    rt_buf_clear(&out);
    return rt_gfx_lines(&out, arena);
}

static void
test_numbers_become_finite(void)
{
    struct rt_gfx *g = lines();
    struct rt_point at[3] = {{NAN, INFINITY}, {1, -INFINITY}, {2, 3}};

    rt_gfx_line(g, at, 3, thin);
    is_str(rt_buf_cstr(&out),
           "line #000000 width 1.0 0.0,20000.0 1.0,-20000.0 2.0,3.0\n",
           "what is not finite is put at 0 or far outside");
    g = lines();
    rt_gfx_box(g, (struct rt_box){0, 0, NAN, 5}, blue);
    rt_gfx_box(g, (struct rt_box){0, 0, -4, 5}, blue);
    rt_gfx_circle(g, at[2], NAN, blue, thin);
    rt_gfx_ring(g, at[2], 1, 2, 0.5, 0.5, blue);
    rt_gfx_line(g, at, 1, thin);
    rt_gfx_area(g, at, 2, blue);
    is_str(rt_buf_cstr(&out), "", "what has no size is not drawn");
}

static void
test_texts(void)
{
    static const struct {
        const char *text;
        double max_px;
        const char *want;
        const char *what;
    } rows[] = {
        {"Отток", 0, "Отток", "a text without a limit"},
        {"Отток", 30, "Отток", "a text that just fits"},
        {"Отток", 29, "Отт…", "a longer one ends in an ellipsis"},
        {"Отток", 1, "…", "no room at all"},
        {"a\xff\xfe z", 0, "a\xef\xbf\xbd\xef\xbf\xbd z",
         "malformed bytes are replaced"},
        {"a\nb\x7f", 0,
         "a\xef\xbf\xbd"
         "b\xef\xbf\xbd",
         "control characters are replaced"},
        {"\xd0", 0, "\xef\xbf\xbd", "a character cut short is replaced"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_gfx *g = lines();
        struct rt_font font = {.size = 10, .max_px = rows[i].max_px};

        rt_gfx_text(g, 1, 2, rows[i].text, font);
        is_str(rt_buf_cstr(&out),
               rt_fmt(arena, "text 1.0,2.0 left 10.0 #000000 \"%s\"\n",
                      rows[i].want),
               rows[i].what);
    }
}

static void
test_quiet(void)
{
    struct rt_gfx *g = lines();

    g->quiet = true;
    rt_gfx_box(g, (struct rt_box){0, 0, 5, 5}, blue);
    rt_gfx_text(g, 0, 0, "x", (struct rt_font){.size = 10});
    rt_gfx_clip(g, (struct rt_box){0, 0, 5, 5});
    rt_gfx_unclip(g);
    is_str(rt_buf_cstr(&out), "", "a quiet pen draws nothing");
    is_close(rt_gfx_measure(g, "Отток", (struct rt_font){.size = 10}), 30, 1e-9,
             "and measures");
    is_close(
        rt_gfx_measure(g, "Отток", (struct rt_font){.size = 10, .max_px = 12}),
        12, 1e-9, "never more than the limit");
}

static void
test_lines_say_all(void)
{
    struct rt_gfx *g = lines();
    struct rt_point at[3] = {{1, 1}, {2, 30}, {30, -0.01}};
    struct rt_fill hatch = {.rgb = 0xd55e00, .alpha = 0.25, .hatch = true};
    struct rt_stroke dashes = {.rgb = 1, .width = 2, .dash = RT_DASH_LONG};
    struct rt_stroke dots = {.rgb = 2, .width = 1, .dash = RT_DASH_SHORT};

    rt_gfx_area(g, at, 3, hatch);
    rt_gfx_line(g, at, 3, dashes);
    rt_gfx_line(g, at, 2, dots);
    rt_gfx_clip(g, (struct rt_box){0, 0, 10, 10});
    rt_gfx_box(g, (struct rt_box){1, 2, 3, 4}, blue);
    rt_gfx_circle(g, at[0], 5, blue, thin);
    rt_gfx_circle(g, at[0], 5, hatch, (struct rt_stroke){.width = 0});
    rt_gfx_unclip(g);
    rt_gfx_ring(g, at[1], 3, 9, 0, 0.75, hatch);
    rt_gfx_text(
        g, 7, 8, "n",
        (struct rt_font){.size = 12, .bold = true, .align = RT_ALIGN_RIGHT});
    is_str(rt_buf_cstr(&out),
           "area #d55e00 alpha 0.25 hatch 1.0,1.0 2.0,30.0 30.0,0.0\n"
           "line #000001 width 2.0 long dashes 1.0,1.0 2.0,30.0 30.0,0.0\n"
           "line #000002 width 1.0 short dashes 1.0,1.0 2.0,30.0\n"
           "clip 0.0,0.0 10.0x10.0\n"
           "box 1.0,2.0 3.0x4.0 #0072b2\n"
           "circle 1.0,1.0 r 5.0 #0072b2 #000000 width 1.0\n"
           "circle 1.0,1.0 r 5.0 #d55e00 alpha 0.25 hatch\n"
           "unclip\n"
           "ring 2.0,30.0 r 3.0..9.0 turn 0.000..0.750 #d55e00 alpha 0.25 "
           "hatch\n"
           "text 7.0,8.0 right 12.0 bold #000000 \"n\"\n",
           "each order is a line with all that it says");
}

static double
cairo_px(const char *text, int scale, bool bold)
{
    struct rt_canvas *c = NULL;
    struct rt_err err = {0};
    double px = 0;

    if (rt_canvas_open(10, 10, scale, false, arena, &c, &err) == RT_OK)
        px = rt_gfx_measure(rt_canvas_gfx(c), text,
                            (struct rt_font){.size = 12, .bold = bold});
    rt_canvas_close(c);
    return px;
}

static void
test_cairo_text(void)
{
    double one = cairo_px("Отток, %", 1, false);

    ok(one > 30 && one < 80, "Cyrillic has a width: %.2f", one);
    is_close(cairo_px("Отток, %", 2, false), one, 1e-9,
             "widths are the same at both scales");
    ok(cairo_px("Отток, %", 1, true) > one, "bold is wider");
}

static void
draw_all(struct rt_gfx *g)
{
    struct rt_point at[3] = {{1, 1}, {NAN, 30}, {30, 30}};
    struct rt_fill hatch = {.rgb = 0xd55e00, .alpha = 1, .hatch = true};
    struct rt_stroke dashes = {.rgb = 1, .width = 2, .dash = RT_DASH_LONG};

    rt_gfx_area(g, at, 3, hatch);
    rt_gfx_line(g, at, 3, dashes);
    rt_gfx_box(g, (struct rt_box){1e9, -1e9, INFINITY, 5}, hatch);
    rt_gfx_circle(g, at[0], 1e12, blue, thin);
    rt_gfx_ring(g, at[2], 3, 9, 0, 0.7, hatch);
    rt_gfx_clip(g, (struct rt_box){0, 0, 10, 10});
    rt_gfx_text(g, 1, 20, "\xff \xe2\x82\xbd Жщё",
                (struct rt_font){.size = 12, .max_px = 30});
    rt_gfx_unclip(g);
    rt_gfx_rule(g, 0, 3, 40, 1, 0);
}

static void
test_cairo_takes_all(void)
{
    struct rt_err err = {0};
    struct rt_buf first, again;
    struct rt_canvas *c = NULL;

    rt_buf_init(&first, 0);
    rt_buf_init(&again, 0);
    for (int i = 0; i < 2; i++) {
        ok(rt_canvas_open(40, 40, 2, false, arena, &c, &err) == RT_OK,
           "a canvas");
        draw_all(rt_canvas_gfx(c));
        ok(rt_canvas_png(c, i == 0 ? &first : &again, &err) == RT_OK,
           "odd numbers and malformed text do not spoil a picture");
        rt_canvas_close(c);
    }
    ok(first.len == again.len && first.len > 100 &&
           memcmp(first.data, again.data, first.len) == 0,
       "the same orders give the same bytes");
    rt_buf_fini(&first);
    rt_buf_fini(&again);
}

static void
test_cairo_fails_loudly(void)
{
    struct rt_canvas *c = NULL;
    struct rt_err err = {0};

    ok(rt_canvas_open(40000, 10, 1, false, arena, &c, &err) == RT_EIO &&
           c == NULL,
       "a canvas the library refuses is an error: %s", err.text);
    rt_canvas_close(NULL);
    err = (struct rt_err){0};
    ok(rt_chart_warm(&err) == RT_OK, "a font with Cyrillic is installed");
}

int
main(void)
{
    arena = rt_arena_new();
    rt_buf_init(&out, 0);
    test_numbers_become_finite();
    test_texts();
    test_quiet();
    test_lines_say_all();
    test_cairo_text();
    test_cairo_takes_all();
    test_cairo_fails_loudly();
    rt_buf_fini(&out);
    rt_arena_free(arena);
    return done();
}
