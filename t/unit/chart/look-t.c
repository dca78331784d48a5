/* Contrast, and colours that colour-blind readers can tell apart. */
#include "chart/look.h"
#include "../tap.h"

struct lab {
    double l, a, b;
};

enum { VISIONS = 4 };
static const char *const visions[VISIONS] = {"usual", "protan", "deutan",
                                             "tritan"};
/* Machado, Oliveira and Fernandes, IEEE TVCG 15 (2009) 1291-1298, severity 1,
 * for linear RGB. */
static const double sight[VISIONS][3][3] = {
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {{0.152286, 1.052583, -0.204868},
     {0.114503, 0.786281, 0.099216},
     {-0.003882, -0.048116, 1.051998}},
    {{0.367322, 0.860646, -0.227968},
     {0.280085, 0.672501, 0.047413},
     {-0.011820, 0.042940, 0.968881}},
    {{1.255528, -0.076749, -0.178779},
     {-0.078411, 0.930809, 0.147602},
     {0.004733, 0.691367, 0.303900}},
};

static double
linear(uint32_t c)
{
    double v = c / 255.0;

    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double
lab_f(double t)
{
    return t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116;
}

/* A perceived colour in CIE Lab under D65. */
static struct lab
seen(uint32_t rgb, int vision)
{
    const double in[3] = {linear(rgb >> 16 & 0xff), linear(rgb >> 8 & 0xff),
                          linear(rgb & 0xff)};
    double v[3], x, y, z;

    for (int i = 0; i < 3; i++) {
        v[i] = 0;
        for (int k = 0; k < 3; k++)
            v[i] += sight[vision][i][k] * in[k];
        v[i] = fmax(0, fmin(1, v[i]));
    }
    x = (0.4124564 * v[0] + 0.3575761 * v[1] + 0.1804375 * v[2]) / 0.95047;
    y = 0.2126729 * v[0] + 0.7151522 * v[1] + 0.0721750 * v[2];
    z = (0.0193339 * v[0] + 0.1191920 * v[1] + 0.9503041 * v[2]) / 1.08883;
    return (struct lab){116 * lab_f(y) - 16, 500 * (lab_f(x) - lab_f(y)),
                        200 * (lab_f(y) - lab_f(z))};
}

static double
apart(uint32_t p, uint32_t q, int vision)
{
    struct lab a = seen(p, vision), b = seen(q, vision);

    return sqrt((a.l - b.l) * (a.l - b.l) + (a.a - b.a) * (a.a - b.a) +
                (a.b - b.b) * (a.b - b.b));
}

static void
test_contrast(enum rt_theme theme)
{
    const struct rt_look *l = rt_look_of(theme);
    const char *name = rt_theme_name(theme);
    double least = 21;

    ok(rt_look_contrast(l->ink, l->ground) >= 7, "%s: ink 7 to 1", name);
    ok(rt_look_contrast(l->muted, l->ground) >= 4.5, "%s: labels 4.5 to 1",
       name);
    ok(rt_look_contrast(l->good, l->ground) >= 4.5 &&
           rt_look_contrast(l->bad, l->ground) >= 4.5,
       "%s: good and bad 4.5 to 1", name);
    for (int i = 0; i < RT_PALETTE; i++)
        least = fmin(least, rt_look_contrast(l->palette[i], l->ground));
    for (enum rt_ink i = RT_INK_AUTO + 1; i < RT_INK__MAX; i++)
        least = fmin(least, rt_look_contrast(l->inks[i], l->ground));
    ok(least >= 3, "%s: every mark 3 to 1, least %.2f", name, least);
    least = 21;
    for (int i = 0; i <= 100; i++) {
        uint32_t cell = rt_look_heat(l, i / 100.0);

        least = fmin(least, rt_look_contrast(cell, rt_look_on(l, cell)));
    }
    ok(least >= 3.9, "%s: numbers on every heat colour, least %.2f", name,
       least);
}

static void
test_apart(enum rt_theme theme)
{
    const struct rt_look *l = rt_look_of(theme);

    for (int v = 0; v < VISIONS; v++) {
        double least = 999;

        for (int i = 0; i < RT_PALETTE; i++) {
            for (int k = 0; k < i; k++)
                least = fmin(least, apart(l->palette[i], l->palette[k], v));
        }
        ok(least >= 11, "%s palette, %s vision: least distance %.1f",
           rt_theme_name(theme), visions[v], least);
        ok(apart(l->inks[RT_INK_GAIN], l->inks[RT_INK_LOSS], v) >= 20,
           "%s gain and loss, %s vision", rt_theme_name(theme), visions[v]);
    }
}

/* Darker always means more, also when printed in grey. */
static void
test_heat_rises(enum rt_theme theme)
{
    const struct rt_look *l = rt_look_of(theme);
    double last = 0;
    int bad = 0;

    for (int i = 1; i <= 50; i++) {
        double far = rt_look_contrast(rt_look_heat(l, i / 50.0), l->ground);

        bad += far <= last;
        last = far;
    }
    is_int(bad, 0, "heat colours leave the ground step by step");
    is_int(rt_look_heat(l, -1), l->heat[0], "below the scale: its low end");
    is_int(rt_look_heat(l, 2), l->heat[1], "above the scale: its high end");
}

int
main(void)
{
    enum rt_theme t;

    for (t = 0; t < RT_THEME__MAX; t++) {
        test_contrast(t);
        test_apart(t);
        test_heat_rises(t);
    }
    ok(rt_theme_parse("dark", &t) == RT_OK && t == RT_THEME_DARK,
       "a theme by name");
    ok(rt_theme_parse("blue", &t) == RT_NONE, "there is no such theme");
    is_close(rt_look_contrast(0, 0xffffff), 21, 1e-9, "black on white is 21");
    return done();
}
