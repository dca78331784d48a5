/* What is to become of each record of a file: known only when all of it has
 * been read, and needed in its order. */
#ifndef RT_JOB_IMPORT_MARKS_H
#define RT_JOB_IMPORT_MARKS_H

#include "job/keyset.h"

/* The mark of a record; below these: how many equal ones stand before it. */
#define RT_MARK_REJECTED UINT32_MAX
#define RT_MARK_REPEATED (UINT32_MAX - 1) /* a later one has the same key */

struct rt_marks;

/* With `count_equal` records of one key are numbered from 0; else all but
 * the last are RT_MARK_REPEATED. */
struct rt_marks *rt_marks_new(bool count_equal);
void rt_marks_free(struct rt_marks *m); /* NULL is accepted */

/* A good record: number `record` from 0, rising; its key. */
enum rt_code rt_marks_add(struct rt_marks *m, uint64_t record, const void *key,
                          size_t len, struct rt_err *err) RT_CHECK;
/* A bad record. */
enum rt_code rt_marks_reject(struct rt_marks *m, uint64_t record,
                             struct rt_err *err) RT_CHECK;

/* All records are in: mark them.  `repeated` is how many records have the
 * key of another one (all but the last, or all but the first). */
enum rt_code rt_marks_finish(struct rt_marks *m, int64_t *repeated,
                             struct rt_err *err) RT_CHECK;

/* The mark of a record; fast when asked in rising order. */
enum rt_code rt_marks_get(struct rt_marks *m, uint64_t record, uint32_t *mark,
                          struct rt_err *err) RT_CHECK;

/* The keys of the good records, for comparing with another set. */
struct rt_keyset *rt_marks_keys(struct rt_marks *m);

#endif
