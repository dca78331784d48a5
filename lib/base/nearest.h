/* Find the known names that a misspelt one probably stands for. */
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
 * The known names with the fewest changes from `name` (Levenshtein, by
 * characters, ignoring case); of equally near names, the earlier one.
 *
 *   nth    the i-th known name, NULL past the last; empty ones are skipped
 *   slips  only names that differ by no more than a typing mistake: one change,
 *          and one more for each five letters
 */
void rt_nearest_find(const char *name,
                     const char *(*nth)(const void *of, size_t i),
                     const void *of, bool slips, struct rt_nearest *out);

#endif
