/* A note beside the snapshot of the database's state that it has, so that
 * somebody else can tell whether it lags. */
#ifndef RT_JOB_FOLLOWED_H
#define RT_JOB_FOLLOWED_H

#include "repo/extract.h"

#include <stdint.h>

/* The snapshot in `dir` has the state that `marks` tell, at this moment. */
enum rt_code rt_followed_note(const char *dir,
                              const struct rt_change_mark marks[RT_CHANGE__MAX],
                              struct rt_err *err) RT_CHECK;

/* For how many seconds the database has been ahead, as far as is known: 0 when
 * it has the noted state, or nothing was ever noted. */
int64_t rt_followed_lag_s(const char *dir,
                          const struct rt_change_mark marks[RT_CHANGE__MAX]);

#endif
