/* Turn the database of the Python system "customer-retention" into ours: its
 * tables users, contracts, offers and retention_cases are renamed py_users ...
 * and their rows are copied. */
#ifndef RT_JOB_TAKEOVER_H
#define RT_JOB_TAKEOVER_H

#include "base/zone.h"
#include "job/lock.h"
#include "repo/pytables.h"
#include "repo/takeover_odd.h"

/* How its rows are to be read. */
struct rt_takeover {
    const struct rt_zone *zone; /* zone of its times, which name none */
    const char
        *currency; /* currency of its amounts, if the database has none yet */
};

/*
 * Tables found in a database without a schema of ours.  They are the Python
 * system's when contracts or retention_cases are among them; else found->n is
 * 0.
 */
enum rt_code rt_takeover_foresee(struct rt_db *db, struct rt_arena *a,
                                 struct rt_py_tables *found,
                                 struct rt_err *err) RT_CHECK;

/*
 * Check that the copy can hold their amounts.  Do this before anything is
 * renamed, so that a refusal leaves the tables as they are.  RT_EINVAL:
 * amounts have more decimals than the currency (key "takeover_fractions").
 */
enum rt_code rt_takeover_check(struct rt_db *db, const struct rt_takeover *how,
                               struct rt_arena *a, struct rt_err *err) RT_CHECK;

/* Rename the tables that still have their old names; the schema's lock is
 * held.  `told` is called for each.  RT_ECONFLICT (key "takeover_twice"
 * {table}): both names exist. */
typedef void rt_takeover_told(const char *table, void *arg);
enum rt_code rt_takeover_rename(struct rt_db *db, struct rt_arena *a,
                                rt_takeover_told *told, void *arg,
                                struct rt_err *err) RT_CHECK;

/* True when tables are renamed but not copied yet. */
enum rt_code rt_takeover_due(struct rt_db *db, struct rt_arena *a, bool *due,
                             struct rt_err *err) RT_CHECK;

/*
 * Copy all rows in one transaction: all of them or none (repo/takeover.h
 * describes the copy). RT_ECONFLICT: our tables hold rows already (key
 * "takeover_filled" {table}); RT_EINVAL: amounts have more decimals than the
 * currency (key "takeover_fractions"); RT_EBROKEN: a row is missing in the
 * copy (key "takeover_missing").
 */
enum rt_code rt_takeover_run(struct rt_db *db, const struct rt_takeover *how,
                             struct rt_arena *a, struct rt_err *err) RT_CHECK;

/* A report of the take-over: counts, odd rows, columns that were not copied. */
struct rt_takeover_report {
    struct rt_py_tables py;
    struct rt_takeover_found found;
    bool fresh; /* it has not been shown to anybody yet */
};

/* At most `limit` rows of each kind; lives as long as `a`.  RT_NONE: nothing
 * was taken over, or with `fresh_only` it was shown before. */
enum rt_code rt_takeover_report(struct rt_db *db, bool fresh_only, size_t limit,
                                struct rt_arena *a,
                                struct rt_takeover_report *out,
                                struct rt_err *err) RT_CHECK;

/* Record that it has been shown. */
enum rt_code rt_takeover_reported(struct rt_db *db,
                                  struct rt_err *err) RT_CHECK;

/*
 * Drop our tables and give the Python system's tables their names back: after
 * a take-over, or after one that was interrupted.  `waits` is called when
 * another run has the schema's lock.  If a run dies, the next one completes
 * it; in between rt_migrate() refuses, or begins again if nothing had been
 * copied.
 *
 * RT_NONE: nothing was taken over.  RT_ECONFLICT: something has changed since,
 * which would be lost (key "takeover_changed" {table}), or an import is
 * running (key "import_busy").
 */
enum rt_code rt_takeover_undo(struct rt_db *db, const char *sql_dir,
                              rt_lock_waits *waits, void *arg,
                              struct rt_err *err) RT_CHECK;

/* RT_ECONFLICT (key "takeover_undoing"): rt_takeover_undo() has begun and not
 * finished. */
enum rt_code rt_takeover_check_undo(struct rt_db *db, struct rt_arena *a,
                                    struct rt_err *err) RT_CHECK;

/* *state NULL: nothing was copied. */
enum rt_code rt_takeover_state(struct rt_db *db, struct rt_arena *a,
                               const char **state, struct rt_err *err) RT_CHECK;

/* How far the take-over is: the row "takeover" of data_state, and the mark of
 * the copied rows. */
#define RT_TAKEOVER_STATE "takeover"
#define RT_TAKEOVER_COPIED "copied"
#define RT_TAKEOVER_REPORTED "reported"
#define RT_TAKEOVER_UNDOING "undoing"
#define RT_TAKEOVER_MARK "takeover_mark"

#endif
