/* The file of rejected rows: written by one import, mended by people, read by
 * the next. */
#ifndef RT_IMPORT_REJECTS_H
#define RT_IMPORT_REJECTS_H

#include "base/buf.h"
#include "base/csv.h"

struct rt_rejects;

/*
 * Begin the file: CSV in UTF-8 with commas, whose first two columns are the
 * line in the source and why it was rejected; then the source's own columns.
 * It is for its owner only and must not be the file `source`.
 */
enum rt_code rt_rejects_open(const char *path, const char *source,
                             struct rt_rejects **out,
                             struct rt_err *err) RT_CHECK;
void rt_rejects_columns(struct rt_rejects *r, const char *const *columns,
                        size_t n, bool workbook);
/* A row; `record` from rt_rejects_record(), "" where it could not be read. */
void rt_rejects_put(struct rt_rejects *r, int64_t line, const char *reason,
                    const char *record);
/* Write it out; RT_EIO when that fails.  NULL is accepted. */
enum rt_code rt_rejects_close(struct rt_rejects *r,
                              struct rt_err *err) RT_CHECK;

/* A record as a line of CSV without its end.  A field that a spreadsheet would
 * run as a formula has ' in front, and so has one that begins like that;
 * numbers have not. */
void rt_rejects_record(struct rt_buf *b, const struct rt_csv_row *row);

/* True when this is the first record of such a file; *workbook: its source
 * was one. */
bool rt_rejects_begin(const struct rt_csv_row *head, bool *workbook);
/* A record of such a file as the source had it: without the first two fields
 * and that ', and with the source's line.  Its fields lie in `room`
 * [RT_CSV_FIELDS_MAX] then. */
void rt_rejects_restore(struct rt_csv_row *row, struct rt_csv_field *room);

#endif
