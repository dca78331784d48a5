/* A run of the importer, as its kinds see it. */
#ifndef RT_JOB_IMPORT_RUN_H
#define RT_JOB_IMPORT_RUN_H

#include "job/import.h"
#include "job/import_map.h"
#include "job/import_marks.h"
#include "job/import_progress.h"
#include "job/import_report.h"
#include "repo/load.h"

#include <time.h>

struct rt_import_run {
    const struct rt_import_env *env;
    const struct rt_import_opts *opts;
    const struct rt_import_kind *kind;
    struct rt_csv *csv;
    int64_t size;       /* of the file, in bytes */
    char separator;     /* 0: found out by reading */
    size_t n_head;      /* records before the first row */
    struct timespec at; /* when it was written to last */
    struct rt_import_map map;
    struct rt_parse_how how;
    int32_t as_of;
    bool write; /* not --dry-run */
    bool uses_money;
    const char *currency;
    int64_t id; /* of import_runs */
    int64_t n_records, n_good;
    struct rt_marks *marks;
    struct rt_keyset *rejected_keys; /* for --full: present, but not good */
    int64_t n_keyless;               /* rejected without a key to be read */
    struct rt_import_total total;    /* committed */
    struct rt_import_total batch;    /* of the transaction under way */
    struct rt_import_report *report;
    struct rt_progress progress;
    struct rt_arena *arena; /* as long as the run */
};

/* A row of the batch that the database's contents forbid. */
struct rt_import_refusal {
    const struct rt_import_row *row;
    const char *column;
    struct rt_err *err;
    struct rt_import_refusal *next;
};

/* Refuse a row from within `store`; `err` is filled by the caller and lives
 * as long as the batch. */
void rt_import_refuse(struct rt_import_batch *b, struct rt_import_row *row,
                      size_t field, struct rt_err *err);

/* Load the batch's rows that are not refused; `want` [n_columns] of each is
 * made by the caller.  Counts rows and conflicts in run->batch. */
enum rt_code rt_import_load(struct rt_db *db, struct rt_import_batch *b,
                            const struct rt_load_table *table,
                            struct rt_load_row *rows, size_t n,
                            struct rt_err *err) RT_CHECK;

/* The bytes of a row's key, for sets; valid until the next call with the same
 * buffer. */
void rt_import_key(const struct rt_import_kind *kind,
                   const struct rt_import_row *row, struct rt_buf *out);
/* The hash of the key of a row whose only key field is this id. */
void rt_import_key_hash_text(const char *id, uint8_t out[RT_KEY_HASH]);

/* Run `work` in transactions until it is done; a database that goes away is
 * waited for. */
enum rt_code rt_import_tx(struct rt_import_run *run, rt_db_work *work,
                          rt_db_work *landed, void *arg,
                          struct rt_err *err) RT_CHECK;

/* Open the file once more, behind its header line (import_source.c). */
enum rt_code rt_import_open_again(struct rt_import_run *run,
                                  struct rt_err *err) RT_CHECK;
/* RT_EBROKEN (key "import_file_changed") when it is not the file that was
 * opened first: what was checked is not what was stored. */
enum rt_code rt_import_same_file(const struct rt_import_run *run,
                                 struct rt_err *err) RT_CHECK;
/* Open it, find its columns and map them. */
enum rt_code rt_import_open(struct rt_import_run *run,
                            struct rt_err *err) RT_CHECK;

/* The two passes (import_pass.c). */
enum rt_code rt_import_check_pass(struct rt_import_run *run,
                                  struct rt_err *err) RT_CHECK;
enum rt_code rt_import_store_pass(struct rt_import_run *run,
                                  struct rt_err *err) RT_CHECK;

#endif
