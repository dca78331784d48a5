#include "page/mask.h"

#include "base/utf8.h"

#include <string.h>

#define DOTS "\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2" /* ••• */

static const char *
mask_word(const char *word, struct rt_arena *a)
{
    size_t len = word != NULL ? strlen(word) : 0, first;

    if (len == 0)
        return "";
    first = rt_utf8_next(word, len, NULL);
    return rt_fmt(a, "%.*s" DOTS, (int)first, word);
}

const char *
rt_mask_name(const char *last, const char *first, struct rt_arena *a)
{
    const char *one = mask_word(last, a), *two = mask_word(first, a);

    return rt_fmt(a, "%s%s%s", one, one[0] != '\0' && two[0] != '\0' ? " " : "",
                  two);
}

enum { SHOWN = 4, SHOWN_OF_FEW = 2, MANY = 8 };

const char *
rt_mask_phone(const char *phone, struct rt_arena *a)
{
    size_t len = phone != NULL ? strlen(phone) : 0;
    size_t shown = len >= MANY ? SHOWN : SHOWN_OF_FEW;

    if (len == 0)
        return "";
    if (shown > len)
        shown = 0;
    /* A number is ASCII, but a file may have brought anything. */
    while (shown > 0 && ((unsigned char)phone[len - shown] & 0xc0) == 0x80)
        shown--;
    return rt_fmt(a, DOTS "%s", phone + len - shown);
}
