/* Settings: one table, read from `.env` and the environment, checked whole. */
#ifndef RT_CONF_CONF_H
#define RT_CONF_CONF_H

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>
#include <stdio.h>

enum rt_conf_type {
    RT_CONF_TEXT,
    RT_CONF_INT,
    RT_CONF_SHARE,
    RT_CONF_ZONE,
    RT_CONF_CURRENCY,
    RT_CONF_LANG,
    RT_CONF_URL,
    RT_CONF_HOSTS,
    RT_CONF_CHOICE,
    RT_CONF_PATH
};

/* One row of the table. */
struct rt_conf_def {
    const char *name; /* "DB_HOST" */
    enum rt_conf_type type;
    const char *fallback; /* default value; NULL: unset */
    int64_t low, high;    /* of RT_CONF_INT */
    const char *choices;  /* of RT_CONF_CHOICE, "on|off" */
    bool required;
    bool secret;      /* its value is never printed nor logged */
    const char *help; /* key of the catalogue sentence */
};

/* The table and its length: what README, .env.example and check print. */
extern const struct rt_conf_def rt_conf_table[];
extern const size_t rt_conf_table_n;

struct rt_conf;

/*
 * Read `env_file` (NULL: $RETENTION_ENV, else ".env" in the current folder;
 * a default file that does not exist is no error) and then the environment,
 * which wins.  `NAME=value` lines, `export ` allowed, # comments, 'single'
 * quotes literal, "double" quotes with \n \" \\, CRLF and BOM accepted.
 * "YOUR_..._HERE" counts as unset; a Markdown link "[text](url)" is read as
 * its target.
 *
 * All that is wrong is listed in `report` (one sentence a line, with its
 * cure) and counted in the message of RT_EINVAL; the file must be a regular
 * file, owned by the user or root, not readable by others (the message
 * prints the chmod line).  Unknown names in the file are listed too, with
 * the nearest known name.  Caller frees by rt_conf_free().
 */
enum rt_code rt_conf_load(const char *env_file, struct rt_conf **out,
                          FILE *report, struct rt_err *err) RT_CHECK;
void rt_conf_free(struct rt_conf *c);

/* Value of a setting, its default, or NULL when unset. The name must be in
 * the table (abort otherwise).  Borrowed. */
const char *rt_conf_get(const struct rt_conf *c, const char *name);
int64_t rt_conf_int(const struct rt_conf *c, const char *name);
double rt_conf_share(const struct rt_conf *c, const char *name);
bool rt_conf_on(const struct rt_conf *c, const char *name);

#endif
