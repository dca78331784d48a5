/* A run of the importer, as its kinds see it. */
#ifndef RT_IMPORT_RUN_H
#define RT_IMPORT_RUN_H

#include "import/import.h"
#include "import/map.h"
#include "import/marks.h"
#include "import/progress.h"
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
    int book;                      /* CSV of a workbook's sheet; -1: none */
    int64_t size;                  /* of the file, in bytes */
    int64_t n_bytes;               /* that are read: of the sheet's CSV, too */
    char separator;                /* 0: found out by reading */
    enum rt_charset charset;       /* UNKNOWN: likewise */
    size_t skip_lines;             /* above the header */
    size_t n_head;                 /* records before the first row */
    uint64_t head_line;            /* of the header */
    struct rt_csv_field *restored; /* of rejects that come again; else NULL */
    struct timespec at;            /* when it was written to last */
    struct rt_import_map map;
    struct rt_parse_how how;
    int32_t as_of;
    int32_t next_full; /* of a full file: the day of the next one that was
                          imported already; RT_DAY_OPEN: it is the newest */
    bool write;        /* not --dry-run */
    bool uses_money;
    const char *currency;
    int64_t id; /* of import_runs */
    int64_t n_records, n_good;
    struct rt_marks *marks;
    struct rt_keyset *rejected_keys; /* for --full: present, but not good */
    int64_t n_keyless;               /* rejected without a key to be read */
    struct rt_absent absent, agreed; /* running; ended at the desk (full.h) */
    struct rt_import_total total;    /* committed */
    struct rt_import_total batch;    /* of the transaction under way */
    struct rt_import_known *known;   /* import/outside_events.c */
    bool meets_known; /* rows that are there already: look for them first */
    struct rt_import_report *report;
    struct rt_progress progress;
    struct rt_arena *arena; /* as long as the run */
};

/* Something to say about a row of the batch. */
struct rt_import_remark {
    const struct rt_import_row *row;
    const char *column;
    struct rt_err err;
    bool refused; /* else the row is stored all the same */
    struct rt_import_remark *next;
};

/* Refuse a row from within `store`, because of what the database holds; the
 * reason is to be put into what is returned. */
struct rt_err *rt_import_refuse(struct rt_import_batch *b,
                                struct rt_import_row *row, size_t field);
/* The same for a row that is stored nevertheless. */
struct rt_err *rt_import_remark(struct rt_import_batch *b,
                                struct rt_import_row *row, size_t field);
/* Say so of every date and time of the row that lies so far back that it may
 * stand for "not known". */
void rt_import_remark_old(struct rt_import_batch *b, struct rt_import_row *row);
/* Say so when there is a cause of leaving and no end. */
void rt_import_remark_no_end(struct rt_import_batch *b,
                             struct rt_import_row *row, size_t cause,
                             size_t end);
/* Say so when the day is one that has not come yet. */
void rt_import_remark_future(struct rt_import_batch *b,
                             struct rt_import_row *row, size_t field,
                             int32_t day);
/*
 * Remark the events that lie where no contract is (import/outside_events.c).
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
/* Say so when an amount is negative that should not be. */
void rt_import_remark_negative(struct rt_import_batch *b,
                               struct rt_import_row *row, size_t field);
/* Refuse the rows whose value of a field belongs to another row, in the
 * database or in the batch; their key is field 0. */
enum rt_code rt_import_check_owner(struct rt_db *db, struct rt_import_batch *b,
                                   size_t field, enum rt_owned what,
                                   struct rt_err *err) RT_CHECK;

/* A rule of many kinds: the day in field `to` is not before the one in field
 * `from`, where both are given. */
enum rt_code rt_import_check_span(const struct rt_import_row *row, size_t from,
                                  size_t to, size_t *field,
                                  struct rt_err *err) RT_CHECK;

/* One field of all rows of the batch. */
struct rt_param *rt_import_field(struct rt_import_batch *b, size_t field);
/* True when the file says something about the field. */
bool rt_import_gives(const struct rt_import_batch *b, size_t field);

/* Rows without a client get that of their contract (kind->client_of), where
 * there is such a contract. */
enum rt_code rt_import_find_clients(struct rt_db *db,
                                    const struct rt_import_run *run,
                                    struct rt_import_row **rows, size_t n,
                                    struct rt_arena *a,
                                    struct rt_err *err) RT_CHECK;
/* Why such a row is refused: its contract is unknown, or empty too. */
void rt_import_fail_contract(struct rt_err *err,
                             const struct rt_import_row *row, size_t contract);
/* Say so when a row names a contract that nobody knows, but a client too. */
void rt_import_remark_contract(struct rt_import_batch *b,
                               struct rt_import_row *row, size_t field,
                               const struct rt_id *contract);

/* Load rows that are made of the batch's, and keep the conflicts. */
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
/* The hash of the key of a row whose only key field is this id. */
void rt_import_key_hash_text(const char *id, uint8_t out[RT_KEY_HASH]);

/*
 * Store rows of contracts of which the file has several terms
 * (import/terms.c).
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
/* The name of a new stretch of the row's number, which is not its first one.
 * False when another one has it, or it would be too long: the row is refused
 * then. */
bool rt_import_name_stretch(struct rt_import_batch *b,
                            struct rt_import_row *row,
                            const struct rt_stretch *list, int32_t start,
                            const char **name);
/* Refuse a row whose stretch would have the name of another client's. */
void rt_import_refuse_namesake(struct rt_import_batch *b,
                               struct rt_import_row *row, int32_t start);
/* The day in a field of dates or moments; that of the file where it is
 * empty. */
int32_t rt_import_row_day(const struct rt_import_run *run,
                          const struct rt_import_row *row, size_t field);
/*
 * The contracts that rows of another kind name: the stretch that runs on the
 * row's day, else the latest before.
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

/* Tell of the remarks and conflicts of a batch that is stored, by line. */
void rt_import_tell(struct rt_import_batch *b);

/* Run `work` in transactions until it is done; a database that goes away is
 * waited for. */
enum rt_code rt_import_tx(struct rt_import_run *run, rt_db_work *work,
                          rt_db_work *landed, void *arg,
                          struct rt_err *err) RT_CHECK;

/* Open the file once more, behind its header line (import/source.c). */
enum rt_code rt_import_open_again(struct rt_import_run *run,
                                  struct rt_err *err) RT_CHECK;
/* RT_EBROKEN (key "import_file_changed") when it is not the file that was
 * opened first: what was checked is not what was stored. */
enum rt_code rt_import_same_file(const struct rt_import_run *run,
                                 struct rt_err *err) RT_CHECK;
/* The next record, as rt_csv_next(); of a file of rejects as the source of
 * these had it. */
enum rt_code rt_import_next(struct rt_import_run *run, struct rt_csv_row *row,
                            struct rt_err *err) RT_CHECK;
/* Say in which encoding a file was read that is not UTF-8, once it has been
 * read, unless it was asked for. */
void rt_import_tell_charset(struct rt_import_run *run);
/* Open it, find its columns and map them. */
enum rt_code rt_import_open(struct rt_import_run *run,
                            struct rt_err *err) RT_CHECK;

/* The two passes (import/check.c, import/store.c). */
enum rt_code rt_import_check_pass(struct rt_import_run *run,
                                  struct rt_err *err) RT_CHECK;
enum rt_code rt_import_store_pass(struct rt_import_run *run,
                                  struct rt_err *err) RT_CHECK;

#endif
