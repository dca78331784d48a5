/* Who works cases: managers and administrators as lib/desk sees them. */
#ifndef RT_REPO_DESK_STAFF_H
#define RT_REPO_DESK_STAFF_H

#include "db/db.h"
#include "desk/worker.h"

/* All staff, by id; those who are disabled or deleted too.  They live as long
 * as `a`.  Open cases are counted only with `count`, for it costs as much as
 * there are. */
enum rt_code rt_desk_staff_list(struct rt_db *db, bool count,
                                struct rt_arena *a, struct rt_worker **list,
                                size_t *n, struct rt_err *err) RT_CHECK;

/* A case was dealt to them just now. */
enum rt_code rt_desk_staff_dealt(struct rt_db *db, int64_t user_id, int64_t at,
                                 struct rt_err *err) RT_CHECK;

/* Their name; "" when it is blank.  RT_NONE: there is nobody of this id. */
enum rt_code rt_desk_staff_name(struct rt_db *db, int64_t user_id,
                                struct rt_arena *a, const char **name,
                                struct rt_err *err) RT_CHECK;

#endif
