/* Settings and figures of the process itself. */
#ifndef RT_BASE_PROCESS_H
#define RT_BASE_PROCESS_H

#include <stddef.h>

/* For main(), before anything secret is read: write no core file and let no
 * other process of the same account read our memory.  Both would give away the
 * database's password, the key and people's tokens. */
void rt_process_hide(void);

/* Bytes of memory that the process has for itself, without what it shares as
 * files; 0 when the system does not tell. */
size_t rt_process_memory(void);

#endif
