/* Open a .env file, which holds secrets.  For lib/conf only. */
#ifndef RT_CONF_ENVFILE_H
#define RT_CONF_ENVFILE_H

#include "conf/faults.h"

struct rt_env_file {
    char *text; /* with room for one byte more; NULL: no text */
    size_t len;
};

/*
 * Read the file at `path`.  Faults go to `faults`: the file is missing though
 * `must_exist`, is not a regular file, belongs to another user, can be read or
 * written by others, or is too large.  If the file could be read, its text is
 * returned in spite of faults, so that its lines are checked in the same run.
 * Release it by rt_env_file_fini().
 */
void rt_env_file_read(const char *path, bool must_exist,
                      struct rt_env_file *out, struct rt_faults *faults);

/* Overwrite the text and free it. */
void rt_env_file_fini(struct rt_env_file *f);

#endif
