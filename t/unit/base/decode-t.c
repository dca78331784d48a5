#include "base/decode.h"
#include "base/utf8.h"
#include "../tap.h"

static const struct {
    const char *what, *text;
    enum rt_charset more, whole;
} guesses[] = {
    {"nothing", "", RT_CHARSET_UNKNOWN, RT_CHARSET_UNKNOWN},
    {"ASCII", "client_id;name", RT_CHARSET_UNKNOWN, RT_CHARSET_UNKNOWN},
    {"Cyrillic in UTF-8", "имя", RT_CHARSET_UTF8, RT_CHARSET_UTF8},
    {"Cyrillic in Windows-1251", "\xe8\xec\xff", RT_CHARSET_CP1251,
     RT_CHARSET_CP1251},
    {"capitals in Windows-1251", "\xc8\xcc\xdf", RT_CHARSET_CP1251,
     RT_CHARSET_CP1251},
    {"one letter in Windows-1251", "a;\xff;b", RT_CHARSET_CP1251,
     RT_CHARSET_CP1251},
    {"UTF-8 with one damaged byte in eleven characters", "абвгдеёжзи\xff",
     RT_CHARSET_UTF8, RT_CHARSET_UTF8},
    {"with one in ten", "абвгдеёжз\xff", RT_CHARSET_UNCLEAR,
     RT_CHARSET_UNCLEAR},
    {"UTF-8 cut in a character", "я\xd0", RT_CHARSET_UTF8, RT_CHARSET_UNCLEAR},
    {"only a piece of a character", "abcdefgh\xe2\x82", RT_CHARSET_UNKNOWN,
     RT_CHARSET_UNCLEAR},
    {"a piece of four bytes", "абя\xf0\x9f\x98", RT_CHARSET_UTF8,
     RT_CHARSET_UNCLEAR},
    {"a piece that goes wrong", "\xf0\x9f\x41", RT_CHARSET_UNCLEAR,
     RT_CHARSET_UNCLEAR},
};

static void
test_guess(void)
{
    for (size_t i = 0; i < sizeof guesses / sizeof *guesses; i++) {
        size_t len = strlen(guesses[i].text);

        ok(rt_charset_guess(guesses[i].text, len, true) == guesses[i].more,
           "%s, more to come", guesses[i].what);
        ok(rt_charset_guess(guesses[i].text, len, false) == guesses[i].whole,
           "%s, at the end", guesses[i].what);
    }
}

/* The fast path for ASCII gives the same result as the slow one. */
static void
test_bad(void)
{
    char text[40];
    uint16_t table[RT_CHARSET_HIGH];
    int same = 0;

    ok(rt_charset_table(RT_CHARSET_CP1251, table), "a table with a hole");
    for (size_t at = 0; at < sizeof text; at++) {
        memset(text, 'a', sizeof text);
        text[at] = '\x98';
        same += rt_ascii_len(text, sizeof text) == at;
        same += rt_utf8_bad(text, sizeof text) == at;
        same += rt_bytes_bad(table, text, sizeof text) == at;
        if (at > 0) {
            text[at - 1] = '\xd0';
            same += rt_utf8_bad(text, sizeof text) == sizeof text;
        }
    }
    is_int(same, 4 * sizeof text - 1, "a byte is found wherever it stands");
}

/* UTF-16 in both byte orders, from bytes given at once or cut anywhere. */
static void
test_utf16(void)
{
    static const char little[] = "a\0\x4f\x04\x3d\xd8\x00\xde!\0";
    static const char want[] = "aя😀!";
    char out[64];
    size_t used, n;
    int same = 0;

    n = rt_utf16_to_utf8(little, 10, false, true, out, &used);
    ok(n == strlen(want) && memcmp(out, want, n) == 0 && used == 10,
       "the little end first");
    n = rt_utf16_to_utf8("\0a\x04\x4f", 4, true, true, out, &used);
    ok(n == 3 && memcmp(out, "aя", 3) == 0, "the big end first");
    for (size_t cut = 0; cut <= 10; cut++) {
        n = rt_utf16_to_utf8(little, cut, false, false, out, &used);
        n += rt_utf16_to_utf8(little + used, 10 - used, false, true, out + n,
                              &used);
        same += n == strlen(want) && memcmp(out, want, n) == 0;
    }
    is_int(same, 11, "cut anywhere it is the same");
    n = rt_utf16_to_utf8("\x3d\xd8!\0\x00\xde", 6, false, true, out, &used);
    ok(n == 3 && memcmp(out, "\xff!\xff", 3) == 0,
       "half a pair is no UTF-8, wherever it stands");
    n = rt_utf16_to_utf8("a\0b", 3, false, true, out, &used);
    ok(n == 2 && out[1] == '\xff' && used == 3,
       "nor is half a unit at the end");
    n = rt_utf16_to_utf8("\x3d\xd8", 2, false, true, out, &used);
    ok(n == 1 && out[0] == '\xff' && used == 2, "nor half a pair there");
}

static void
test_utf16_guess(void)
{
    static const struct {
        const char *what, *bytes;
        size_t len;
        enum rt_charset want;
    } rows[] = {
        {"nothing", "", 0, RT_CHARSET_UNKNOWN},
        {"ASCII", "a,b\n", 4, RT_CHARSET_UNKNOWN},
        {"a mark, little end first", "\xff\xfe", 2, RT_CHARSET_UTF16LE},
        {"a mark, big end first", "\xfe\xff", 2, RT_CHARSET_UTF16BE},
        {"NUL behind each", "a\0;\0b\0\n\0", 8, RT_CHARSET_UTF16LE},
        {"NUL before each", "\0a\0;\0b\0\n", 8, RT_CHARSET_UTF16BE},
        {"Cyrillic and a separator", "\x4f\x04\x4f\x04\x4f\x04\x4f\x04;\0", 10,
         RT_CHARSET_UTF16LE},
        {"fewer of ASCII than one in ten",
         "\x4f\x04\x4f\x04\x4f\x04\x4f\x04\x4f\x04"
         "\x4f\x04\x4f\x04\x4f\x04\x4f\x04\x4f\x04;\0",
         22, RT_CHARSET_UNKNOWN},
        {"NULs at both", "a\0\0b", 4, RT_CHARSET_UNKNOWN},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ok(rt_utf16_guess(rows[i].bytes, rows[i].len) == rows[i].want, "%s",
           rows[i].what);
}

int
main(void)
{
    test_utf16();
    test_utf16_guess();
    test_guess();
    test_bad();
    return done();
}
