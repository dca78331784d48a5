#include "base/decode.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

/* Code points of the bytes 0x80..0xff; 0x98 is not assigned. */
static const uint16_t cp1251[128] = {
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

size_t
rt_ascii_len(const char *s, size_t len)
{
    size_t i = 0;

    for (uint64_t eight; i + sizeof eight <= len; i += sizeof eight) {
        memcpy(&eight, s + i, sizeof eight);
        if ((eight & 0x8080808080808080u) != 0)
            break;
    }
    while (i < len && (unsigned char)s[i] < 0x80)
        i++;
    return i;
}

/* A character may be cut by the end of the text: 1 to 3 bytes of it. */
static bool
cut_short(const char *s, size_t len)
{
    unsigned char lead = (unsigned char)s[0];
    size_t want = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;

    if (lead < 0xc2 || lead > 0xf4 || len >= want)
        return false;
    for (size_t i = 1; i < len; i++)
        if (((unsigned char)s[i] & 0xc0) != 0x80)
            return false;
    return true;
}

enum rt_charset
rt_charset_guess(const char *s, size_t len, bool more)
{
    size_t good = 0, bad = 0;

    for (size_t i = rt_ascii_len(s, len); i < len;) {
        size_t n = rt_utf8_next(s + i, len - i, NULL);

        if (n == 0 && more && cut_short(s + i, len - i))
            break;
        good += n != 0;
        bad += n == 0;
        i += n != 0 ? n : 1;
        i += rt_ascii_len(s + i, len - i);
    }
    if (good == 0 && bad == 0)
        return RT_CHARSET_UNKNOWN;
    return bad * 10 <= good ? RT_CHARSET_UTF8 : RT_CHARSET_CP1251;
}

size_t
rt_charset_bad(enum rt_charset cs, const char *s, size_t len)
{
    const char *hole;

    if (cs == RT_CHARSET_CP1251) {
        hole = memchr(s, 0x98, len);
        return hole != NULL ? (size_t)(hole - s) : len;
    }
    for (size_t i = rt_ascii_len(s, len); i < len;) {
        size_t n = rt_utf8_next(s + i, len - i, NULL);

        if (n == 0)
            return i;
        i += n;
        if (i < len && (unsigned char)s[i] < 0x80)
            i += rt_ascii_len(s + i, len - i);
    }
    return len;
}

size_t
rt_cp1251_to_utf8(const char *s, size_t len, char *out)
{
    char *p = out;

    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        unsigned u = c < 0x80 ? c : cp1251[c - 0x80];

        if (u < 0x80) {
            *p++ = (char)u;
        } else if (u < 0x800) {
            *p++ = (char)(0xc0 | u >> 6);
            *p++ = (char)(0x80 | (u & 0x3f));
        } else {
            *p++ = (char)(0xe0 | u >> 12);
            *p++ = (char)(0x80 | (u >> 6 & 0x3f));
            *p++ = (char)(0x80 | (u & 0x3f));
        }
    }
    return (size_t)(p - out);
}
