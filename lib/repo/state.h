/* Facts about all data (table data_state): currency, currency_digits, demo. */
#ifndef RT_REPO_STATE_H
#define RT_REPO_STATE_H

#include "db/db.h"

/* The value of a name; RT_NONE when nothing is stored. */
enum rt_code rt_state_get(struct rt_db *db, const char *name,
                          struct rt_arena *a, const char **value,
                          struct rt_err *err) RT_CHECK;
enum rt_code rt_state_put(struct rt_db *db, const char *name, const char *value,
                          struct rt_err *err) RT_CHECK;

#endif
