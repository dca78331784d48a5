#include "conf/nearest.h"

#include "conf/conf.h"

#include <ctype.h>
#include <string.h>

enum { NAME_MAX_LEN = 40, FAR = NAME_MAX_LEN + 1 };

static size_t
least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* Levenshtein's distance; one row of the matrix at a time. */
static size_t
distance(const char *a, const char *b)
{
    size_t n = strlen(b);
    size_t row[NAME_MAX_LEN + 1];

    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 0; a[i] != '\0'; i++) {
        size_t diagonal = row[0];

        row[0] = i + 1;
        for (size_t j = 0; j < n; j++) {
            size_t change = diagonal + (toupper((unsigned char)a[i]) != b[j]);

            diagonal = row[j + 1];
            row[j + 1] = least(change, diagonal + 1, row[j] + 1);
        }
    }
    return row[n];
}

const char *
rt_conf_nearest(const char *name)
{
    size_t len = strlen(name);
    size_t best = FAR;
    const char *found = NULL;

    if (len > NAME_MAX_LEN)
        return NULL;
    for (size_t i = 0; i < rt_conf_table_n; i++) {
        size_t d = distance(name, rt_conf_table[i].name);

        if (d < best) {
            best = d;
            found = rt_conf_table[i].name;
        }
    }
    return best <= 1 + len / 5 ? found : NULL;
}
