#include "base/utf8.h"

#include <string.h>

size_t
rt_utf8_next(const char *s, size_t len, uint32_t *out)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char c = (unsigned char)s[0];
    size_t n = c < 0x80   ? 1
               : c < 0xc2 ? 0
               : c < 0xe0 ? 2
               : c < 0xf0 ? 3
               : c < 0xf5 ? 4
                          : 0;
    uint32_t u = n == 1 ? c : n == 0 ? 0 : c & (0x7fu >> n);

    if (n == 0 || n > len)
        return 0;
    for (size_t i = 1; i < n; i++) {
        unsigned char d = (unsigned char)s[i];

        if ((d & 0xc0) != 0x80)
            return 0;
        u = u << 6 | (d & 0x3f);
    }
    if (u < least[n] || u > 0x10ffff || (u >= 0xd800 && u <= 0xdfff))
        return 0;
    if (out != NULL)
        *out = u;
    return n;
}

char *
rt_trim(char *s)
{
    size_t len;

    s += strspn(s, " \t");
    for (len = strlen(s); len > 0 && strchr(" \t", s[len - 1]) != NULL;)
        s[--len] = '\0';
    return s;
}

bool
rt_utf8_valid(const char *s, size_t len)
{
    for (size_t i = 0; i < len;) {
        size_t n = rt_utf8_next(s + i, len - i, NULL);

        if (n == 0)
            return false;
        i += n;
    }
    return true;
}

size_t
rt_utf8_cut(const char *s, size_t len, size_t max)
{
    size_t cut = len;

    if (len <= max)
        return len;
    cut = max;
    while (cut > 0 && ((unsigned char)s[cut] & 0xc0) == 0x80)
        cut--;
    return cut;
}

size_t
rt_utf8_count(const char *s, size_t len)
{
    size_t count = 0;

    for (size_t i = 0; i < len; count++) {
        size_t n = rt_utf8_next(s + i, len - i, NULL);

        i += n != 0 ? n : 1;
    }
    return count;
}

uint32_t
rt_utf8_small(uint32_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c + 0x20;
    if ((c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x410 && c <= 0x42f))
        return c + 0x20;
    if (c >= 0x400 && c <= 0x40f)
        return c + 0x50;
    return c == 0x490 ? 0x491 : c; /* the Ukrainian ghe */
}

size_t
rt_utf8_put(uint32_t c, char *out)
{
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[5] = {0, 0, 0xc0, 0xe0, 0xf0};

    for (size_t i = n; i-- > 1; c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)(lead[n] | c);
    return n;
}
