/* Turn records of a file into rows of its kind. */
#ifndef RT_IMPORT_MAP_H
#define RT_IMPORT_MAP_H

#include "import/opts.h"

#define RT_NO_COLUMN SIZE_MAX

/* Where the values come from, once the columns are known. */
struct rt_import_map {
    const struct rt_import_opts *opts;
    const char **columns; /* names of the file's columns */
    size_t n_columns;
    struct rt_import_source {
        enum {
            RT_FROM_NOTHING,
            RT_FROM_COLUMN,
            RT_FROM_FORMULA, /* an amount: column * second / divisor */
            RT_FROM_LINE,
            RT_FROM_CONST
        } from;
        size_t column, second; /* second: RT_NO_COLUMN, none */
        int64_t divisor;       /* in 1/RT_PARSE_SCALE */
        const char *text;      /* of a constant, or of the second factor */
    } field[RT_IMPORT_FIELDS_MAX];
    size_t attr[RT_IMPORT_ATTRS_MAX]; /* columns of opts->attrs */
    size_t *open_when;                /* columns of opts->open_when */
    bool by_contract;  /* a row may name its contract instead of its client */
    size_t end, cause; /* fields; n_fields: none */
    uint64_t given;    /* bit i: field i has a source */
};

/* What is wrong with a record. */
struct rt_import_fault {
    const char *column; /* its name; NULL: the record as a whole */
    struct rt_err err;
};

/* True when the file has a column with this name. */
bool rt_import_map_has(const struct rt_import_map *m, const char *name);

/*
 * Find the source of every field: a constant; the column of --map ("@line":
 * the line number; for money also "A*B", "A/12" or "A*B/12", where B may be a
 * number, unless a column has that name); or the column with the field's name.
 * Names must match exactly, or else without case, blanks, _ and -.  RT_EINVAL:
 * import_no_column {column}, import_column_twice {column}, import_need_field
 * {field} {kind}, import_open_when_no_end.
 */
enum rt_code rt_import_map_bind(const struct rt_import_opts *o,
                                const char *const *columns, size_t n_columns,
                                struct rt_arena *a, struct rt_import_map *out,
                                struct rt_err *err) RT_CHECK;

/*
 * Convert one record; blanks around its fields are removed, and the row's
 * memory comes from `a`.  RT_EINVAL: `fault` says which column is wrong and
 * why (its err must be empty before).
 */
enum rt_code rt_import_map_row(const struct rt_import_map *m,
                               const struct rt_csv_row *r,
                               const struct rt_parse_how *how,
                               struct rt_arena *a, struct rt_import_row *out,
                               struct rt_import_fault *fault) RT_CHECK;

/* The name under which a fault in this field is reported. */
const char *rt_import_map_column(const struct rt_import_map *m, size_t field);

#endif
