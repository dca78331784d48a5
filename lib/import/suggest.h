/* Guess an import.conf for a folder from the contents of its files. */
#ifndef RT_IMPORT_SUGGEST_H
#define RT_IMPORT_SUGGEST_H

#include "base/zone.h"
#include "text/text.h"

struct rt_suggestion {
    const char *text; /* of the import.conf; lives as long as the arena */
    const char *path; /* where it belongs */
    size_t n_files, n_known; /* files, and those with a table of a kind */
    bool decide;             /* a person must decide something first */
};

/*
 * Examine the files of a folder (CSV, text, gzip of these, workbooks).
 * `today` is the report zone's.
 *
 * RT_EINVAL "suggest_no_files" {dir}.  Errors of rt_profile_read() become
 * remarks in the text.
 */
enum rt_code rt_import_suggest(const char *dir, const struct rt_zone *zone,
                               int32_t today, enum rt_lang lang,
                               struct rt_arena *a, struct rt_suggestion *out,
                               struct rt_err *err) RT_CHECK;

/* Write it.  RT_ECONFLICT "suggest_exists" {file}: there is one, which is not
 * changed; RT_EIO: it cannot be written. */
enum rt_code rt_import_suggest_write(const struct rt_suggestion *s,
                                     struct rt_err *err) RT_CHECK;

#endif
