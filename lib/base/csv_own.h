/* A table while it is read, shared by csv.c and csv_open.c. */
#ifndef RT_BASE_CSV_OWN_H
#define RT_BASE_CSV_OWN_H

#include "base/csv_scan.h"

#include <zlib.h>

struct rt_csv {
    char *name;
    rt_csv_read *read;
    void *arg;
    gzFile gz; /* NULL for a callback */
    uint64_t n_read;
    struct rt_csv_scan scan;
    enum rt_charset charset;
    uint16_t table[RT_CHARSET_HIGH]; /* for encodings with one byte for each
                                        character */
    char *wide; /* UTF-16 that is read and not yet decoded; NULL: the file is
                   not UTF-16 */
    size_t n_wide;
    char *buf;       /* `size` bytes and one for the LF after `end` */
    size_t size;     /* grows until the longest record fits, then stays */
    char *cur, *end; /* what is read and not yet returned */
    bool eof;
    bool skip; /* the rest of a refused line has yet to come */
    uint64_t line;
    char *text; /* the fields of a record that had to be converted */
    size_t text_size;
    struct rt_err failed; /* the failure that ended the reading */
};

/* Make room after what is left and read more. */
void rt_csv_refill(struct rt_csv *c);
/* Copy the failure that ended the reading to `err`. */
enum rt_code rt_csv_report(const struct rt_csv *c, struct rt_err *err);
/* True for an encoding that uses one byte for each character. */
bool rt_csv_has_table(enum rt_charset cs);
/* Detect the encoding from the contents of the buffer, unless it is known, and
 * load its table. */
enum rt_code rt_csv_settle_charset(struct rt_csv *c,
                                   struct rt_err *err) RT_CHECK;

#endif
