/* A table that is being read, as csv.c and csv_open.c see it. */
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
    uint16_t table[RT_CHARSET_HIGH]; /* of a charset with a byte a character */
    char *wide; /* UTF-16 that is read and not yet decoded; NULL: it is none */
    size_t n_wide;
    char *buf;       /* `size` bytes and one for the LF behind `end` */
    size_t size;     /* grows until the longest record fits, then stays */
    char *cur, *end; /* what is read and not yet given out */
    bool eof;
    bool skip; /* the rest of a refused line is still to come */
    uint64_t line;
    char *text; /* the fields of a record that had to be converted */
    size_t text_size;
    struct rt_err failed; /* what ended the reading */
};

/* Make room behind what is left and read on. */
void rt_csv_refill(struct rt_csv *c);
/* What ended the reading, to `err`. */
enum rt_code rt_csv_report(const struct rt_csv *c, struct rt_err *err);
/* True for an encoding with a byte a character. */
bool rt_csv_has_table(enum rt_charset cs);
/* Find out the encoding by what is in the buffer, unless it is known, and
 * load its table. */
enum rt_code rt_csv_settle_charset(struct rt_csv *c,
                                   struct rt_err *err) RT_CHECK;

#endif
