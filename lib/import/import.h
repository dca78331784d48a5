/* Import a file: read all of it and check every row, then store it batch by
 * batch.  DESIGN 8; METRICS 0, 2, 16. */
#ifndef RT_IMPORT_IMPORT_H
#define RT_IMPORT_IMPORT_H

#include "base/zone.h"
#include "db/db.h"
#include "import/opts.h"
#include "import/record_marks.h"
#include "repo/import_runs.h"
#include "text/text.h"

#include <stdio.h>

/* Ask the person who started the import; true: yes. */
typedef bool rt_import_ask(void *arg, const char *question);

/* The environment of an import. */
struct rt_import_env {
    struct rt_db *db;
    const struct rt_zone
        *zone;            /* zone of reports, which decides what a day is */
    int32_t today;        /* in that zone */
    const char *currency; /* of the settings */
    bool currency_set;    /* the currency is set, not the default */
    bool demo;            /* the file itself is invented data */
    bool locked;    /* the caller holds the import lock, and releases it */
    int64_t folder; /* of import_runs: the folder this file is of; 0: none */
    enum rt_lang lang;
    FILE *list;     /* takes rejected rows and other lines for the operator */
    FILE *progress; /* progress bar, on a terminal; NULL: none */
    rt_import_ask *ask; /* NULL: nobody can be asked */
    void *ask_arg;
};

struct rt_import_total {
    struct rt_import_counts rows;
    struct rt_mark_counts beside; /* rows beside others of their key */
    int64_t zero;                 /* payments of 0 */
    int64_t clients_added;        /* because a row of another kind named them */
    int64_t users_added;          /* the same */
    int64_t changes_noted;        /* contracts with a new amount or plan */
    int64_t never_active;         /* contracts with end = start */
    int64_t ended;                /* by --full */
    int64_t
        cases_linked;   /* cases that had been imported before what they name */
    int64_t conflicts;  /* fields that keep the desk's value */
    int64_t short_rows; /* accepted without their last fields */
    int64_t wrapped;    /* with ="00123", which is 00123 */
    int64_t remarks;    /* rows that were accepted with a remark */
    int64_t forgotten;  /* clients whose personal data stay deleted */
};

/*
 * Import one file.  Good rows are committed batch by batch; bad ones are
 * listed and counted.  Importing the same file again changes nothing, so an
 * interrupted run is simply repeated.  If the database goes away, the import
 * waits for it.  Invented data are removed first, with a message, unless
 * env->demo.
 *
 * RT_OK also when some rows were rejected.  RT_EINVAL and other codes: nothing
 * could be imported ("import_nothing"), the file or its columns do not fit the
 * options, the currency is another one ("import_currency"), or, with --full,
 * it is not known what is absent ("import_full_unknown") or too much is
 * ("import_full_many").
 */
enum rt_code rt_import_file(const struct rt_import_env *env,
                            const struct rt_import_opts *opts,
                            struct rt_import_total *total,
                            struct rt_err *err) RT_CHECK;

/*
 * Call these around the files of a folder: the files appear together, so that
 * no snapshot shows only some of them.  No other import can run until the end,
 * which is called after errors too (each file is complete by itself, or says
 * that it is not); only a killed run leaves the folder unfinished.
 */
enum rt_code rt_import_folder_begin(struct rt_import_env *env, const char *name,
                                    struct rt_arena *a,
                                    struct rt_err *err) RT_CHECK;
enum rt_code rt_import_folder_end(struct rt_import_env *env,
                                  struct rt_err *err) RT_CHECK;

/* The kinds with their fields and the options, for --help. */
char *rt_import_help(enum rt_lang lang, struct rt_arena *a);

/* The result in words, a few lines. */
char *rt_import_summary(enum rt_lang lang, struct rt_arena *a,
                        const struct rt_import_opts *opts,
                        const struct rt_import_total *total);

#endif
