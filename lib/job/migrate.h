/* Bring the schema up to date, by numbered steps under a lock. */
#ifndef RT_JOB_MIGRATE_H
#define RT_JOB_MIGRATE_H

#include "db/db.h"
#include "job/takeover.h"

/* What a run reports. */
struct rt_migrate_event {
    enum {
        RT_MIGRATE_WAITS,   /* another one migrates: `name` says who */
        RT_MIGRATE_STEP,    /* step `number` of `total` begins */
        RT_MIGRATE_RENAMED, /* table `name` of the Python system */
        RT_MIGRATE_COPIES   /* its rows are being copied */
    } kind;
    const char *name;
    int number, total;
};
typedef void rt_migrate_report(const struct rt_migrate_event *event, void *arg);

/*
 * Run every step of `sql_dir` that has not run yet.  A database of the Python
 * system is taken over as `takeover` says (job/takeover.h); NULL: it counts as
 * another program's.
 *
 * A step is one statement.  It cannot be rolled back, and it is recorded in
 * schema_version after it has run.  If a run dies between the two, the next
 * run completes it, because every step may run again.  Only one run works at a
 * time; another one waits for it up to ten minutes.
 *
 * RT_EBROKEN: the schema is newer than the files ("schema_newer"), or the
 * files are not as they should be ("schema_bad_file").  RT_ECONFLICT: the
 * database holds another program's tables ("schema_foreign"), or another run
 * does not finish ("schema_locked").
 *
 * A step may take long: open `db` by rt_migrate_open().  `report` may be NULL.
 */
enum rt_code rt_migrate(struct rt_db *db, const char *sql_dir,
                        const struct rt_takeover *takeover,
                        rt_migrate_report *report, void *arg,
                        struct rt_err *err) RT_CHECK;

/* Connect with the long time-outs that steps need.  A missing database is
 * created if the account may do so, and *created says whether it was. */
enum rt_code rt_migrate_open(const struct rt_db_target *t, struct rt_db **out,
                             bool *created, struct rt_err *err) RT_CHECK;

#endif
