/* How full the disk is. */
#ifndef RT_BASE_DISK_H
#define RT_BASE_DISK_H

/* From this percentage on somebody should make room: a database server stops
 * when its disk is full. */
enum { RT_DISK_WARN_PERCENT = 80 };

/* Percentage of the file system of `path` that is in use.  As in df, it counts
 * what an ordinary user may use.  -1: it is not known. */
int rt_disk_used_percent(const char *path);

#endif
