/* A heat map of cohorts: all together in the first row, then the latest. */
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
    size_t first; /* cohorts before it are left out */
    size_t rows, columns, used;
    enum rt_lang lang;
    struct rt_arena *a;
    const char **names, **notes;
    double **y;
    uint8_t **unfinished;
    const char ***text, ***hover;
    uint8_t *emphasis;
};

/* Room for the latest of n cohorts under the row of all together.
 *
 *   ages    [n] cells of each; 0: the cohort has no row
 *   pooled  at least as many as a cohort has cells */
void rt_heat_init(struct rt_heat *h, const size_t *ages, size_t n,
                  const struct rt_pooled *pooled, enum rt_lang lang,
                  struct rt_arena *a);

/* The next cohort: its name and size. */
void rt_heat_cohort(struct rt_heat *h, enum rt_by by, int32_t start,
                    int64_t size);
/* A cell of the cohort added last.  An unfinished one has no share: it says
 * the part alone. */
void rt_heat_cell(struct rt_heat *h, size_t k, int64_t part, int64_t whole,
                  bool unfinished);

/* Make it the result's chart; a note says so when cohorts are left out. */
void rt_heat_show(const struct rt_heat *h, const struct rt_chart *chart,
                  struct rt_result *out);

/* Figures retention_1, _3, _6 and _12 of pooled[n]. */
void rt_pooled_figures(const struct rt_pooled *pooled, size_t n,
                       const char *formula, struct rt_result *out);

#endif
