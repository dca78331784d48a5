/* The demo in the private database.  An import takes it out again. */
#ifndef RT_DEMO_LOAD_H
#define RT_DEMO_LOAD_H

#include "demo/demo.h"
#include "import/import.h"

/*
 * Load a demo in place of the one that is there.
 *
 *   dir  folder for files while they are needed; it must not exist, and is
 *        gone afterwards
 *
 * RT_ECONFLICT (key "demo_company_data") when the database holds data that
 * are no demo, or ("import_busy") when an import is running; codes of
 * rt_demo_write() and of rt_import_file().  A run that
 * fails leaves a demo that is marked as one and may be loaded again.
 */
enum rt_code rt_demo_load(const struct rt_import_env *env,
                          const struct rt_demo_options *o, const char *dir,
                          struct rt_demo_done *done,
                          struct rt_err *err) RT_CHECK;

#endif
