/* The grammar of CSV, for csv.c: one record in memory. */
#ifndef RT_BASE_CSV_SCAN_H
#define RT_BASE_CSV_SCAN_H

#include "base/csv.h"

struct rt_csv_scan {
    char separator;
    uint8_t stops[256];          /* the bytes that end a run of plain bytes */
    struct rt_csv_field *fields; /* of the last record */
    size_t n, room;
    const char *next; /* the byte after its line end */
    uint64_t lines;   /* line ends in it */
    bool high;        /* it has bytes that are not ASCII */
    bool doubled; /* doubled quotes in quoted fields have yet to be made single
                   */
    const char *key; /* why the record is refused */
    enum rt_code code;
};

enum rt_csv_found {
    RT_CSV_RECORD,
    RT_CSV_MORE,   /* the record goes on after the bytes given */
    RT_CSV_REFUSED /* `key` and `code` say why */
};

void rt_csv_scan_init(struct rt_csv_scan *s, char separator);
void rt_csv_scan_fini(struct rt_csv_scan *s);

/* Scan the record at `p` < `end`.  The byte at `end` must be readable and a
 * LF. `eof`: the data end at `end`.  The bytes are not changed. */
enum rt_csv_found rt_csv_scan(struct rt_csv_scan *s, const char *p,
                              const char *end, bool eof) RT_CHECK;

/* The separator among , ; TAB | that splits the first lines most evenly; of
 * several, the one that makes most columns.  RT_NONE when two fit equally
 * well. A table of one column: a comma. */
enum rt_code rt_csv_guess_separator(const char *p, const char *end, bool eof,
                                    char *out) RT_CHECK;

#endif
