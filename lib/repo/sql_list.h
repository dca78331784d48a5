/* Run a statement over a list of values of any length, 500 at a time. */
#ifndef RT_REPO_SQL_LIST_H
#define RT_REPO_SQL_LIST_H

#include "db/db.h"

/* Run `sql`, which has marks for `before` and then SQL_500, over at most
 * SQL_LIST values; the list is filled up with its last value. */
enum rt_code rt_list_query(struct rt_db *db, const char *sql,
                           struct rt_params before, const struct rt_param *list,
                           size_t n, struct rt_stmt **out,
                           struct rt_err *err) RT_CHECK;
enum rt_code rt_list_exec(struct rt_db *db, const char *sql,
                          struct rt_params before, const struct rt_param *list,
                          size_t n, struct rt_err *err) RT_CHECK;

/* Run it over all n values, in several lists, and pass every row to `take`. */
enum rt_code rt_list_each(struct rt_db *db, const char *sql,
                          struct rt_params before, const struct rt_param *list,
                          size_t n, rt_db_take *take, void *arg,
                          struct rt_err *err) RT_CHECK;

#endif
