/* Turn rows into columns by tables: a new column is a new row of a table. */
#ifndef RT_SNAP_EMIT_H
#define RT_SNAP_EMIT_H

#include "base/arena.h"
#include "snap/data.h"

/* One column made from rows that are structs. */
struct rt_emit {
    size_t from;   /* place of the field in the row */
    size_t to;     /* place of the column's pointer in struct rt_data */
    uint32_t size; /* bytes of an element; of a wider field the low bytes are
                      taken */
    uint32_t code; /* 0, or k: the field is a code, which codes[k - 1] turns
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
    size_t size, n;        /* bytes of a row; number of rows */
    const uint32_t *order; /* [n] rows in the order of the columns; NULL: in
                              their own order */
    const uint32_t *const *codes; /* see struct rt_emit; NULL: there are none */
};

/* Fill the columns of `list` in one pass over the rows; memory from `a`. */
void rt_emit(const struct rt_emit *list, size_t n_list,
             const struct rt_emit_rows *r, struct rt_arena *a,
             struct rt_data *out);

#endif
