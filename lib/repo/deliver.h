/* What `retention deliver` and those who watch it share in the database: that
 * there is one, when it last ran, and what it does there itself. */
#ifndef RT_REPO_DELIVER_H
#define RT_REPO_DELIVER_H

#include "base/arena.h"
#include "db/db.h"

/* Be the only one, for as long as this connection lives or until
 * rt_deliver_unlock(); a second call while it is held does nothing.
 * RT_ECONFLICT "deliver_busy": another has the lock. */
enum rt_code rt_deliver_lock(struct rt_db *db, struct rt_err *err) RT_CHECK;
void rt_deliver_unlock(struct rt_db *db);

/* A round was made at `now`. */
enum rt_code rt_deliver_note(struct rt_db *db, int64_t now,
                             struct rt_err *err) RT_CHECK;
/* When the last one was made, Unix seconds; RT_NONE: never. */
enum rt_code rt_deliver_last(struct rt_db *db, struct rt_arena *a, int64_t *at,
                             struct rt_err *err) RT_CHECK;

/* The same for what is done once a day: the day, report zone (base/date.h). */
enum rt_code rt_deliver_note_day(struct rt_db *db, int32_t day,
                                 struct rt_err *err) RT_CHECK;
enum rt_code rt_deliver_last_day(struct rt_db *db, struct rt_arena *a,
                                 int32_t *day, struct rt_err *err) RT_CHECK;

/* Whether anything waits for it: an open case that is worked here, or a notice
 * that waits. */
enum rt_code rt_deliver_needed(struct rt_db *db, bool *needed,
                               struct rt_err *err) RT_CHECK;

/* Notices that wait for clients whom no channel reaches any more become tasks
 * for the staff; with `has_bot` false that is everybody.  *n: how many. */
enum rt_code rt_deliver_by_hand(struct rt_db *db, bool has_bot, int64_t *n,
                                struct rt_err *err) RT_CHECK;

#endif
