/* The process itself. */
#ifndef RT_BASE_PROCESS_H
#define RT_BASE_PROCESS_H

#include <stddef.h>

/* For main(), before anything secret is read: no core file, and nobody of the
 * same account looks into our memory.  Both would give away the database's
 * password, the key and people's tokens. */
void rt_process_hide(void);

/* Bytes of memory of its own, without what it shares as files; 0 where the
 * system does not tell. */
size_t rt_process_memory(void);

#endif
