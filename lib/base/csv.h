/* Reading tables from text files, record by record, in constant memory. */
#ifndef RT_BASE_CSV_H
#define RT_BASE_CSV_H

#include "base/charset.h"
#include "base/err.h"

#include <stdint.h>

enum {
    RT_CSV_FIELD_MAX = 1 << 20,   /* bytes of a field, as written */
    RT_CSV_RECORD_MAX = 10 << 20, /* bytes of a record without its line end */
    RT_CSV_FIELDS_MAX = 4096,
    RT_CSV_PROBE = 1 << 20 /* this many bytes decide encoding and separator */
};

/* RT_CSV_BLANKS as a separator: runs of spaces and tabs separate fields, those
 * at the ends of a line do not count, and there are no quotes. */
#define RT_CSV_BLANKS ' '

struct rt_csv_options {
    char separator; /* one of , ; TAB | or RT_CSV_BLANKS; 0: detect one of the
                       first four */
    enum rt_charset charset; /* RT_CHARSET_UNKNOWN: detect */
    size_t skip_lines;       /* lines at the beginning that are skipped */
};

/* A field in UTF-8, followed by a NUL; there is no NUL inside it. */
struct rt_csv_field {
    const char *s;
    size_t len;
    bool quoted;
};

struct rt_csv_row {
    const struct rt_csv_field *fields; /* valid until the next call */
    size_t n;
    uint64_t line; /* line of its first byte, counted from 1 */
};

struct rt_csv;

/*
 * A callback that delivers bytes: it puts up to `size` > 0 of them into `buf`.
 * *got = 0 means the end of the data and nothing else.  On a failure it must
 * fill `err`.
 */
typedef enum rt_code rt_csv_read(void *arg, void *buf, size_t size, size_t *got,
                                 struct rt_err *err);

/*
 * Open a table: a file, plain or gzip; a descriptor, which is taken over, also
 * after a failure; or a callback, whose bytes are not decompressed.  `name`
 * stands in messages.  Options may be NULL.  The caller frees the table by
 * rt_csv_close(), which accepts NULL.
 *
 * The first RT_CSV_PROBE bytes decide what is to be detected.  If they are all
 * ASCII, the encoding is judged again at the first byte that is not.
 *
 * RT_EIO "csv_cannot_open" {file} {errno}, "csv_cannot_read"; RT_EBROKEN
 * "csv_bad_gzip".  RT_EINVAL "csv_cr_lines" {file}: lines end in CR alone;
 * "csv_unclear_separator" {file}: several fit equally well;
 * "csv_unclear_charset" {file}: see rt_charset_guess(); "csv_no_charset"
 * {file} {charset}: the system does not know it; and the keys of content.h
 * {file}.
 */
enum rt_code rt_csv_open(const char *path, const struct rt_csv_options *opt,
                         struct rt_csv **out, struct rt_err *err) RT_CHECK;
enum rt_code rt_csv_open_fd(int fd, const char *name,
                            const struct rt_csv_options *opt,
                            struct rt_csv **out, struct rt_err *err) RT_CHECK;
enum rt_code rt_csv_open_read(rt_csv_read *read, void *arg, const char *name,
                              const struct rt_csv_options *opt,
                              struct rt_csv **out, struct rt_err *err) RT_CHECK;
void rt_csv_close(struct rt_csv *c);

/*
 * The next record.  RFC 4180: a field that begins with a quote ends with one,
 * "" in it is a quote, separators and line ends in it are text; lines end in
 * LF or CRLF, the last may lack it.  A quote further inside a field stands
 * for itself.  Lines without a byte are passed over.
 *
 *   RT_OK       *row
 *   RT_NONE     no more records
 *   RT_EINVAL,  this record is refused: row->line is its first line, it has
 *   RT_ELIMIT   no fields, and the next call goes on behind it; clear `err`
 *               before.  Keys, each with {line}: "csv_nul", "csv_stray_cr",
 *               "csv_after_quote", "csv_open_quote", "csv_long_field",
 *               "csv_long_record", "csv_many_fields"; these go on at the line
 *               after {line}.  "csv_bad_utf8", "csv_bad_byte" {charset},
 *               "csv_bad_utf16": {line} and
 *               {byte} (from 1) of the byte; these go on behind the record.
 *   RT_EIO, RT_EBROKEN: the file cannot be read on; so will all later calls
 *               ("csv_unclear_charset" at the first byte that is not ASCII)
 */
enum rt_code rt_csv_next(struct rt_csv *c, struct rt_csv_row *row,
                         struct rt_err *err) RT_CHECK;

/* The separator that was given or found: , ; TAB | or RT_CSV_BLANKS. */
char rt_csv_separator(const struct rt_csv *c);
/* The encoding; RT_CHARSET_UNKNOWN as long as everything is ASCII. */
enum rt_charset rt_csv_charset(const struct rt_csv *c);
/* Bytes of the file read so far, compressed ones if it is compressed; for
 * showing progress. */
uint64_t rt_csv_offset(const struct rt_csv *c);

#endif
