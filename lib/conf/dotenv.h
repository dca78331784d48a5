/* The lines of a .env file.  For lib/conf only. */
#ifndef RT_CONF_DOTENV_H
#define RT_CONF_DOTENV_H

#include <stddef.h>

struct rt_env_line {
    int number;        /* counted from 1 */
    const char *name;  /* NULL in a line without a name */
    char *value;       /* NULL when `wrong` is set */
    const char *wrong; /* catalogue key of what is wrong; NULL: nothing */
};

typedef void rt_env_each(const struct rt_env_line *line, void *arg);

/*
 * Call `each` for every assignment and for every line that is not one;
 * comments and blank lines are skipped.  `text` has `len` bytes and room for
 * one more. It is cut up in place: the names and values point into it.
 */
void rt_env_read(char *text, size_t len, rt_env_each *each, void *arg);

#endif
