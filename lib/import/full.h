/* --full: a contract that is not in the file has ended. */
#ifndef RT_IMPORT_FULL_H
#define RT_IMPORT_FULL_H

#include "base/err.h"

struct rt_import_run;

/*
 * Find every contract that is running on the day of the file and whose key the
 * file does not have.  A rejected row counts as present if its key could be
 * read; if a key could not be read, nothing counts as absent.
 *
 * If more than a tenth of the running contracts, and more than 100, are
 * absent, the file is probably incomplete.  --yes allows it, --max-ends allows
 * that many; otherwise the person who started the import is asked.  A file
 * that is older than the newest full one ends nothing that a later one has, so
 * nobody is asked.  RT_ECONFLICT (key "import_full_many"): not allowed.  A dry
 * run only counts.
 */
enum rt_code rt_import_find_absent(struct rt_import_run *run,
                                   struct rt_err *err) RT_CHECK;

/* End them; the day of the file is the first one without service.  RT_EINVAL
 * (key "import_full_unknown") when a key could not be read. */
enum rt_code rt_import_end_absent(struct rt_import_run *run,
                                  struct rt_err *err) RT_CHECK;

#endif
