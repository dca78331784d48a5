/* The list of database hosts in the settings. */
#ifndef RT_DB_HOSTS_H
#define RT_DB_HOSTS_H

#include "base/arena.h"
#include "base/err.h"

struct rt_db_host {
    const char *socket; /* path, "" for the library's default; NULL: use TCP */
    const char *name;   /* TCP: host name or address */
    unsigned port;      /* TCP: 1..65535 */
};

/*
 * Read "a,b:3307,[::1]:3306,/run/db.sock"; the order is kept.  "localhost"
 * stands for the usual unix socket and then 127.0.0.1; so does an empty text.
 * RT_EINVAL (key "db_bad_host", with the host) for a bad port.  The list and
 * its strings live as long as `a`.
 */
enum rt_code rt_db_hosts_parse(const char *text, struct rt_arena *a,
                               struct rt_db_host **list, size_t *n,
                               struct rt_err *err) RT_CHECK;

/* True when this value of its variable read_only says that a host takes no
 * writes: a number, or one of the words that newer MariaDB has for it. */
bool rt_db_host_read_only(const char *value);

#endif
