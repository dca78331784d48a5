#include "field/plain.h"

#include <string.h>

/* Invisible characters that occur around values, as UTF-8.  `wide` ones are
 * blanks, the others have no width (byte order, direction, joiners). */
static const struct blank {
    const char *text;
    bool wide;
} blanks[] = {
    {" ", true},
    {"\t", true},
    {"\xc2\xa0", true},      /* no-break space */
    {"\xe2\x80\x87", true},  /* figure space */
    {"\xe2\x80\x89", true},  /* thin space */
    {"\xe2\x80\xaf", true},  /* narrow no-break space */
    {"\xe2\x80\x8b", false}, /* zero width space */
    {"\xe2\x80\x8e", false}, /* left-to-right mark */
    {"\xe2\x80\x8f", false}, /* right-to-left mark */
    {"\xe2\x81\xa0", false}, /* word joiner */
    {"\xef\xbb\xbf", false}, /* byte order mark */
};

/* Printable ASCII, which most characters are. */
static bool
is_seen(char c)
{
    return c > ' ' && c <= '~';
}

/* The blank that s begins with or, `at_end`, ends with; NULL: none. */
static const struct blank *
find_blank(const char *s, size_t len, bool at_end)
{
    if (len == 0 || is_seen(at_end ? s[len - 1] : s[0]))
        return NULL;
    for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++) {
        size_t n = strlen(blanks[i].text);

        if (len >= n &&
            memcmp(at_end ? s + len - n : s, blanks[i].text, n) == 0)
            return &blanks[i];
    }
    return NULL;
}

const char *
rt_plain_trim(const char *s, size_t *len)
{
    const struct blank *b;

    while ((b = find_blank(s, *len, false)) != NULL) {
        s += strlen(b->text);
        *len -= strlen(b->text);
    }
    while ((b = find_blank(s, *len, true)) != NULL)
        *len -= strlen(b->text);
    return s;
}

/* The length of the dash at s: U+2010 to U+2014, U+2212; 0: there is none. */
static size_t
dash_at(const char *s)
{
    if (strncmp(s, "\xe2\x80", 2) == 0 && s[2] >= '\x90' && s[2] <= '\x94')
        return 3;
    return strncmp(s, "\xe2\x88\x92", 3) == 0 ? 3 : 0;
}

bool
rt_plain_text(const char *s, char out[RT_PLAIN_MAX])
{
    size_t n = 0;

    while (*s != '\0' && n + 1 < RT_PLAIN_MAX) {
        const struct blank *b;
        size_t dash;

        if (is_seen(*s)) {
            out[n++] = *s++;
            continue;
        }
        b = find_blank(s, strlen(s), false);
        dash = dash_at(s);
        if (b != NULL && b->wide)
            out[n++] = ' ';
        else if (dash > 0)
            out[n++] = '-';
        else if (b == NULL)
            out[n++] = *s;
        s += b != NULL ? strlen(b->text) : dash > 0 ? dash : 1;
    }
    out[n] = '\0';
    return *s == '\0';
}
