#include "base/decode.h"

#include "base/utf8.h"

#include <string.h>

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

/* The end of the text may cut a character: 1 to 3 bytes of it remain. */
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
    if (bad * 10 <= good)
        return RT_CHARSET_UTF8;
    return good >= bad ? RT_CHARSET_UNCLEAR : rt_charset_judge(s, len);
}

size_t
rt_utf8_bad(const char *s, size_t len)
{
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
rt_bytes_bad(const uint16_t table[RT_CHARSET_HIGH], const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];

        if (c >= 0x80 && table[c - 0x80] == RT_CHARSET_NONE)
            return i;
    }
    return len;
}

size_t
rt_bytes_to_utf8(const uint16_t table[RT_CHARSET_HIGH], const char *s,
                 size_t len, char *out)
{
    char *p = out;

    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];

        if (c < 0x80)
            *p++ = (char)c;
        else
            p += rt_utf8_put(table[c - 0x80], p);
    }
    return (size_t)(p - out);
}

static bool
is_ascii(char c)
{
    return (c >= ' ' && c <= '~') || c == '\t' || c == '\n' || c == '\r';
}

enum rt_charset
rt_utf16_guess(const char *s, size_t len)
{
    size_t little = 0, big = 0;

    if (len >= 2 && memcmp(s, "\xff\xfe", 2) == 0)
        return RT_CHARSET_UTF16LE;
    if (len >= 2 && memcmp(s, "\xfe\xff", 2) == 0)
        return RT_CHARSET_UTF16BE;
    for (size_t i = 0; i + 2 <= len; i += 2) {
        if (is_ascii(s[i]) && is_ascii(s[i + 1]))
            return RT_CHARSET_UNKNOWN; /* two characters that are not a pair */
        little += is_ascii(s[i]) && s[i + 1] == '\0';
        big += is_ascii(s[i + 1]) && s[i] == '\0';
    }
    if (little * 20 >= len && big == 0 && little > 0)
        return RT_CHARSET_UTF16LE;
    return big * 20 >= len && little == 0 && big > 0 ? RT_CHARSET_UTF16BE
                                                     : RT_CHARSET_UNKNOWN;
}

static uint32_t
unit_at(const char *s, bool big)
{
    unsigned char a = (unsigned char)s[0], b = (unsigned char)s[1];

    return big ? (uint32_t)(a << 8 | b) : (uint32_t)(b << 8 | a);
}

size_t
rt_utf16_to_utf8(const char *s, size_t len, bool big, bool last, char *out,
                 size_t *used)
{
    char *p = out;
    size_t i = 0;

    for (; i + 2 <= len; i += 2) {
        uint32_t c = unit_at(s + i, big), low = 0;

        if ((c & 0xfc00) == 0xd800 && i + 4 > len && !last)
            break;
        if ((c & 0xfc00) == 0xd800 && i + 4 <= len)
            low = unit_at(s + i + 2, big);
        if ((c & 0xf800) != 0xd800) {
            p += rt_utf8_put(c, p);
        } else if ((low & 0xfc00) == 0xdc00) {
            p += rt_utf8_put(0x10000 + ((c & 0x3ff) << 10 | (low & 0x3ff)), p);
            i += 2;
        } else {
            *p++ = '\xff';
        }
    }
    if (last && i < len) {
        *p++ = '\xff';
        i = len;
    }
    *used = i;
    return (size_t)(p - out);
}
