/* The messages of an import: rejected rows, values that the desk keeps, and
 * totals. */
#ifndef RT_IMPORT_REPORT_H
#define RT_IMPORT_REPORT_H

#include "import/rejects.h"
#include "text/text.h"

#include <stdio.h>

enum {
    RT_REPORT_SHOWN = 20,   /* lines of each sort; the rest is only counted */
    RT_REPORT_REMARKS = 16, /* sorts of remarks that are counted separately */
};

struct rt_import_report;

/*
 * Where messages go.
 *
 *   list     gets a line for each rejected row or conflict, at most
 *            RT_REPORT_SHOWN of each
 *   rejects  file that gets all rejected rows: line, reason, the record;
 *            NULL: none.  It must not be the file `source`.
 */
enum rt_code rt_import_report_open(enum rt_lang lang, FILE *list,
                                   const char *rejects, const char *source,
                                   struct rt_import_report **out,
                                   struct rt_err *err) RT_CHECK;
/* Finish writing the file; RT_EIO when that fails. */
enum rt_code rt_import_report_close(struct rt_import_report *r,
                                    struct rt_err *err) RT_CHECK;

/* List the columns of the file by their full names, as far as a person would
 * read them. */
void rt_import_report_list_columns(struct rt_import_report *r,
                                   const char *const *columns, size_t n);

/* The first line of the rejects file: the columns of the source, which may be
 * a workbook. */
void rt_import_report_columns(struct rt_import_report *r,
                              const char *const *columns, size_t n,
                              bool workbook);

/* True when the record of a rejected row is needed. */
bool rt_import_report_keeps_records(const struct rt_import_report *r);
/* Report a rejected row; `column` NULL: the record as a whole; `record` from
 * rt_rejects_record(), "" if it could not be read. */
void rt_import_report_reject(struct rt_import_report *r, int64_t line,
                             const char *column, const struct rt_err *why,
                             const char *record);

/* Report a row that does not count, because a later one has its key. */
void rt_import_report_repeated(struct rt_import_report *r, int64_t line);

/* Report a remark on an accepted row; the key of `what` is the sort of the
 * remark. */
void rt_import_report_remark(struct rt_import_report *r, int64_t line,
                             const char *column, const struct rt_err *what);

/* Report that the desk's value of a field is kept against the file's. */
void rt_import_report_conflict(struct rt_import_report *r, int64_t line,
                               const char *key, const char *field,
                               const char *file, const char *desk);

/* Report a contract that is absent but whose end was edited at the desk; it
 * counts as a conflict. */
void rt_import_report_kept(struct rt_import_report *r, const char *key);

/* How many there were of each. */
int64_t rt_import_report_conflicts(const struct rt_import_report *r);
int64_t rt_import_report_remarks(const struct rt_import_report *r);

/* "... and 123 more" for what was not shown. */
void rt_import_report_rest(struct rt_import_report *r);

#endif
