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
    RT_CSV_PROBE = 1 << 20 /* bytes that encoding and separator are judged by */
};

/* RT_CSV_BLANKS as a separator: runs of spaces and tabs, none at the ends of
 * a line count, no quotes. */
#define RT_CSV_BLANKS ' '

struct rt_csv_options {
    char separator; /* 0: detect one of , ; TAB |; else one of these, or
                       RT_CSV_BLANKS */
    enum rt_charset charset; /* RT_CHARSET_UNKNOWN: detect */
    size_t skip_lines;       /* lines in front that are passed over */
};

/* A field in UTF-8 with a NUL behind it and none in it. */
struct rt_csv_field {
    const char *s;
    size_t len;
    bool quoted;
};

struct rt_csv_row {
    const struct rt_csv_field *fields; /* valid until the next call */
    size_t n;
    uint64_t line; /* of its first byte, counted from 1 */
};

struct rt_csv;

/*
 * Where a callback puts its bytes: up to `size` > 0 of them into
 * `buf`; *got = 0 only at the end of the data.  A failure must fill `err`.
 */
typedef enum rt_code rt_csv_read(void *arg, void *buf, size_t size, size_t *got,
                                 struct rt_err *err);

/*
 * Open a file, plain or gzip; `fd` is taken over, also after a failure; a
 * callback gives bytes as they are.  `name` stands in messages.  Options may
 * be NULL.  Caller frees by rt_csv_close(), which accepts NULL.
 *
 * The first RT_CSV_PROBE bytes decide what is to be detected.  A file that is
 * ASCII so far is judged again at its first other byte.
 *
 * RT_EIO "csv_cannot_open" {file} {why}, "csv_cannot_read"; RT_EBROKEN
 * "csv_bad_gzip"; RT_EINVAL "csv_cr_lines" {file}: lines end in CR alone,
 * "csv_unclear_separator" {file}: several fit alike, "csv_unclear_charset"
 * {file}: rt_charset_guess(), "csv_no_charset" {file} {charset}: the system
 * does not know it, and the keys of content.h {file}.
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

/* What was given or found: , ; TAB | or RT_CSV_BLANKS. */
char rt_csv_separator(const struct rt_csv *c);
/* RT_CHARSET_UNKNOWN as long as all is ASCII. */
enum rt_charset rt_csv_charset(const struct rt_csv *c);
/* Bytes of the file (compressed, where it is) read so far: for progress. */
uint64_t rt_csv_offset(const struct rt_csv *c);

#endif
