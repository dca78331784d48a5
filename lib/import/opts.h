/* The options for one imported file: the same on the command line and in
 * import.conf. */
#ifndef RT_IMPORT_OPTS_H
#define RT_IMPORT_OPTS_H

#include "base/csv.h"
#include "base/date.h"
#include "base/pairs.h"
#include "import/kind.h"
#include "field/value.h"

enum { RT_IMPORT_ATTR_NAME_MAX = 64, RT_IMPORT_ATTRS_MAX = 32 };

struct rt_import_opts {
    const struct rt_import_kind *kind;
    const char *file;
    struct rt_pairs map;       /* field -> column of the file */
    struct rt_pairs consts;    /* field -> value of all rows */
    struct rt_pairs attrs;     /* own attribute -> column */
    struct rt_pairs open_when; /* column -> value: the row has not ended */
    const char *columns; /* "a,b,c": names of the columns of a file without a
                            header line */
    const char *sheet; /* of a workbook: its name or number; NULL: the first */
    const char *currency; /* ISO 4217; NULL: the settings' */
    const char *rejects;  /* file for what was rejected; NULL: none */
    int separator;        /* as rt_csv_options */
    int encoding;         /* enum rt_charset */
    int date_order;       /* enum rt_date_order */
    int64_t skip_lines;   /* title lines above the header */
    int32_t as_of;        /* RT_DAY_NONE: today */
    int64_t max_ends;     /* how many --full may end; 0: see full.h */
    bool end_inclusive, number_ids, drop_zero, full, yes, dry_run;
};

/* One row of the table of options. */
struct rt_import_option {
    const char *name; /* name without the dashes */
    bool takes_value;
    bool repeats;
};

/* The i-th option; NULL past the last. */
const struct rt_import_option *rt_import_option_at(size_t i);

void rt_import_opts_init(struct rt_import_opts *o);

/*
 * Set one option by its name; strings are borrowed and must live as long as
 * `a`.  A flag takes "1", "yes", "no" and the like.  RT_EINVAL: import_option
 * {option}, import_option_value {option} {value}, import_option_pair when
 * name=value is needed, import_option_twice.
 */
enum rt_code rt_import_opts_set(struct rt_import_opts *o, const char *name,
                                const char *value, struct rt_arena *a,
                                struct rt_err *err) RT_CHECK;

/* The word of --separator for a character: ";", "tab", "blank". */
const char *rt_import_separator(char separator);

/* Check what is known only when all options and the kind are: unknown fields,
 * options that the kind does not have. */
enum rt_code rt_import_opts_check(const struct rt_import_opts *o,
                                  struct rt_err *err) RT_CHECK;

/* The options as on a command line, for the record: days and flags, then the
 * others; cut if it gets long. */
char *rt_import_opts_text(const struct rt_import_opts *o, struct rt_arena *a);

#endif
