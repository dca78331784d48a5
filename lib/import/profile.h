/* What the values of a file look like, column by column: for guesses. */
#ifndef RT_IMPORT_PROFILE_H
#define RT_IMPORT_PROFILE_H

#include "base/arena.h"
#include "base/csv.h"
#include "base/zone.h"

enum {
    RT_PROFILE_ROWS = 10000, /* looked at */
    RT_PROFILE_COLUMNS = 256,
    RT_PROFILE_VALUES = 32 /* different ones that are kept */
};

/* A value and how many rows have it. */
struct rt_profile_value {
    const char *text;
    size_t n;
};

struct rt_profile_column {
    const char *name;
    size_t n;                 /* values; the rest is empty */
    size_t n_days;            /* of them: dates that are read in one way */
    size_t n_dmy;             /* 25/01/2025 and what is read both ways */
    size_t n_mdy;             /* 01/25/2025 and the same */
    size_t n_firsts, n_lasts; /* days that begin or end their month */
    size_t n_far;             /* years that stand for "never" */
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
    bool name_separator; /* the importer finds another one by itself */
    enum rt_charset charset;
    size_t skip_lines; /* titles above the header */
    bool has_header;
    struct rt_profile_column column[RT_PROFILE_COLUMNS];
    size_t n_columns;
    size_t n_rows; /* looked at */
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

/* Each row that was looked at once more, for what columns say together. */
typedef void rt_profile_row(void *arg, const struct rt_csv_row *row);
enum rt_code rt_profile_each(const struct rt_profile *p, rt_profile_row *take,
                             void *arg, struct rt_err *err) RT_CHECK;

/* Dates, in some order, in nearly all rows that have a value. */
bool rt_profile_is_day(const struct rt_profile_column *c);
/* "dmy" or "mdy" where the order of its dates must be said, *sure false where
 * all of them can be read in both; NULL: not needed. */
const char *rt_profile_order(const struct rt_profile_column *c, bool *sure);
bool rt_profile_is_amount(const struct rt_profile_column *c);

#endif
