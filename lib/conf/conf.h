/* Settings: one table, read from `.env` and the environment, checked whole. */
#ifndef RT_CONF_CONF_H
#define RT_CONF_CONF_H

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
    RT_CONF_URL, /* kept without slashes at its end */
    RT_CONF_HOST,
    RT_CONF_HOSTS, /* "a,b:3307,/run/mysqld/mysqld.sock" */
    RT_CONF_CHOICE,
    RT_CONF_WORD,  /* of A-Z a-z 0-9 - _ */
    RT_CONF_PARAM, /* FastCGI parameter that no request can fill */
    RT_CONF_TOKEN, /* as @BotFather hands it out: 123456:AAE... */
    RT_CONF_FILE,  /* one that exists and can be read */
    RT_CONF_PATH
};

/* One row of the table. */
struct rt_conf_def {
    const char *name; /* "DB_HOST" */
    enum rt_conf_type type;
    const char *fallback;    /* default value; NULL: unset */
    int64_t low, high;       /* INT: of the value; WORD: of its length */
    const char *choices;     /* CHOICE: "on|off"; URL: its schemes */
    const char *needed_with; /* required where this other setting is set */
    bool secret;             /* its value is never printed nor logged */
    bool tls;                /* URL: plain http only within this machine */
    const char *help;        /* key of the catalogue sentence */
};

/* The table and its length: what README, .env.example and check print. */
extern const struct rt_conf_def rt_conf_table[];
extern const size_t rt_conf_table_n;

struct rt_conf;

/*
 * Read `env_file` (NULL: $RETENTION_ENV, else ".env" in the current folder;
 * a default file that does not exist is no error; "": none) and then the
 * environment,
 * which wins, also with an empty value: that is "unset".  `NAME=value` lines,
 * `export ` allowed, # comments, 'single' quotes literal, "double" quotes
 * with \n \" \\, CRLF and BOM accepted.  "YOUR_..._HERE" counts as unset; a
 * Markdown link "[text](url)" is read as its target.
 *
 * The private database is meant where DB_HOST is unset, and where it says
 * localhost while DB_USER, DB_PASSWORD or DB_NAME still is a placeholder:
 * then DB_HOST is unset, and so are the others unless the environment sets
 * them.
 *
 * All that is wrong is listed in `report` (one sentence a line, with its
 * cure, in the language of the environment; NULL: nowhere) and counted in the
 * message of RT_EINVAL; the file must be a regular file, owned by the user or
 * root, not readable by others (the message prints the chmod line).  Unknown
 * names in the file are wrong too; the nearest known name is listed.  Caller
 * frees by rt_conf_free().
 */
enum rt_code rt_conf_load(const char *env_file, struct rt_conf **out,
                          FILE *report, struct rt_err *err) RT_CHECK;
/* Overwrites the values first.  NULL is accepted. */
void rt_conf_free(struct rt_conf *c);

/* Value of a setting, its default, or NULL when unset.  The name must be in
 * the table (abort otherwise).  Borrowed.  DASHBOARD_URL is by default
 * http://localhost: and DASH_PORT, SHARE_DIR the folder of `make install`:
 * both are never NULL. */
const char *rt_conf_get(const struct rt_conf *c, const char *name);
/* The same as a number, a share, a switch; abort for a setting that is unset
 * or of another type. */
int64_t rt_conf_int(const struct rt_conf *c, const char *name);
double rt_conf_share(const struct rt_conf *c, const char *name);
bool rt_conf_on(const struct rt_conf *c, const char *name);

#endif
