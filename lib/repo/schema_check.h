/* Whether a program and the schema of its database fit. */
#ifndef RT_REPO_SCHEMA_CHECK_H
#define RT_REPO_SCHEMA_CHECK_H

#include "db/db.h"

/*
 * Check whether a program that comes with `sql_dir` may work on this database.
 * RT_EBROKEN when the schema is absent ("schema_none"), older
 * ("schema_older"), or newer in a way that this program cannot know
 * ("schema_newer").
 */
enum rt_code rt_schema_check(struct rt_db *db, const char *sql_dir,
                             struct rt_err *err) RT_CHECK;

/* RT_EBROKEN with one of the keys of above: the database has step `have`, the
 * program knows `known`. */
enum rt_code rt_schema_fail(const char *key, int have, int known,
                            struct rt_err *err);

#endif
