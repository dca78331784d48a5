/* What an import says: rejected rows, the desk's values that stand, the sum
 * of it all. */
#ifndef RT_IMPORT_REPORT_H
#define RT_IMPORT_REPORT_H

#include "import/rejects.h"
#include "text/text.h"

#include <stdio.h>

enum {
    RT_REPORT_SHOWN = 20,   /* of each sort; the rest is only counted */
    RT_REPORT_REMARKS = 16, /* sorts of remarks that are told apart */
};

struct rt_import_report;

/*
 *   list     gets one line a rejected row or conflict, RT_REPORT_SHOWN each
 *   rejects  file that gets all rejected rows: line, reason, the record;
 *            NULL: none.  It must not be the file `source`.
 */
enum rt_code rt_import_report_open(enum rt_lang lang, FILE *list,
                                   const char *rejects, const char *source,
                                   struct rt_import_report **out,
                                   struct rt_err *err) RT_CHECK;
/* Write the file out; RT_EIO when that fails. */
enum rt_code rt_import_report_close(struct rt_import_report *r,
                                    struct rt_err *err) RT_CHECK;

/* Say which columns the file has, each by its whole name as far as it is one
 * that a person would read. */
void rt_import_report_list_columns(struct rt_import_report *r,
                                   const char *const *columns, size_t n);

/* The first line of the rejects file: the columns of the source, which may be
 * a workbook. */
void rt_import_report_columns(struct rt_import_report *r,
                              const char *const *columns, size_t n,
                              bool workbook);

/* True when records are wanted with the rejected rows. */
bool rt_import_report_keeps_records(const struct rt_import_report *r);
/* A row that was rejected; `column` NULL: the record as a whole; `record`
 * from rt_rejects_record(), "" where it could not be read. */
void rt_import_report_reject(struct rt_import_report *r, int64_t line,
                             const char *column, const struct rt_err *why,
                             const char *record);

/* A row that does not count, because a later one has its key. */
void rt_import_report_repeated(struct rt_import_report *r, int64_t line);

/* A row that was taken, but something is to be said about it: a sort of
 * remarks is a key of `what`. */
void rt_import_report_remark(struct rt_import_report *r, int64_t line,
                             const char *column, const struct rt_err *what);

/* The desk's value of a field stands against the file's. */
void rt_import_report_conflict(struct rt_import_report *r, int64_t line,
                               const char *key, const char *field,
                               const char *file, const char *desk);

/* A contract that is absent, and whose end was edited at the desk; counts as
 * a conflict. */
void rt_import_report_kept(struct rt_import_report *r, const char *key);

/* How many of each there were. */
int64_t rt_import_report_conflicts(const struct rt_import_report *r);
int64_t rt_import_report_remarks(const struct rt_import_report *r);

/* "... and 123 more" for what was not shown. */
void rt_import_report_rest(struct rt_import_report *r);

#endif
