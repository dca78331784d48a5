/* Names with values in their given order: a parsed query string, a form. */
#ifndef RT_BASE_PAIRS_H
#define RT_BASE_PAIRS_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>

struct rt_pair {
    const char *name;
    const char *value;
};

struct rt_pairs {
    struct rt_pair *list;
    size_t n;
    size_t room;
};

enum { RT_PAIRS_MAX = 256 };

/* Append; both strings are borrowed and must live as long as `a`. */
void rt_pairs_add(struct rt_pairs *p, struct rt_arena *a, const char *name,
                  const char *value);

/* The first value of `name`; NULL when there is none. */
const char *rt_pairs_get(const struct rt_pairs *p, const char *name);

/*
 * Parse application/x-www-form-urlencoded text ("a=1&b=%20x+y") of `len`
 * bytes; names and values are decoded into `a`.  An empty text gives no
 * pairs, and so does an empty piece ("a=1&&b=2").  RT_EINVAL: key
 * "bad_escape" for a broken %XX, key "bad_utf8" for a NUL or malformed UTF-8
 * after decoding, both with the {value} as given; RT_ELIMIT key
 * "too_many_values" {max} over RT_PAIRS_MAX pairs.
 */
enum rt_code rt_pairs_parse(const char *text, size_t len, struct rt_arena *a,
                            struct rt_pairs *out, struct rt_err *err) RT_CHECK;

/* Sort by name, then by value (bytes).  Equal pairs are kept. */
void rt_pairs_sort(struct rt_pairs *p);

/* "a=1&b=%20x", percent-encoded, in the order of `p`; lives as long as `a`. */
char *rt_pairs_format(const struct rt_pairs *p, struct rt_arena *a);

#endif
