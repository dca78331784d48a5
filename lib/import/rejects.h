/* The file of rejected rows: one import writes it, people correct it, the next
 * import reads it. */
#ifndef RT_IMPORT_REJECTS_H
#define RT_IMPORT_REJECTS_H

#include "base/buf.h"
#include "base/csv.h"

struct rt_rejects;

/*
 * Begin the file: CSV in UTF-8 with commas.  Its first two columns are the
 * line in the source and the reason; the source's own columns follow.  Only
 * its owner may read it, and it must not be the file `source`.
 */
enum rt_code rt_rejects_open(const char *path, const char *source,
                             struct rt_rejects **out,
                             struct rt_err *err) RT_CHECK;
void rt_rejects_columns(struct rt_rejects *r, const char *const *columns,
                        size_t n, bool workbook);
/* Add a row; `record` from rt_rejects_record(), "" if it could not be read. */
void rt_rejects_put(struct rt_rejects *r, int64_t line, const char *reason,
                    const char *record);
/* Write it out; RT_EIO when that fails.  NULL is accepted. */
enum rt_code rt_rejects_close(struct rt_rejects *r,
                              struct rt_err *err) RT_CHECK;

/* A record as a line of CSV without its end.  A field that a spreadsheet would
 * run as a formula gets ' in front, and so does a field that begins with ' and
 * such a formula; numbers do not. */
void rt_rejects_record(struct rt_buf *b, const struct rt_csv_row *row);

/* True when this is the first record of such a file; *workbook: its source was
 * a workbook. */
bool rt_rejects_begin(const struct rt_csv_row *head, bool *workbook);
/* Turn a record of such a file back into that of the source: without the first
 * two fields and the ', and with the source's line.  Its fields are then in
 * `room` [RT_CSV_FIELDS_MAX]. */
void rt_rejects_restore(struct rt_csv_row *row, struct rt_csv_field *room);

#endif
