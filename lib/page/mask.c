#include "page/mask.h"

#include "base/utf8.h"

#include <string.h>

#define DOT "\xe2\x80\xa2" /* • */

enum { SHOWN = 4, SHOWN_OF_FEW = 2, MANY = 8 };

static const char *
mask_word(struct rt_arena *a, const char *word)
{
    size_t len = word != NULL ? strlen(word) : 0, first;

    if (len == 0)
        return "";
    first = rt_utf8_next(word, len, NULL);
    return rt_fmt(a, "%.*s" DOT DOT DOT, (int)first, word);
}

const char *
rt_mask_name(struct rt_arena *a, const char *last, const char *first)
{
    const char *one = mask_word(a, last), *two = mask_word(a, first);

    return rt_fmt(a, "%s%s%s", one, one[0] != '\0' && two[0] != '\0' ? " " : "",
                  two);
}

/* The last `n` characters of a text. */
static const char *
tail(const char *text, size_t n)
{
    const char *at = text + strlen(text);

    while (n > 0 && at > text) {
        at--;
        if ((*at & 0xc0) != 0x80)
            n--;
    }
    return at;
}

const char *
rt_mask_number(struct rt_arena *a, const char *number)
{
    size_t half;

    if (number == NULL)
        return "";
    half = rt_utf8_count(number, strlen(number)) / 2;
    return rt_fmt(a, DOT DOT "%s", tail(number, half < SHOWN ? half : SHOWN));
}

const char *
rt_mask_contact(struct rt_arena *a, const char *contact)
{
    size_t n = contact != NULL ? rt_utf8_count(contact, strlen(contact)) : 0;
    size_t shown = n >= MANY ? SHOWN : SHOWN_OF_FEW;

    if (n == 0)
        return "";
    return rt_fmt(a, DOT DOT DOT "%s", tail(contact, shown < n ? shown : 0));
}
