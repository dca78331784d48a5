/* --full: a contract that is not in the file has ended. */
#ifndef RT_IMPORT_FULL_H
#define RT_IMPORT_FULL_H

#include "base/err.h"

struct rt_import_run;

/* End every contract that is running on the day after as_of and whose key the
 * file does not have, with that day as the first one without service.  A
 * rejected row whose key could be read counts as present; RT_EINVAL (key
 * "import_full_unknown") when a key could not. */
enum rt_code rt_import_end_absent(struct rt_import_run *run,
                                  struct rt_err *err) RT_CHECK;

#endif
