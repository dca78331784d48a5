/* The heat map of cohorts: the pooled row first, then the latest cohorts. */
#ifndef RT_BLOCK_HEAT_H
#define RT_BLOCK_HEAT_H

#include "block/result.h"

/* Cohorts that a picture has room for. */
enum { RT_HEAT_COHORTS = 120 };

/* Sums over the cells of one age. */
struct rt_pooled {
    int64_t cohorts, size, active, rolling;
};

struct rt_heat {
    size_t first; /* cohorts before this one are left out */
    size_t rows, columns, used;
    enum rt_lang lang;
    struct rt_arena *a;
    const char **names, **notes;
    double **y;
    uint8_t **unfinished;
    const char ***text, ***hover;
    uint8_t *emphasis;
};

/*
 * Make room for the latest of n cohorts below the pooled row.
 *
 *   ages    [n] cells of each; 0: the cohort has no row
 *   pooled  at least as many as a cohort has cells
 */
void rt_heat_init(struct rt_heat *h, const size_t *ages, size_t n,
                  const struct rt_pooled *pooled, enum rt_lang lang,
                  struct rt_arena *a);

/* Add the next cohort: its name and size. */
void rt_heat_cohort(struct rt_heat *h, enum rt_by by, int32_t start,
                    int64_t size);
/* Add a cell to the cohort added last.  An unfinished cell has no share: it
 * shows only the part. */
void rt_heat_cell(struct rt_heat *h, size_t k, int64_t part, int64_t whole,
                  bool unfinished);

/* Make it the chart of the result; a note says so when cohorts are left out. */
void rt_heat_show(const struct rt_heat *h, const struct rt_chart *chart,
                  struct rt_result *out);

/* Add figures retention_1, _3, _6 and _12 from pooled[n]. */
void rt_pooled_figures(const struct rt_pooled *pooled, size_t n,
                       const char *formula, struct rt_result *out);

#endif
