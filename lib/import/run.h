/* A run of the importer, as the code of the kinds sees it. */
#ifndef RT_IMPORT_RUN_H
#define RT_IMPORT_RUN_H

#include "import/import.h"
#include "import/map.h"
#include "import/progress.h"
#include "import/record_marks.h"
#include "import/report.h"
#include "repo/ids.h"
#include "repo/load.h"
#include "repo/lookup.h"
#include "repo/owners.h"

#include <time.h>

/* Contracts that a full file does not have. */
struct rt_absent {
    int64_t *ids; /* [n] heap, rising */
    size_t n, room;
};

struct rt_import_run {
    const struct rt_import_env *env;
    const struct rt_import_opts *opts;
    const struct rt_import_kind *kind;
    struct rt_csv *csv;
    int book;        /* CSV of a workbook's sheet; -1: not a workbook */
    int64_t size;    /* of the file, in bytes */
    int64_t n_bytes; /* bytes that are read: of a sheet, those of its CSV */
    char separator;  /* 0: detected while reading */
    enum rt_charset charset; /* UNKNOWN: detected while reading */
    size_t skip_lines;       /* lines above the header */
    size_t n_head;           /* records before the first row */
    uint64_t head_line;      /* line of the header */
    struct rt_csv_field
        *restored;      /* if the file is one of rejects; else NULL */
    struct timespec at; /* time of its last change */
    struct rt_import_map map;
    struct rt_parse_how how;
    int32_t as_of;
    int32_t next_full; /* for a full file: the day of the next one that has been
                          imported; RT_DAY_OPEN: this is the newest */
    bool write;        /* not --dry-run */
    bool uses_money;
    const char *currency;
    int64_t id; /* of import_runs */
    int64_t n_records, n_good;
    struct rt_marks *marks;
    struct rt_keyset *rejected_keys; /* for --full: present, but not valid */
    int64_t n_keyless; /* rejected, and their keys could not be read */
    struct rt_absent absent, agreed; /* running; ended at the desk (full.h) */
    struct rt_import_total total;    /* committed */
    struct rt_import_total batch;    /* of the transaction under way */
    struct rt_import_known *known;   /* import/outside_events.c */
    bool meets_known; /* rows that are there already: look for them first */
    struct rt_import_report *report;
    struct rt_progress progress;
    struct rt_arena *arena; /* as long as the run */
};

/* Why a row of the batch is refused or remarked on. */
struct rt_import_remark {
    const struct rt_import_row *row;
    const char *column;
    struct rt_err err;
    bool refused; /* else the row is stored, with the remark */
    struct rt_import_remark *next;
};

/* Refuse a row from within `store`, because of what the database holds; put
 * the reason into the result. */
struct rt_err *rt_import_refuse(struct rt_import_batch *b,
                                struct rt_import_row *row, size_t field);
/* Remark on a row that is stored nevertheless. */
struct rt_err *rt_import_remark(struct rt_import_batch *b,
                                struct rt_import_row *row, size_t field);
/* Remark on every date and time of the row that is so early that it may stand
 * for "not known". */
void rt_import_remark_old(struct rt_import_batch *b, struct rt_import_row *row);
/* Remark on a cause of leaving without an end. */
void rt_import_remark_no_end(struct rt_import_batch *b,
                             struct rt_import_row *row, size_t cause,
                             size_t end);
/* Remark on a day in the future. */
void rt_import_remark_future(struct rt_import_batch *b,
                             struct rt_import_row *row, size_t field,
                             int32_t day);
/*
 * Remark on events at a time without a contract (import/outside_events.c).
 *
 *   at        field of the time
 *   client    [b->n] whose they are
 *   field     of the contract
 *   contract  [b->n] id 0: none; NULL: they name no contracts
 */
enum rt_code rt_import_remark_outside(struct rt_db *db,
                                      struct rt_import_batch *b, size_t at,
                                      const struct rt_id *client, size_t field,
                                      const struct rt_id *contract,
                                      struct rt_err *err) RT_CHECK;
/* Remark on a negative amount that should not be negative. */
void rt_import_remark_negative(struct rt_import_batch *b,
                               struct rt_import_row *row, size_t field);
/* Refuse rows whose value of a field belongs to another row, in the database
 * or in the batch; field 0 is their key. */
enum rt_code rt_import_check_owner(struct rt_db *db, struct rt_import_batch *b,
                                   size_t field, enum rt_owned what,
                                   struct rt_err *err) RT_CHECK;

/* A rule of many kinds: the day in field `to` is not before that in field
 * `from`, if both are given. */
enum rt_code rt_import_check_span(const struct rt_import_row *row, size_t from,
                                  size_t to, size_t *field,
                                  struct rt_err *err) RT_CHECK;

/* One field of all rows of the batch. */
struct rt_param *rt_import_field(struct rt_import_batch *b, size_t field);
/* True when the file has a source for the field. */
bool rt_import_gives(const struct rt_import_batch *b, size_t field);

/* Give rows without a client that of their contract (kind->client_of), if that
 * exists. */
