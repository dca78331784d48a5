/* A folder of files to import, and the import.conf in it. */
#ifndef RT_IMPORT_CONF_H
#define RT_IMPORT_CONF_H

#include "import/opts.h"

struct rt_import_list {
    struct rt_import_opts *list; /* by kind, as rt_import_kind_at() */
    size_t n;
};

/*
 * Read DIR/import.conf:
 *
 *   as-of = 2007-12-31            options of all files
 *   [contracts policies.csv]      a kind and a file of the folder
 *   map = contract_id=policy.ID   an option a line, as on the command line
 *   open-when = lapse.reason=In force
 *   end-inclusive
 *
 * The title may also be only a file (then a line `kind = contracts` is needed)
 * or only a kind (its file is KIND.csv, or `file = NAME`).  # and ; begin a
 * comment line.  Without an import.conf the files of the folder that are named
 * like kinds are taken: clients.csv, contracts.csv.gz, payments.xlsx, ...
 *
 *   common  options that the command line gives for all files
 *   line    line of the mistake; 0: not in a line
 *
 * RT_EINVAL, RT_EIO; the text and all strings live as long as `a`.
 */
enum rt_code rt_import_conf_read(const char *dir, const struct rt_pairs *common,
                                 struct rt_arena *a, struct rt_import_list *out,
                                 int *line, struct rt_err *err) RT_CHECK;

/* The same from a text; for tests. */
enum rt_code rt_import_conf_parse(const char *text, const char *dir,
                                  const struct rt_pairs *common,
                                  struct rt_arena *a,
                                  struct rt_import_list *out, int *line,
                                  struct rt_err *err) RT_CHECK;

#endif
