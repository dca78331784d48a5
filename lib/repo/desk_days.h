/* Lists that the desk keeps: days with hours of their own, reasons for
 * leaving. */
#ifndef RT_REPO_DESK_DAYS_H
#define RT_REPO_DESK_DAYS_H

#include "db/db.h"
#include "desk/hours.h"

/* The rows of work_days, by day; they live as long as `a`.  RT_EINVAL as
 * rt_hours_read() says of one that is wrong. */
enum rt_code rt_desk_work_days(struct rt_db *db, struct rt_arena *a,
                               struct rt_work_day **list, size_t *n,
                               struct rt_err *err) RT_CHECK;

/* Codes of the active reasons in their order; they live as long as `a`. */
enum rt_code rt_desk_reasons(struct rt_db *db, struct rt_arena *a,
                             const char ***codes, size_t *n,
                             struct rt_err *err) RT_CHECK;

/* A reason and what it is called. */
struct rt_desk_reason {
    const char *code, *text;
    bool active;
};

/* All reasons in their order, "ru" or "en"; they live as long as `a`. */
enum rt_code rt_desk_reason_list(struct rt_db *db, bool ru, struct rt_arena *a,
                                 struct rt_desk_reason **list, size_t *n,
                                 struct rt_err *err) RT_CHECK;

/* What a reason is called, "ru" or "en"; its code when it is not listed. */
enum rt_code rt_desk_reason_text(struct rt_db *db, const char *code, bool ru,
                                 struct rt_arena *a, const char **text,
                                 struct rt_err *err) RT_CHECK;

#endif
