/* What the values of a file look like, column by column, for guesses. */
#ifndef RT_IMPORT_PROFILE_H
#define RT_IMPORT_PROFILE_H

#include "base/arena.h"
#include "base/csv.h"
#include "base/zone.h"

enum {
    RT_PROFILE_ROWS = 10000, /* rows that are examined */
    RT_PROFILE_COLUMNS = 256,
    RT_PROFILE_VALUES = 32 /* different values that are kept */
};

/* A value and how many rows have it. */
struct rt_profile_value {
    const char *text;
    size_t n;
};

struct rt_profile_column {
    const char *name;
    size_t n;                 /* values; the others are empty */
    size_t n_days;            /* dates with only one reading */
    size_t n_dmy;             /* 25/01/2025, and those with two readings */
    size_t n_mdy;             /* 01/25/2025, and those with two readings */
    size_t n_firsts, n_lasts; /* days at the beginning or end of a month */
    size_t n_far;             /* years that mean "never" */
    size_t n_amounts, n_decimals, n_whole;
    size_t n_float_ids; /* "17850.0" */
    size_t n_lost;      /* "1.2E+5" */
    size_t n_bools;
    int32_t first_day, last_day; /* RT_DAY_NONE: no dates */
    const char *far;             /* one of n_far */
    struct rt_profile_value value[RT_PROFILE_VALUES];
    size_t n_values; /* different ones; RT_PROFILE_VALUES + 1: more */
    size_t n_distinct;
    uint64_t *seen; /* a set of hashes */
};

struct rt_profile {
    const char *file;  /* its path */
    const char *sheet; /* of a workbook with several; else NULL */
    int book;          /* the sheet as CSV; no workbook: -1 */
    char separator;
    bool name_separator; /* the importer would detect another one */
    enum rt_charset charset;
    size_t skip_lines; /* titles above the header */
    bool has_header;
    struct rt_profile_column column[RT_PROFILE_COLUMNS];
    size_t n_columns;
    size_t n_rows; /* rows that were examined */
};

/*
 * Read a file: CSV, gzip, a workbook, or lines of columns between blanks.  Its
 * beginning is looked at, behind that only the days count.  `sheet` of a
 * workbook by its name or number, NULL: the first one.  Caller closes *out,
 * also after a failure. Codes of rt_csv_open(); RT_NONE: there is no table in
 * it.
 */
enum rt_code rt_profile_read(const char *file, const char *sheet,
                             const struct rt_zone *zone, struct rt_arena *a,
                             struct rt_profile **out,
                             struct rt_err *err) RT_CHECK;

/* NULL is accepted. */
void rt_profile_close(struct rt_profile *p);

/* Go through the examined rows once more, to compare columns. */
typedef void rt_profile_row(void *arg, const struct rt_csv_row *row);
enum rt_code rt_profile_each(const struct rt_profile *p, rt_profile_row *take,
                             void *arg, struct rt_err *err) RT_CHECK;

/* True for dates, in any order, in nearly all rows that have a value. */
bool rt_profile_is_day(const struct rt_profile_column *c);
/* "dmy" or "mdy" if the order of the dates must be given; *sure is false if
 * all of them can be read in both.  NULL: not needed. */
const char *rt_profile_order(const struct rt_profile_column *c, bool *sure);
bool rt_profile_is_amount(const struct rt_profile_column *c);

#endif
