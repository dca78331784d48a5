/* What a file is, by its first bytes, where it is no text with columns. */
#ifndef RT_BASE_CONTENT_H
#define RT_BASE_CONTENT_H

#include <stdbool.h>
#include <stddef.h>

/* The key of a sentence that names it and says what to do ("file_is_pdf"
 * {file}); NULL: it may be a table.  `len` may be a few hundred bytes; more of
 * them tell workbooks with a password. */
const char *rt_content_key(const char *s, size_t len);

/* True for what begins like a zip archive, as new workbooks do. */
bool rt_content_is_zip(const char *s, size_t len);

#endif
