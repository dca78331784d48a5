/* Invented data: flagged in data_state, and removed before real data come. */
#ifndef RT_REPO_DEMO_H
#define RT_REPO_DEMO_H

#include "db/db.h"

/* RT_OK: the data are invented.  RT_NONE: they are not. */
enum rt_code rt_demo_present(struct rt_db *db, struct rt_err *err) RT_CHECK;

/* Delete all data but users, settings and the audit log, some thousand rows a
 * transaction, then the flag: what is interrupted is gone on with. */
enum rt_code rt_demo_remove(struct rt_db *db, struct rt_err *err) RT_CHECK;

#endif
