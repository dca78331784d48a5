/* Batches of the second pass, read ahead: while the database stores one, a
 * thread reads and converts the next. */
#ifndef RT_IMPORT_AHEAD_H
#define RT_IMPORT_AHEAD_H

#include "import/run.h"

struct rt_ahead_batch {
    struct rt_import_batch batch;
    int64_t n_records; /* of the file, up to its end */
    int64_t *repeated; /* [n_repeated] lines that later ones replace */
    size_t n_repeated;
};

struct rt_ahead;

/* Read the file that is open, run->n_records records of it.  Until the end
 * run->csv and the marks belong to the thread, and nothing of the run changes
 * that reading needs: the columns, how values are read, where records are
 * kept.  RT_EIO when the system has no thread for it. */
enum rt_code rt_ahead_start(struct rt_import_run *run, struct rt_ahead **out,
                            struct rt_err *err) RT_CHECK;
/* The next batch, borrowed until the following call.  RT_NONE: it is the last
 * one; other codes end the pass, and its rows do not count. */
enum rt_code rt_ahead_next(struct rt_ahead *a, struct rt_ahead_batch **out,
                           struct rt_err *err) RT_CHECK;
void rt_ahead_stop(struct rt_ahead *a);

#endif
