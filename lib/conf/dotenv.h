/* The lines of a .env file.  For lib/conf only. */
#ifndef RT_CONF_DOTENV_H
#define RT_CONF_DOTENV_H

#include <stddef.h>

struct rt_env_line {
    int number;        /* from 1 */
    const char *name;  /* NULL in a line that has none */
    char *value;       /* NULL where `wrong` is set */
    const char *wrong; /* key of the sentence; NULL: nothing */
};

typedef void rt_env_each(const struct rt_env_line *line, void *arg);

/*
 * Call `each` for every assignment and for every line that is none, comments
 * and blank lines left out.  `text` has `len` bytes and room for one more;
 * it is taken apart in place, and the names and values lie in it.
 */
void rt_env_read(char *text, size_t len, rt_env_each *each, void *arg);

#endif
