/* The cases that managers were given, for the measures of their work (DESK
 * 8). */
#ifndef RT_REPO_DESK_WORK_H
#define RT_REPO_DESK_WORK_H

#include "base/arena.h"
#include "db/db.h"
#include "desk/worked.h"

/* Escalations of [from, to), Unix seconds. */
struct rt_desk_work_span {
    int64_t from, to;
    int64_t now;                /* Unix seconds */
    const struct rt_zone *zone; /* of the days of contracts */
    int32_t gap_days;           /* RENEWAL_GAP_DAYS */
};

/*
 * Cases that the desk escalated within the span, of all managers or nobody, by
 * name of the manager and id; none that another system worked, from whose rows
 * nobody knows when something was done.
 *
 *   list  [n] as lib/desk/worked.h wants them, from `a`
 */
enum rt_code rt_desk_work_list(struct rt_db *db,
                               const struct rt_desk_work_span *span,
                               struct rt_arena *a, struct rt_worked_case **list,
                               size_t *n, struct rt_err *err) RT_CHECK;

/* Cases of the span that count in no rate. */
struct rt_desk_work_beside {
    int64_t lapsed, mistaken, no_contact; /* by the time they were dropped */
    int64_t lists;                        /* escalated from a list */
};

enum rt_code rt_desk_work_beside(struct rt_db *db,
                                 const struct rt_desk_work_span *span,
                                 struct rt_desk_work_beside *out,
                                 struct rt_err *err) RT_CHECK;

#endif