enum rt_code rt_import_find_clients(struct rt_db *db,
                                    const struct rt_import_run *run,
                                    struct rt_import_row **rows, size_t n,
                                    struct rt_arena *a,
                                    struct rt_err *err) RT_CHECK;
/* Why such a row is refused: its contract is unknown or also empty. */
void rt_import_fail_contract(struct rt_err *err,
                             const struct rt_import_row *row, size_t contract);
/* Remark on a row that names an unknown contract, but also a client. */
void rt_import_remark_contract(struct rt_import_batch *b,
                               struct rt_import_row *row, size_t field,
                               const struct rt_id *contract);

/* Load rows that were made from the batch's, and keep the conflicts. */
enum rt_code rt_import_load_uncounted(struct rt_db *db,
                                      struct rt_import_batch *b,
                                      const struct rt_load_table *table,
                                      struct rt_load_row *rows, size_t n,
                                      struct rt_err *err) RT_CHECK;
/* The same, and count them in run->batch. */
enum rt_code rt_import_load(struct rt_db *db, struct rt_import_batch *b,
                            const struct rt_load_table *table,
                            struct rt_load_row *rows, size_t n,
                            struct rt_err *err) RT_CHECK;

/* The bytes of a row's key, for sets.  True when equal rows are all kept. */
bool rt_import_key(const struct rt_import_kind *kind,
                   const struct rt_import_row *row, struct rt_buf *out);
/* The hash of the key of a row that is identified by this id alone. */
void rt_import_key_hash_text(const char *id, uint8_t out[RT_KEY_HASH]);

/*
 * Store rows of contracts for which the file has several terms
 * (import/contract_terms.c).
 *
 *   rows     [n]
 *   clients  [n] clients.id of each
 *   lists    [n] the stretches that their numbers have already
 */
struct rt_stretch;
enum rt_code rt_import_store_terms(struct rt_db *db, struct rt_import_batch *b,
                                   struct rt_import_row **rows,
                                   const int64_t *clients,
                                   const struct rt_stretch *const *lists,
                                   size_t n, struct rt_err *err) RT_CHECK;
/* The name of a new stretch of the row's number that is not its first one.
 * False when another stretch has it or it would be too long: the row is then
 * refused. */
bool rt_import_name_stretch(struct rt_import_batch *b,
                            struct rt_import_row *row,
                            const struct rt_stretch *list, int32_t start,
                            const char **name);
/* Refuse a row whose stretch would have the name of another client's
 * stretch. */
void rt_import_refuse_namesake(struct rt_import_batch *b,
                               struct rt_import_row *row, int32_t start);
/* The day in a field of dates or moments; the day of the file when the field
 * is empty. */
int32_t rt_import_row_day(const struct rt_import_run *run,
                          const struct rt_import_row *row, size_t field);
/*
 * Find the contracts that rows of another kind name: the stretch that runs on
 * the row's day, or else the latest before it.
 *
 *   field   of the number
 *   day     field of the day or moment
 *   client  [b->n] whose stretches come first; NULL: nobody's
 *   out     [b->n] as rt_ids_find()
 */
enum rt_code rt_import_find_contracts(struct rt_db *db,
                                      struct rt_import_batch *b, size_t field,
                                      size_t day, const struct rt_id *client,
                                      struct rt_id *out,
                                      struct rt_err *err) RT_CHECK;

/* Report the remarks and conflicts of a stored batch, by line. */
void rt_import_tell(struct rt_import_batch *b);

/* Run `work` in transactions until it succeeds; if the database goes away,
 * wait for it. */
enum rt_code rt_import_tx(struct rt_import_run *run, rt_db_work *work,
                          rt_db_work *landed, void *arg,
                          struct rt_err *err) RT_CHECK;

/* Open the file again, after its header line (import/source.c). */
enum rt_code rt_import_open_again(struct rt_import_run *run,
                                  struct rt_err *err) RT_CHECK;
/* RT_EBROKEN (key "import_file_changed") when it is not the file that was
 * opened first: then other rows than the checked ones would be stored. */
enum rt_code rt_import_same_file(const struct rt_import_run *run,
                                 struct rt_err *err) RT_CHECK;
/* Read the next record, as rt_csv_next(); records of a file of rejects are
 * turned back into those of its source. */
enum rt_code rt_import_next(struct rt_import_run *run, struct rt_csv_row *row,
                            struct rt_err *err) RT_CHECK;
/* After reading, say which encoding the file has, if it is not UTF-8 and was
 * not given. */
void rt_import_tell_charset(struct rt_import_run *run);
/* Open it, find its columns and map them. */
enum rt_code rt_import_open(struct rt_import_run *run,
                            struct rt_err *err) RT_CHECK;

/* The two passes (import/first_pass.c, import/second_pass.c). */
enum rt_code rt_import_check_pass(struct rt_import_run *run,
                                  struct rt_err *err) RT_CHECK;
enum rt_code rt_import_store_pass(struct rt_import_run *run,
                                  struct rt_err *err) RT_CHECK;

#endif
