/* Give texts small numbers while a snapshot is built. */
#ifndef RT_SNAP_INTERN_H
#define RT_SNAP_INTERN_H

#include "base/arena.h"
#include "snap/data.h"

struct rt_intern;

/* Code 0 is "" from the beginning.  Freed by rt_intern_free(), which accepts
 * NULL. */
struct rt_intern *rt_intern_new(void);
void rt_intern_free(struct rt_intern *in);

/* The code of a text; a new text gets a new code.  NULL counts as "". */
uint32_t rt_intern(struct rt_intern *in, const char *text);
const char *rt_intern_text(const struct rt_intern *in, uint32_t code);

/* Make a dictionary with the texts in byte order, and tell the new codes:
 * remap[old] = new, from `a`. */
void rt_intern_finish(const struct rt_intern *in, struct rt_arena *a,
                      struct rt_dict *out, uint32_t **remap);

#endif
