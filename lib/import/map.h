/* From a record of the file to a row of its kind. */
#ifndef RT_IMPORT_MAP_H
#define RT_IMPORT_MAP_H

#include "import/opts.h"

/* Where the values come from, once the columns are known. */
struct rt_import_map {
    const struct rt_import_opts *opts;
    const char **columns; /* names of the file's columns */
    size_t n_columns;
    struct rt_import_source {
        enum {
            RT_FROM_NOTHING,
            RT_FROM_COLUMN,
            RT_FROM_PRODUCT, /* of two columns */
            RT_FROM_LINE,
            RT_FROM_CONST
        } from;
        size_t column, second;
        const char *text; /* of a constant */
    } field[RT_IMPORT_FIELDS_MAX];
    size_t attr[RT_IMPORT_ATTRS_MAX]; /* columns of opts->attrs */
    size_t *open_when;                /* columns of opts->open_when */
    size_t end, cause;                /* fields; n_fields: none */
    uint64_t given;                   /* bit i: field i has a source */
};

/* What is wrong with a record. */
struct rt_import_fault {
    const char *column; /* its name; NULL: the record as a whole */
    struct rt_err err;
};

/*
 * Find the source of every field: a constant, the column of --map ("@line":
 * the line number; "A*B" for money: the product of two) or the column that
 * has the field's name.  RT_EINVAL:
 * import_no_column {column} {columns}, import_column_twice {column},
 * import_need_field {field} {kind} {columns}.
 */
enum rt_code rt_import_map_bind(const struct rt_import_opts *o,
                                const char *const *columns, size_t n_columns,
                                struct rt_arena *a, struct rt_import_map *out,
                                struct rt_err *err) RT_CHECK;

/*
 * Convert one record, without the blanks around its fields; the row's memory
 * comes from `a`.  RT_EINVAL: `fault` says which column and why (its
 * err must be empty before).
 */
enum rt_code rt_import_map_row(const struct rt_import_map *m,
                               const struct rt_csv_row *r,
                               const struct rt_parse_how *how,
                               struct rt_arena *a, struct rt_import_row *out,
                               struct rt_import_fault *fault) RT_CHECK;

/* What a fault in this field is reported under. */
const char *rt_import_map_column(const struct rt_import_map *m, size_t field);

#endif
