/* From rows to columns, by tables: a new column is a row of one. */
#ifndef RT_SNAP_EMIT_H
#define RT_SNAP_EMIT_H

#include "base/arena.h"
#include "snap/data.h"

/* One column of rows that are structs. */
struct rt_emit {
    size_t from;   /* where the field stands in the row */
    size_t to;     /* where the column's pointer stands in struct rt_data */
    uint32_t size; /* of an element; of a wider field its low bytes are taken */
    uint32_t code; /* 0, or k: the field is a code, and codes[k - 1] turns it
                      into that of the dictionary */
};

/* A table of columns for rt_emit(): field of `row`, column of rt_data. */
#define RT_EMIT(row, field, column, size) \
    { \
        offsetof(struct row, field), offsetof(struct rt_data, column), size, 0 \
    }
#define RT_EMIT_CODE(row, field, column, k) \
    { \
        offsetof(struct row, field), offsetof(struct rt_data, column), 4, k \
    }

/* Rows of one kind. */
struct rt_emit_rows {
    const void *rows;
    size_t size, n;               /* of a row; how many */
    const uint32_t *order;        /* [n] rows in the order of the columns; NULL:
                                     as they stand */
    const uint32_t *const *codes; /* see struct rt_emit; NULL: there are none */
};

/* Fill the columns of `list` in one pass over the rows; memory from `a`. */
void rt_emit(const struct rt_emit *list, size_t n_list,
             const struct rt_emit_rows *r, struct rt_arena *a,
             struct rt_data *out);

#endif
