/* What is drawn is seen in the pixels of the picture, which is black at first
 * and has two pixels for each logical one. */
#include "chart/gfx.h"
#include "../tap.h"
#include "decode.h"

#include <math.h>

enum { SIDE = 40, SCALE = 2, PIXELS = SIDE * SCALE };

static const uint32_t red = 0xff0000, blue = 0x0000ff, white = 0xffffff;
static struct rt_arena *arena;
static struct rt_canvas *canvas;
static struct rt_gfx *g;
static cairo_surface_t *picture;

static void
begin(void)
{
    struct rt_err err = {0};

    if (rt_canvas_open(SIDE, SIDE, SCALE, false, arena, &canvas, &err) != RT_OK)
        ok(false, "a canvas: %s", err.text);
    g = rt_canvas_gfx(canvas);
}

/* Take the picture as it is now. */
static void
look(void)
{
    struct rt_err err = {0};
    struct png_reader r = {0};
    struct rt_buf out;

    cairo_surface_destroy(picture);
    rt_buf_init(&out, 0);
    if (rt_canvas_png(canvas, &out, &err) != RT_OK)
        ok(false, "a picture: %s", err.text);
    r.b = &out;
    picture = cairo_image_surface_create_from_png_stream(read_png, &r);
    rt_buf_fini(&out);
}

static void
end(void)
{
    look();
    rt_canvas_close(canvas);
}

/* The colour in the middle of this logical pixel's first pixel. */
static uint32_t
at(double x, double y)
{
    return pixel_at(picture, (int)(x * SCALE), (int)(y * SCALE));
}

/* The logical rectangle outside of which all is black. */
static struct rt_box
ink(void)
{
    int x0 = PIXELS, y0 = PIXELS, x1 = 0, y1 = 0;

    for (int y = 0; y < PIXELS; y++) {
        for (int x = 0; x < PIXELS; x++) {
            if (pixel_at(picture, x, y) == 0)
                continue;
            x0 = x < x0 ? x : x0;
            y0 = y < y0 ? y : y0;
            x1 = x + 1 > x1 ? x + 1 : x1;
            y1 = y + 1 > y1 ? y + 1 : y1;
        }
    }
    return (struct rt_box){(double)x0 / SCALE, (double)y0 / SCALE,
                           (double)(x1 - x0) / SCALE,
                           (double)(y1 - y0) / SCALE};
}

static void
is_ink(double x, double y, double w, double h, const char *what)
{
    struct rt_box b = ink();

    is_str(rt_fmt(arena, "%.1f,%.1f %.1fx%.1f", b.x, b.y, b.w, b.h),
           rt_fmt(arena, "%.1f,%.1f %.1fx%.1f", x, y, w, h), what);
}

static struct rt_fill
plain(uint32_t rgb)
{
    return (struct rt_fill){.rgb = rgb, .alpha = 1};
}

static void
test_filled(void)
{
    struct rt_point corner[3] = {{0, 0}, {20, 0}, {0, 20}};

    begin();
    rt_gfx_box(g, (struct rt_box){3, 5, 10, 7.5}, plain(0x12ab9f));
    end();
    is_ink(3, 5, 10, 7.5, "a box is where it shall be");
    is_int(at(3, 5), 0x12ab9f, "in its colour");
    is_int(at(12.5, 12), 0x12ab9f, "up to its corner");
    begin();
    rt_gfx_box(g, (struct rt_box){0, 0, 20, 20}, plain(red));
    rt_gfx_box(g, (struct rt_box){10, 0, 20, 20},
               (struct rt_fill){.rgb = blue, .alpha = 0.4});
    end();
    is_int(at(5, 5), red, "what lies under a pale box");
    is_int(at(15, 5), 0x990066, "shines through");
    is_int(at(25, 5), 0x000066, "and so does the ground");
    begin();
    rt_gfx_area(g, corner, 3, plain(red));
    end();
    is_ink(0, 0, 20, 20, "an area has its corners");
    is_int(at(8, 8), red, "it is filled");
    is_int(at(12, 12), 0, "and closed by a straight line");
}

/* All pixels whose middle lies on a line of the hatch (`on`) or half-way
 * between two have this colour. */
static bool
all_hatched(int x0, int y0, int x1, int y1, bool on, uint32_t rgb)
{
    for (int y = y0 * SCALE; y < y1 * SCALE; y++) {
        for (int x = x0 * SCALE; x < x1 * SCALE; x++) {
            if ((x + y + 1) % 10 == (on ? 0 : 5) &&
                pixel_at(picture, x, y) != rgb)
                return false;
        }
    }
    return true;
}

static void
test_hatched(void)
{
    struct rt_fill hatch = {.rgb = red, .alpha = 1, .hatch = true};
    struct rt_point corner[3] = {{0, 0}, {20, 0}, {0, 20}};

    begin();
    rt_gfx_box(g, (struct rt_box){2, 3, 10, 31}, hatch);
    rt_gfx_box(g, (struct rt_box){12, 20, 25, 10}, hatch);
    end();
    is_ink(2, 3, 35, 31, "the lines of a hatched box end at its edges");
    ok(all_hatched(2, 3, 12, 34, true, red), "they are in its colour");
    ok(all_hatched(2, 3, 12, 34, false, 0x380000), "the ground is pale");
    ok(all_hatched(12, 20, 37, 30, true, red),
       "those of its neighbour go on with them");
    ok(all_hatched(12, 20, 37, 30, false, 0x380000), "on the same ground");
    ok(at(13, 19) == 0 && at(20, 31) == 0, "nothing is around them");
    begin();
    hatch.alpha = 0.5;
    rt_gfx_area(g, corner, 3, hatch);
    rt_gfx_box(g, (struct rt_box){30, 30, 5, 5}, plain(blue));
    end();
    ok(all_hatched(0, 0, 9, 9, false, 0x1c0000), "a pale hatch is paler");
    is_int(at(15, 15), 0, "a hatched area has its edges, too");
    is_int(at(32, 32), blue, "and what comes after it is not confined to them");
}

