/* Tell by its first bytes what a file is when it is not a text table. */
#ifndef RT_BASE_CONTENT_H
#define RT_BASE_CONTENT_H

#include <stdbool.h>
#include <stddef.h>

/* The catalogue key of a sentence that names the kind of file and says what to
 * do ("file_is_pdf" {file}); NULL: it may be a table.  A few hundred bytes are
 * enough, but workbooks with a password are recognised only with more. */
const char *rt_content_key(const char *s, size_t len);

/* True when the bytes begin like a zip archive, as new workbooks do. */
bool rt_content_is_zip(const char *s, size_t len);

#endif
