/* Remove the day with which every row of a CSV ends. */
#ifndef RT_T_BLOCK_DAYS_H
#define RT_T_BLOCK_DAYS_H

#include "base/arena.h"

#include <string.h>

/* True at ",as_of" or ",2024-03-31" before the end of a line. */
static size_t
day_at(const char *s)
{
    size_t n = strncmp(s, ",as_of", 6) == 0         ? 6
               : strspn(s + 1, "0123456789-") == 10 ? 11
                                                    : 0;

    return *s == ',' && n != 0 && strncmp(s + n, "\r\n", 2) == 0 ? n : 0;
}

static const char *
without_days(struct rt_arena *a, const char *csv)
{
    char *out = rt_strdup(a, csv), *to = out;

    for (const char *s = csv; *s != '\0'; *to++ = *s++)
        if (*s == ',')
            s += day_at(s);
    *to = '\0';
    return out;
}

#endif
