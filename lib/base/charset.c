#include "base/charset.h"

#include <iconv.h>
#include <string.h>
#include <strings.h>

/* Code points of the bytes 0x80..0xff; 0x98 is not assigned.  This table is
 * compiled in because it is needed wherever the program runs; the others come
 * from iconv. */
static const uint16_t cp1251[RT_CHARSET_HIGH] = {
    0x0402, 0x0403, 0x201a, 0x0453, 0x201e, 0x2026, 0x2020, 0x2021, 0x20ac,
    0x2030, 0x0409, 0x2039, 0x040a, 0x040c, 0x040b, 0x040f, 0x0452, 0x2018,
    0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0xfffd, 0x2122, 0x0459,
    0x203a, 0x045a, 0x045c, 0x045b, 0x045f, 0x00a0, 0x040e, 0x045e, 0x0408,
    0x00a4, 0x0490, 0x00a6, 0x00a7, 0x0401, 0x00a9, 0x0404, 0x00ab, 0x00ac,
    0x00ad, 0x00ae, 0x0407, 0x00b0, 0x00b1, 0x0406, 0x0456, 0x0491, 0x00b5,
    0x00b6, 0x00b7, 0x0451, 0x2116, 0x0454, 0x00bb, 0x0458, 0x0405, 0x0455,
    0x0457, 0x0410, 0x0411, 0x0412, 0x0413, 0x0414, 0x0415, 0x0416, 0x0417,
    0x0418, 0x0419, 0x041a, 0x041b, 0x041c, 0x041d, 0x041e, 0x041f, 0x0420,
    0x0421, 0x0422, 0x0423, 0x0424, 0x0425, 0x0426, 0x0427, 0x0428, 0x0429,
    0x042a, 0x042b, 0x042c, 0x042d, 0x042e, 0x042f, 0x0430, 0x0431, 0x0432,
    0x0433, 0x0434, 0x0435, 0x0436, 0x0437, 0x0438, 0x0439, 0x043a, 0x043b,
    0x043c, 0x043d, 0x043e, 0x043f, 0x0440, 0x0441, 0x0442, 0x0443, 0x0444,
    0x0445, 0x0446, 0x0447, 0x0448, 0x0449, 0x044a, 0x044b, 0x044c, 0x044d,
    0x044e, 0x044f,
};

/* The first name of each encoding is the one that is shown. */
static const struct name {
    const char *text;
    enum rt_charset charset;
} names[] = {
    {"UTF-8", RT_CHARSET_UTF8},          {"utf8", RT_CHARSET_UTF8},
    {"Windows-1251", RT_CHARSET_CP1251}, {"cp1251", RT_CHARSET_CP1251},
    {"1251", RT_CHARSET_CP1251},         {"win1251", RT_CHARSET_CP1251},
    {"CP866", RT_CHARSET_CP866},         {"866", RT_CHARSET_CP866},
    {"ibm866", RT_CHARSET_CP866},        {"dos", RT_CHARSET_CP866},
    {"KOI8-R", RT_CHARSET_KOI8R},        {"koi8r", RT_CHARSET_KOI8R},
    {"koi8", RT_CHARSET_KOI8R},          {"KOI8-U", RT_CHARSET_KOI8U},
    {"koi8u", RT_CHARSET_KOI8U},         {"ISO-8859-5", RT_CHARSET_ISO5},
    {"MAC-CYRILLIC", RT_CHARSET_MAC},    {"x-mac-cyrillic", RT_CHARSET_MAC},
    {"Windows-1252", RT_CHARSET_CP1252}, {"cp1252", RT_CHARSET_CP1252},
    {"iso-8859-1", RT_CHARSET_CP1252},   {"latin1", RT_CHARSET_CP1252},
    {"UTF-16", RT_CHARSET_UTF16},        {"utf16", RT_CHARSET_UTF16},
    {"UTF-16LE", RT_CHARSET_UTF16LE},    {"UTF-16BE", RT_CHARSET_UTF16BE},
};

enum { N_NAMES = sizeof names / sizeof names[0] };

/* The names under which iconv knows the encodings whose tables it has. */
static const char *const iconv_names[RT_CHARSET__MAX] = {
    [RT_CHARSET_CP866] = "CP866",      [RT_CHARSET_KOI8R] = "KOI8-R",
    [RT_CHARSET_KOI8U] = "KOI8-U",     [RT_CHARSET_ISO5] = "ISO-8859-5",
    [RT_CHARSET_MAC] = "MAC-CYRILLIC", [RT_CHARSET_CP1252] = "CP1252",
};

bool
rt_charset_find(const char *name, enum rt_charset *out)
{
    for (size_t i = 0; i < N_NAMES; i++)
        if (strcasecmp(names[i].text, name) == 0) {
            *out = names[i].charset;
            return true;
        }
    return false;
}

const char *
rt_charset_name(enum rt_charset cs)
{
    for (size_t i = 0; i < N_NAMES; i++)
        if (names[i].charset == cs)
            return names[i].text;
    return "";
}

bool
rt_charset_table(enum rt_charset cs, uint16_t out[RT_CHARSET_HIGH])
{
    iconv_t cd;

    if (cs == RT_CHARSET_CP1251) {
        memcpy(out, cp1251, sizeof cp1251);
        return true;
    }
    if (iconv_names[cs] == NULL)
        return false;
    cd = iconv_open("UTF-16LE", iconv_names[cs]);
    if (cd == (iconv_t)-1)
        return false;
    for (int i = 0; i < RT_CHARSET_HIGH; i++) {
        char in = (char)(0x80 + i), to_buf[8];
        char *from = &in, *to = to_buf;
        size_t from_len = 1, to_len = sizeof to_buf;
        bool known = iconv(cd, &from, &from_len, &to, &to_len) != (size_t)-1 &&
                     to == to_buf + 2;

        out[i] = known ? (uint16_t)((unsigned char)to_buf[0] |
                                    (unsigned char)to_buf[1] << 8)
                       : RT_CHARSET_NONE;
        iconv(cd, NULL, NULL, NULL, NULL);
    }
    iconv_close(cd);
    return true;
}
