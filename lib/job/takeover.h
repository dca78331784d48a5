/* The database of the Python system "customer-retention" becomes ours: its
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
    const struct rt_zone *zone; /* of its times, which name none */
    const char *currency;       /* of its amounts, where the database has no
                                   currency yet */
};

/*
 * Names as found in a database that has no schema of ours.  They are the
 * Python system's when contracts or retention_cases are among them; else
 * found->n is 0.
 */
enum rt_code rt_takeover_foresee(struct rt_db *db, struct rt_arena *a,
                                 struct rt_py_tables *found,
                                 struct rt_err *err) RT_CHECK;

/*
 * Will the copy be able to hold their amounts?  Asked before anything is
 * renamed, so that a refusal leaves them as they are.  RT_EINVAL: amounts have
 * more decimals than the currency (key "takeover_fractions").
 */
enum rt_code rt_takeover_check(struct rt_db *db, const struct rt_takeover *how,
                               struct rt_arena *a, struct rt_err *err) RT_CHECK;

/* Rename what still has its old name; the schema's lock is held.  `told` is
 * called for each.  RT_ECONFLICT (key "takeover_twice" {table}): both names
 * are there. */
typedef void rt_takeover_told(const char *table, void *arg);
enum rt_code rt_takeover_rename(struct rt_db *db, struct rt_arena *a,
                                rt_takeover_told *told, void *arg,
                                struct rt_err *err) RT_CHECK;

/* Is there something renamed that was not copied yet? */
enum rt_code rt_takeover_due(struct rt_db *db, struct rt_arena *a, bool *due,
                             struct rt_err *err) RT_CHECK;

/*
 * Copy all rows in one transaction: all of them or none (repo/takeover.h says
 * what becomes of which).  RT_ECONFLICT: ours hold rows already (key
 * "takeover_filled" {table}); RT_EINVAL: amounts have more decimals than the
 * currency (key "takeover_fractions"); RT_EBROKEN: a row did not arrive (key
 * "takeover_missing").
 */
enum rt_code rt_takeover_run(struct rt_db *db, const struct rt_takeover *how,
                             struct rt_arena *a, struct rt_err *err) RT_CHECK;

/* What was taken over: counts, odd rows, columns that stayed behind. */
struct rt_takeover_report {
    struct rt_py_tables py;
    struct rt_takeover_found found;
    bool fresh; /* nobody was told yet */
};

/* At most `limit` rows of each kind; lifetime of `a`.  RT_NONE: nothing was
 * taken over, or with `fresh_only` it was told before. */
enum rt_code rt_takeover_report(struct rt_db *db, bool fresh_only, size_t limit,
                                struct rt_arena *a,
                                struct rt_takeover_report *out,
                                struct rt_err *err) RT_CHECK;

/* Somebody was told. */
enum rt_code rt_takeover_reported(struct rt_db *db,
                                  struct rt_err *err) RT_CHECK;

/*
 * Drop our tables and give the Python system's ones their names back, after a
 * take-over and after one that stopped on its way; `waits` hears of another run
 * that has the schema's lock.  A run that dies is completed by the next one;
 * rt_migrate() refuses in between, or begins again where nothing was copied.
 *
 * RT_NONE: nothing was taken over.  RT_ECONFLICT: something has changed since,
 * which would be lost (key "takeover_changed" {table}), or an import runs (key
 * "import_busy").
 */
enum rt_code rt_takeover_undo(struct rt_db *db, const char *sql_dir,
                              rt_lock_waits *waits, void *arg,
                              struct rt_err *err) RT_CHECK;

/* RT_ECONFLICT (key "takeover_undoing"): rt_takeover_undo() has begun and did
 * not end. */
enum rt_code rt_takeover_check_undo(struct rt_db *db, struct rt_arena *a,
                                    struct rt_err *err) RT_CHECK;

/* *state NULL: nothing was copied. */
enum rt_code rt_takeover_state(struct rt_db *db, struct rt_arena *a,
                               const char **state, struct rt_err *err) RT_CHECK;

/* How far it is: the row "takeover" of data_state, and the mark of the rows
 * as copied. */
#define RT_TAKEOVER_STATE "takeover"
#define RT_TAKEOVER_COPIED "copied"
#define RT_TAKEOVER_REPORTED "reported"
#define RT_TAKEOVER_UNDOING "undoing"
#define RT_TAKEOVER_MARK "takeover_mark"

#endif
