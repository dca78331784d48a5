/* Load the demo into the private database.  The first import removes it. */
#ifndef RT_DEMO_LOAD_H
#define RT_DEMO_LOAD_H

#include "demo/demo.h"
#include "import/import.h"

/*
 * Load a demo, replacing one that is there.
 *
 *   dir  folder for temporary files; it must not exist, and is removed
 *        afterwards
 *
 * RT_ECONFLICT (key "demo_company_data") when the database holds data that are
 * not a demo, or ("import_busy") when an import is running; codes of
 * rt_demo_write() and of rt_import_file().  A run that fails leaves a demo
 * that is marked as one and may be loaded again.
 */
enum rt_code rt_demo_load(const struct rt_import_env *env,
                          const struct rt_demo_options *o, const char *dir,
                          struct rt_demo_done *done,
                          struct rt_err *err) RT_CHECK;

#endif
