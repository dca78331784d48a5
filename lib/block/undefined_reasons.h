/* Explain in words why cells of tables have no value. */
#ifndef RT_BLOCK_UNDEFINED_REASONS_H
#define RT_BLOCK_UNDEFINED_REASONS_H

#include "block/block.h"

/* Add one note for each table with undefined cells: the columns and their
 * reason, rt_column.why.  No note when every cell has a value. */
void rt_reason_notes(struct rt_result *r, enum rt_lang lang,
                     struct rt_arena *a);

/* A copy of the columns with `why` as the reason of `n` of them, from `first`
 * on; from `a`. */
const struct rt_column *rt_reason_of(const struct rt_column *columns,
                                     size_t n_columns, size_t first, size_t n,
                                     const char *why, struct rt_arena *a);

#endif
