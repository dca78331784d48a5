/* One pass over a file, record by record: for the two passes only. */
#ifndef RT_IMPORT_FILE_PASS_H
#define RT_IMPORT_FILE_PASS_H

#include "import/run.h"

enum { RT_PASS_ROWS = 4000 /* handled at a time */ };

struct rt_pass {
    struct rt_import_run *run;
    struct rt_arena *a; /* memory of the row, or of the batch */
    struct rt_csv_row record;
    struct rt_import_row row;
    struct rt_import_fault fault;
    int64_t n; /* records so far */
};

/* Read the next record and, if it is `wanted`, its row.  RT_NONE: the end;
 * RT_EINVAL: a bad record, `fault` says why; other codes end the import. */
enum rt_code rt_pass_next(struct rt_pass *p, bool wanted) RT_CHECK;
/* The record for the file of rejects; "" when there is none. */
const char *rt_pass_record_text(const struct rt_pass *p);
/* Move the contents of `from` to `to`. */
enum rt_code rt_pass_copy_err(const struct rt_err *from, enum rt_code rc,
                              struct rt_err *err);

#endif
