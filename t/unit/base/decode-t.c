#include "base/decode.h"
#include "base/utf8.h"
#include "../tap.h"

#include <iconv.h>

/* Every byte against the C library's own table. */
static void
test_table(void)
{
    iconv_t cd = iconv_open("UTF-8", "CP1251");
    int same = 0;

    if (cd == (iconv_t)-1) {
        skip("iconv does not know CP1251");
        return;
    }
    for (int i = 1; i < 256; i++) {
        char in = (char)i, got[RT_CP1251_WIDEST], want[8];
        char *from = &in, *to = want;
        size_t from_len = 1, to_len = sizeof want, n;

        n = rt_cp1251_to_utf8(&in, 1, got);
        if (iconv(cd, &from, &from_len, &to, &to_len) == (size_t)-1)
            same += i == 0x98 && memcmp(got, "\xef\xbf\xbd", 3) == 0;
        else
            same += n == (size_t)(to - want) && memcmp(got, want, n) == 0;
        iconv(cd, NULL, NULL, NULL, NULL);
    }
    iconv_close(cd);
    is_int(same, 255, "each byte of Windows-1251 is what iconv makes of it");
}

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
    {"with one in ten", "абвгдеёжз\xff", RT_CHARSET_CP1251, RT_CHARSET_CP1251},
    {"UTF-8 cut in a character", "я\xd0", RT_CHARSET_UTF8, RT_CHARSET_CP1251},
    {"only a piece of a character", "abcdefgh\xe2\x82", RT_CHARSET_UNKNOWN,
     RT_CHARSET_CP1251},
    {"a piece of four bytes", "я\xf0\x9f\x98", RT_CHARSET_UTF8,
     RT_CHARSET_CP1251},
    {"a piece that goes wrong", "\xf0\x9f\x41", RT_CHARSET_CP1251,
     RT_CHARSET_CP1251},
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

/* The quick way over ASCII finds what the slow one finds. */
static void
test_bad(void)
{
    char text[40];
    int same = 0;

    for (size_t at = 0; at < sizeof text; at++) {
        memset(text, 'a', sizeof text);
        text[at] = '\x98';
        same += rt_ascii_len(text, sizeof text) == at;
        same += rt_charset_bad(RT_CHARSET_UTF8, text, sizeof text) == at;
        same += rt_charset_bad(RT_CHARSET_CP1251, text, sizeof text) == at;
        if (at > 0) {
            text[at - 1] = '\xd0';
            same += rt_charset_bad(RT_CHARSET_UTF8, text, sizeof text) ==
                    sizeof text;
        }
    }
    is_int(same, 4 * sizeof text - 1, "a byte is found wherever it stands");
}

int
main(void)
{
    test_table();
    test_guess();
    test_bad();
    return done();
}
