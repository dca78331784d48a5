/* Invented data: they are flagged in data_state, and removed before real data
 * come. */
#ifndef RT_REPO_DEMO_H
#define RT_REPO_DEMO_H

#include "db/db.h"

/* RT_OK: the data are invented.  RT_NONE: they are not. */
enum rt_code rt_demo_present(struct rt_db *db, struct rt_err *err) RT_CHECK;

/* RT_OK: there are data, and they are not invented.  RT_NONE: there are none,
 * or they are the demo's. */
enum rt_code rt_demo_company(struct rt_db *db, struct rt_err *err) RT_CHECK;

/* From now on the data count as invented, whatever is stored. */
enum rt_code rt_demo_begin(struct rt_db *db, struct rt_err *err) RT_CHECK;

/* Delete all data but users, settings and the audit log, some thousand rows a
 * transaction, then the flag; an interrupted run is continued by the next.
 * Users whom only a file named and who cannot sign in are deleted too, and the
 * imports before `run`. */
enum rt_code rt_demo_remove(struct rt_db *db, int64_t run,
                            struct rt_err *err) RT_CHECK;

#endif
