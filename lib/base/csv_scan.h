/* One record in memory: the grammar of CSV, for csv.c. */
#ifndef RT_BASE_CSV_SCAN_H
#define RT_BASE_CSV_SCAN_H

#include "base/csv.h"

struct rt_csv_scan {
    char separator;
    uint8_t stops[256];          /* what ends a run of plain bytes */
    struct rt_csv_field *fields; /* of the last record */
    size_t n, room;
    const char *next; /* behind its line end */
    uint64_t lines;   /* line ends in it */
    bool high;        /* it has bytes that are not ASCII */
    bool doubled;     /* quoted fields have doubled quotes still */
    const char *key;  /* why it is refused */
    enum rt_code code;
};

enum rt_csv_found {
    RT_CSV_RECORD,
    RT_CSV_MORE,   /* it goes on behind the bytes given */
    RT_CSV_REFUSED /* `key` and `code` say why */
};

void rt_csv_scan_init(struct rt_csv_scan *s, char separator);
void rt_csv_scan_fini(struct rt_csv_scan *s);

/* The record at `p` < `end`; one readable byte at `end` is a LF.  `eof`: the
 * data ends at `end`.  Nothing is written to the bytes. */
enum rt_csv_found rt_csv_scan(struct rt_csv_scan *s, const char *p,
                              const char *end, bool eof) RT_CHECK;

/* The separator among , ; TAB | that splits the first lines most evenly, and
 * into the most columns where several do; RT_NONE when two cannot be told
 * apart.  One column: a comma. */
enum rt_code rt_csv_guess_separator(const char *p, const char *end, bool eof,
                                    char *out) RT_CHECK;

#endif
