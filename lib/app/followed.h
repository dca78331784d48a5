/* A record beside the snapshot of the database's state it was made from, by
 * which other programs can tell whether it lags behind. */
#ifndef RT_APP_FOLLOWED_H
#define RT_APP_FOLLOWED_H

#include "repo/extract.h"

#include <stdint.h>

/* Record that the snapshot in `dir` has, at this moment, the state that
 * `marks` describe. */
enum rt_code rt_followed_note(const char *dir,
                              const struct rt_change_mark marks[RT_CHANGE__MAX],
                              struct rt_err *err) RT_CHECK;

/* For how many seconds the database has been ahead, as far as is known: 0 when
 * it has the recorded state, or nothing was ever recorded. */
int64_t rt_followed_lag_s(const char *dir,
                          const struct rt_change_mark marks[RT_CHANGE__MAX]);

#endif
