#include "base/utf8.h"
#include "../tap.h"

static void
test_next(void)
{
    static const struct {
        const char *bytes;
        size_t len;
        size_t n; /* 0: malformed */
        uint32_t code;
    } rows[] = {
        {"\0", 1, 1, 0},
        {"a", 1, 1, 'a'},
        {"\x7f", 1, 1, 0x7f},
        {"\xc2\x80", 2, 2, 0x80},
        {"\xd0\xaf", 2, 2, 0x42f},
        {"\xdf\xbf", 2, 2, 0x7ff},
        {"\xe0\xa0\x80", 3, 3, 0x800},
        {"\xed\x9f\xbf", 3, 3, 0xd7ff},
        {"\xee\x80\x80", 3, 3, 0xe000},
        {"\xef\xbf\xbf", 3, 3, 0xffff},
        {"\xf0\x90\x80\x80", 4, 4, 0x10000},
        {"\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff},
        {"\x80", 1, 0, 0},
        {"\xbf", 1, 0, 0},
        {"\xc0\x80", 2, 0, 0}, /* overlong */
        {"\xc1\xbf", 2, 0, 0},
        {"\xe0\x9f\xbf", 3, 0, 0},
        {"\xf0\x8f\xbf\xbf", 4, 0, 0},
        {"\xed\xa0\x80", 3, 0, 0}, /* surrogates */
        {"\xed\xbf\xbf", 3, 0, 0},
        {"\xf4\x90\x80\x80", 4, 0, 0}, /* above U+10FFFF */
        {"\xf5\x80\x80\x80", 4, 0, 0},
        {"\xff", 1, 0, 0},
        {"\xd0", 1, 0, 0}, /* cut short */
        {"\xe2\x82", 2, 0, 0},
        {"\xf0\x9f\x98", 3, 0, 0},
        {"\xd0z", 2, 0, 0},
        {"\xe2\x82z", 3, 0, 0},
        {"\xf0\x9f\x98z", 4, 0, 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t code = 0;

        is_int((int64_t)rt_utf8_next(rows[i].bytes, rows[i].len, &code),
               (int64_t)rows[i].n, "bytes of a character");
        is_int(code, rows[i].code, "and its code");
        ok(rt_utf8_valid(rows[i].bytes, rows[i].len) == (rows[i].n != 0),
           "well-formed or not");
    }
    is_int((int64_t)rt_utf8_next("a", 1, NULL), 1, "the code may be left out");
    ok(rt_utf8_valid("", 0), "nothing is well-formed");
    ok(!rt_utf8_valid("Яa\xff", 4), "a bad byte behind good ones is seen");
}

/* Every code point is written and read back. */
static void
test_all(void)
{
    int wrong = 0;

    for (uint32_t u = 0x80; u < 0x110000; u++) {
        char s[4];
        size_t n = u < 0x800 ? 2 : u < 0x10000 ? 3 : 4;
        bool good = u < 0xd800 || u > 0xdfff;
        uint32_t code = 0, rest = u;

        for (size_t i = n; i-- > 1; rest >>= 6)
            s[i] = (char)(0x80 | (rest & 0x3f));
        s[0] = (char)(rest | (0xf00u >> n & 0xf0));
        wrong += rt_utf8_next(s, n, &code) != (good ? n : 0) ||
                 code != (good ? u : 0) || rt_utf8_next(s, n - 1, NULL) != 0;
    }
    is_int(wrong, 0, "all code points but surrogates are characters");
}

static void
test_cut(void)
{
    static const struct {
        const char *text;
        size_t max, cut, count;
    } rows[] = {
        {"", 0, 0, 0},     {"abc", 5, 3, 3},      {"abc", 3, 3, 3},
        {"abc", 2, 2, 3},  {"aЯ", 2, 1, 2},       {"aЯ", 3, 3, 2},
        {"€€", 5, 3, 2},   {"€€", 3, 3, 2},       {"€€", 2, 0, 2},
        {"😀", 3, 0, 1},    {"😀", 4, 4, 1},        {"a\xff\xffz", 2, 2, 4},
        {"\xd0", 1, 1, 1}, {"\xe2\x82", 2, 2, 2},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t len = strlen(rows[i].text);

        is_int((int64_t)rt_utf8_cut(rows[i].text, len, rows[i].max),
               (int64_t)rows[i].cut, "cut between characters");
        is_int((int64_t)rt_utf8_count(rows[i].text, len),
               (int64_t)rows[i].count, "characters counted");
    }
}

static void
test_trim(void)
{
    static const char *const rows[][2] = {
        {"", ""},
        {" \t ", ""},
        {"a", "a"},
        {"\t a b \t", "a b"},
        {"\xc2\xa0x", "\xc2\xa0x"}, /* a no-break space is kept */
        {" a\r", "a\r"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[16];

        snprintf(text, sizeof text, "%s", rows[i][0]);
        is_str(rt_trim(text), rows[i][1], "spaces and tabs at the ends go");
    }
}

int
main(void)
{
    test_trim();
    test_next();
    test_all();
    test_cut();
    return done();
}
