#include "block/option.h"

#include <stdlib.h>
#include <string.h>

static enum rt_code
bad(const char *name, const char *value, struct rt_err *err)
{
    return rt_fail_key(err, RT_EINVAL, "bad_value", "key", name, "value", value,
                       NULL);
}

enum rt_code
rt_option_word(const struct rt_filter *f, const char *name,
               const char *const *words, int *out, struct rt_err *err)
{
    const char *value = rt_filter_option(f, name);

    if (value == NULL)
        return RT_OK;
    for (int i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], value) == 0) {
            *out = i;
            return RT_OK;
        }
    return bad(name, value, err);
}

/* A number in digits with at most one point: no sign, exponent or words. */
enum rt_code
rt_option_real(const struct rt_filter *f, const char *name, double low,
               double high, double *out, struct rt_err *err)
{
    const char *value = rt_filter_option(f, name);
    size_t digits, len;
    double x;

    if (value == NULL)
        return RT_OK;
    digits = strspn(value, "0123456789");
    len = digits;
    if (value[len] == '.') {
        size_t more = strspn(value + len + 1, "0123456789");

        len += 1 + more;
        digits += more;
    }
    x = strtod(value, NULL);
    if (digits == 0 || value[len] != '\0' || !(x >= low && x <= high))
        return bad(name, value, err);
    *out = x;
    return RT_OK;
}

enum rt_code
rt_option_int(const struct rt_filter *f, const char *name, int low, int high,
              int *out, struct rt_err *err)
{
    const char *value = rt_filter_option(f, name);
    double x = *out;
    enum rt_code rc;

    if (value != NULL && strchr(value, '.') != NULL)
        return bad(name, value, err);
    rc = rt_option_real(f, name, low, high, &x, err);
    *out = (int)x;
    return rc;
}
