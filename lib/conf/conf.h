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
    RT_CONF_URL, /* stored without slashes at its end */
    RT_CONF_HOST,
    RT_CONF_HOSTS, /* "a,b:3307,/run/mysqld/mysqld.sock" */
    RT_CONF_CHOICE,
    RT_CONF_WORD,  /* of A-Z a-z 0-9 - _ */
    RT_CONF_PARAM, /* a FastCGI parameter that no request can fill */
    RT_CONF_TOKEN, /* in the form that @BotFather issues: 123456:AAE... */
    RT_CONF_FILE,  /* a file that exists and can be read */
    RT_CONF_PATH
};

/* One row of the table. */
struct rt_conf_def {
    const char *name; /* "DB_HOST" */
    enum rt_conf_type type;
    const char *fallback;    /* default value; NULL: unset */
    int64_t low, high;       /* INT: bounds of the value; WORD: of its length */
    const char *choices;     /* CHOICE: "on|off"; URL: the allowed schemes */
    const char *needed_with; /* required when this other setting is set */
    bool secret;             /* its value is never printed or logged */
    bool tls;                /* URL: plain http only within this machine */
    const char *help;        /* catalogue key of its description */
};

/* The table and its length.  README, .env.example and `check` show the same. */
extern const struct rt_conf_def rt_conf_table[];
extern const size_t rt_conf_table_n;

struct rt_conf;

/*
 * Read `env_file`, then the environment, which wins.
 *
 * `env_file` NULL means $RETENTION_ENV, else ".env" in the current folder;
 * that default file need not exist.  "" means no file.  An empty value in the
 * environment unsets the setting.  The file has `NAME=value` lines; `export `
 * is allowed, # begins a comment, 'single' quotes are literal, "double" quotes
 * take \n \" \\; CRLF and a BOM are accepted.  "YOUR_..._HERE" counts as
 * unset.  A Markdown link "[text](url)" is read as its target.
 *
 * The private database is used when DB_HOST is unset, and also when DB_HOST is
 * localhost while DB_USER, DB_PASSWORD or DB_NAME still holds a placeholder.
 * In the second case DB_HOST becomes unset, and so do the other three unless
 * the environment sets them.
 *
 * Every mistake is listed in `report`, one sentence a line, with its remedy,
 * in the language of the environment (NULL: nowhere).  RT_EINVAL names their
 * number.  The file must be a regular file, owned by the user or root, and not
 * readable by others (the message gives the chmod line).  Unknown names in the
 * file are mistakes; the nearest known name is listed.  The caller frees the
 * settings by rt_conf_free().
 */
enum rt_code rt_conf_load(const char *env_file, struct rt_conf **out,
                          FILE *report, struct rt_err *err) RT_CHECK;
/* Overwrites the values, then frees them.  NULL is accepted. */
void rt_conf_free(struct rt_conf *c);

/* The value of a setting, its default, or NULL when it is unset.  A name that
 * is not in the table aborts.  The value is borrowed.  DASHBOARD_URL (by
 * default http://localhost: and DASH_PORT) and SHARE_DIR (by default the
 * folder of `make install`) are never NULL. */
const char *rt_conf_get(const struct rt_conf *c, const char *name);
/* The same as a number, a share, a switch.  A setting that is unset or of
 * another type aborts. */
int64_t rt_conf_int(const struct rt_conf *c, const char *name);
double rt_conf_share(const struct rt_conf *c, const char *name);
bool rt_conf_on(const struct rt_conf *c, const char *name);

#endif
