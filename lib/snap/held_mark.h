/* A mark beside the snapshot: the snapshot is held back although the database
 * has changed, because an import was broken off. */
#ifndef RT_SNAP_HELD_MARK_H
#define RT_SNAP_HELD_MARK_H

#include "base/err.h"

/* Set or remove the mark of a folder, which is created when missing.
 * RT_EIO. */
enum rt_code rt_held_set(const char *dir, bool held,
                         struct rt_err *err) RT_CHECK;

bool rt_held_is(const char *dir);

#endif
