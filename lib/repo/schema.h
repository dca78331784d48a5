/* What the database says about its own schema, and the lock of whoever
 * changes it. */
#ifndef RT_REPO_SCHEMA_H
#define RT_REPO_SCHEMA_H

#include "base/arena.h"
#include "db/db.h"

/* True when the chosen database has a table of this name. */
enum rt_code rt_schema_has(struct rt_db *db, const char *table, bool *has,
                           struct rt_err *err) RT_CHECK;

/* The migrations that have run; schema_version exists. */
struct rt_schema_state {
    bool *applied;  /* [known + 1] by number; arena */
    int newest;     /* 0: none */
    int reads_from; /* of those above `known`: what a program must know */
};
enum rt_code rt_schema_state(struct rt_db *db, int known, struct rt_arena *a,
                             struct rt_schema_state *out,
                             struct rt_err *err) RT_CHECK;

/* Note that a migration has run; again is no error. */
enum rt_code rt_schema_note(struct rt_db *db, int version, const char *name,
                            int reads_from, struct rt_err *err) RT_CHECK;

/*
 * The lock row; schema_lock exists.  Free when nobody owns it, when its time
 * is over, or when its owner's connection to this server is gone.
 *
 * RT_OK: `me` owns it for `for_s` seconds from now; RT_NONE: another one
 * does, *other says who (arena).
 */
enum rt_code rt_schema_lock(struct rt_db *db, const char *me, int for_s,
                            struct rt_arena *a, const char **other,
                            struct rt_err *err) RT_CHECK;
enum rt_code rt_schema_unlock(struct rt_db *db, const char *me,
                              struct rt_err *err) RT_CHECK;

/* Make statements that change tables give way after a few seconds when other
 * work holds the table, instead of stopping all that comes after them. */
enum rt_code rt_schema_be_polite(struct rt_db *db, struct rt_err *err) RT_CHECK;

/* Run such a statement, again for a minute while other work holds the
 * table; then RT_ERETRY. */
enum rt_code rt_schema_exec(struct rt_db *db, const char *sql,
                            struct rt_err *err) RT_CHECK;

/* No step has run, says schema_version then. */
enum rt_code rt_schema_forget(struct rt_db *db, struct rt_err *err) RT_CHECK;
/* `table` is a name of ours.  A missing one is dropped, and is empty. */
enum rt_code rt_schema_drop(struct rt_db *db, const char *table,
                            struct rt_arena *a, struct rt_err *err) RT_CHECK;
enum rt_code rt_schema_empty(struct rt_db *db, const char *table,
                             struct rt_arena *a, bool *empty,
                             struct rt_err *err) RT_CHECK;

#endif
