#include "base/buf.h"
#include "base/charset.h"
#include "base/decode.h"
#include "base/utf8.h"
#include "../tap.h"

#include <iconv.h>

static void
test_names(void)
{
    static const char *const known[] = {"utf-8",  "UTF8",       "cp1251",
                                        "CP866",  "Koi8-R",     "dos",
                                        "utf-16", "iso-8859-5", "latin1"};
    enum rt_charset cs;
    int back = 0;

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        ok(rt_charset_find(known[i], &cs), "%s is known", known[i]);
    ok(!rt_charset_find("utf-7", &cs) && !rt_charset_find("", &cs),
       "others are not");
    for (int i = RT_CHARSET_UTF8; i < RT_CHARSET__MAX; i++)
        back += rt_charset_find(rt_charset_name((enum rt_charset)i), &cs) &&
                cs == (enum rt_charset)i;
    is_int(back, RT_CHARSET__MAX - RT_CHARSET_UTF8,
           "each is found by the name that is shown");
    is_str(rt_charset_name(RT_CHARSET_UNKNOWN), "", "none has no name");
}

/* Compare every byte of each table with the C library. */
static void
test_tables(void)
{
    for (int k = RT_CHARSET_CP1251; k < RT_CHARSET_UTF16; k++) {
        enum rt_charset cs = (enum rt_charset)k;
        iconv_t cd = iconv_open("UTF-8", rt_charset_name(cs));
        uint16_t table[RT_CHARSET_HIGH];
        int same = 0;

        if (cd == (iconv_t)-1 || !rt_charset_table(cs, table)) {
            skip("iconv does not know it");
            continue;
        }
        for (int i = 1; i < 256; i++) {
            char in = (char)i, got[RT_BYTE_WIDEST + 1], want[8];
            char *from = &in, *to = want;
            size_t from_len = 1, to_len = sizeof want;
            size_t n = rt_bytes_to_utf8(table, &in, 1, got);

            if (iconv(cd, &from, &from_len, &to, &to_len) == (size_t)-1)
                same += memcmp(got, "\xef\xbf\xbd", 3) == 0;
            else
                same += n == (size_t)(to - want) && memcmp(got, want, n) == 0;
            iconv(cd, NULL, NULL, NULL, NULL);
        }
        iconv_close(cd);
        ok(same == 255, "each byte of %s is what iconv makes of it",
           rt_charset_name(cs));
    }
}

static size_t
encode(const char *text, const char *charset, char *out, size_t room)
{
    iconv_t cd = iconv_open(charset, "UTF-8");
    char *from = (char *)text, *to = out;
    size_t n = strlen(text), left = room;

    if (cd == (iconv_t)-1 || iconv(cd, &from, &n, &to, &left) == (size_t)-1)
        abort();
    iconv_close(cd);
    return room - left;
}

/* Convert the text to an encoding; the name of the encoding that is guessed. */
static const char *
judged(const char *text, const char *charset)
{
    char out[2000];
    size_t n = encode(text, charset, out, sizeof out);
    enum rt_charset cs = rt_charset_judge(out, n);

    return cs == RT_CHARSET_UNCLEAR ? "unclear" : rt_charset_name(cs);
}

#define LETTER_TEXT \
    "Договор;Клиент;Тариф\n1;Щукин Юрий;Базовый\n2;Ёлкина Анна;Семейный\n"

static const struct {
    const char *what, *text, *charset, *want;
} texts[] = {
    {"a table", LETTER_TEXT, "CP1251", "Windows-1251"},
    {"a table", LETTER_TEXT, "CP866", "CP866"},
    {"a table", LETTER_TEXT, "KOI8-R", "KOI8-R"},
    {"a table", LETTER_TEXT, "ISO-8859-5", "unclear"},
    {"a table", LETTER_TEXT, "MAC-CYRILLIC", "unclear"},
    {"two plans", "a;Безлимит\nb;Стартовый\n", "CP1251", "Windows-1251"},
    {"two plans", "a;Безлимит\nb;Стартовый\n", "CP866", "CP866"},
    {"two plans", "a;Безлимит\nb;Стартовый\n", "KOI8-R", "KOI8-R"},
    {"capitals", "ИВАНОВ;ПЕТРОВ;СИДОРОВ", "CP1251", "Windows-1251"},
    {"capitals", "ИВАНОВ;ПЕТРОВ;СИДОРОВ", "CP866", "CP866"},
    {"capitals", "ИВАНОВ;ПЕТРОВ;СИДОРОВ", "KOI8-R", "KOI8-R"},
    {"one word", "тариф", "CP1251", "Windows-1251"},
    {"one word", "тариф", "CP866", "CP866"},
    {"one word", "тариф", "KOI8-R", "unclear"},
    {"one letter", "1;Р", "CP1251", "Windows-1251"},
    {"one letter", "1;Р", "KOI8-R", "unclear"},
    {"one letter a thousandfold is one", "Р;Р;Р;Р;Р;Р;Р;Р;Р;Р", "KOI8-R",
     "unclear"},
    {"quotes and a number sign", "ООО «Ромашка» № 5", "CP1251", "Windows-1251"},
    {"Ukrainian", "Київ;Львів;Микола Іваненко;Дніпро", "CP1251",
     "Windows-1251"},
    {"Ukrainian", "Київ;Львів;Микола Іваненко;Дніпро", "KOI8-U", "unclear"},
    {"no-break spaces in numbers",
     "1\xc2\xa0"
     "000;2\xc2\xa0"
     "500",
     "CP1251", "Windows-1251"},
    {"a mixed word in three", "Иванов;VIPклиент;Москва", "CP1251",
     "Windows-1251"},
    {"a mixed word in three", "Иванов;VIPклиент;Москва", "CP866", "CP866"},
    {"a mixed word in three", "Иванов;VIPклиент;Москва", "KOI8-R", "KOI8-R"},
    {"two mixed words in five", "Иванов;VIPклиент;Москва;ТарифX;Север",
     "CP1251", "unclear"},
    {"Western names", "José Müller;Göteborg;François", "CP1252", "unclear"},
    {"Polish names", "Łódź;Kraków;Wrocław", "CP1250", "unclear"},
};

static void
test_judge(void)
{
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *got = judged(texts[i].text, texts[i].charset);

        if (!ok(strcmp(got, texts[i].want) == 0, "%s in %s is %s",
                texts[i].what, texts[i].charset, texts[i].want))
            printf("# %s\n", got);
    }
}

/* More different words than are looked at. */
static void
test_many_words(void)
{
    static const char *const charsets[] = {"Windows-1251", "CP866", "KOI8-R"};
    static const char *const letters[] = {"о", "е", "а", "и", "н",
                                          "т", "с", "р", "в", "л"};
    enum { WORDS = 10000, LONGEST = 11 };
    static char out[WORDS * LONGEST];
    struct rt_buf text;

    rt_buf_init(&text, 0);
    for (int i = 0; i < WORDS; i++)
        rt_buf_fmt(&text, "%s%s%s%s;", letters[i / 1000], letters[i / 100 % 10],
                   letters[i / 10 % 10], letters[i % 10]);
    for (size_t i = 0; i < sizeof charsets / sizeof charsets[0]; i++) {
        size_t n = encode(rt_buf_cstr(&text), charsets[i], out, sizeof out);

        is_str(rt_charset_name(rt_charset_judge(out, n)), charsets[i],
               "ten thousand different words");
    }
    rt_buf_fini(&text);
}

int
main(void)
{
    test_names();
    test_tables();
    test_judge();
    test_many_words();
    return done();
}
