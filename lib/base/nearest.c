#include "base/nearest.h"

#include "base/utf8.h"

#include <string.h>

enum { LETTERS_MAX = 40 };

/* The letters of a name in lower case.  A longer name is never taken for a
 * typing mistake. */
struct letters {
    uint32_t list[LETTERS_MAX];
    size_t n;
};

static bool
spell(const char *name, struct letters *out)
{
    size_t len = strlen(name);

    out->n = 0;
    while (len > 0) {
        uint32_t c = (unsigned char)*name;
        size_t n = rt_utf8_next(name, len, &c);

        if (out->n == LETTERS_MAX)
            return false;
        out->list[out->n++] = rt_utf8_small(c);
        n = n > 0 ? n : 1;
        name += n;
        len -= n;
    }
    return true;
}

static size_t
least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* Levenshtein's distance, computed with one row of the matrix at a time. */
static size_t
distance(const struct letters *a, const struct letters *b)
{
    size_t row[LETTERS_MAX + 1];

    for (size_t j = 0; j <= b->n; j++)
        row[j] = j;
    for (size_t i = 0; i < a->n; i++) {
        size_t diagonal = row[0];

        row[0] = i + 1;
        for (size_t j = 0; j < b->n; j++) {
            size_t change = diagonal + (a->list[i] != b->list[j]);

            diagonal = row[j + 1];
            row[j + 1] = least(change, diagonal + 1, row[j] + 1);
        }
    }
    return row[b->n];
}

/* Insert a name after those that are equally near. */
static void
insert_name(struct rt_nearest *to, size_t far[RT_NEAREST_MAX], const char *name,
            size_t d)
{
    size_t at = to->n < RT_NEAREST_MAX ? to->n++ : RT_NEAREST_MAX - 1;

    while (at > 0 && far[at - 1] > d) {
        to->name[at] = to->name[at - 1];
        far[at] = far[at - 1];
        at--;
    }
    to->name[at] = name;
    far[at] = d;
}

void
rt_nearest_find(const char *name, const char *(*nth)(const void *of, size_t i),
                const void *of, bool slips, struct rt_nearest *out)
{
    struct letters wanted, known;
    size_t far[RT_NEAREST_MAX];
    const char *other;

    *out = (struct rt_nearest){.n = 0};
    if (!spell(name, &wanted))
        return;
    for (size_t i = 0; (other = nth(of, i)) != NULL; i++) {
        size_t d;

        if (*other == '\0' || !spell(other, &known))
            continue;
        d = distance(&wanted, &known);
        if (slips && d > 1 + wanted.n / 5)
            continue;
        if (out->n < RT_NEAREST_MAX || d < far[RT_NEAREST_MAX - 1])
            insert_name(out, far, other, d);
    }
}
