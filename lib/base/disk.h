/* How full the disk is. */
#ifndef RT_BASE_DISK_H
#define RT_BASE_DISK_H

/* From this many per cent on somebody should make room: a database ends when
 * its disk is full. */
enum { RT_DISK_WARN_PERCENT = 80 };

/* Per cent of the file system of `path` that are in use, as df has it: of what
 * an ordinary user may have.  -1: it cannot be told. */
int rt_disk_used_percent(const char *path);

#endif
