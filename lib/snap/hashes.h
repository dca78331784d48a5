/* Generations of a snapshot and of its kinds of data, made from the hashes of
 * their columns. */
#ifndef RT_SNAP_HASHES_H
#define RT_SNAP_HASHES_H

#include "base/hash.h"
#include "snap/data.h"

/* Fill d->group_generation.  That of a kind depends on its columns, its last
 * known day, and what applies to all data. */
void rt_snap_generations(struct rt_data *d);

/* The hash of everything. */
void rt_snap_generation(const struct rt_data *d, uint8_t out[RT_SHA256]);

#endif
