/* Importing a file: read it whole and check every row, then store it batch by
 * batch.  DESIGN 8; METRICS 0, 2, 16. */
#ifndef RT_IMPORT_IMPORT_H
#define RT_IMPORT_IMPORT_H

#include "base/zone.h"
#include "db/db.h"
#include "import/marks.h"
#include "import/opts.h"
#include "repo/import_runs.h"
#include "text/text.h"

#include <stdio.h>

/* Put a question to whoever started the import; true: yes. */
typedef bool rt_import_ask(void *arg, const char *question);

/* What is around an import. */
struct rt_import_env {
    struct rt_db *db;
    const struct rt_zone *zone; /* of reports: what a day is */
    int32_t today;              /* in that zone */
    const char *currency;       /* of the settings */
    bool currency_set;          /* it is no default */
    bool demo;                  /* the file is invented data itself */
    bool locked;    /* the caller has the import lock, and frees it */
    int64_t folder; /* of import_runs: the folder this file is of; 0: none */
    enum rt_lang lang;
    FILE *list;         /* rejected rows and other lines for the operator */
    FILE *progress;     /* a bar, if it is a terminal; NULL: none */
    rt_import_ask *ask; /* NULL: nobody is there */
    void *ask_arg;
};

struct rt_import_total {
    struct rt_import_counts rows;
    struct rt_mark_counts beside; /* rows beside others of their key */
    int64_t zero;                 /* payments of 0 */
    int64_t clients_added;        /* because another kind's row named them */
    int64_t users_added;          /* likewise */
    int64_t changes_noted;        /* contracts with a new amount or plan */
    int64_t never_active;         /* contracts with end = start */
    int64_t ended;                /* by --full */
    int64_t cases_linked;         /* they had come before what they name */
    int64_t conflicts;            /* fields that keep the desk's value */
    int64_t short_rows;           /* taken without their last fields */
    int64_t wrapped;              /* with ="00123", which is 00123 */
    int64_t remarks;   /* rows that were taken with something to say */
    int64_t forgotten; /* clients whose personal data stay blank */
};

/*
 * Import one file.  Good rows are committed batch by batch, bad ones are
 * listed and counted; the same file again changes nothing, and so a run that
 * was interrupted is repeated.  A database that goes away is waited for.
 * Invented data are removed first, after saying so, unless env->demo.
 *
 * RT_OK also when some rows were rejected.  RT_EINVAL and other codes: nothing
 * could be imported ("import_nothing"), the file or its columns are not as the
 * options say, the currency is another one ("import_currency"), or, with
 * --full, it cannot be told what is absent ("import_full_unknown") or too much
 * is ("import_full_many").
 */
enum rt_code rt_import_file(const struct rt_import_env *env,
                            const struct rt_import_opts *opts,
                            struct rt_import_total *total,
                            struct rt_err *err) RT_CHECK;

/*
 * Around the files of a folder: they come in together, so that no snapshot
 * shows some of them.  No other import runs until the end, which comes after
 * errors too (each file is whole for itself, or says itself that it is not);
 * only one that is killed leaves the folder unfinished.
 */
enum rt_code rt_import_folder_begin(struct rt_import_env *env, const char *name,
                                    struct rt_arena *a,
                                    struct rt_err *err) RT_CHECK;
enum rt_code rt_import_folder_end(struct rt_import_env *env,
                                  struct rt_err *err) RT_CHECK;

/* The kinds with their fields and the options, for --help. */
char *rt_import_help(enum rt_lang lang, struct rt_arena *a);

/* The total in words, some lines. */
char *rt_import_summary(enum rt_lang lang, struct rt_arena *a,
                        const struct rt_import_opts *opts,
                        const struct rt_import_total *total);

#endif
