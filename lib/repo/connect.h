/* The database that the settings name. */
#ifndef RT_REPO_CONNECT_H
#define RT_REPO_CONNECT_H

#include "conf/conf.h"
#include "db/db.h"

/* How to connect; the strings are borrowed from `conf`.  RT_EINVAL as below. */
enum rt_code rt_connect_target(const struct rt_conf *conf,
                               struct rt_db_target *out,
                               struct rt_err *err) RT_CHECK;

/* Connect to DB_HOST, or to the private server at DB_SOCKET when no host is
 * set. RT_EINVAL (key "no_database") when neither is set.  The caller closes
 * it. */
enum rt_code rt_connect(const struct rt_conf *conf, struct rt_db **out,
                        struct rt_err *err) RT_CHECK;

#endif
