/* Opening a .env file that holds secrets.  For lib/conf only. */
#ifndef RT_CONF_ENVFILE_H
#define RT_CONF_ENVFILE_H

#include "conf/faults.h"

struct rt_env_file {
    char *text; /* with room for one byte more; NULL: there is nothing */
    size_t len;
};

/*
 * Read the file at `path`.  What is wrong with it goes to `faults`: it is
 * missing though `must_exist`, is no regular file, belongs to somebody else,
 * can be read or written by others, is too large.  The text is handed out
 * nevertheless where it could be read, so that its lines can be judged in the
 * same run.  Release by rt_env_file_fini().
 */
void rt_env_file_read(const char *path, bool must_exist,
                      struct rt_env_file *out, struct rt_faults *faults);

/* Overwrite and free. */
void rt_env_file_fini(struct rt_env_file *f);

#endif
