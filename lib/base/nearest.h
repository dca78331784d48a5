/* The known names that were probably meant. */
#ifndef RT_BASE_NEAREST_H
#define RT_BASE_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

enum { RT_NEAREST_MAX = 3 };

struct rt_nearest {
    const char *name[RT_NEAREST_MAX]; /* borrowed, nearest first */
    size_t n;
};

/*
 * The names with the fewest changes from `name` (Levenshtein, by characters,
 * letter case aside); of equally near ones the earlier.
 *
 *   nth    the i-th known name, NULL past the last; empty ones are skipped
 *   slips  only names near enough to be a slip of the pen: with at most one
 *          change, and one more for each five letters
 */
void rt_nearest_find(const char *name,
                     const char *(*nth)(const void *of, size_t i),
                     const void *of, bool slips, struct rt_nearest *out);

#endif
