/* The original's rows, one for each period and type of offer.  Four blocks
 * show them, each in its own way (METRICS 16.14). */
#ifndef RT_BLOCK_CASE_GROUPS_H
#define RT_BLOCK_CASE_GROUPS_H

#include "block/selected_cases.h"

struct rt_case_groups {
    struct rt_selected_cases set;
    struct rt_periods p;
    uint8_t *unfinished;      /* [p.n] 1: days of the period are left out */
    bool cut_by_filter;       /* width of a period that is over */
    struct rt_case_row *rows; /* by period, then by name of the type */
    size_t n;
};

/* Made from `a`, with the notes of the set.  Errors of rt_span() and
 * rt_case_rows(). */
enum rt_code rt_case_groups_make(struct rt_result *r, const uint8_t *clients,
                                 struct rt_arena *a, struct rt_case_groups *out,
                                 struct rt_err *err) RT_CHECK;

/* The columns; the first one, "month", is called "period" when the periods are
 * not months. */
const struct rt_column *rt_case_groups_columns(const struct rt_result *r,
                                               struct rt_arena *a,
                                               const struct rt_column *columns,
                                               size_t n);

/* The cells that say which row it is. */
struct rt_cell rt_case_groups_period(const struct rt_case_groups *c,
                                     size_t row);
struct rt_cell rt_case_groups_type(const struct rt_case_groups *c, size_t row);

/* [n] 1: the as-of day or the filter cuts the row's period.  From `a`. */
const uint8_t *rt_case_groups_unfinished(const struct rt_case_groups *c,
                                         struct rt_arena *a);

/* The figures beside the original's columns: as columns and cells of a table,
 * and as sums over all rows (METRICS 12). */
enum { RT_BETTER_RETAINED, RT_BETTER_LOST, RT_BETTER_NET, RT_BETTER__MAX };

#define RT_BETTER_COLUMNS(first) \
    [(first) + RT_BETTER_RETAINED] = {"retained_monthly_profit", \
                                      RT_KIND_MONEY, false}, \
               [(first) + RT_BETTER_LOST] = {"lost_monthly_profit", \
                                             RT_KIND_MONEY, false}, \
               [(first) + RT_BETTER_NET] = {"net_retained_profit", \
                                            RT_KIND_MONEY, false}

void rt_better_values(const struct rt_case_sums *s,
                      int64_t out[RT_BETTER__MAX]);

/* The original's profit and the figures beside it; no figures when there are
 * no rows. RT_ELIMIT when a sum exceeds int64_t. */
enum rt_code rt_case_groups_figures(const struct rt_case_groups *c,
                                    struct rt_result *out,
                                    struct rt_err *err) RT_CHECK;

/* "янв. 2024 · discount", for a hover text. */
const char *rt_case_groups_label(const struct rt_case_groups *c, size_t row,
                                 enum rt_lang lang, struct rt_arena *a);

#endif
