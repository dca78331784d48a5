/* Workbooks (.xlsx): the list of their sheets, and one sheet as CSV. */
#ifndef RT_IMPORT_WORKBOOK_H
#define RT_IMPORT_WORKBOOK_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>

struct rt_workbook {
    struct rt_workbook_sheet {
        const char *name;
        bool hidden;
    } * sheet;
    size_t n;        /* > 0 */
    bool since_1904; /* its days are counted from 1904 */
    /* It says "0" for "not since 1904", which xlsx2csv takes for yes. */
    bool misread_1904;
};

/* True for a file that begins like a zip archive; false if it cannot be
 * read. */
bool rt_workbook_is_zip(const char *path);

/* The list of sheets of an archive in memory.  Returns NULL, or the key of
 * what is wrong ({file}): "file_is_ods" and the like, "import_book_damaged". */
const char *rt_workbook_parse(const char *bytes, size_t len, struct rt_arena *a,
                              struct rt_workbook *out);
/* The same for a file; RT_EINVAL with these keys. */
enum rt_code rt_workbook_read(const char *path, struct rt_arena *a,
                              struct rt_workbook *out,
                              struct rt_err *err) RT_CHECK;

/* The index of the sheet with this name or number (from 1); NULL: the first
 * one that is not hidden.  RT_EINVAL "import_no_sheet" {file} {sheet}
 * {sheets}. */
enum rt_code rt_workbook_pick(const struct rt_workbook *b, const char *path,
                              const char *asked, struct rt_arena *a,
                              size_t *out, struct rt_err *err) RT_CHECK;
/* "A", "B": the names of the sheets that are not hidden, without number
 * `except`; b->n: all. */
const char *rt_workbook_names(const struct rt_workbook *b, size_t except,
                              struct rt_arena *a);

/*
 * A sheet as CSV: UTF-8, commas, a line a row, dates as 2024-01-31 00:00:00,
 * numbers as the file has them.  `*fd` is open for reading and writing, the
 * caller's to close; the file has no name.
 *
 * Made by Debian's xlsx2csv, which runs without a shell and without our
 * environment.  RT_EIO "import_no_xlsx2csv" {file} when it is not installed;
 * RT_EINVAL "import_book_failed" {file} {why}.
 */
enum rt_code rt_workbook_csv(const struct rt_workbook *b, const char *path,
                             size_t sheet, struct rt_arena *a, int *fd,
                             struct rt_err *err) RT_CHECK;

#endif
