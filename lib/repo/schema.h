/* The state of our own schema in the database, and the lock for changing it. */
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
    int reads_from; /* those above `known`: what a program must know */
};
enum rt_code rt_schema_state(struct rt_db *db, int known, struct rt_arena *a,
                             struct rt_schema_state *out,
                             struct rt_err *err) RT_CHECK;

/* Record that a migration has run; repeating it is not an error. */
enum rt_code rt_schema_note(struct rt_db *db, int version, const char *name,
                            int reads_from, struct rt_err *err) RT_CHECK;

/*
 * The lock row (schema_lock exists).  It is free when nobody owns it, when its
 * time is over, or when its owner's connection to this server is gone.
 *
 * RT_OK: `me` owns it for `for_s` seconds from now; RT_NONE: somebody else
 * does, *other says who (arena).
 */
enum rt_code rt_schema_lock(struct rt_db *db, const char *me, int for_s,
                            struct rt_arena *a, const char **other,
                            struct rt_err *err) RT_CHECK;
enum rt_code rt_schema_unlock(struct rt_db *db, const char *me,
                              struct rt_err *err) RT_CHECK;

/* Let statements that change tables give up after a few seconds when other
 * work holds the table, instead of blocking all that comes after them. */
enum rt_code rt_schema_be_polite(struct rt_db *db, struct rt_err *err) RT_CHECK;

/* Run such a statement, and repeat it for a minute while other work holds the
 * table; then RT_ERETRY. */
enum rt_code rt_schema_exec(struct rt_db *db, const char *sql,
                            struct rt_err *err) RT_CHECK;

/* Make schema_version say that no step has run. */
enum rt_code rt_schema_forget(struct rt_db *db, struct rt_err *err) RT_CHECK;
/* `table` is one of our names.  A missing table counts as dropped and as
 * empty.  Tables that refer to it do not stand against it: those are dropped,
 * too. */
enum rt_code rt_schema_drop(struct rt_db *db, const char *table,
                            struct rt_arena *a, struct rt_err *err) RT_CHECK;
enum rt_code rt_schema_empty(struct rt_db *db, const char *table,
                             struct rt_arena *a, bool *empty,
                             struct rt_err *err) RT_CHECK;

#endif
