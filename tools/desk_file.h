/* Files that the desk exchanges with other systems: CSV, out and in. */
#ifndef RT_TOOLS_DESK_FILE_H
#define RT_TOOLS_DESK_FILE_H

#include "base/buf.h"
#include "base/csv.h"

/* Write a file whole: aside, flushed to the disk, and renamed.  Only its owner
 * can read it.  RT_EIO. */
enum rt_code rt_desk_file_write(const char *path, const struct rt_buf *text,
                                struct rt_err *err) RT_CHECK;

/* A line of fields, as they are: another system reads them, and a phone number
 * that begins with + is not a formula to it. */
void rt_desk_file_line(struct rt_buf *to, const char *const *fields, size_t n);

enum { RT_DESK_FILE_COLUMNS = 8 };

/* A row of a file with a header: value[i] of the i-th name, "" where it is
 * missing. */
struct rt_desk_file_row {
    uint64_t line;
    const char *value[RT_DESK_FILE_COLUMNS];
};

/*
 * Read a file and hand each row to `take`, which goes on unless it fails.
 *
 *   names  columns, NULL at the end; the first two must be in the header
 *
 * RT_EINVAL "cli_desk_no_column" {file} {column}, and those of base/csv.h.
 */
typedef enum rt_code rt_desk_file_take(void *arg,
                                       const struct rt_desk_file_row *row,
                                       struct rt_err *err);
enum rt_code rt_desk_file_read(const char *path, const char *const *names,
                               rt_desk_file_take *take, void *arg,
                               struct rt_err *err) RT_CHECK;

#endif
