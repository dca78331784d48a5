#include "field/contact.h"

#include "field/plain.h"

#include <stdio.h>
#include <string.h>

enum { DIGITS_MIN = 8, DIGITS_MAX = 15, EMAIL_MAX = 254 };

/* Collect the digits of a number, at most DIGITS_MAX; 0 when it has anything
 * but digits and what people write between them. */
static size_t
collect_digits(const char *plain, char out[RT_PHONE_TEXT])
{
    size_t n = 0;

    for (const char *p = plain; *p != '\0'; p++) {
        if (strchr(" ().-", *p) != NULL)
            continue;
        if (*p < '0' || *p > '9' || n == DIGITS_MAX)
            return 0;
        out[n++] = *p;
    }
    out[n] = '\0';
    return n;
}

bool
rt_phone_read(const char *text, char out[RT_PHONE_TEXT])
{
    char plain[RT_PLAIN_MAX], digits[RT_PHONE_TEXT];
    bool known = rt_plain_text(text, plain), plus = plain[0] == '+';
    size_t n = known ? collect_digits(plain + plus, digits) : 0;

    if (!plus && n == 11 && (digits[0] == '7' || digits[0] == '8'))
        digits[0] = '7';
    else if (!plus || n < DIGITS_MIN || digits[0] == '0')
        return false;
    snprintf(out, RT_PHONE_TEXT, "+%s", digits);
    return true;
}

bool
rt_email_valid(const char *text)
{
    const char *at = strchr(text, '@');

    return at != NULL && at != text && strchr(at + 1, '@') == NULL &&
           strpbrk(text, " \t\r\n,;<>\"") == NULL &&
           strlen(text) <= EMAIL_MAX && strchr(at, '.') != NULL &&
           at[1] != '.' && text[strlen(text) - 1] != '.';
}
