#include "chart/look.h"

#include <math.h>
#include <string.h>

static const struct rt_look looks[RT_THEME__MAX] = {
    [RT_THEME_LIGHT] =
        {
            .ground = 0xffffff,
            .panel = 0xf4f6f9,
            .ink = 0x1d2430,
            .muted = 0x5b6675,
            .grid = 0xe6e9ee,
            .axis = 0x8a94a3,
            .good = 0x007a5c,
            .bad = 0xb34700,
            .palette = {0x0072b2, 0xd55e00, 0x00916e, 0xc56fa0, 0x3b2a80,
                        0x7c2d3e, 0x8c8a3c, 0x5f6b7a},
            .inks = {[RT_INK_MAIN] = 0x0072b2,
                     [RT_INK_GAIN] = 0x00916e,
                     [RT_INK_LOSS] = 0xd55e00,
                     [RT_INK_TREND] = 0x3b2a80,
                     [RT_INK_NEUTRAL] = 0x7b8796},
            .heat = {0xf0f6fb, 0x004f80},
        },
    [RT_THEME_DARK] =
        {
            .ground = 0x161a20,
            .panel = 0x20262e,
            .ink = 0xf0f2f5,
            .muted = 0xa3adba,
            .grid = 0x2b323c,
            .axis = 0x6d7886,
            .good = 0x3ecfa4,
            .bad = 0xff9a5c,
            .palette = {0x4ea6e6, 0xf07f3c, 0x19b38a, 0xf0a6cf, 0x7f78e8,
                        0xb0593a, 0xf0d264, 0x7d8896},
            .inks = {[RT_INK_MAIN] = 0x4ea6e6,
                     [RT_INK_GAIN] = 0x19b38a,
                     [RT_INK_LOSS] = 0xf07f3c,
                     [RT_INK_TREND] = 0xf0d264,
                     [RT_INK_NEUTRAL] = 0x8a95a3},
            .heat = {0x1f2a36, 0x8fd0ff},
        },
};

static const char *const theme_names[RT_THEME__MAX] = {
    [RT_THEME_LIGHT] = "light",
    [RT_THEME_DARK] = "dark",
};

const char *
rt_theme_name(enum rt_theme theme)
{
    return theme_names[theme];
}

enum rt_code
rt_theme_parse(const char *word, enum rt_theme *out)
{
    for (enum rt_theme t = 0; t < RT_THEME__MAX; t++) {
        if (strcmp(word, theme_names[t]) != 0)
            continue;
        *out = t;
        return RT_OK;
    }
    return RT_NONE;
}

const struct rt_look *
rt_look_of(enum rt_theme theme)
{
    return &looks[theme];
}

uint32_t
rt_look_ink(const struct rt_look *l, enum rt_ink ink, size_t i)
{
    return ink == RT_INK_AUTO ? l->palette[i % RT_PALETTE] : l->inks[ink];
}

static uint32_t
blend(uint32_t a, uint32_t b, double f)
{
    uint32_t out = 0;

    for (int shift = 0; shift < 24; shift += 8) {
        double x = a >> shift & 0xff, y = b >> shift & 0xff;

        out |= (uint32_t)lround(x + (y - x) * f) << shift;
    }
    return out;
}

uint32_t
rt_look_heat(const struct rt_look *l, double f)
{
    return blend(l->heat[0], l->heat[1], fmax(0, fmin(1, f)));
}

static double
linear(uint32_t channel)
{
    double c = channel / 255.0;

    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double
luminance(uint32_t rgb)
{
    return 0.2126 * linear(rgb >> 16 & 0xff) +
           0.7152 * linear(rgb >> 8 & 0xff) + 0.0722 * linear(rgb & 0xff);
}

double
rt_look_contrast(uint32_t a, uint32_t b)
{
    double x = luminance(a) + 0.05, y = luminance(b) + 0.05;

    return x > y ? x / y : y / x;
}

uint32_t
rt_look_on(const struct rt_look *l, uint32_t ground)
{
    double ink = rt_look_contrast(l->ink, ground);
    double back = rt_look_contrast(l->ground, ground);

    return ink >= back ? l->ink : l->ground;
}
