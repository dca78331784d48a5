/* Which file was imported when, and with what result; one import at a time. */
#ifndef RT_REPO_IMPORT_RUNS_H
#define RT_REPO_IMPORT_RUNS_H

#include "db/db.h"

struct rt_import_counts {
    int64_t read, added, changed, same, rejected;
};

struct rt_import_run_file {
    const char *kind, *name, *options;
    const uint8_t *hash; /* [32] SHA-256 of the file */
    int32_t as_of;
};

/* The right to import.  This connection holds it until it ends; after a
 * reconnect it is taken again.  RT_ECONFLICT (key "import_busy") when another
 * import is running; RT_ERETRY when this one's own connection was lost and the
 * server still keeps the lock for it. */
enum rt_code rt_import_lock(struct rt_db *db, struct rt_err *err) RT_CHECK;
/* Give it back, when the connection lives on after the run. */
void rt_import_unlock(struct rt_db *db);

enum rt_code rt_import_run_start(struct rt_db *db,
                                 const struct rt_import_run_file *file,
                                 int64_t *id, struct rt_err *err) RT_CHECK;
/* Record how far the run has come; in the transaction of a batch. */
enum rt_code rt_import_run_note(struct rt_db *db, int64_t id,
                                const struct rt_import_counts *c,
                                struct rt_err *err) RT_CHECK;
/* RT_OK when rows_read of the run is `read`: the batch that recorded it has
 * been committed.  RT_NONE when it is not. */
enum rt_code rt_import_run_landed(struct rt_db *db, int64_t id, int64_t read,
                                  struct rt_err *err) RT_CHECK;
/* Delete a run that was given up before it stored a row. */
enum rt_code rt_import_run_cancel(struct rt_db *db, int64_t id,
                                  struct rt_err *err) RT_CHECK;
enum rt_code rt_import_run_finish(struct rt_db *db, int64_t id,
                                  struct rt_err *err) RT_CHECK;

/* The latest import of a kind that has finished. */
struct rt_import_last {
    const char *kind, *file;
    int64_t at;    /* when it finished, unix seconds */
    int32_t as_of; /* the day of the file */
    struct rt_import_counts counts;
};
/* One for each kind that was ever imported, the newest first; memory from
 * `a`. */
enum rt_code rt_import_list_last(struct rt_db *db, struct rt_arena *a,
                                 struct rt_import_last **list, size_t *n,
                                 struct rt_err *err) RT_CHECK;

/* An import of which a part is in the database. */
struct rt_import_half {
    const char *kind, *file; /* the newest one's; from the arena */
    int64_t id;
    bool running; /* an import is running; it may be this one */
};

/* The newest import that began and has not finished, unless it was repeated
 * (the same file, or a full one of its kind, finished later) or accepted.
 * RT_NONE: all imports are complete. */
enum rt_code rt_import_find_half(struct rt_db *db, struct rt_arena *a,
                                 struct rt_import_half *out,
                                 struct rt_err *err) RT_CHECK;
/* Accept all of them as they are; *n were broken off.  RT_ECONFLICT (key
 * "import_busy") while an import is running. */
enum rt_code rt_import_accept(struct rt_db *db, int64_t *n,
                              struct rt_err *err) RT_CHECK;

#endif
