/* Find the places of a list that hold a value, for rows that come back from
 * the database in any order. */
#ifndef RT_REPO_LOOKUP_H
#define RT_REPO_LOOKUP_H

#include "db/db.h"

struct rt_lookup {
    const struct rt_param *list;
    const struct rt_param **sorted;
    size_t n;
    struct rt_arena *a;
    void *out; /* borrowed: where rows are written to */
};

/* Over n values, all texts or all integers (NULL counts as the empty text).
 * They may repeat; they are borrowed. */
void rt_lookup_init(struct rt_lookup *l, const struct rt_param *list, size_t n,
                    void *out, struct rt_arena *a);

/* The different values but NULL, in order, into `out`, which has room for all;
 * returns how many there are. */
size_t rt_lookup_different(const struct rt_lookup *l, struct rt_param *out);

/* The places with this value: at[0..*n_equal) point into the list, at[i] -
 * l->list is the place. */
const struct rt_param **rt_lookup_find(const struct rt_lookup *l,
                                       struct rt_param value, size_t *n_equal);

/* Compare by bytes, or by number. */
int rt_param_compare(const struct rt_param *a, const struct rt_param *b);

/* A text column of the current row, borrowed like rt_col_peek(). */
struct rt_param rt_col_text(const struct rt_stmt *st, size_t col);

#endif
