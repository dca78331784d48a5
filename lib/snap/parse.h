/* From the bytes of a snapshot to its columns. */
#ifndef RT_SNAP_PARSE_H
#define RT_SNAP_PARSE_H

#include "base/arena.h"
#include "snap/data.h"

/* The columns in `bytes`, whose header, table and checksum are right; they
 * point into it and to memory of `a`.  False: they do not fit together, and
 * `out` is of no use. */
bool rt_snap_parse(const char *bytes, struct rt_arena *a, struct rt_data *out);

#endif
