/* Read the columns of a snapshot from its bytes. */
#ifndef RT_SNAP_PARSE_H
#define RT_SNAP_PARSE_H

#include "base/arena.h"
#include "snap/data.h"

/* The columns in `bytes`, whose header, table and checksum are right.  They
 * point into `bytes` and to memory of `a`.  False: they do not fit together,
 * and `out` is unusable. */
bool rt_snap_parse(const char *bytes, struct rt_arena *a, struct rt_data *out);

#endif
