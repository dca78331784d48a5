/* Texts to small numbers while a snapshot is being built. */
#ifndef RT_SNAP_INTERN_H
#define RT_SNAP_INTERN_H

#include "base/arena.h"
#include "snap/data.h"

struct rt_intern;

/* Code 0 is "" from the start.  Freed by rt_intern_free(), NULL accepted. */
struct rt_intern *rt_intern_new(void);
void rt_intern_free(struct rt_intern *in);

/* The code of a text, new when it was not there.  NULL is "". */
uint32_t rt_intern(struct rt_intern *in, const char *text);
const char *rt_intern_text(const struct rt_intern *in, uint32_t code);

/* A dictionary with the texts in byte order, and where each code went:
 * remap[old] = new, from `a`. */
void rt_intern_finish(const struct rt_intern *in, struct rt_arena *a,
                      struct rt_dict *out, uint32_t **remap);

#endif
