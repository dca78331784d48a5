/* Files in a zip archive that lies in memory: enough of it to tell a workbook
 * and to read its list of sheets. */
#ifndef RT_IMPORT_ZIP_H
#define RT_IMPORT_ZIP_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* The whole archive; nothing of it is trusted. */
struct rt_zip {
    const char *bytes;
    size_t len;
    size_t directory, end; /* where the list of files begins and ends */
};

/* False when it has no list of files: cut short, or no archive. */
bool rt_zip_open(const char *bytes, size_t len, struct rt_zip *out);

/* True when it has a file whose name begins with `begin` and ends with `end`,
 * without regard to case. */
bool rt_zip_has(const struct rt_zip *z, const char *begin, const char *end);

/* The first such file, unpacked, with a NUL behind its *n bytes; NULL when
 * there is none, when it is damaged, or has more than `max` bytes. */
char *rt_zip_read(const struct rt_zip *z, const char *begin, const char *end,
                  size_t max, struct rt_arena *a, size_t *n);

#endif
