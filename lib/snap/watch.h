/* Check that the file which pages are served from is still the one that was
 * written last. */
#ifndef RT_SNAP_WATCH_H
#define RT_SNAP_WATCH_H

#include "snap/file.h"

/* True when the newest file of `dir` is there, whole and of this generation.
 * `*seen`, NULL at first, remembers what was checked, so that an unchanged
 * file is not read again; the caller closes it. */
bool rt_snap_stands(const char *dir, const char *generation,
                    struct rt_snap **seen);

#endif