/* Where a level line has ink: "0-8 12-20", in logical pixels. */
static char *
dashes(enum rt_dash dash)
{
    struct rt_point level[2] = {{0, 10}, {24, 10}};
    struct rt_stroke stroke = {.rgb = white, .width = 2, .dash = dash};
    char *said = "";

    begin();
    rt_gfx_line(g, level, 2, stroke);
    end();
    for (int x = 0; x < PIXELS; x++) {
        bool now = pixel_at(picture, x, 10 * SCALE) == white;
        bool before = x > 0 && pixel_at(picture, x - 1, 10 * SCALE) == white;

        if (now && !before)
            said = rt_fmt(arena, "%s%s%g-", said, *said != '\0' ? " " : "",
                          (double)x / SCALE);
        if (!now && before)
            said = rt_fmt(arena, "%s%g", said, (double)x / SCALE);
    }
    return said;
}

static void
test_lines(void)
{
    struct rt_point bend[3] = {{5, 5}, {25, 5}, {25, 30}};

    is_str(dashes(RT_DASH_NONE), "0-24", "a line without dashes");
    is_ink(0, 9, 24, 2, "is as wide as it shall be");
    is_str(dashes(RT_DASH_LONG), "0-8 12-20", "long dashes");
    is_str(dashes(RT_DASH_SHORT), "0-3 6-9 12-15 18-21", "short dashes");
    begin();
    rt_gfx_line(g, bend, 3, (struct rt_stroke){.rgb = 0x123456, .width = 4});
    end();
    is_ink(5, 3, 22, 27, "a line goes through all its points");
    is_int(at(15, 5), 0x123456, "in its colour");
    is_int(at(15, 15), 0, "and is not filled");
}

static void
test_round(void)
{
    struct rt_point middle = {20, 20};

    begin();
    rt_gfx_circle(g, middle, 10, plain(red),
                  (struct rt_stroke){.rgb = blue, .width = 4});
    end();
    is_ink(8, 8, 24, 24, "a circle with half its outline outside");
    is_int(at(20, 20), red, "is filled");
    is_int(at(10, 20), blue, "and outlined");
    begin();
    rt_gfx_circle(g, middle, 10, plain(red), (struct rt_stroke){.rgb = blue});
    end();
    is_ink(10, 10, 20, 20, "or not outlined");
    is_int(at(11, 20), red, "at all");
    begin();
    rt_gfx_ring(g, middle, 5, 15, 0, 0.25, plain(red));
    end();
    is_ink(20, 5, 15, 15,
           "the first quarter of a ring is from 12 to 3 o'clock");
    is_int(at(27, 13), red, "it is filled");
    is_int(at(22, 18), 0, "and has a hole");
    begin();
    rt_gfx_ring(g, middle, 0, 15, 0.5, 1, plain(red));
    end();
    is_ink(5, 5, 15, 30, "half a pie is from 6 to 12 o'clock");
}

/* A text of this font with its anchor at 20,20: where its ink is. */
static struct rt_box
inked(const char *text, struct rt_font font)
{
    begin();
    font.size = 10;
    font.rgb = white;
    rt_gfx_text(g, 20, 20, text, font);
    end();
    return ink();
}

static void
test_text(void)
{
    struct rt_box b = inked("HH", (struct rt_font){0});
    struct rt_box whole;

    ok(b.x >= 20 && b.x < 22 && b.w > 10, "a text begins at its place");
    ok(fabs(b.y + b.h - 20) <= 0.5 && b.h > 5, "and stands on its line");
    whole = inked("HH", (struct rt_font){.bold = true});
    ok(whole.w > b.w, "bold is wider");
    whole = inked("HH", (struct rt_font){.align = RT_ALIGN_RIGHT});
    ok(whole.x + whole.w <= 20 && whole.x + whole.w > 18, "or ends there");
    is_close(whole.w, b.w, 0.51, "as wide as before");
    whole = inked("HH", (struct rt_font){.align = RT_ALIGN_CENTRE});
    is_close(whole.x + whole.w / 2, 20, 0.51, "or has its middle there");
    whole = inked("HHHHHHHH",
                  (struct rt_font){.align = RT_ALIGN_RIGHT, .max_px = 18});
    ok(whole.w > 10 && whole.w <= 18, "a text that is too long is cut short");
    ok(whole.x + whole.w <= 20 && whole.x + whole.w > 17,
       "and ends where it shall");
}

static void
test_clip(void)
{
    begin();
    rt_gfx_clip(g, (struct rt_box){10, 12, 5, 6});
    rt_gfx_box(g, (struct rt_box){0, 0, 40, 40}, plain(red));
    look();
    is_ink(10, 12, 5, 6, "only what is inside the clip is drawn");
    rt_gfx_clip(g, (struct rt_box){20, 12, 5, 6});
    rt_gfx_box(g, (struct rt_box){0, 0, 40, 40}, plain(red));
    look();
    is_ink(10, 12, 15, 6, "another clip takes its place");
    rt_gfx_unclip(g);
    rt_gfx_box(g, (struct rt_box){0, 0, 40, 40}, plain(blue));
    end();
    is_ink(0, 0, 40, 40, "after it all is drawn again");
}

int
main(void)
{
    arena = rt_arena_new();
    test_filled();
    test_hatched();
    test_lines();
    test_round();
    test_text();
    test_clip();
    cairo_surface_destroy(picture);
    rt_arena_free(arena);
    return done();
}
